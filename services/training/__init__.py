"""Training (article 16): sessions and salons, enrolment, attendance, certificates, the fund and the student association."""
