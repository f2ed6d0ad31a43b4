"""An incident from the observed post to its closure, through the broker, the deadlines and the database of a running service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.errors import NotAuthenticated, NotPermitted
from services.contracts.registry_events import PersonSaved, UnitSaved
from services.contracts.review_events import ObservedPostJudged
from tests.unit.alerts.desk import PEOPLE, UNITS, account


def settle(running: Any) -> None:
    """Units, people and an account, told by events."""
    running.tell(*[UnitSaved(unit_id=u, name=u, kind="faculty", parent_id="", path=p) for u, p in UNITS.items()])
    running.tell(
        *[PersonSaved(person_id=p, username=p, name=p, unit_id=g[0][1], grants=g, active=True) for p, g in PEOPLE.items()]
    )
    running.tell(account("cs-wechat", "cs", "cs", 2, ("cs.operator",), "wechat_official"))
    running.until(running.handled_all)


def seen_post(number: int) -> ObservedPostJudged:
    return ObservedPostJudged(
        observed_post_id=f"p{number}", account_id="cs-wechat", channel="wechat_official", handle="cs-wechat",
        url=f"https://mp.weixin.qq.com/s/{number}", title="迎新", excerpt="今晚八点", published_at="2026-03-02T01:00:00+00:00",
        verdict="unreviewed", submission_id="", fingerprint="",
    )  # fmt: skip


@pytest.mark.article(12, 13, 15)
def test_an_unreviewed_post_is_missed_escalated_acknowledged_directed_receipted_and_closed(running: Any) -> None:
    settle(running)
    running.call("director", "make_rota", {"name": "值班", "kind": "weekly", "people": ["duty"], "handover": "00:00"})
    running.tell(seen_post(1))
    [incident] = running.until(lambda: running.call("duty", "list_incidents", account_id="cs-wechat")["items"])
    assert (incident["severity"], incident["state"]) == ("II", "reported")
    running.until(lambda: running.call("duty", "list_messages")["items"])
    running.clock.move(by=timedelta(minutes=15))
    running.until(lambda: running.call("officer", "list_messages")["items"])
    assert running.call("duty", "acknowledge_incident", id=incident["id"])["state"] == "acknowledged"
    freeze = running.call("officer", "declare_freeze", {"scope": {}, "reason": "突发", "statement": "以通报为准"})
    due = (running.clock.now() + timedelta(hours=2)).isoformat()
    order = {"incident_id": incident["id"], "text": "按统一口径发布", "scope": {"tier": 2}, "due_at": due}
    directive = running.call("officer", "issue_directive", order)
    receipt = {"account_id": "cs-wechat", "state": "done", "url": "https://mp.weixin.qq.com/s/2"}
    assert running.call("cs.operator", "give_receipt", receipt, id=directive["id"])["late"] is False
    asked = running.call("duty", "ask_takedown", {"account_id": "cs-wechat", "url": "https://mp.weixin.qq.com/s/1"}, id=incident["id"])
    running.call("cs.operator", "finish_takedown", {"evidence": "已删除"}, id=asked["id"])
    assert running.call("officer", "lift_freeze", {"reason": "已平息"}, id=freeze["id"])["state"] == "lifted"
    for move in ("contain_incident", "resolve_incident", "close_incident"):
        shown = running.call("officer", move, id=incident["id"])
    assert shown["state"] == "closed"
    assert "escalated" in [entry["action"] for entry in shown["timeline"]]


def test_the_service_itself_refuses_who_has_no_identity_or_no_right(running: Any) -> None:
    with pytest.raises(NotAuthenticated):
        running.call("", "list_incidents")
    with pytest.raises(NotPermitted):
        running.call("student1", "list_incidents")
    with pytest.raises(NotPermitted):
        running.call("auditor", "declare_freeze", {"scope": {}, "reason": "x"})
