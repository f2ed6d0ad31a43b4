"""An enrolment: one person's seat at a session, or their place on its waiting list; and why a wish is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.contracts.errors import NotPermitted, StateConflict, XinmeiError
from services.training.domain.audience import Attendee, admits

STANDING = ("enrolled", "waiting", "offered", "requested", "entered")
STATES = (*STANDING, "withdrawn", "refused")
ATTENDED = ("present", "late")
ATTENDANCES = ("", "present", "late", "left", "leave", "absent")


@dataclass(eq=False, kw_only=True)
class Enrolment:
    """A person at a session. `arrival` is the order in which they came; `attendance` is empty until someone says.

    `offered` is a seat that the waiting list's first must confirm before `confirm_by`; `requested` waits for the unit's word;
    `entered` is in the pot of a lottery, with its `ticket` once it is drawn. `quota_unit` names the unit whose quota it counts in.
    Attendance ``left`` is 早退, ``leave`` is 请假.
    """

    id: str
    session_id: str
    person_id: str
    person_name: str
    unit_id: str
    state: str
    arrival: int
    made_at: datetime
    confirm_by: datetime | None = None
    attendance: str = ""
    checked_in_at: datetime | None = None
    attendance_note: str = ""
    quota_unit: str = ""
    ticket: str = ""
    decided_by: str | None = None
    decision_note: str = ""

    def decide(self, approve: bool, person_id: str, note: str) -> None:
        """The unit's word on a wish; nobody decides on their own."""
        if person_id == self.person_id:
            raise NotPermitted(
                zh="不能审批自己的报名。没有作任何更改。",
                en="Nobody decides on their own enrolment. Nothing was changed.",
                code="own_enrolment",
            )
        if self.state != "requested":
            raise StateConflict(
                zh="该报名不在待单位审批状态，没有作任何更改。",
                en="This enrolment does not wait for its unit. Nothing was changed.",
                code="not_requested",
                state=self.state,
            )
        self.state, self.decided_by, self.decision_note = "waiting" if approve else "refused", person_id, note

    def ask_leave(self, reason: str) -> None:
        """Say beforehand that one cannot come and why; the seat stays theirs. Raises `StateConflict`."""
        if self.state != "enrolled" or self.checked_in_at is not None:
            raise StateConflict(
                zh="没有可以请假的席位，或已经签到。没有作任何更改。",
                en="There is no seat to be excused from, or they checked in already. Nothing was changed.",
                code="no_leave",
            )
        self.attendance, self.attendance_note = "leave", reason

    @property
    def attended(self) -> bool:
        return self.attendance in ATTENDED

    @property
    def holds_seat(self) -> bool:
        return self.state in ("enrolled", "offered")


@dataclass(frozen=True)
class Placed:
    """What came of a wish: the enrolment, and its place on the waiting list (0 with a seat)."""

    enrolment: Enrolment
    position: int


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """A session that takes a person's time: one they are enrolled in or wait for."""

    session_id: str
    title: str
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What an enrolment needs to know of a session."""

    session_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    cancelled: bool
    audience: dict[str, Any]
    way: str = "first_come"
    approval: bool = False
    quotas: dict[str, int] = field(default_factory=dict)

    def engagement(self) -> Engagement:
        return Engagement(session_id=self.session_id, title=self.title, starts_at=self.starts_at, ends_at=self.ends_at)


def find_refusal(
    opening: Opening, attendee: Attendee, engagements: Iterable[Engagement], now: datetime
) -> XinmeiError | None:
    """Why this person may not enrol in this session now, or None (article 16).

    One who is enrolled already hears so first, also when enrolment has closed meanwhile.
    """
    held = list(engagements)
    if any(engagement.session_id == opening.session_id for engagement in held):
        return already_enrolled()
    if opening.cancelled or not opening.opens_at <= now < opening.closes_at:
        return not_open(opening)
    if not admits(opening.audience, attendee):
        return not_in_audience()
    clashing = [engagement for engagement in held if engagement.overlaps(opening.starts_at, opening.ends_at)]
    return clash(clashing[0]) if clashing else None


def already_enrolled() -> StateConflict:
    return StateConflict(
        zh="您已报名（或正在候补）该活动，原报名保留。",
        en="You are enrolled here already, or wait for a seat; that stands.",
        code="already_enrolled",
    )


def not_open(opening: Opening) -> StateConflict:
    return StateConflict(
        zh="该活动现在不接受报名：尚未开放、已经截止或已取消。没有报名。",
        en="This session takes no enrolments now: not yet open, closed, or cancelled. You were not enrolled.",
        code="not_open",
        opens_at=opening.opens_at.isoformat(),
        closes_at=opening.closes_at.isoformat(),
    )


def not_in_audience() -> NotPermitted:
    return NotPermitted(
        zh="该活动不面向您所在的单位或身份。没有报名；如有疑问请联系主办人。",
        en="This session is for another audience. You were not enrolled; ask its organiser where that seems wrong.",
        code="not_in_audience",
    )


def clash(engagement: Engagement) -> StateConflict:
    return StateConflict(
        zh=f"与您已报名的“{engagement.title}”时间冲突。没有报名；如要改报，请先退出该活动。",
        en=f"It clashes with “{engagement.title}”, where you are enrolled. Withdraw there first to change.",
        code="clash",
        session_id=engagement.session_id,
    )
