"""The check-in token: shown on a person's own phone, scanned at the desk, good for 30 seconds and for one check-in.

It is an HMAC over session, person and time step under the session's secret. Only the desk can hand it in, it names its person
to the desk, and a person is checked in once: a picture of it sent to a friend helps nobody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from services.contracts.errors import StateConflict

STEP_SECONDS = 30
MAC_BYTES = 16
SEPARATOR = "."


def make_token(secret: str, session_id: str, person_id: str, at: datetime) -> str:
    """The token of this person for the time step that `at` falls into."""
    step = _step(at)
    return SEPARATOR.join((person_id, str(step), _mac(secret, session_id, person_id, step)))


def token_changes_at(at: datetime) -> float:
    """The Unix time at which the token of `at` is replaced by the next."""
    return float((_step(at) + 1) * STEP_SECONDS)


def read_token(secret: str, session_id: str, token: str, now: datetime) -> str:
    """The id of the person to check in. A token holds for its own step and the next. Raises `StateConflict` otherwise."""
    person_id, step, mac = _split(token)
    if not hmac.compare_digest(mac.encode(), _mac(secret, session_id, person_id, step).encode()):
        raise _invalid()
    if not 0 <= _step(now) - step <= 1:
        raise StateConflict(
            zh="签到码已过期。没有签到；请让本人在手机上刷新签到码后再扫。",
            en="This token has expired. Nobody was checked in; have the person show the fresh one on their phone.",
            code="token_expired",
        )
    return person_id


def _split(token: str) -> tuple[str, int, str]:
    parts = token.split(SEPARATOR)
    if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdigit()) or len(parts[1]) > 12:
        raise _invalid()
    return parts[0], int(parts[1]), parts[2]


def _mac(secret: str, session_id: str, person_id: str, step: int) -> str:
    message = "\n".join((session_id, person_id, str(step))).encode()
    digest = hmac.digest(secret.encode(), message, hashlib.sha256)[:MAC_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _invalid() -> StateConflict:
    return StateConflict(
        zh="签到码无效，或不属于本次活动。没有签到。",
        en="This token is not valid for this session. Nobody was checked in.",
        code="token_invalid",
    )
