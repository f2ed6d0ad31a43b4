"""What PostgreSQL is told about the suite: a role for each service, and what each may do."""
