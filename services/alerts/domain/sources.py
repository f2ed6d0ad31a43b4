"""Sources outside that may report: a monitoring service, a mailbox, another system. Each signs what it sends."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=5)


@dataclass(eq=False, kw_only=True)
class Source:
    """Who may report from outside. `secret` is sealed; `severity` is what its reports get that name none."""

    id: str
    name: str
    secret: str
    severity: str
    made_at: datetime
    active: bool = True
    last_used_at: datetime | None = None
    used: int = 0
    version: int = field(default=1)


def may_send(allowed: str, address: str) -> bool:
    """Whether mail from `address` is heard: `allowed` lists addresses or ``@domain``, comma separated; empty hears nobody."""
    listed = {part.strip().lower() for part in allowed.split(",") if part.strip()}
    name, at, domain = address.strip().lower().rpartition("@")
    return bool(name and at and domain) and (f"{name}@{domain}" in listed or f"@{domain}" in listed)


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over ``timestamp.body``, in hexadecimal."""
    return hmac.digest(secret.encode(), timestamp.encode(errors="replace") + b"." + body, "sha256").hex()


def is_genuine(secret: str, timestamp: str, body: bytes, given: str, now: datetime) -> bool:
    """Whether a report was signed with this secret no longer than `PATIENCE` ago, and not for a later time."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    apart = abs(now.timestamp() - int(timestamp))
    told = given.removeprefix("sha256=").encode(errors="replace")
    return apart <= PATIENCE.total_seconds() and hmac.compare_digest(
        signature_of(secret, timestamp, body).encode(), told
    )
