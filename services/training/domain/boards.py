"""What a board shows of training, gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import Session


@dataclass
class Board:
    """Sessions to come, numbers, and as far as rights reach: the association, the fund, and one's own enrolments."""

    numbers: dict[str, int]
    coming: list[Session]
    association: dict[str, int] | None = None
    funds: list[dict[str, Any]] = field(default_factory=list)
    expenses_waiting: int | None = None
    unit: dict[str, int] | None = None
    duties: dict[str, int] | None = None
    mine: list[tuple[Enrolment, Session, int]] | None = None
