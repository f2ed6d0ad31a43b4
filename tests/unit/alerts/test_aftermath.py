"""What is kept of an incident, two that become one, and what follows it until it is done."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def keep(desk: Any, incident_id: str, content: bytes = PNG, who: str = "duty", name: str = "截图.png") -> Any:
    body = {"name": name, "base64": base64.b64encode(content).decode(), "url": "https://weibo.com/1"}
    return desk.call(who, "keep_file", body, id=incident_id)


@pytest.mark.article(15)
def test_evidence_is_kept_with_its_checksum_and_given_back_byte_for_byte(desk: Any) -> None:
    incident = desk.open_incident()
    kept = keep(desk, incident["id"])
    assert (kept["media_type"], kept["size"], kept["sha256"]) == (
        "image/png",
        len(PNG),
        hashlib.sha256(PNG).hexdigest(),
    )
    file = desk.call("cs.head", "fetch_evidence", id=kept["id"])
    assert base64.b64decode(file["base64"]) == PNG
    text = desk.call("cs.operator", "keep_text", {"text": "原文\n 第二行 "}, id=incident["id"])
    assert text["sha256"] == hashlib.sha256("原文\n 第二行 ".encode()).hexdigest()
    whole = desk.call("auditor", "show_incident", id=incident["id"])
    assert [one["id"] for one in whole["evidence"]] == [kept["id"], text["id"]]
    assert [entry["action"] for entry in whole["timeline"]].count("evidence_kept") == 2


@pytest.mark.article(15)
def test_evidence_cannot_be_changed_in_the_database_itself(desk: Any) -> None:
    keep(desk, desk.open_incident()["id"])
    for statement in ("UPDATE incident_evidence SET sha256 = ''", "DELETE FROM incident_evidence"):
        with pytest.raises(sa.exc.DatabaseError), desk.works.database.begin() as session:
            session.execute(sa.text(statement))


@pytest.mark.parametrize("content", [b"MZ\x90\0\0", b"", b"\0\0\0"])
def test_what_is_no_picture_document_or_text_is_refused_however_it_is_named(desk: Any, content: bytes) -> None:
    with pytest.raises(InputInvalid):
        keep(desk, desk.open_incident()["id"], content)


def test_the_same_evidence_is_kept_once_and_strangers_neither_add_nor_fetch(desk: Any) -> None:
    incident = desk.open_incident()
    kept = keep(desk, incident["id"])
    with pytest.raises(StateConflict):
        keep(desk, incident["id"])
    with pytest.raises(NotFound):
        desk.call("art.head", "fetch_evidence", id=kept["id"])
    with pytest.raises(NotFound):
        keep(desk, incident["id"], b"text", who="art.head")
    with pytest.raises(NotPermitted):
        keep(desk, incident["id"], b"text", who="auditor")


def test_posts_and_people_are_linked_and_the_ledger_holds_no_name(desk: Any) -> None:
    incident = desk.open_incident()
    link = {"url": "https://weibo.com/2", "title": "转发", "text": "全文"}
    desk.call("cs.head", "link_post", link, id=incident["id"])
    desk.call("duty", "name_person", {"person_id": "cs.operator", "part": "publisher"}, id=incident["id"])
    whole = desk.call("duty", "name_person", {"name": "张三丰", "part": "author"}, id=incident["id"])
    assert [(one["name"], one["part"]) for one in whole["people"]] == [
        ("cs.operator", "publisher"),
        ("张三丰", "author"),
    ]
    assert whole["posts"][-1]["checksum"]
    with desk.works.database.begin(writes=False) as session:
        ledger = session.execute(sa.text("select details from ledger")).all()
    assert "张三丰" not in str(ledger)
    with pytest.raises(InputInvalid):
        desk.call("duty", "name_person", {"part": "author"}, id=incident["id"])


@pytest.mark.article(15)
def test_two_incidents_of_one_matter_become_one_with_all_that_belongs_to_both(desk: Any) -> None:
    desk.deliver(desk.judged(1))
    [first] = desk.call("officer", "list_incidents")["items"]
    other = desk.open_incident(urls=["https://weibo.com/3"])
    keep(desk, first["id"])
    asked = desk.call("duty", "ask_takedown", {"url": "https://weibo.com/3"}, id=first["id"])
    whole = desk.call("duty", "merge_incident", {"into": other["id"], "comment": "同一事"}, id=first["id"])
    assert whole["merged"] == [first["id"]]
    assert (len(whole["posts"]), len(whole["evidence"]), len(whole["takedowns"])) == (2, 1, 1)
    gone = desk.call("duty", "show_incident", id=first["id"])
    assert (gone["state"], gone["merged_into"]) == ("closed", other["id"])
    desk.deliver(desk.judged(2))
    assert desk.call("officer", "show_incident", id=other["id"])["sightings"] == 3
    for move in ("acknowledge_incident", "resolve_incident"):
        desk.call("duty", move, id=other["id"])
    with pytest.raises(StateConflict):
        desk.call("officer", "close_incident", id=other["id"])
    desk.call("cs.operator", "finish_takedown", {"evidence": "已删"}, id=asked["id"])
    assert desk.call("officer", "close_incident", id=other["id"])["state"] == "closed"


def test_a_merged_incident_neither_opens_again_nor_escalates_and_nothing_merges_into_itself(desk: Any) -> None:
    one, two = desk.open_incident(), desk.open_incident()
    with pytest.raises(StateConflict):
        desk.call("duty", "merge_incident", {"into": one["id"]}, id=one["id"])
    desk.call("duty", "merge_incident", {"into": two["id"]}, id=one["id"])
    with pytest.raises(StateConflict):
        desk.call("officer", "reopen_incident", id=one["id"])
    with pytest.raises(InputInvalid):
        desk.call("duty", "merge_incident", {"into": "nothing"}, id=two["id"])
    desk.pass_time(hours=3)
    assert desk.call("duty", "show_incident", id=one["id"])["escalation_level"] == 0


@pytest.mark.article(15)
def test_a_review_follows_containment_and_its_actions_are_followed_until_they_are_done(desk: Any) -> None:
    incident = desk.open_incident()
    body = {"held_at": "2026-03-03T01:00:00+00:00", "causes": "未送审", "handling": "已删除", "lessons": "加强培训"}
    with pytest.raises(StateConflict):
        desk.call("duty", "write_review", body, id=incident["id"])
    for move in ("acknowledge_incident", "contain_incident"):
        desk.call("duty", move, id=incident["id"])
    assert desk.call("duty", "write_review", body, id=incident["id"])["review"]["causes"] == "未送审"
    assert (
        desk.call("officer", "write_review", {**body, "causes": "漏审"}, id=incident["id"])["review"]["causes"]
        == "漏审"
    )
    order = {"text": "重新培训运营人员", "owner_id": "cs.head", "due_on": "2026-03-05"}
    [action] = desk.call("duty", "set_action", order, id=incident["id"])["actions"]
    desk.pass_time(days=2)
    [mine] = desk.call("cs.head", "list_actions", mine=True)["items"]
    assert (mine["id"], mine["overdue"]) == (action["id"], False)
    desk.clock.move(by=timedelta(days=1, hours=15))
    desk.pass_time(seconds=1)
    told = [message["kind"] for message in desk.call("cs.head", "list_messages")["items"]]
    assert told.count("action_overdue") == 1
    done = desk.call("cs.head", "finish_action", {"outcome": "已培训 12 人"}, id=action["id"])
    assert (done["state"], done["overdue"]) == ("done", True)
    with pytest.raises(StateConflict):
        desk.call("cs.head", "finish_action", {"outcome": "又一次"}, id=action["id"])


@pytest.mark.parametrize("order", [{"owner_id": "nobody"}, {"due_on": "2026-03-01"}])
def test_an_action_needs_an_owner_who_is_there_and_a_day_to_come(desk: Any, order: dict[str, str]) -> None:
    incident = desk.open_incident()
    with pytest.raises(InputInvalid):
        desk.call(
            "duty",
            "set_action",
            {"text": "x", "owner_id": "cs.head", "due_on": "2026-03-09", **order},
            id=incident["id"],
        )


def test_a_stranger_does_not_see_an_action(desk: Any) -> None:
    incident = desk.open_incident()
    order = {"text": "x", "owner_id": "cs.head", "due_on": "2026-03-05"}
    [action] = desk.call("duty", "set_action", order, id=incident["id"])["actions"]
    for who in ("art.head", "student1"):
        with pytest.raises(NotFound):
            desk.call(who, "finish_action", {"outcome": "x"}, id=action["id"])
