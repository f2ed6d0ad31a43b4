"""Which pages of training belong together, who finds work on each, and lists that are read to their end."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from gateway.front import Desk
from gateway.language import gettext
from gateway.pages import actions
from services.kit.identity import Identity

MOST_ITEMS = 4_000
RUNS = ("trainer", "officer", "director")
DESK = (*RUNS, "association")
READS = (*RUNS, "auditor", "league", "student_affairs", "association")
KEEPS_PURSE = ("officer", "director")
READS_PURSE = (*KEEPS_PURSE, "auditor", "trainer")
KEEPS_MEMBERS = ("association", "officer", "director", "league")
DECIDES_FOR_UNIT = ("responsible", "reviewer")
_PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/training", "场次", ()),
    ("/training/mine", "我的培训", ()),
    ("/training/plan", "年度计划", ()),
    ("/training/duties", "补训与持证", ()),
    ("/training/requests", "待审批报名", (*DECIDES_FOR_UNIT, *READS)),
    ("/training/rules", "规则与场地", READS),
)


def tabs(identity: Identity) -> list[tuple[str, str]]:
    """Addresses and names of the pages that concern this person."""
    return [(address, gettext(name)) for address, name, roles in _PAGES if not roles or identity.has(*roles)]


def every(desk: Desk, operation: str, path: Mapping[str, str] | None = None, **wanted: str) -> list[dict[str, Any]]:
    """All items of a list of the training service, `MOST_ITEMS` at most."""
    return list(islice(actions.every(desk, "training", operation, path, **wanted), MOST_ITEMS))
