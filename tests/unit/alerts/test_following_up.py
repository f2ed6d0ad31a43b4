"""Directives followed until they are done or withdrawn, wording by wording; copies looked at until they are gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.delivery.addresses import Guard
from services.alerts.delivery.posting import Answer as Page
from services.alerts.delivery.posting import Poster
from services.alerts.lookout import Lookout, judge
from services.contracts.errors import NotPermitted, StateConflict
from tests.unit.alerts.vendors import Answer, FakeVendor


def issue(desk: Any, **more: Any) -> dict[str, Any]:
    body = {"text": "转发通报", "scope": {}, "due_at": (desk.clock.now() + timedelta(hours=10)).isoformat(), **more}
    found: dict[str, Any] = desk.call("officer", "issue_directive", body)
    return found


def receipt(desk: Any, directive: dict[str, Any], state: str = "done") -> Any:
    body = {"account_id": "cs-wechat", "state": state}
    return desk.call("cs.operator", "give_receipt", body, id=directive["id"])


@pytest.mark.article(12)
def test_another_wording_asks_every_account_anew_and_the_first_is_kept_word_for_word(desk: Any) -> None:
    directive = issue(desk)
    receipt(desk, directive)
    revised = desk.call(
        "officer", "revise_directive", {"text": "转发通报(更正)", "reason": "更正时间"}, id=directive["id"]
    )
    assert (revised["wording"], revised["progress"]["done"]) == (2, 0)
    assert revised["text_hash"] == hashlib.sha256("转发通报(更正)".encode()).hexdigest()
    kept = desk.call("cs.head", "list_wordings", id=directive["id"])["items"]
    assert [(one["number"], one["text"]) for one in kept] == [(1, "转发通报"), (2, "转发通报(更正)")]
    assert desk.told("directive.revised.v1")[0]["wording"] == 2
    shown = desk.call("officer", "show_directive", id=directive["id"])
    assert {one["state"] for one in shown["receipts"]} == {"sent"}
    with pytest.raises(StateConflict):
        desk.call("officer", "revise_directive", {"text": "转发通报(更正)", "reason": "x"}, id=directive["id"])
    for statement in ("UPDATE directive_wordings SET text = 'x'", "DELETE FROM directive_wordings"):
        with pytest.raises(sa.exc.DatabaseError), desk.works.database.begin() as session:
            session.execute(sa.text(statement))


@pytest.mark.article(12)
def test_a_withdrawn_directive_asks_for_nothing_reminds_nobody_and_is_never_overdue(desk: Any) -> None:
    directive = issue(desk)
    withdrawn = desk.call("officer", "withdraw_directive", {"reason": "已平息"}, id=directive["id"])
    assert withdrawn["state"] == "withdrawn"
    with pytest.raises(StateConflict):
        receipt(desk, directive)
    desk.pass_time(hours=11)
    kinds = [message["kind"] for message in desk.call("cs.operator", "list_messages")["items"]]
    assert kinds == ["directive_withdrawn", "directive_issued"]
    assert [one["id"] for one in desk.call("officer", "list_directives", state="withdrawn")["items"]] == [
        directive["id"]
    ]
    with pytest.raises(NotPermitted):
        desk.call("cs.head", "withdraw_directive", {"reason": "x"}, id=issue(desk)["id"])


def test_reminders_come_when_they_were_set_and_only_while_something_is_left(desk: Any) -> None:
    directive = issue(desk, reminders=[480, 60])
    count = lambda: [m["kind"] for m in desk.call("cs.operator", "list_messages")["items"]].count("directive_reminder")  # noqa: E731
    desk.pass_time(hours=2)
    assert count() == 1
    receipt(desk, directive)
    desk.pass_time(hours=7)
    assert count() == 1
    assert [m["kind"] for m in desk.call("club.operator", "list_messages")["items"]].count("directive_reminder") == 2


@pytest.mark.article(6, 12)
def test_the_progress_board_says_by_unit_who_heard_read_and_did_and_whom_nobody_reaches(desk: Any) -> None:
    with desk.works.database.begin() as session:
        session.execute(sa.text("UPDATE people SET active = false WHERE id IN ('art.head')"))
    directive = issue(desk)
    assert directive["progress"] == {"total": 3, "delivered": 2, "read": 0, "done": 0}
    receipt(desk, directive)
    rows = desk.call("officer", "show_progress", id=directive["id"])["items"]
    told = {row["group"]: (row["total"], row["delivered"], row["done"]) for row in rows}
    assert told == {"art": (1, 0, 0), "club": (1, 1, 0), "cs": (1, 1, 1)}
    assert [row["group"] for row in desk.call("cs.head", "show_progress", id=directive["id"], by="tier")["items"]] == [
        "3",
        "2",
    ]


# ---- whether a copy is gone


@pytest.fixture
def site() -> Iterator[FakeVendor]:
    made = FakeVendor(Answer("<h1>迎新晚会通知</h1>"))
    yield made
    made.close()


def look(desk: Any) -> None:
    lookout = Lookout(desk.works, Poster(Guard.of("127.0.0.1"), timeout=0.3))
    while lookout.look_due():
        pass


def asked_and_done(desk: Any, url: str) -> dict[str, Any]:
    incident = desk.open_incident()
    desk.call("duty", "link_post", {"url": url, "title": "迎新晚会通知"}, id=incident["id"])
    asked = desk.call("officer", "ask_takedown", {"account_id": "cs-wechat", "url": url}, id=incident["id"])
    done: dict[str, Any] = desk.call("cs.operator", "finish_takedown", {"evidence": "已删"}, id=asked["id"])
    return done


def shown(desk: Any, done: dict[str, Any]) -> dict[str, Any]:
    [found] = desk.call("officer", "list_takedowns", incident_id=done["incident_id"])["items"]
    return dict(found)


@pytest.mark.article(15)
def test_a_copy_that_is_still_there_is_asked_for_again_until_it_is_gone(desk: Any, site: FakeVendor) -> None:
    done = asked_and_done(desk, site.url)
    look(desk)
    assert site.paths == []
    desk.clock.move(by=timedelta(minutes=10))
    look(desk)
    again = shown(desk, done)
    assert (again["state"], again["check_state"]) == ("open", "there")
    assert "takedown_still_there" in [m["kind"] for m in desk.call("cs.operator", "list_messages")["items"]]
    site.answers[:] = [Answer(status=404)]
    desk.call("cs.operator", "finish_takedown", {"evidence": "真的已删"}, id=done["id"])
    desk.clock.move(by=timedelta(minutes=10))
    look(desk)
    assert (shown(desk, done)["state"], shown(desk, done)["check_state"]) == ("done", "gone")
    desk.clock.move(by=timedelta(days=3))
    look(desk)
    assert len(site.paths) == 2


@pytest.mark.parametrize(
    "answer", [Answer("<html>…</html>"), Answer(status=302), Answer(closes=True), Answer(status=500)]
)
def test_what_polling_cannot_judge_is_left_to_a_person_after_three_looks(
    desk: Any, site: FakeVendor, answer: Answer
) -> None:
    site.answers[:] = [answer]
    done = asked_and_done(desk, site.url)
    for _ in range(4):
        desk.clock.move(by=timedelta(hours=5))
        look(desk)
    assert (len(site.paths), shown(desk, done)["check_state"]) == (3, "person")
    assert [m["kind"] for m in desk.call("officer", "list_messages")["items"]].count("takedown_to_look_at") == 1
    checked = desk.call("duty", "check_takedown", {"gone": True, "note": "亲自看过"}, id=done["id"])
    assert (checked["check_state"], checked["checked_by"]) == ("gone", "duty")
    with pytest.raises(NotPermitted):
        desk.call("cs.head", "check_takedown", {"gone": True}, id=done["id"])


def test_an_address_inside_the_network_is_never_looked_at(desk: Any) -> None:
    done = asked_and_done(desk, "http://169.254.169.254/latest")
    lookout = Lookout(desk.works, Poster(Guard()))
    for _ in range(3):
        desk.clock.move(by=timedelta(hours=5))
        lookout.look_due()
    assert shown(desk, done)["check_state"] == "person"


@pytest.mark.parametrize(
    ("status", "body", "seen"),
    [
        (410, "", "gone"),
        (200, "该内容已被发布者删除", "gone"),
        (200, "…迎新晚会通知…", "there"),
        (200, "迎新", "unknown"),
        (403, "迎新晚会通知", "unknown"),
    ],
)
def test_what_a_page_says_of_a_post(status: int, body: str, seen: str) -> None:
    assert judge(Page(status, body.encode()), ["迎新晚会通知", "迎新"])[0] == seen
