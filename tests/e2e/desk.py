"""Where bad input is handed in: it knows a fitting person and a real thing for every operation, and judges every answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from gateway.catalogue import OPERATIONS
from services.contracts.operations import Operation
from services.contracts.vocabulary import ROLES
from tests.e2e import specimens
from tests.e2e.college import PASSWORD, College
from tests.e2e.paperwork import incident_report, training_session
from tests.e2e.running import Person
from tests.e2e.test_slice import approved_account, submitted_text


class Desk:
    """Sends whatever it is told to an operation, as a person whom the operation knows, and keeps what was answered wrongly."""

    def __init__(self, college: College, sample: int) -> None:
        self.college = college
        self.sample = sample
        self.things = _make_things(college)
        self._everyone = _make_everyone(college)
        self.complaints: list[str] = []

    def operations(self, service: str, wanted: Callable[[Operation], bool] = lambda _: True) -> list[Operation]:
        found = [operation for operation in OPERATIONS if operation.service == service and wanted(operation)]
        return found[:: self.sample]

    def person(self, operation: Operation) -> Person:
        """Somebody with the right to do it."""
        if operation.name == "attach_file":
            return self.college["cs.operator"]
        return self.college["admin"] if operation.tag == "people" and operation.method != "GET" else self._everyone

    def send(self, operation: Operation, case: str, *, path: str | None = None, **kwargs: Any) -> httpx.Response:
        """The answer, judged by what is true of every answer."""
        target = specimens.path_of(operation, self.things) if path is None else path
        answer = self.person(operation).send(operation.method, target, **kwargs)
        if found := fault(answer):
            self.complain(operation, case, found)
        return answer

    def body(self, operation: Operation) -> dict[str, Any] | None:
        return specimens.fitting_body(operation.request(), self.things) if operation.request is not None else None

    def complain(self, operation: Operation, case: str, what: object) -> None:
        self.complaints.append(f"{operation.method} {operation.path} with {case}: {what}")

    def settle(self) -> None:
        """Fail with all that was answered wrongly."""
        found, self.complaints = self.complaints, []
        assert not found, f"{len(found)} answers are wrong:\n" + "\n".join(found[:40])


def fault(answer: httpx.Response) -> str:
    """What is wrong with an answer, whatever was asked: a failure inside, or an error that is no proper problem."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:300]}"
    if answer.status_code < 400:
        return ""
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return f"{answer.status_code} is no problem but {answer.headers.get('content-type')}: {answer.text[:100]}"
    problem = answer.json()
    if problem.get("status") != answer.status_code or not all(
        problem.get(name) for name in ("code", "title", "detail", "trace")
    ):
        return f"{answer.status_code} lacks something: {problem}"
    if answer.status_code == 422 and not _names_fields(problem.get("errors")):
        return f"422 names no field: {problem}"
    return ""


def _names_fields(errors: Any) -> bool:
    return isinstance(errors, dict) and bool(errors) and all(isinstance(m, list) and m for m in errors.values())


def names(answer: httpx.Response, field: str) -> bool:
    """Whether a 422 names this field, or something inside it."""
    if answer.status_code != 422:
        return False
    return any(name == field or name.startswith(f"{field}.") for name in answer.json()["errors"])


def _make_everyone(college: College) -> Person:
    """One person with every role, so that it is the input alone that is refused."""
    cs = college.units["cs"]
    local = ("responsible", "reviewer", "operator", "student")
    body = {
        "username": "everyone",
        "name": "众人",
        "unit_id": cs,
        "number": "20259999",
        "phone": "13700000000",
        "roles": [
            {"role": role, "unit_id": cs if role in local else None}
            for role in ROLES
            if role not in ("admin", "auditor")
        ],
        "password": PASSWORD,
    }
    college["admin"].post("/people", body, 201)
    return college["everyone"]


def _make_things(college: College) -> dict[str, str]:
    """Real things for the paths to lead to, so that bad input meets the whole of the code behind them."""
    account = approved_account(college, 2, "cs", "weibo", name="计算机学院官微")
    now = datetime.now(UTC)
    later = (now + timedelta(days=3)).isoformat()
    application = college["cs.operator"].post(
        "/applications", college.application(2, "cs", "douyin", name="院短视频"), 201
    )
    submission = submitted_text(college, "cs.operator", account, "自下周一起开放至晚上十点。")
    span = {"starts_at": now.isoformat(), "ends_at": later}
    campaign = college["officer"].post("/campaigns", {"title": "校庆", "brief": "统一宣传", "scope": {}, **span}, 201)
    incident = college["duty"].post("/incidents", incident_report(account), 201)
    directive = college["officer"].post("/directives", {"text": "转发", "scope": {}, "due_at": later}, 201)
    freeze = college["officer"].post("/freezes", {"reason": "演练", "scope": {"channel": "other"}}, 201)
    fund = college["officer"].post("/funds", {"year": 2026, "name": "培训专项", "total": "100.00"}, 201)
    session = college["trainer"].post("/training-sessions", training_session(), 201)
    return {
        "account": account,
        "application": application["id"],
        "submission": submission["id"],
        "campaign": campaign["id"],
        "incident": incident["id"],
        "directive": directive["id"],
        "freeze": freeze["id"],
        "fund": fund["id"],
        "training-session": session["id"],
        "unit": college.units["cs"],
        "people": college["student3"].id,
        "person": college["student3"].id,
    }
