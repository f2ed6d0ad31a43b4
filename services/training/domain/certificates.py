"""A certificate: says that a person attended a session, under a number that anyone may check (article 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import StateConflict

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CHECK_LENGTH = 6


@dataclass(eq=False, kw_only=True)
class Certificate:
    """Issued once for an enrolment whose person attended; what it says is kept as it was on that day."""

    id: str
    number: str
    session_id: str
    enrolment_id: str
    person_id: str
    person_name: str
    title: str
    kind: str
    hours: float
    held_on: datetime
    issued_at: datetime
    issued_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoke_reason: str = ""

    def status(self, now: datetime) -> str:
        """valid, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "valid"

    def revoke(self, reason: str, now: datetime) -> None:
        if self.revoked_at is not None:
            raise StateConflict(
                zh="该证书此前已撤销，没有作任何更改。",
                en="It was revoked before. Nothing was changed.",
                code="revoked",
            )
        self.revoked_at, self.revoke_reason = now, reason


def number_certificate(year: int, serial: int, randomness: bytes) -> str:
    """``2026-00017-K7QX3M``: the year, the running number, and a part that nobody can guess from its neighbours."""
    tail = "".join(ALPHABET[byte % len(ALPHABET)] for byte in randomness[:CHECK_LENGTH])
    return f"{year}-{serial:05d}-{tail}"


def mask_name(name: str) -> str:
    """A name as the public check shows it: the first character and a star for each other one: ``欧**``."""
    return name[:1] + "*" * (len(name) - 1)
