"""Which review processes run, and what each has heard of (articles 10, 12)."""

from __future__ import annotations

from typing import Any

from services.kit.api import Work
from services.review.storage import processes as stored

READERS = ("officer", "director", "duty", "auditor", "admin")


def list_processes(work: Work) -> list[Any]:
    """The running processes, with the word list that each screens by and the freezes that it obeys."""
    work.identity.require(*READERS)
    return stored.running(work.session, work.now)
