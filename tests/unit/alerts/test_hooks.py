"""Webhooks: other systems are told of events, signed, each once however often it is tried; and nothing goes where it should not."""

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


def test_a_paused_hook_is_told_of_nothing_that_happens_meanwhile(desk: Any, vendor: Vendors) -> None:
    receiver = vendor(Answer("", status=200))
    hook = make_hook(desk, receiver.url)
    assert desk.call("officer", "pause_hook", id=hook["id"])["paused"]
    with pytest.raises(StateConflict):
        desk.call("officer", "pause_hook", id=hook["id"])
    desk.deliver(suspended(), queue="alerts.hooks")
    carry(desk)
    assert receiver.bodies == []
    assert not desk.call("director", "resume_hook", id=hook["id"])["paused"]
    desk.deliver(suspended(), queue="alerts.hooks")
    carry(desk)
    assert len(receiver.bodies) == 1


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
