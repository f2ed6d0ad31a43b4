"""What intake goes by: the department's rules and severities, sources outside, and when each account last published."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.intake import DEFAULT_RULES, IntakeRule
from services.alerts.domain.severities import DEFAULT_SEVERITIES, Severity
from services.alerts.domain.sources import Source
from services.alerts.storage.register import upsert
from services.alerts.storage.tables import mail_cursors, mails_taken


def rules(session: Session) -> dict[str, IntakeRule]:
    """The department's rules over the built-in ones."""
    return {**DEFAULT_RULES, **{rule.kind: rule for rule in session.scalars(sa.select(IntakeRule))}}


def save_rule(session: Session, given: dict[str, Any]) -> IntakeRule:
    found = session.get(IntakeRule, given["kind"])
    if found is None:
        found = IntakeRule(**given)
        session.add(found)
    for name, value in given.items():
        setattr(found, name, value)
    return found


def severities(session: Session) -> dict[str, Severity]:
    """The department's definitions over the built-in ones, the gravest first."""
    own = {found.severity: found for found in session.scalars(sa.select(Severity))}
    return {name: own.get(name, built_in) for name, built_in in DEFAULT_SEVERITIES.items()}


def save_severity(session: Session, given: dict[str, Any]) -> Severity:
    found = session.get(Severity, given["severity"])
    if found is None:
        found = Severity(**given)
        session.add(found)
    for name, value in given.items():
        setattr(found, name, value)
    return found


def list_sources() -> sa.Select[tuple[Source]]:
    return sa.select(Source)


def find_source(session: Session, source_id: str) -> Source | None:
    return session.get(Source, source_id)


# ---- the mailbox


def mail_cursor(session: Session, mailbox: str) -> tuple[int, int]:
    """How far a mailbox was read: validity and UID; zeros where it was not looked at yet."""
    query = sa.select(mail_cursors.c.validity, mail_cursors.c.uid).where(mail_cursors.c.mailbox == mailbox)
    row = session.execute(query).first()
    return (row.validity, row.uid) if row else (0, 0)


def keep_mail_cursor(session: Session, mailbox: str, validity: int, uid: int) -> None:
    upsert(session, mail_cursors, [{"mailbox": mailbox, "validity": validity, "uid": uid}])


def mail_was_taken(session: Session, key: str) -> bool:
    return session.scalar(sa.select(mails_taken.c.key).where(mails_taken.c.key == key)) is not None


def keep_mail(session: Session, key: str, incident_id: str) -> None:
    session.execute(sa.insert(mails_taken).values(key=key, incident_id=incident_id))
