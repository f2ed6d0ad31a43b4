"""A session of the programme: training, salon, outbound or inbound visit (article 16), and what may be done with it when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, StateConflict

KINDS = ("training", "salon", "outbound", "inbound")
WAYS = ("first_come", "lottery")
STATES = ("announced", "cancelled")
LONGEST = timedelta(days=90)
DESK_OPENS_BEFORE = timedelta(hours=24)
DESK_CLOSES_AFTER = timedelta(hours=2)
LATE_AFTER = timedelta(minutes=10)
DAYS_A_MONTH = 30.4375
REMIND_BEFORE = timedelta(hours=24)


@dataclass(eq=False, kw_only=True)
class Seats:
    """The seats of a session: how many there are, how many are taken, how many people wait, how many ever came."""

    session_id: str
    capacity: int
    taken: int = 0
    waiting: int = 0
    arrivals: int = 0
    open: bool = True

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)


@dataclass(eq=False, kw_only=True)
class Session:
    """One announced session.

    `budget` in fen; `hours` count towards certificates; `confirm_hours` 0: nobody need confirm; `certificate_months` 0: no end.
    `way` is how seats are given; with a lottery `draw_promise` is published at once and `draw_seed` after the draw. With
    `approval` a wish waits for the person's unit. `required` is an audience that has to come; None: nobody has to.
    """

    id: str
    kind: str
    title: str
    theme: str
    speaker: str
    place: str
    starts_at: datetime
    ends_at: datetime
    enrol_opens_at: datetime
    enrol_closes_at: datetime
    hours: float
    seats: Seats
    announced_by: str
    announced_at: datetime
    check_in_secret: str
    audience: dict[str, Any] = field(default_factory=dict)
    confirm_hours: int = 0
    certificate_months: int = 0
    budget: int = 0
    fund_line_id: str | None = None
    reservation_id: str | None = None
    state: str = "announced"
    cancel_reason: str = ""
    way: str = "first_come"
    approval: bool = False
    quotas: dict[str, int] = field(default_factory=dict)
    required: dict[str, Any] | None = None
    draw_seed: str = ""
    draw_promise: str = ""
    drawn_at: datetime | None = None
    plan_id: str | None = None
    series_id: str | None = None
    calendar_key: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        self.check_times()
        self.check_way()
        self.set_calendar_key()

    def check_way(self) -> None:
        """Raise `InputInvalid` where the ways of giving seats do not go together."""
        if self.way == "lottery" and self.approval:
            message = "摇号活动不能同时要求单位审批。 A lottery and approval by the unit do not go together."
            raise InputInvalid({"approval": [message]})

    def check_times(self) -> None:
        """Raise `InputInvalid` where the times do not follow one another."""
        errors: dict[str, list[str]] = {}
        if self.ends_at <= self.starts_at:
            errors["ends_at"] = ["结束时间须晚于开始时间。 Must be after the start."]
        elif self.ends_at - self.starts_at > LONGEST:
            errors["ends_at"] = ["一次活动最长 90 天。 A session lasts 90 days at most."]
        if self.enrol_closes_at <= self.enrol_opens_at:
            errors["enrol_closes_at"] = ["报名截止时间须晚于开放时间。 Must be after enrolment opens."]
        elif self.enrol_closes_at > self.ends_at:
            errors["enrol_closes_at"] = ["报名须在活动结束前截止。 Enrolment closes before the session ends."]
        if errors:
            raise InputInvalid(errors)

    def set_calendar_key(self) -> None:
        """The unique key that sorts sessions by their start."""
        self.calendar_key = f"{self.starts_at.timestamp():014.3f}-{self.id}"

    def claims_with(self, other: Session) -> list[str]:
        """What both sessions claim: place, speaker."""
        return [
            name for name in ("place", "speaker") if getattr(self, name) and getattr(self, name) == getattr(other, name)
        ]

    def certificate_expiry(self, issued_at: datetime) -> datetime | None:
        """When a certificate of this session, issued now, ends; None where it does not."""
        return issued_at + timedelta(days=DAYS_A_MONTH * self.certificate_months) if self.certificate_months else None

    def change(self, changes: dict[str, Any]) -> None:
        """Change what was announced: words, place, times, capacity. `seats` must be locked where the capacity changes.

        Raises `StateConflict` (``seats_taken``) where there would be fewer seats than people who have one: nobody is thrown out
        silently.
        """
        self.check_announced()
        capacity = changes.pop("capacity", self.seats.capacity)
        if capacity < self.seats.taken:
            raise seats_taken(self.seats.taken)
        self.seats.capacity = capacity
        for name, value in changes.items():
            setattr(self, name, value)
        self.check_times()
        self.set_calendar_key()

    def cancel(self, reason: str) -> None:
        """Call the session off. Raises `StateConflict` where that was done before."""
        self.check_announced()
        self.state, self.cancel_reason = "cancelled", reason
        self.seats.open = False

    def check_announced(self) -> None:
        if self.state != "announced":
            raise StateConflict(
                zh="该活动已取消，没有作任何更改。",
                en="This session is cancelled. Nothing was changed.",
                code="cancelled",
            )

    def check_desk(self, now: datetime) -> None:
        """Raise `StateConflict` where the check-in desk is not open at `now`."""
        self.check_announced()
        if not self.starts_at - DESK_OPENS_BEFORE <= now <= self.ends_at + DESK_CLOSES_AFTER:
            raise StateConflict(
                zh="现在不在签到时间内（开始前 24 小时至结束后 2 小时）。没有签到。",
                en="The desk is open from 24 hours before the start until 2 hours after the end. Nobody was checked in.",
                code="desk_closed",
            )

    def is_moved_by(self, changes: dict[str, Any]) -> bool:
        """Whether these changes make people come at another time or to another place."""
        return any(
            name in changes and changes[name] != getattr(self, name) for name in ("starts_at", "ends_at", "place")
        )

    def arrival_state(self, now: datetime) -> str:
        """How one who arrives at `now` attends: present or late."""
        return "late" if now > self.starts_at + LATE_AFTER else "present"


def seats_taken(taken: int) -> StateConflict:
    return StateConflict(
        zh=f"已有 {taken} 人占有席位，名额不能低于此数。没有作任何更改；如须减员，请先逐一办理退出并告知本人。",
        en=f"{taken} people have a seat; there cannot be fewer seats. Nothing was changed: withdraw people first, and tell them.",
        code="seats_taken",
        taken=taken,
    )
