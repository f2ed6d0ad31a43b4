"""Webhooks: other systems are told of events, signed, each once however often it is tried; and nothing goes where it should not.

What happens while one is paused is kept, and told in order once it is resumed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.alerts.courier import Courier
from services.alerts.delivery.addresses import Guard
from services.alerts.delivery.hooks import sign
from services.alerts.delivery.posting import Poster
from services.alerts.handlers import backlog
from services.contracts.alerts.hook_shapes import EVENT_TYPES
from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.contracts.events import EVENTS
from services.contracts.registry.events import AccountStatusChanged
from services.kit.vault import Vault
from tests.unit.alerts.vendors import Answer, FakeVendor

SECRET = "a-secret-of-the-receiver"
TYPE = "account.status_changed.v1"
LOOPBACK = Guard(frozenset({"127.0.0.1"}))
Vendors = Callable[..., FakeVendor]


def make_hook(desk: Any, url: str, *events: str) -> dict[str, Any]:
    body = {"name": "数据中心", "url": url, "secret": SECRET, "events": list(events or (TYPE,))}
    found: dict[str, Any] = desk.call("officer", "make_hook", body)
    return found


def carry(desk: Any) -> None:
    Courier(
        desk.works, LOOPBACK, "https://x.example", Vault(["k" * 40]), poster=Poster(LOOPBACK, timeout=0.3)
    ).carry_due()


def suspended(**more: Any) -> AccountStatusChanged:
    return AccountStatusChanged(account_id="a1", status="suspended", reason="年审未过", **more)


def deliveries(desk: Any, hook: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.call("officer", "list_hook_deliveries", id=hook["id"])["items"]
    return found


def test_an_event_that_was_asked_for_arrives_whole_and_signed(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(Answer("", status=204))
    hook = make_hook(desk, receiver.url)
    desk.deliver(suspended(), queue="alerts.hooks", again=1)
    carry(desk)
    assert len(receiver.bodies) == 1
    told, headers = json.loads(receiver.bodies[0]), receiver.headers[0]
    assert told["type"] == TYPE
    assert told["data"]["account_id"] == "a1"
    assert told["id"]
    expected = "sha256=" + sign(SECRET, headers["x-xinmei-timestamp"], receiver.bodies[0])
    assert headers["x-xinmei-signature"] == expected
    assert [(one["state"], one["kind"]) for one in deliveries(desk, hook)] == [("sent", TYPE)]


def test_what_was_not_asked_for_is_not_told(desk: Any, vendor: Vendors) -> None:
    receiver = vendor()
    make_hook(desk, receiver.url, "account.approved.v1")
    desk.deliver(suspended(), queue="alerts.hooks")
    carry(desk)
    assert receiver.bodies == []


def test_a_receiver_that_is_down_is_tried_again_with_the_same_id_and_later_each_time(
    desk: Any, vendor: Vendors
) -> None:
    receiver = vendor(Answer(status=503), Answer(status=503), Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    desk.deliver(suspended(), queue="alerts.hooks")
    for wait in (0, 5, 10):
        desk.clock.move(by=timedelta(seconds=wait))
        carry(desk)
    assert len({json.loads(body)["id"] for body in receiver.bodies}) == 1
    assert len(receiver.bodies) == 3
    assert deliveries(desk, hook)[0]["state"] == "sent"


def test_many_events_are_sent_one_by_one_and_never_folded(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    for number in range(70):
        desk.deliver(
            AccountStatusChanged(account_id=f"a{number}", status="suspended", reason="x"), queue="alerts.hooks"
        )
    for _ in range(6):
        carry(desk)
    assert len({json.loads(body)["id"] for body in receiver.bodies}) == 70
    assert {one["state"] for one in deliveries(desk, hook)} == {"sent"}


def test_what_was_given_up_is_sent_again_by_hand(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(Answer(status=404), Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    desk.deliver(suspended(), queue="alerts.hooks")
    carry(desk)
    given_up = deliveries(desk, hook)[0]
    assert given_up["state"] == "failed"
    path = {"id": hook["id"], "delivery_id": given_up["id"]}
    desk.call("officer", "send_again", path=path)
    carry(desk)
    assert deliveries(desk, hook)[0]["state"] == "sent"
    desk.call("officer", "send_again", path=path)
    with pytest.raises(StateConflict):
        desk.call("officer", "send_again", path=path)
    carry(desk)
    assert len({json.loads(body)["id"] for body in receiver.bodies}) == 1, "what was lost there is known by its id"
    assert len(receiver.bodies) == 3
    desk.call("officer", "pause_hook", id=hook["id"])
    with pytest.raises(StateConflict):
        desk.call("officer", "send_again", path=path)


@pytest.mark.parametrize(
    "url", ["https://10.0.0.7/x", "http://example.com/x", "https://localhost/x", "ftp://example.com"]
)
def test_no_hook_leads_into_the_network(desk: Any, url: str) -> None:
    with pytest.raises(InputInvalid):
        make_hook(desk, url)


@pytest.mark.parametrize("who", ["admin", "auditor", "duty"])
def test_events_are_told_on_the_word_of_the_propaganda_department_alone(desk: Any, vendor: Vendors, who: str) -> None:
    body = {"name": "x", "url": vendor().url, "secret": SECRET, "events": [TYPE]}
    with pytest.raises(NotPermitted):
        desk.call(who, "make_hook", body)


def test_a_hook_that_was_ended_is_told_nothing_and_is_no_channel(desk: Any, vendor: Vendors) -> None:
    receiver = vendor()
    hook = make_hook(desk, receiver.url)
    assert hook["id"] not in {one["id"] for one in desk.call("officer", "list_channels")["items"]}
    desk.call("officer", "end_hook", id=hook["id"])
    desk.deliver(suspended(), queue="alerts.hooks")
    carry(desk)
    assert receiver.bodies == []
    with pytest.raises(StateConflict):
        desk.call("officer", "test_hook", id=hook["id"])
    with pytest.raises(NotFound):
        desk.call("officer", "test_hook", id="nobody's")


def happened(number: int) -> AccountStatusChanged:
    return AccountStatusChanged(account_id=f"a{number}", status="suspended", reason="x")


def told(receiver: FakeVendor) -> list[str]:
    """What arrived, in order: accounts, or the type where it is of none."""
    bodies = [json.loads(body) for body in receiver.bodies]
    return [body["data"].get("account_id", body["type"]) for body in bodies]


def test_a_paused_hook_is_told_in_order_and_late_of_what_happened_meanwhile(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    assert desk.call("officer", "pause_hook", id=hook["id"])["paused"]
    with pytest.raises(StateConflict):
        desk.call("officer", "pause_hook", id=hook["id"])
    for number in range(4):
        desk.deliver(happened(number), queue="alerts.hooks")
        carry(desk)
    assert receiver.bodies == []
    waiting = desk.call("officer", "show_hook", id=hook["id"])
    assert (waiting["held"], waiting["dropped"], waiting["paused_because"]) == (4, 0, "by_hand")
    resumed = desk.call("director", "resume_hook", id=hook["id"])
    assert (resumed["paused"], resumed["catching_up"]) == (False, True)
    desk.deliver(happened(4), queue="alerts.hooks")
    for _ in range(8):
        carry(desk)
    assert sorted(told(receiver)[:2]) == ["a0", "hook.resumed.v1"], "it hears at once what comes late"
    assert [one for one in told(receiver) if one.startswith("a")] == ["a0", "a1", "a2", "a3", "a4"]
    now = desk.call("officer", "list_hooks")["items"][0]
    assert (now["catching_up"], now["held"]) == (False, 0)


def test_what_comes_late_waits_for_what_is_older_also_where_that_has_to_be_tried_again(
    desk: Any, vendor: Vendors
) -> None:
    receiver = vendor(Answer("", 200), Answer(status=503), Answer(status=503), Answer("", 200))
    hook = make_hook(desk, receiver.url)
    desk.call("officer", "pause_hook", id=hook["id"])
    for number in range(3):
        desk.deliver(happened(number), queue="alerts.hooks")
    carry(desk)
    desk.call("officer", "test_hook", id=hook["id"])
    carry(desk)
    assert told(receiver) == ["hook.test.v1"], "it can be tried while it is paused"
    desk.call("officer", "resume_hook", id=hook["id"])
    desk.deliver(happened(3), queue="alerts.hooks")
    for wait in (0, 0, 10, 10, 10, 0, 0, 0, 0):
        desk.clock.move(by=timedelta(seconds=wait))
        carry(desk)
    late = [one for one in told(receiver) if one.startswith("a")]
    assert list(dict.fromkeys(late)) == ["a0", "a1", "a2", "a3"]
    assert late.index("a1") > late.count("a0") - 1, "nothing passes the one that is tried again"


def test_of_a_long_pause_the_newest_are_kept_and_what_is_lost_is_said(
    desk: Any, vendor: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "MOST_KEPT", 3)
    receiver = vendor(Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    desk.call("officer", "pause_hook", id=hook["id"])
    for number in range(5):
        desk.deliver(happened(number), queue="alerts.hooks")
        carry(desk)
    gone = desk.call("officer", "list_hook_deliveries", id=hook["id"], state="dropped")["items"]
    assert [(one["kind"], one["zh"]) for one in gone] == [(TYPE, "")] * 2
    desk.clock.move(by=timedelta(days=29))
    desk.deliver(happened(5), queue="alerts.hooks")
    carry(desk)
    desk.clock.move(by=timedelta(days=2))
    resumed = desk.call("officer", "resume_hook", id=hook["id"])
    assert (resumed["held"], resumed["dropped"]) == (0, 5), "of the last 30 days one is left, and that goes out now"
    for _ in range(4):
        carry(desk)
    assert sorted(told(receiver)) == ["a5", "hook.resumed.v1"]
    said = next(json.loads(one)["data"] for one in receiver.bodies if b"hook.resumed" in one)
    assert (said["held"], said["dropped"]) == (1, 5)
    with pytest.raises(StateConflict):
        desk.call("officer", "send_again", path={"id": hook["id"], "delivery_id": gone[0]["id"]})


def test_a_hook_that_fails_again_and_again_is_paused_and_loses_nothing(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(*[Answer(status=404)] * 10, Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    for number in range(12):
        desk.deliver(happened(number), queue="alerts.hooks")
        carry(desk)
    paused = desk.call("officer", "show_hook", id=hook["id"])
    assert (paused["paused"], paused["paused_because"], paused["held"]) == (True, "failures", 12)
    assert "已自动暂停" in desk.call("officer", "list_messages")["items"][0]["zh"]
    desk.call("officer", "resume_hook", id=hook["id"])
    for _ in range(14):
        carry(desk)
    arrived = [one for one in told(receiver)[10:] if one.startswith("a")]
    assert arrived == [f"a{number}" for number in range(12)]


def test_a_secret_that_nobody_brings_is_made_and_shown_once(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(Answer("", status=200))
    body = {"name": "数据中心", "url": receiver.url, "events": [TYPE]}
    made = desk.call("officer", "make_hook", body)
    assert len(made["secret"]) >= 32
    desk.deliver(suspended(), queue="alerts.hooks")
    carry(desk)
    expected = sign(made["secret"], receiver.headers[0]["x-xinmei-timestamp"], receiver.bodies[0])
    assert receiver.headers[0]["x-xinmei-signature"] == "sha256=" + expected
    assert "secret" not in desk.call("officer", "list_hooks")["items"][0]
    with pytest.raises(InputInvalid):
        desk.call("officer", "make_hook", {**body, "secret": "short"})


def test_a_webhook_that_fails_is_told_of_as_one_and_makes_no_gap_in_the_duty(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(*[Answer(status=404)] * 5)
    hook = make_hook(desk, receiver.url)
    gaps = {gap["code"] for gap in desk.call("officer", "check_readiness")["findings"]}
    assert "no_channel" in gaps, "a webhook reaches nobody"
    for _ in range(5):
        desk.deliver(suspended(), queue="alerts.hooks")
        carry(desk)
    told = desk.call("officer", "list_messages")["items"]
    assert [(one["subject"], one["subject_id"]) for one in told] == [("webhook", hook["id"])]
    assert {gap["code"] for gap in desk.call("officer", "check_readiness")["findings"]} == gaps


def test_every_type_that_is_offered_is_an_event_with_a_promise(desk: Any) -> None:
    assert set(EVENT_TYPES) <= EVENTS.keys()
    told = desk.call("officer", "list_event_types")["items"]
    assert [one["type"] for one in told] == list(EVENT_TYPES)
    assert all(one["about"] and one["members"] for one in told)
