"""Changes (附件2) and the seven days within which they are filed (article 7).

The clock runs from the day of the change, in days on campus: filed until day 7 it is in time, reminded on day 5, overdue from
day 8; a change filed late is marked so for ever. A filing is a change that is known of and must be filed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, StateConflict
from services.registry.domain.rights import Identity, require

KINDS = ("rename", "handle", "administrator", "responsible_person", "maintenance", "migrate", "close")
HANDED_OVER = ("administrator", "responsible_person")
"""Kinds at which passwords and bindings pass from one person to another."""

SIDES = ("outgoing", "incoming")
"""Who confirms a hand-over: those who give the account away, and those who take it."""

DAYS_TO_FILE, REMINDED_ON, OVERDUE_ON = 7, 5, 8


def is_late(changed_on: date, filed_on: date) -> bool:
    """Whether a change of `changed_on`, filed on `filed_on`, comes after its seven days (article 7)."""
    return filed_on > changed_on + timedelta(days=DAYS_TO_FILE)


@dataclass(eq=False, kw_only=True)
class Change:
    """Form 2: what of an account was changed, from what, to what, and whether that was filed in time."""

    id: str
    account_id: str
    tier: int
    unit_id: str
    faculty_id: str
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]
    changed_on: date
    due_on: date
    filed_at: datetime
    filed_by: str
    filed_by_name: str
    late: bool
    handover_confirmed: bool
    reason: str
    state: str = "filed"
    decided_by: str = ""
    decided_by_name: str = ""
    decided_at: datetime | None = None
    comment: str = ""
    people_ids: list[str] = field(default_factory=list)
    outgoing_ids: list[str] = field(default_factory=list)
    handover: dict[str, Any] = field(default_factory=dict)
    version: int = 1

    @property
    def people(self) -> Collection[str]:
        return (self.filed_by,)

    @property
    def is_handed_over(self) -> bool:
        """Whether passwords and bindings pass from one person to another."""
        return self.kind in HANDED_OVER

    def state_handover(self, by: Identity, now: datetime) -> None:
        """The form that was filed says that both sides confirmed, as their signatures on paper do."""
        self.handover_confirmed = True
        self.handover = {"stated": {"by": by.id, "name": by.name, "at": now.isoformat()}}

    def confirm(self, by: Identity, side: str, *, stands_in: bool, now: datetime) -> None:
        """One side says that passwords and bindings have passed; two different people do (article 7).

        The side is spoken for by its own people where they are known by number; else somebody of the unit `stands_in`.
        """
        if not self.is_handed_over or self.state != "filed":
            raise StateConflict(state=self.state, code="nothing_to_hand_over")
        require(
            self.speaks_for(by.id, side, stands_in=stands_in),
            "须由移交人或接收人本人确认。",
            "The people who hand over, or take over, confirm it themselves.",
        )
        others = [one["by"] for name, one in self.handover.items() if name != side]
        require(by.id not in others, "移交与接收须由两人分别确认。", "Two different people confirm the two sides.")
        self.handover = {**self.handover, side: {"by": by.id, "name": by.name, "at": now.isoformat()}}
        self.handover_confirmed = all(name in self.handover for name in SIDES)

    def speaks_for(self, person_id: str, side: str, *, stands_in: bool) -> bool:
        """Whether somebody is of this side, or may stand in for it where its people are not known."""
        known = self.outgoing_ids if side == "outgoing" else self.people_ids
        return person_id in known or (not known and stands_in)

    def sides_of(self, person_id: str, *, stands_in: bool) -> list[str]:
        """The sides that wait for this person's word."""
        if self.state != "filed" or not self.is_handed_over or self.handover_confirmed:
            return []
        if any(one["by"] == person_id for one in self.handover.values()):
            return []
        return [
            side
            for side in SIDES
            if side not in self.handover and self.speaks_for(person_id, side, stands_in=stands_in)
        ]

    def accept(self, by: Identity, now: datetime, comment: str = "") -> None:
        """The propaganda department takes it on file; what it says then holds. Nobody accepts their own."""
        self._require_decider(by)
        if self.is_handed_over and not self.handover_confirmed:
            raise StateConflict(
                zh="尚未确认密码与绑定信息已交接,不能受理。没有作任何更改;请退回后确认交接。",
                en="The hand-over of passwords and bindings is not confirmed. Nothing was changed; return it to be confirmed.",
                code="handover_open",
            )
        self._decide("accepted", by, now, comment)

    def send_back(self, by: Identity, now: datetime, comment: str) -> None:
        """Return it: it has to be filed again, and its clock runs on."""
        self._require_decider(by)
        self._decide("returned", by, now, comment)

    def _require_decider(self, by: Identity) -> None:
        require(
            by.has("officer", "director"), "变更由宣传统战部受理。", "The propaganda department takes changes on file."
        )
        require(by.id != self.filed_by, "不得受理本人填报的变更。", "Nobody decides on what they filed.")
        if self.state != "filed":
            raise StateConflict(state=self.state)

    def _decide(self, state: str, by: Identity, now: datetime, comment: str) -> None:
        self.state, self.decided_by, self.decided_by_name = state, by.id, by.name
        self.decided_at, self.comment = now, comment


@dataclass(eq=False, kw_only=True)
class Filing:
    """A change that is known of and must be filed: since a person's role ended, one was noticed, or returned."""

    id: str
    account_id: str
    tier: int
    unit_id: str
    faculty_id: str
    kind: str
    changed_on: date
    due_on: date
    cause: str
    note: str = ""
    person_id: str = ""
    state: str = "open"
    change_id: str = ""
    noticed_at: datetime
    version: int = 1

    @property
    def people(self) -> Collection[str]:
        return ()

    @property
    def reminded_on(self) -> date:
        return self.changed_on + timedelta(days=REMINDED_ON)

    @property
    def overdue_on(self) -> date:
        return self.changed_on + timedelta(days=OVERDUE_ON)

    def fulfil(self, change_id: str) -> None:
        """The change was filed; what was overdue keeps that in the change itself."""
        self.state, self.change_id = "filed", change_id

    def drop(self) -> None:
        """Nothing is to be filed any more, for its account was closed."""
        self.state = "dropped"

    def become_overdue(self) -> bool:
        """Whether it was still open until now."""
        if self.state != "open":
            return False
        self.state = "overdue"
        return True


def due_on(changed_on: date) -> date:
    """The last day on which a change of `changed_on` is filed in time."""
    return changed_on + timedelta(days=DAYS_TO_FILE)


def check_day(changed_on: date, today: date) -> None:
    """Raise `InputInvalid` where a change is said to have happened on a day to come."""
    if changed_on > today:
        raise InputInvalid({"changed_on": ["变更日期不能晚于今天。 The day of the change cannot lie ahead."]})
