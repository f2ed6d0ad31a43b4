"""Certificates for those who attended, their public check, and their revocation (article 16)."""

from __future__ import annotations

import secrets
from typing import Any

from services.contracts.errors import NotFound, StateConflict
from services.kit.api import CAMPUS_ZONE, Work
from services.training.domain.certificates import CHECK_LENGTH, Certificate, number_certificate
from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import Session
from services.training.handlers import activities, standing
from services.training.handlers.rights import ORGANISERS, READERS, require_reader, sees_everyone
from services.training.storage import certificates, duties, programme


def issue_certificates(work: Work, session_id: str) -> list[Certificate]:
    """Issue one to each who attended and has none yet, and credit members with the hours.

    Returns all of the session's certificates. Raises `StateConflict` (``nobody_attended``) where there would be none.
    """
    work.identity.require(*ORGANISERS)
    session = programme.find_session(work.session, session_id)
    session.check_announced()
    programme.lock_seats(work.session, session_id)
    owed = certificates.owed_certificates(work.session, session_id)
    if owed:
        _issue(work, session, owed)
    found = certificates.certificates_of_session(work.session, session_id)
    if not found:
        raise StateConflict(
            zh="本次活动尚无人签到，没有颁发证书。",
            en="Nobody attended yet; no certificate was issued.",
            code="nobody_attended",
        )
    return found


def _issue(work: Work, session: Session, owed: list[Enrolment]) -> None:
    year = work.now.astimezone(CAMPUS_ZONE).year
    first = certificates.take_serials(work.session, year, len(owed))
    issued = [
        Certificate(
            id=work.new_id(),
            number=number_certificate(year, first + place, secrets.token_bytes(CHECK_LENGTH)),
            session_id=session.id,
            enrolment_id=enrolment.id,
            person_id=enrolment.person_id,
            person_name=enrolment.person_name,
            title=session.title,
            kind=session.kind,
            hours=session.hours,
            held_on=session.starts_at,
            issued_at=work.now,
            issued_by=work.identity.id,
            expires_at=session.certificate_expiry(work.now),
        )
        for place, enrolment in enumerate(owed)
    ]
    certificates.add_certificates(work.session, issued)
    activities.credit_session(work, session, issued)
    work.session.flush()
    standing.watch_expiry(work, issued)
    owing = duties.owing(work.session, [enrolment.person_id for enrolment in owed])
    for certificate in issued:
        if certificate.person_id in owing:
            duties.meet_duties(work.session, certificate.person_id, certificate.number, work.now)
            standing.refresh(work, [certificate.person_id])
        work.record("issue_certificate", f"certificate:{certificate.number}", enrolment=certificate.enrolment_id)


def read_certificates(work: Work, session_id: str) -> list[Certificate]:
    """All certificates of a session, for those who run or oversee sessions."""
    work.identity.require(*READERS)
    programme.find_session(work.session, session_id)
    return certificates.certificates_of_session(work.session, session_id)


def check_certificate(work: Work, number: str) -> Certificate:
    """The certificate of this number, for anyone who has it in hand. Raises `NotFound`."""
    return certificates.find_certificate(work.session, number)


def open_certificate(work: Work, number: str) -> Certificate:
    """The whole certificate, for its holder and for those who run or oversee sessions. Raises `NotFound` for others."""
    certificate = certificates.find_certificate(work.session, number)
    if certificate.person_id != work.identity.id and not sees_everyone(work.identity):
        raise NotFound()
    return certificate


def revoke_certificate(work: Work, number: str, reason: str) -> Certificate:
    """Declare a certificate void; the public check says so, hours and duties met by it come back, and who runs an account by it
    owes one again."""
    work.identity.require(*ORGANISERS)
    certificate = certificates.find_certificate(work.session, number)
    certificate.revoke(reason, work.now)
    activities.take_back(work, number)
    duties.reopen_duties(work.session, number)
    work.session.flush()
    standing.owe_again(work, certificate.person_id)
    standing.refresh(work, [certificate.person_id])
    work.record("revoke_certificate", f"certificate:{number}")
    return certificate


def list_own_certificates(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the caller's certificates, newest first."""
    require_reader(work.identity)
    return certificates.list_certificates(work.session, wanted, dump, person_id=work.identity.id)
