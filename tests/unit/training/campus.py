"""People and sessions for the tests of training, and a service's database to try them on."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Identity
from services.kit.migrations import upgrade
from services.kit.work import Work, Works
from services.training.domain.sessions import Session
from services.training.handlers.programme import announce_session
from services.training.storage.tables import metadata

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
TRAINER = Identity(id="trainer", username="trainer", name="培训员", unit_id="propaganda", grants=(("trainer", ""),))
OFFICER = Identity(id="officer", username="officer", name="宣传干事", unit_id="propaganda", grants=(("officer", ""),))
DIRECTOR = Identity(id="director", username="director", name="部长", unit_id="propaganda", grants=(("director", ""),))
KEEPER = Identity(id="keeper", username="association", name="会长", unit_id="club", grants=(("association", "club"),))
AUDITOR = Identity(id="auditor", username="auditor", name="审计", grants=(("auditor", ""),))
ADMIN = Identity(id="admin", username="admin", name="管理员", grants=(("admin", ""),))


def student(number: int, unit_id: str = "class1") -> Identity:
    """The student of this number."""
    name = f"student{number}"
    return Identity(id=name, username=name, name=f"学生{number}", unit_id=unit_id, grants=(("student", unit_id),))


class Campus:
    """A migrated database of the training service, a clock that stands still, and works for whoever acts."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FixedClock(NOON)
        upgrade(database, metadata)
        self.works = Works("training", database, self.clock)

    def acting(self, identity: Identity, *, if_match: str = "") -> AbstractContextManager[Work]:
        return self.works.open(identity, "trace", if_match=if_match)

    def announce(self, **changes: Any) -> Session:
        """A session in three days that takes enrolments now; two seats unless said otherwise."""
        with self.acting(TRAINER) as work:
            return announce_session(work, session_wanted(**changes))


def session_wanted(**changes: Any) -> dict[str, Any]:
    """What `announce_session` is given, with these changes."""
    return {
        "kind": "salon",
        "title": "短视频选题沙龙",
        "theme": "校园短视频",
        "speaker": "李老师",
        "place": "图书馆报告厅",
        "starts_at": NOON + timedelta(days=3),
        "ends_at": NOON + timedelta(days=3, hours=2),
        "enrol_opens_at": NOON - timedelta(hours=1),
        "enrol_closes_at": NOON + timedelta(days=2),
        "capacity": 2,
        "hours": 2.0,
        "audience": {},
        "budget": 0,
        "fund_line_id": None,
        "confirm_hours": 0,
        "certificate_months": 0,
        **changes,
    }
