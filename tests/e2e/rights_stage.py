"""What stands ready before each question of rights is asked: real things in the state in which the right alone decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from services.contracts.operations import Operation
from services.kit.clock import CAMPUS_ZONE
from tests.e2e import specimens
from tests.e2e.college import PASSWORD, College
from tests.e2e.paperwork import incident_report, training_session
from tests.e2e.rights_bodies import particulars
from tests.e2e.running import eventually
from tests.e2e.test_slice import approved_account, decide, in_review

TEXTS = 40
"""Texts that wait for review: one for each question that may change its text."""

QUERIES = {
    "count_themes": "?year=2026",
    "yearbook": "?year=2026",
    "preview_clashes": "?starts_at=2026-12-01T08:00:00%2B08:00&ends_at=2026-12-01T09:00:00%2B08:00",
    "verify": "?channel=weibo&handle=x",
    "name_check": "?name=计算机学院",
    "similar_accounts": "?purpose=发布通知公告,服务师生学习与生活。",
}
MORE_PEOPLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("art.operator", "art", ("operator",)),
    ("art.head", "art", ("responsible",)),
    ("affairs", "propaganda", ("student_affairs",)),
    ("association", "cs", ("association", "student")),
)


class Stage:
    """A college with a faculty beside the one that everything belongs to; `ready` makes the things for one question."""

    def __init__(self, college: College) -> None:
        self.college = college
        self._found_art()
        self.account = approved_account(college, 2, "cs", "weibo", name="计算机学院官微")
        self.things = self._make_things()
        self.calendar = college["student2"].post("/me/calendar-token", None, 201)["token"]
        self._texts = self._make_texts()
        self.things["submission"] = self._sealed_text()
        self._fresh: dict[str, Callable[[], dict[str, str]]] = {
            "submit_application": lambda: {"application": self._application()},
            "withdraw_application": lambda: {"application": self._application("submit")},
            "endorse_application": lambda: {"application": self._application("submit")},
            "return_application": lambda: {"application": self._application("submit", "endorse")},
            "reject_application": lambda: {"application": self._application("submit", "endorse")},
            "approve_application": lambda: {"application": self._application("submit", "endorse")},
            "accept_change": lambda: {"change": self._change()},
            "return_change": lambda: {"change": self._change()},
            "remove_protected_name": lambda: {"protected-name": self._protected_name()},
            "erase_person": lambda: {"people": self._person()},
            **dict.fromkeys(
                (
                    "get_submission",
                    "hold_submission",
                    "escalate_submission",
                    "assign_submission",
                    "revise_submission",
                    "claim_submission",
                    "release_submission",
                    "decide_submission",
                    "withdraw_submission",
                ),
                self._text,
            ),
        }

    def ready(self, operation: Operation) -> tuple[str, Any]:
        """Path and body with which the operation is asked for."""
        things = {**self.things, **self._fresh.get(operation.name, dict)()}
        body = specimens.fitting_body(operation.request(), things) if operation.request is not None else None
        if isinstance(body, dict):
            more, whole = particulars(self.college, operation.name, self.account, things)
            body = more if whole else {**body, **more}
        query = f"?token={self.calendar}" if operation.name == "calendar_feed" else QUERIES.get(operation.name, "")
        return specimens.path_of(operation, things) + query, body

    def _found_art(self) -> None:
        admin, units = self.college["admin"], self.college.units
        art = admin.post("/units", {"name": "艺术学院", "kind": "faculty", "parent_id": units["college"]}, 201)
        units["art"] = art["id"]
        for number, (username, unit, roles) in enumerate(MORE_PEOPLE):
            held = [{"role": role, "unit_id": units["art"] if unit == "art" else None} for role in roles]
            body: dict[str, Any] = {"username": username, "name": f"另一人{number}", "unit_id": units[unit]}
            admin.post("/people", {**body, "number": f"2027{number:04d}", "phone": f"138{number:08d}", "roles": held,
                                   "password": PASSWORD}, 201)  # fmt: skip

    def _make_things(self) -> dict[str, str]:
        college, account = self.college, self.account
        officer, now = college["officer"], datetime.now(UTC)
        later = (now + timedelta(days=3)).isoformat()
        span = {"starts_at": now.isoformat(), "ends_at": later}
        incident = eventually(
            lambda: (
                (found := college["duty"].ask("POST", "/incidents", incident_report(account))).is_success
                and found.json()
            ),
            "the alerts service knows the account",
        )
        takedown = {"account_id": account, "url": "https://example.edu/p/2", "due_at": later}
        hook = {"name": "外部系统", "url": "https://example.edu/hook", "secret": "s" * 16}
        channel = {"kind": "webhook", **hook}
        campaign = {"title": "校庆", "brief": "统一宣传", "scope": {}, **span}
        days = {
            "opens_on": now.astimezone(CAMPUS_ZONE).date().isoformat(),
            "due_on": (now + timedelta(days=30)).astimezone(CAMPUS_ZONE).date().isoformat(),
        }
        officer.post("/annual-reviews", {"year": 2026, **days}, 201)
        rota = {
            "name": "值班",
            "kind": "daily",
            "people": [college["duty"].id],
            "starts_on": (now - timedelta(days=2)).astimezone(CAMPUS_ZONE).date().isoformat(),
        }
        made = {
            "campaign": officer.post("/campaigns", campaign, 201)["id"],
            "directive": officer.post("/directives", {"text": "转发", "scope": {}, "due_at": later}, 201)["id"],
            "freeze": officer.post("/freezes", {"reason": "演练", "scope": {"channel": "other"}}, 201)["id"],
            "takedown": officer.post(f"/incidents/{incident['id']}/takedowns", takedown, 201)["id"],
            "channel": officer.post("/channels", channel, 201)["id"],
            "webhook": officer.post("/webhooks", {**hook, "events": ["account.approved.v1"]}, 201)["id"],
            "training-session": college["trainer"].post("/training-sessions", training_session(), 201)["id"],
        }
        return {
            **made,
            "account": account,
            "annual-review": account,
            "application": self._application(),
            "incident": incident["id"],
            "other_incident": college["duty"].post("/incidents", incident_report(account), 201)["id"],
            **self._make_money(),
            **self._make_learning(made["training-session"]),
            "duty": officer.post("/duty/rotas", rota, 201)["id"],
            "rota": officer.post("/duty/rotas", {**rota, "name": "夜班"}, 201)["id"],
            "change": self._change(),
            "protected-name": self._protected_name(),
            "unit": college.units["cs"],
            "people": college["student3"].id,
            "person": college["student3"].id,
        }

    def _make_money(self) -> dict[str, str]:
        """A fund with a line, a reservation, and expenses that wait for a decision."""
        officer = self.college["officer"]
        fund = officer.post("/funds", {"year": 2026, "name": "培训专项", "total": "1000.00"}, 201)["id"]
        line = officer.post(f"/funds/{fund}/lines", {"title": "讲课费", "amount": "900.00"}, 201)["id"]
        taken = {"line_id": line, "amount": "1.00", "purpose": "讲课费"}
        reservation = officer.post(f"/funds/{fund}/reservations", taken, 201)["id"]
        expense = officer.post(f"/funds/{fund}/expenses", taken, 201)["id"]
        return {"fund": fund, "line": line, "fund_line": line, "reservation": reservation, "expense": expense}

    def _make_learning(self, session: str) -> dict[str, str]:
        """One enrolled student, who is a member of the association too."""
        enrolment = self.college["student1"].post(f"/training-sessions/{session}/enrolments", None, 201)["id"]
        member = self.college["association"].post(
            "/association/members", {"person_id": self.college["student1"].id}, 201
        )
        other = self.college["association"].post(
            "/association/members", {"person_id": self.college["student2"].id}, 201
        )
        return {"enrolment": enrolment, "association": member["id"], "other_member": other["id"]}

    def _application(self, *steps: str) -> str:
        """Form 1 of the computer science faculty, after these steps of its chain."""
        operator, handle = self.college["cs.operator"], f"m-{uuid.uuid4().hex[:10]}"
        wanted = self.college.application(
            2, "cs", "other", name=f"院刊{handle[-6:]}", handle=handle, duplicate_reason="并行"
        )
        found: str = operator.post("/applications", wanted, 201)["id"]
        for step in steps:
            self.college["cs.head" if step == "endorse" else "cs.operator"].post(f"/applications/{found}/{step}")
        return found

    def _change(self) -> str:
        body = {"kind": "rename", "after": {"name": f"院微{uuid.uuid4().hex[:6]}"}, "handover_confirmed": True, "reason": "更名",
                "changed_on": datetime.now(CAMPUS_ZONE).date().isoformat()}  # fmt: skip
        found: str = self.college["cs.operator"].post(f"/accounts/{self.account}/changes", body, 201)["id"]
        return found

    def _protected_name(self) -> str:
        body = {"name": f"示例{uuid.uuid4().hex[:8]}"}
        answer = self.college["officer"].ask("POST", "/protected-names", body)
        assert answer.is_success, answer.text
        found: str = answer.json()["id"]
        return found

    def _person(self) -> str:
        name = f"leaver{uuid.uuid4().hex[:6]}"
        body = {"username": name, "name": "离校者", "unit_id": self.college.units["cs"], "active": True}
        body.pop("active")
        found: str = self.college["admin"].post("/people", body, 201)["id"]
        return found

    def _make_texts(self) -> list[dict[str, Any]]:
        operator = self.college["cs.operator"]
        wanted = {"account_id": self.account, "title": "图书馆延长开放时间", "source": "original"}

        def hand_in(number: int) -> Any:
            answer = operator.ask("POST", "/submissions", {**wanted, "body": f"第{number}篇,供权限测试之用。"})
            return answer.json() if answer.status_code == 201 else None

        made = [eventually(partial(hand_in, number), "the review service knows the account") for number in range(TEXTS)]
        return [eventually(partial(in_review, self.college, "cs.operator", one["id"]), "screened") for one in made]

    def _sealed_text(self) -> str:
        """A text that went through both its stages."""
        text = self._texts.pop()
        for reviewer in ("cs.editor", "cs.head"):
            text = decide(self.college, reviewer, text)
        found: str = text["id"]
        return found

    def _text(self) -> dict[str, str]:
        """One that nobody has touched, in turn."""
        found = self._texts.pop(0)
        self._texts.append(found)
        return {"submission": found["id"], "fingerprint": found["fingerprint"]}
