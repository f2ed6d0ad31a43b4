"""From a post that nobody reviewed to a closed incident with its report, over HTTP, on both profiles, with a clock that travels."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from clients.python.xinmei_client import shapes
from tests.e2e.college import College, found_college
from tests.e2e.running import Suite, distributed, embedded, eventually
from tests.e2e.test_slice import approved_account, submitted_text

POST_URL = "https://example.edu/p/unreviewed"
SHOT = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


class Travelling:
    """A college on a running suite whose clock the test moves."""

    def __init__(self, suite: Suite, offset: Path) -> None:
        self.college = found_college(suite)
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._offset.read_text()))

    def pass_time(self, **by: float) -> None:
        self._offset.write_text(str(float(self._offset.read_text()) + timedelta(**by).total_seconds()))

    def close(self) -> None:
        self.college.close()


@pytest.fixture(scope="module", params=["embedded", "distributed"])
def travelling(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Travelling]:
    offset = tmp_path_factory.mktemp("clock") / "offset"
    offset.write_text("0")
    more = {"XINMEI_CLOCK_OFFSET_FILE": str(offset)}
    if request.param == "embedded":
        with embedded(tmp_path_factory.mktemp("incidents"), **more) as suite:
            yield from _travelling(suite, offset)
        return
    rabbitmq, postgres = request.getfixturevalue("rabbitmq"), request.getfixturevalue("postgres")
    vhost, database = rabbitmq.new_vhost(), postgres.create_database()
    with distributed(vhost, database, **more) as suite:
        yield from _travelling(suite, offset)
    rabbitmq.drop_vhost(vhost)
    postgres.drop_database(database)


def _travelling(suite: Suite, offset: Path) -> Iterator[Travelling]:
    made = Travelling(suite, offset)
    yield made
    made.close()


@pytest.mark.article(12, 13, 15)
def test_a_bad_post_is_found_escalated_answered_frozen_directed_taken_down_and_reported(travelling: Travelling) -> None:
    college = travelling.college
    account_id = _set_the_scene(college)
    incident = _observe(travelling, account_id)
    incident_id: str = incident["id"]
    _miss_and_escalate(travelling, incident_id)
    held = submitted_text(college, "cs.operator", account_id, "关于停课传闻的说明,请勿转发。")
    freeze = _freeze(travelling, held)
    directive = _direct(travelling, incident_id, account_id)
    _take_down(travelling, incident_id, account_id)
    college["officer"].api.alerts.lift_freeze(freeze["id"], {"reason": "已平息"})
    eventually(lambda: _state(college, held) == "in_review", "what was held is in review again")
    _close(travelling, incident_id)
    _read_the_papers(college, incident_id, directive)
    verified = college.suite.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout


def _set_the_scene(college: College) -> str:
    """An account that all services know, a duty officer, and a policy that goes from duty to the department's head."""
    account_id = approved_account(college, 2, "cs", "weibo", name="计算机学院微博")
    submitted_text(college, "cs.operator", account_id, "使审核服务确已知道此账号。")
    director, duty = college["director"].api.alerts, college["duty"]
    director.make_rota({"name": "值班", "kind": "daily", "people": [duty.id], "handover": "00:00"})
    steps: list[shapes.AlertsStep] = [
        {"minutes": 15, "targets": [{"kind": "duty"}]},
        {"minutes": 15, "targets": [{"kind": "role", "value": "director"}]},
    ]
    director.make_policy({"name": "二级", "severities": ["II"], "steps": steps})
    assert [one["person_id"] for one in duty.api.alerts.show_duty()["items"]] == [duty.id]
    return account_id


def _observe(travelling: Travelling, account_id: str) -> dict[str, Any]:
    college = travelling.college
    post: shapes.ReviewNewObservedPost = {
        "account_id": account_id,
        "url": POST_URL,
        "published_at": travelling.now().isoformat(),
        "title": "紧急通知",
        "body": "明天全校停课一天。",
    }
    judged = college["officer"].api.review.judge_posts({"posts": [post]})
    assert [item["verdict"] for item in judged["items"]] == ["unreviewed"]
    alerts = college["duty"].api.alerts
    [found] = eventually(lambda: alerts.list_incidents(account_id=account_id)["items"], "the incident")
    assert (found["severity"], found["state"]) == ("II", "reported")
    return dict(found)


