"""Tokens that must not open anything, made from those that do."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from services.kit.identity import Identity, Keys
from tests.e2e.college import College


def false_tokens(college: College) -> dict[str, str]:
    """Tokens that are none, by what is wrong with them."""
    head, claims, signature = college["director"].token.split(".")
    opened = json.loads(base64.urlsafe_b64decode(claims + "=="))
    director = Identity(
        id=opened["sub"], username="director", name="x", grants=(("director", ""), ("admin", "")), session=opened["sid"]
    )
    strangers = Keys(["a secret of somebody else, long enough to be one"])
    now = datetime.now(UTC)
    return {
        "made by a stranger": strangers.issue(director, now, timedelta(hours=1)),
        "with other claims": f"{head}.{_encode({**opened, 'grants': [['admin', '']]})}.{signature}",
        "that says it needs no signature": f"{_encode({'alg': 'none'})}.{claims}.",
        "with its signature cut off": f"{head}.{claims}.",
        "with half of its signature": f"{head}.{claims}.{signature[:-12]}",
        "of another kind": "Zm9vOmJhcg==",
        "of nothing": "..",
        "beyond ASCII": "\u00e9.\u00e9.\u00e9",
    }


def _encode(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def secret_of(college: College) -> str:
    """The secret with which the running suite signs."""
    suite = college.suite
    return (suite.data / "secret").read_text().strip() if suite.data else suite.environment["XINMEI_SECRET"]
