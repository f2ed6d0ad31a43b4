"""Identifiers: UUIDv7 texts, in order of their making; and the trace ids that join what one action set off."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

import uuid_utils

_trace: ContextVar[str] = ContextVar("trace", default="")


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters."""
    return str(uuid_utils.uuid7())


def new_trace() -> str:
    """A fresh W3C trace id: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def current_trace() -> str:
    """The trace that this green thread works for; a fresh one where none was set."""
    return _trace.get() or set_trace(new_trace())


def set_trace(trace: str) -> str:
    _trace.set(trace)
    return trace
