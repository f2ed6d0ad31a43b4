"""An incident from the observed post to its closure, through the broker, the deadlines and the database of a running service."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.errors import NotAuthenticated, NotPermitted
from services.contracts.registry.events import PersonSaved, UnitSaved
from services.contracts.review.events import ObservedPostJudged
from tests.unit.alerts.desk import PEOPLE, UNITS, account
from tests.unit.alerts.vendors import Answer, FakeVendor, Trickle


def settle(running: Any) -> None:
    """Units, people and an account, told by events."""
    running.tell(*[UnitSaved(unit_id=u, name=u, kind="faculty", parent_id="", path=p) for u, p in UNITS.items()])
    running.tell(
        *[
            PersonSaved(person_id=p, username=p, name=p, unit_id=g[0][1], grants=g, active=True)
            for p, g in PEOPLE.items()
        ]
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
    running.until(lambda: _told(running, "duty") >= {"duty_begins", "incident_escalated"})
    running.clock.move(by=timedelta(minutes=15))
    running.until(lambda: running.call("officer", "list_messages")["items"])
    assert running.call("duty", "acknowledge_incident", id=incident["id"])["state"] == "acknowledged"
    freeze = running.call("officer", "declare_freeze", {"scope": {}, "reason": "突发", "statement": "以通报为准"})
    due = (running.clock.now() + timedelta(hours=2)).isoformat()
    order = {"incident_id": incident["id"], "text": "按统一口径发布", "scope": {"tier": 2}, "due_at": due}
    directive = running.call("officer", "issue_directive", order)
    receipt = {"account_id": "cs-wechat", "state": "done", "url": "https://mp.weixin.qq.com/s/2"}
    assert running.call("cs.operator", "give_receipt", receipt, id=directive["id"])["late"] is False
    asked = running.call(
        "duty", "ask_takedown", {"account_id": "cs-wechat", "url": "https://mp.weixin.qq.com/s/1"}, id=incident["id"]
    )
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


def test_messages_go_out_by_themselves_and_twenty_a_minute(running: Any) -> None:
    settle(running)
    bot = FakeVendor()
    try:
        channel = running.call("officer", "make_channel", {"kind": "wecom", "name": "值班群", "url": bot.url})
        for _ in range(22):
            running.call("officer", "test_channel", id=channel["id"])
        running.until(lambda: len(bot.got) == 20)
        running.clock.move(by=timedelta(seconds=61))
        running.until(lambda: len(bot.got) == 22)
        running.until(lambda: not running.call("officer", "list_deliveries", state="sending")["items"])
        assert len(running.call("officer", "list_deliveries", state="sent")["items"]) == 22
    finally:
        bot.close()


def test_a_slow_vendor_delays_no_deadline_and_no_call(running: Any) -> None:
    settle(running)
    slow = FakeVendor(Answer(delay=6))
    try:
        channel = running.call("officer", "make_channel", {"kind": "webhook", "name": "慢", "url": slow.url})
        running.call("officer", "test_channel", id=channel["id"])
        running.until(lambda: slow.got)
        until = (running.clock.now() + timedelta(hours=1)).isoformat()
        freeze = running.call("officer", "declare_freeze", {"scope": {}, "reason": "x", "until": until})
        running.clock.move(by=timedelta(hours=1))
        running.until(lambda: running.call("officer", "show_freeze", id=freeze["id"])["state"] == "lifted", seconds=3)
    finally:
        slow.close()


def test_the_service_stops_within_five_seconds_while_a_vendor_keeps_it_waiting(running: Any) -> None:
    slow = FakeVendor(Answer(delay=10))
    try:
        channel = running.call("officer", "make_channel", {"kind": "webhook", "name": "慢", "url": slow.url})
        running.call("officer", "test_channel", id=channel["id"])
        running.until(lambda: slow.got)
        began = time.monotonic()
        running.runner.stop()
        assert time.monotonic() - began < 5
    finally:
        slow.close()


def test_bytes_that_trickle_in_are_given_up_after_a_while(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.alerts.delivery.posting.WHOLE_TIMEOUT", 1.0)
    trickle = Trickle()
    try:
        channel = running.call("officer", "make_channel", {"kind": "webhook", "name": "滴", "url": trickle.url})
        queued = running.call("officer", "test_channel", id=channel["id"])
        found = running.until(lambda: _tried(running, queued["id"]))
        assert (found["state"], found["code"]) == ("queued", "ReadTimeout")
    finally:
        trickle.close()


def _told(running: Any, who: str) -> set[str]:
    return {message["kind"] for message in running.call(who, "list_messages")["items"]}


def _tried(running: Any, delivery_id: str) -> Any:
    found = running.call("officer", "show_delivery", id=delivery_id)
    return found if found["code"] else None
