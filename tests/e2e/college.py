"""A small college for journeys: made through the API by its first administrator, with the people that the contract names."""

from __future__ import annotations

from typing import Any, cast

from clients.python.xinmei_client import shapes
from tests.e2e.running import Person, Suite

PASSWORD = "a-campus-Passw0rd"
UNITS = (
    ("college", "示例职业学院", "college", None),
    ("propaganda", "宣传统战部", "propaganda", "college"),
    ("league", "共青团委员会", "youth_league", "college"),
    ("cs", "计算机学院", "faculty", "college"),
    ("club", "计算机协会", "club", "cs"),
)
PEOPLE: tuple[tuple[str, str, tuple[tuple[str, str | None], ...]], ...] = (
    ("officer", "propaganda", (("officer", None),)),
    ("director", "propaganda", (("director", None),)),
    ("cs.head", "cs", (("responsible", "cs"),)),
    ("cs.editor", "cs", (("reviewer", "cs"),)),
    ("cs.operator", "cs", (("operator", "cs"),)),
    ("league", "league", (("league", "league"),)),
    ("club.leader", "club", (("responsible", "club"), ("student", "club"))),
    ("club.operator", "club", (("operator", "club"), ("student", "club"))),
    ("duty", "propaganda", (("duty", None),)),
    ("trainer", "propaganda", (("trainer", None),)),
    ("student1", "cs", (("student", "cs"),)),
    ("student2", "cs", (("student", "cs"),)),
    ("student3", "cs", (("student", "cs"),)),
    ("auditor", "college", (("auditor", None),)),
)


class College:
    """The people of a running suite, by their user names; each signs in once."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.units: dict[str, str] = {}
        self._people: dict[str, Person] = {}

    def __getitem__(self, username: str) -> Person:
        if username not in self._people:
            self._people[username] = Person(self.suite.base_url, username, PASSWORD)
        return self._people[username]

    def close(self) -> None:
        """Sign nobody out, but let go of their connections."""
        for person in self._people.values():
            person.close()

    def form_1(self, tier: int, unit: str, channel: str, **changes: Any) -> shapes.RegistryDraftBody:
        """The same as the typed client takes it."""
        return cast(shapes.RegistryDraftBody, self.application(tier, unit, channel, **changes))

    def application(self, tier: int, unit: str, channel: str, **changes: Any) -> dict[str, Any]:
        """The fields of Form 1, filled in."""
        return {
            "channel": channel,
            "name": f"{unit}微门户",
            "handle": f"{unit}_{channel}",
            "tier": tier,
            "unit_id": self.units[unit],
            "purpose": "发布通知公告,服务师生学习与生活。",
            "audience": "全校师生",
            "update_frequency": "每周两次",
            "responsible_person": {"name": "王建国", "title": "负责人", "phone": "13800000000"},
            "administrators": [{"name": "李明", "number": "20260001", "phone": "13900000000"}],
            "adviser": {"name": "陈老师", "title": "指导教师"} if tier == 3 else None,
            "review_rules": "先审后发,二人审核。",
            "emergency_plan": "立即停止传播,十分钟内报告。",
            "undertaking": True,
            **changes,
        }


def found_college(suite: Suite) -> College:
    """Make the first administrator at the command line, and everyone else through the API."""
    made = suite.command("create-admin", "--username", "admin", "--name", "系统管理员", "--password", PASSWORD)
    assert made.returncode == 0, made.stderr
    college = College(suite)
    admin = college["admin"]
    for key, name, kind, parent in UNITS:
        unit: dict[str, Any] = {"name": name, "kind": kind, "parent_id": college.units[parent] if parent else None}
        college.units[key] = admin.post("/units", unit, 201)["id"]
    for number, (username, unit_key, roles) in enumerate(PEOPLE):
        body: dict[str, Any] = {
            "username": username,
            "name": f"人员{number}",
            "unit_id": college.units[unit_key],
            "number": f"{20250000 + number}",
            "phone": f"139{number:08d}",
            "roles": [{"role": role, "unit_id": college.units[held] if held else None} for role, held in roles],
            "password": PASSWORD,
        }
        admin.post("/people", body, 201)
    return college