def _miss_and_escalate(travelling: Travelling, incident_id: str) -> None:
    """The duty officer is told and does nothing; a quarter of an hour later the department's head is told, and answers."""
    college = travelling.college
    eventually(lambda: _told(college, "duty", incident_id), "the duty officer is told")
    assert not _told(college, "director", incident_id)
    travelling.pass_time(minutes=15)
    eventually(lambda: _told(college, "director", incident_id), "the department's head is told")
    whole = college["director"].api.alerts.acknowledge_incident(incident_id, {"comment": "我来处理"})
    assert (whole["state"], whole["owner_name"]) == ("acknowledged", whole["timeline"][-1]["actor_name"])
    assert [entry["details"]["level"] for entry in whole["timeline"] if entry["action"] == "escalated"] == [1, 2]


def _told(college: College, who: str, incident_id: str) -> bool:
    messages = college[who].api.alerts.list_messages()["items"]
    return any(m["kind"] == "incident_escalated" and m["subject_id"] == incident_id for m in messages)


def _freeze(travelling: Travelling, held: dict[str, Any]) -> dict[str, Any]:
    college = travelling.college
    order: shapes.AlertsFreezeOrder = {
        "scope": {},
        "reason": "停课传闻",
        "keywords": ["停课"],
        "statement": "明日照常上课,请以学校通知为准。",
    }
    freeze = college["officer"].api.alerts.declare_freeze(order)
    eventually(lambda: _state(college, held) == "held", "what matches is held")
    shown = eventually(lambda: _proven(college, freeze["id"]), "the review process says that it obeys")
    assert shown["proofs"][0]["process"]
    return dict(freeze)


def _proven(college: College, freeze_id: str) -> Any:
    shown = college["auditor"].api.alerts.show_freeze(freeze_id)
    return shown if shown["proofs"] else None


def _state(college: College, submission: dict[str, Any]) -> str:
    return college["cs.operator"].api.review.get_submission(submission["id"])["state"]


def _direct(travelling: Travelling, incident_id: str, account_id: str) -> dict[str, Any]:
    college = travelling.college
    operator, officer = college["cs.operator"].api.alerts, college["officer"].api.alerts
    directive = officer.issue_directive(
        {
            "incident_id": incident_id,
            "text": "立即发布统一口径。",
            "scope": {"account_ids": [account_id]},
            "due_at": (travelling.now() + timedelta(hours=4)).isoformat(),
        }
    )["id"]
    operator.give_receipt(directive, {"account_id": account_id, "state": "read"})
    done: shapes.AlertsReceiptGiven = {
        "account_id": account_id,
        "state": "done",
        "url": "https://example.edu/p/statement",
    }
    assert operator.give_receipt(directive, done)["late"] is False
    shown = officer.show_directive(directive)
    assert (shown["state"], shown["progress"]["done"]) == ("done", 1)
    return dict(shown)


def _take_down(travelling: Travelling, incident_id: str, account_id: str) -> None:
    """Kept before it is deleted; then deleted, within the two hours of its severity."""
    college = travelling.college
    director = college["director"].api.alerts
    kept = director.keep_file(incident_id, ("截图.png", SHOT, "image/png"), fields={"url": POST_URL})
    assert kept["media_type"] == "image/png"
    asked = director.ask_takedown(incident_id, {"account_id": account_id, "url": POST_URL})
    travelling.pass_time(minutes=40)
    done = college["cs.operator"].api.alerts.finish_takedown(asked["id"], {"evidence": "已删除"})
    assert (done["state"], done["late"]) == ("done", False)
    assert (done["seconds_taken"] or 0) >= 40 * 60


def _close(travelling: Travelling, incident_id: str) -> None:
    college = travelling.college
    director, officer = college["director"].api.alerts, college["officer"].api.alerts
    director.contain_incident(incident_id, {})
    director.resolve_incident(incident_id, {})
    review: shapes.AlertsReviewOrder = {
        "held_at": travelling.now().isoformat(),
        "causes": "未送审",
        "handling": "四十分钟内删除",
        "lessons": "加强值守",
    }
    officer.write_review(incident_id, review)
    day = (travelling.now() + timedelta(days=7)).date().isoformat()
    officer.set_action(incident_id, {"text": "补训", "owner_id": college["cs.head"].id, "due_on": day})
    assert director.close_incident(incident_id, {})["state"] == "closed"


def _read_the_papers(college: College, incident_id: str, directive: dict[str, Any]) -> None:
    auditor = college["auditor"].api.alerts
    document = Document(io.BytesIO(auditor.report_incident_docx(incident_id)))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for told in (POST_URL, "截图.png", "已删除", directive["text"], "升级通知", "补训"):
        assert told in text, told
    assert "未送审" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert auditor.report_incident_pdf(incident_id).startswith(b"%PDF-")
    [record] = auditor.list_accountability(limit=1)["items"]
    assert (record["takedowns"], record["takedowns_late"]) == (1, 0)
    assert (record["minutes_to_acknowledge"] or 0) >= 15
