"""Training (培训机制, article 16): sessions, the check-in desk, one's own papers, the year's plan, duties, the fund, the association."""

from __future__ import annotations

from flask import Flask

from gateway.front import Desk
from gateway.pages.training import association, check_in, clashes, duties, funds, own, plan, sessions


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training``, ``/funds``, ``/association`` and what is below them."""
    for room in (own, plan, duties, clashes, check_in, sessions, funds, association):
        room.install(app, desk)
