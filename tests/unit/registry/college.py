"""A small college over a real database, and its registry called as the kit calls it: token, transaction, typed error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from services.kit import ledger
from services.kit.calls import answer_call
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.deadlines import Deadlines
from services.kit.identity import Identity, Keys
from services.kit.settings import Settings
from services.kit.tables import outbox
from services.kit.wire import Call, Request, decode, open_answer
from services.kit.work import Works
from services.registry.service import Registry, create_first_admin, office_for

SECRET = "a secret for tests, long enough to sign"
PASSWORD = "correct-horse-7"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

UNITS = {
    "college": ("示例职业学院", "college", ""),
    "propaganda": ("宣传统战部", "propaganda", "college"),
    "cs": ("计算机学院", "faculty", "college"),
    "arts": ("艺术学院", "faculty", "college"),
    "league": ("团委", "youth_league", "college"),
    "club": ("机器人社", "club", "cs"),
    "office": ("教务处", "department", "college"),
}
PEOPLE = {
    "officer": ("propaganda", [("officer", "propaganda")]),
    "director": ("propaganda", [("director", "propaganda")]),
    "cs.head": ("cs", [("responsible", "cs")]),
    "cs.editor": ("cs", [("reviewer", "cs")]),
    "cs.operator": ("cs", [("operator", "cs")]),
    "arts.head": ("arts", [("responsible", "arts")]),
    "arts.operator": ("arts", [("operator", "arts")]),
    "office.operator": ("office", [("operator", "office")]),
    "league": ("league", [("league", "league")]),
    "club.leader": ("club", [("responsible", "club"), ("student", "cs")]),
    "club.operator": ("club", [("operator", "club"), ("student", "cs")]),
    "student1": ("cs", [("student", "cs")]),
    "auditor": ("college", [("auditor", "college")]),
}


class College:
    """Units and people by short names, and calls in their name."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FixedClock(START)
        self.keys = Keys([SECRET])
        self.settings = Settings(secret=SECRET)
        self.works = Works("registry", database, self.clock)
        self.registry = Registry()
        self.registry.runtime = SimpleNamespace(
            works=self.works, keys=self.keys, clock=self.clock, settings=self.settings, platform=None
        )
        self.units: dict[str, str] = {}
        self.people: dict[str, Identity] = {}

    def settle(self) -> None:
        """Make the first administrator, the units and the people."""
        with self.works.open(Identity(id="service:test", username="", name=""), "t") as work:
            admin = create_first_admin(work, self.settings, "admin", PASSWORD, "系统管理员")
            self.people["admin"] = Identity(id=admin.id, username="admin", name=admin.name, grants=(("admin", ""),))
        for short, (name, kind, parent) in UNITS.items():
            body = {"name": name, "kind": kind, "parent_id": self.units.get(parent, "")}
            self.units[short] = self.call("admin", "create_unit", body=body)["id"]
        for at, (username, (unit, roles)) in enumerate(PEOPLE.items()):
            self.add_person(username, unit, roles, number=f"2026{at:04d}")

    def add_person(self, username: str, unit: str, roles: list[tuple[str, str]], **fields: Any) -> str:
        body = {
            "username": username,
            "name": f"{username} 同志",
            "unit_id": self.units[unit],
            "roles": [{"role": role, "unit_id": self.units[where]} for role, where in roles],
            **fields,
        }
        person = self.call("admin", "create_person", body=body)
        grants = tuple((role, self.units[where]) for role, where in roles)
        self.people[username] = Identity(
            id=person["id"], username=username, name=person["name"], unit_id=person["unit_id"], grants=grants
        )
        return str(person["id"])

    def call(
        self,
        who: str,
        operation: str,
        id: str = "",
        *,
        body: Any = None,
        query: dict[str, str] | None = None,
        path: dict[str, str] | None = None,
        if_match: str = "",
        key: str = "",
    ) -> Any:
        """What the registry answers `who`; raises its typed error."""
        token = self.keys.issue(self.people[who], self.clock.now(), timedelta(hours=1)) if who else ""
        request = Request(path=path or ({"id": id} if id else {}), query=query or {}, body=body)
        call = Call(
            operation=operation, request=request, token=token, trace="t" * 32, if_match=if_match, idempotency_key=key
        )
        return open_answer(answer_call(self.registry, call))

    def office(self, who: str) -> Any:
        """A context that opens a unit of work of `who` and gives the handlers' office."""
        return _Office(self, self.people[who])

    def fire_deadlines(self) -> int:
        """Act on what is due; the number acted on."""
        return Deadlines(self.works, self.registry.deadline_acts()).fire_due()

    def events(self, type_: str = "") -> list[dict[str, Any]]:
        """The data of the events told so far, in order."""
        with self.database.begin(writes=False) as session:
            rows = session.execute(outbox.select().order_by(outbox.c.id)).all()
        found = [decode(row.body) for row in rows]
        return [one["data"] for one in found if not type_ or one["type"] == type_]

    def ledger_holds(self) -> bool:
        with self.database.begin(writes=False) as session:
            return ledger.verify(session) is None

    # ---- the usual ways

    def form(self, unit: str = "cs", **fields: Any) -> dict[str, Any]:
        """Form 1 as its applicant fills it in."""
        tier = {"club": 3, "propaganda": 1, "college": 1}.get(unit, 2)
        return {
            "channel": "wechat_official",
            "name": "计算机学院之窗",
            "handle": f"{unit}_window",
            "tier": tier,
            "unit_id": self.units[unit],
            "purpose": "发布学院教学、科研与学生活动信息。",
            "audience": "学院师生",
            "update_frequency": "每周两次",
            "responsible_person": {"name": "陈立新", "title": "党支部书记", "phone": "13800001234"},
            "administrators": [{"name": "林晓", "number": "A-7", "phone": "13900005678"}],
            "review_rules": "编辑初审,书记终审,先审后发。",
            "emergency_plan": "发现问题立即撤稿并报告宣传统战部。",
            "undertaking": True,
            **fields,
        }

    def submitted(self, who: str = "cs.operator", unit: str = "cs", **fields: Any) -> str:
        id_ = str(self.call(who, "create_application", body=self.form(unit, **fields))["id"])
        self.call(who, "submit_application", id_)
        return id_

    def endorsed(self, who: str = "cs.operator", unit: str = "cs", **fields: Any) -> str:
        id_ = self.submitted(who, unit, **fields)
        self.call("arts.head" if unit == "arts" else "cs.head", "endorse_application", id_)
        if unit == "club":
            self.call("league", "endorse_application", id_)
        return id_

    def account(self, who: str = "cs.operator", unit: str = "cs", **fields: Any) -> str:
        """An active account's id."""
        id_ = self.endorsed(who, unit, **fields)
        return str(self.call("director", "approve_application", id_)["account_id"])


class _Office:
    def __init__(self, college: College, identity: Identity) -> None:
        self._college = college
        self._opened = college.works.open(identity, "t" * 32)

    def __enter__(self) -> Any:
        return office_for(self._opened.__enter__(), self._college.settings)

    def __exit__(self, *error: Any) -> Any:
        return self._opened.__exit__(*error)
