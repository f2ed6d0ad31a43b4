"""Holds, escalation, assignment, substitutes, reminders and passages, over a real database (article 13)."""

from __future__ import annotations

import importlib
import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.alerts.events import FreezeDeclared
from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.contracts.registry.events import PersonSaved, erased_username
from services.contracts.review.events import SubmissionDueSoon
from services.kit.api import Deadline, Identity
from services.review import schemas
from services.review.handlers import deciding, freezes, intervening, people, sealing, submissions
from services.review.storage.tables import seals
from tests.unit.review.conftest import (
    DIRECTOR,
    EDITOR,
    ESCALATES,
    HEAD,
    NOW,
    OFFICER,
    OPERATOR,
    STRANGER,
    House,
    person,
)

WEEK = timedelta(days=7)


def hold(house: House, identity: Identity, submission_id: str) -> dict[str, Any]:
    with house.acting(identity) as work:
        return schemas.dump_submission(intervening.hold_submission(work, submission_id, "待核实"))


def let_go(house: House, identity: Identity, submission_id: str) -> dict[str, Any]:
    with house.acting(identity) as work:
        return schemas.dump_submission(intervening.unhold_submission(work, submission_id, "已核实"))


def escalate(house: House, identity: Identity, submission_id: str) -> dict[str, Any]:
    with house.acting(identity) as work:
        return schemas.dump_submission(intervening.escalate_submission(work, submission_id, "涉及全校"))


def assign(house: House, identity: Identity, submission_id: str, to: Identity) -> dict[str, Any]:
    with house.acting(identity) as work:
        wanted = {"person_id": to.id, "reason": ""}
        return schemas.dump_submission(intervening.assign_submission(work, submission_id, wanted))


def tell_of(house: House, *known: Identity) -> None:
    with house.acting(OFFICER) as work:
        for one in known:
            event = PersonSaved(
                person_id=one.id, username=one.username, name=one.name, unit_id="cs", grants=one.grants, active=True
            )
            people.note_person(work, event)


def substitute(house: House, by: Identity, absent: Identity, other: Identity, **changes: Any) -> None:
    with house.acting(by) as work:
        wanted = {
            "absent_id": absent.id,
            "substitute_id": other.id,
            "starts_at": NOW - timedelta(hours=1),
            "ends_at": NOW + WEEK,
            "reason": "外出培训",
            **changes,
        }
        people.set_substitute(work, wanted)


@pytest.mark.article(13)
def test_what_a_person_holds_cannot_be_decided_until_it_is_let_go(house: House) -> None:
    text = hold(house, EDITOR, house.submit()["id"])
    assert (text["state"], text["held_by_person"]) == ("held", EDITOR.id)
    with pytest.raises(StateConflict):
        house.decide(EDITOR, text)
    text = let_go(house, EDITOR, text["id"])
    assert (text["state"], text["stage"]) == ("in_review", 1)
    assert [note["kind"] for note in text["notes"]] == ["hold", "unhold"]


@pytest.mark.article(13)
def test_why_a_text_was_withdrawn_stays_with_it_and_not_in_the_ledger(house: House) -> None:
    text = house.submit()["id"]
    with house.acting(OPERATOR) as work:
        shown = schemas.dump_submission(submissions.withdraw_submission(work, text, "张三写错了日期"))
    assert [(note["kind"], note["text"], note["noted_by_name"]) for note in shown["notes"]] == [
        ("withdraw", "张三写错了日期", OPERATOR.name)
    ]


@pytest.mark.article(13)
def test_holding_an_approved_text_voids_its_seal_and_the_last_stage_is_passed_again(house: House) -> None:
    text = house.approve_all(house.submit())
    hold(house, OFFICER, text["id"])
    with house.acting(OFFICER) as work:
        assert "voided" in sealing.verify_seal(work, text["id"]).problems
    text = let_go(house, OFFICER, text["id"])
    assert (text["state"], text["waits_role"]) == ("in_review", "responsible")
    assert house.decide(HEAD, text)["state"] == "approved"


@pytest.mark.article(13)
def test_only_who_held_it_or_the_department_lets_it_go_and_no_author_or_stranger_holds(house: House) -> None:
    text = house.submit()
    for nobody in (OPERATOR, STRANGER):
        with pytest.raises(Exception) as refused:
            hold(house, nobody, text["id"])
        assert getattr(refused.value, "status", 0) in (403, 404)
    hold(house, EDITOR, text["id"])
    with pytest.raises(NotPermitted):
        let_go(house, HEAD, text["id"])
    assert let_go(house, DIRECTOR, text["id"])["state"] == "in_review"


@pytest.mark.article(12)
def test_what_is_let_go_during_a_freeze_is_frozen(house: House) -> None:
    text = hold(house, EDITOR, house.submit()["id"])
    event = FreezeDeclared(
        freeze_id="f1",
        tier=0,
        channel="",
        unit_id="",
        account_ids=(),
        keywords=(),
        statement="",
        reason="演练",
        until="",
    )
    with house.acting(OFFICER) as work:
        freezes.obey_freeze(work, event)
    text = let_go(house, EDITOR, text["id"])
    assert (text["state"], text["held_by"]) == ("held", "f1")
    with pytest.raises(StateConflict) as refused:
        let_go(house, OFFICER, text["id"])
    assert refused.value.code == "frozen"


@pytest.mark.article(13)
def test_a_text_that_a_person_sends_up_passes_the_director_too(house: House) -> None:
    text = house.submit()
    assert len(text["stages"]) == 2
    text = escalate(house, EDITOR, text["id"])
    assert [stage["role"] for stage in text["stages"]] == ["reviewer", "responsible", "director"]
    text = house.decide(HEAD, house.decide(EDITOR, text))
    assert (text["state"], text["waits_role"]) == ("in_review", "director")
    assert house.decide(DIRECTOR, text)["state"] == "approved"


@pytest.mark.article(13)
def test_what_is_escalated_already_cannot_be_sent_up_again(house: House) -> None:
    with pytest.raises(StateConflict):
        escalate(house, EDITOR, house.submit(body=f"传阅{ESCALATES},请联系。")["id"])
    text = escalate(house, EDITOR, house.submit()["id"])
    with pytest.raises(StateConflict):
        escalate(house, EDITOR, text["id"])
    assert house.revise(OPERATOR, text["id"])["raised"] is False


@pytest.mark.article(13)
def test_an_assigned_text_is_in_the_hands_of_the_one_it_was_given_to(house: House) -> None:
    other = person("cs.editor2", ("reviewer", "cs"))
    tell_of(house, EDITOR, other)
    text = assign(house, HEAD, house.submit()["id"], other)
    assert text["claimed_by"] == other.id
    with pytest.raises(StateConflict):
        house.decide(EDITOR, text)
    assert house.decide(other, text)["stage"] == 2


@pytest.mark.article(13)
def test_an_assignment_ends_when_the_text_is_due(house: House) -> None:
    tell_of(house, EDITOR)
    text = assign(house, HEAD, house.submit()["id"], EDITOR)
    assert text["claimed_until"] == text["due_at"]
    house.clock.move(by=timedelta(hours=24))
    with house.acting(OFFICER) as work:
        deciding.end_claim(work, Deadline("claim.expires", text["id"], work.now, {}))
    assert house.look(text["id"])["claimed_by"] == ""


@pytest.mark.article(13)
def test_nobody_is_given_what_they_may_not_decide(house: House) -> None:
    tell_of(house, EDITOR, STRANGER, OPERATOR)
    text = house.submit()
    for to in (STRANGER, OPERATOR):
        with pytest.raises(NotPermitted):
            assign(house, HEAD, text["id"], to)
    with pytest.raises(NotPermitted):
        assign(house, EDITOR, text["id"], EDITOR)


@pytest.mark.article(13)
def test_a_substitute_decides_in_the_place_of_who_is_on_leave_and_the_seal_says_so(house: House) -> None:
    tell_of(house, EDITOR, STRANGER)
    text = house.submit()
    substitute(house, EDITOR, EDITOR, STRANGER)
    with house.acting(STRANGER) as work:
        wanted = {"limit": 10, "cursor": "", "claimed": False}
        assert [item["id"] for item in deciding.list_queue(work, wanted, schemas.dump_line)["items"]] == [text["id"]]
    text = house.decide(HEAD, house.decide(STRANGER, text))
    assert text["decisions"][0]["for_name"] == EDITOR.name
    assert text["seal"]["approvals"][0]["for_name"] == EDITOR.name


@pytest.mark.article(13)
def test_a_substitution_has_its_time_and_ends_when_they_are_back(house: House) -> None:
    tell_of(house, EDITOR, STRANGER)
    text = house.submit()
    substitute(house, OFFICER, EDITOR, STRANGER, starts_at=NOW + timedelta(hours=1))
    with pytest.raises(Exception) as refused:
        house.decide(STRANGER, text)
    assert getattr(refused.value, "status", 0) in (403, 404)
    house.clock.move(by=timedelta(hours=2))
    assert house.decide(STRANGER, text)["stage"] == 2
    with house.acting(EDITOR) as work:
        wanted = {"limit": 10, "cursor": ""}
        found = people.list_substitutes(work, wanted, schemas.dump_substitute)["items"]
        people.end_substitute(work, found[0]["id"])
    with pytest.raises(Exception) as refused:
        house.decide(STRANGER, house.submit())
    assert getattr(refused.value, "status", 0) in (403, 404)


@pytest.mark.article(13)
def test_a_substitute_gains_no_second_stage_and_no_text_of_their_own(house: House) -> None:
    tell_of(house, EDITOR, HEAD, OPERATOR)
    substitute(house, EDITOR, EDITOR, HEAD)
    text = house.decide(HEAD, house.submit())
    with pytest.raises(NotPermitted) as refused:
        house.decide(HEAD, text)
    assert refused.value.code == "second_stage"
    substitute(house, OFFICER, HEAD, OPERATOR)
    with pytest.raises(NotPermitted) as refused:
        house.decide(OPERATOR, text)
    assert refused.value.code == "own_submission"


@pytest.mark.article(13)
def test_a_student_takes_no_teachers_place(house: House) -> None:
    student = person("student", ("reviewer", "club"), ("student", "cs"))
    tell_of(house, EDITOR, student)
    with pytest.raises(InputInvalid) as refused:
        substitute(house, EDITOR, EDITOR, student)
    assert "substitute_id" in refused.value.errors
    with pytest.raises(NotPermitted):
        substitute(house, STRANGER, EDITOR, STRANGER)


@pytest.mark.article(13)
def test_those_whose_turn_it_is_are_reminded_before_it_is_due(house: House) -> None:
    text = house.submit(scheduled_at=(NOW + timedelta(hours=10)).isoformat())
    assert text["due_at"] == (NOW + timedelta(hours=8)).isoformat()
    house.clock.move(by=timedelta(hours=6))
    with house.acting(OFFICER) as work:
        submissions.remind_soon(work, Deadline("review.soon", text["id"], work.now, {}))
    reminded = [event for event in house.pump() if isinstance(event, SubmissionDueSoon)]
    assert [(event.waits_role, event.due_at) for event in reminded] == [("reviewer", text["due_at"])]
    house.decide(EDITOR, text, "return", comment="缺地点")
    with house.acting(OFFICER) as work:
        submissions.remind_soon(work, Deadline("review.soon", text["id"], work.now, {}))
    assert not [event for event in house.pump() if isinstance(event, SubmissionDueSoon)]


@pytest.mark.article(13)
def test_a_return_carries_the_passages_that_were_marked(house: House) -> None:
    text = house.submit(body="讲座定于周五举行。")
    passages = [{"field": "body", "start": 4, "end": 6, "note": "请写明日期"}]
    text = house.decide(EDITOR, text, "return", passages=passages)
    assert text["state"] == "returned"
    assert text["decisions"][0]["passages"] == [{**passages[0]}]


@pytest.mark.article(13)
def test_the_name_of_who_was_erased_stands_in_no_decision_and_no_seal(house: House) -> None:
    text = house.approve_all(house.submit())
    with house.acting(OFFICER) as work:
        gone = PersonSaved(
            person_id=EDITOR.id, username=erased_username(EDITOR.id), name="已删除", unit_id="", grants=(), active=False
        )
        people.note_person(work, gone)
    with house.acting(HEAD) as work:
        text = schemas.dump_submission(submissions.get_submission(work, text["id"]))
    assert [(one["decided_by"], one["decided_by_name"]) for one in text["decisions"]] == [
        (EDITOR.id, "已删除"),
        (HEAD.id, HEAD.name),
    ]
    assert [one["name"] for one in text["seal"]["approvals"]] == ["已删除", HEAD.name]


@pytest.mark.article(13)
def test_the_name_of_who_was_on_leave_goes_from_the_seal_too_and_the_seal_holds(house: House) -> None:
    tell_of(house, EDITOR, STRANGER)
    text = house.submit()
    substitute(house, EDITOR, EDITOR, STRANGER)
    text = house.decide(HEAD, house.decide(STRANGER, text))
    with house.acting(OFFICER) as work:
        gone = PersonSaved(
            person_id=EDITOR.id, username=erased_username(EDITOR.id), name="已删除", unit_id="", grants=(), active=False
        )
        people.note_person(work, gone)
    with house.acting(HEAD) as work:
        found = sealing.verify_seal(work, text["id"])
        told = schemas.dump_submission(submissions.get_submission(work, text["id"]))
    assert not found.problems
    first = found.seal.approvals[0]
    assert (first["for_id"], first["for_name"], first["name"]) == (EDITOR.id, "已删除", STRANGER.name)
    assert f'"{EDITOR.name}"' not in json.dumps([told["decisions"], told["seal"]], ensure_ascii=False)


def test_a_seal_of_the_version_before_learns_whose_place_it_was(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_of(house, EDITOR, STRANGER)
    text = house.submit()
    substitute(house, EDITOR, EDITOR, STRANGER)
    house.decide(HEAD, house.decide(STRANGER, text))
    migration = importlib.import_module("services.review.migrations.0008_whose_place")
    with house.database.begin() as session:
        whole = session.scalars(sa.select(seals.c.approvals)).one()
        older = [{name: value for name, value in one.items() if name != "for_id"} for one in whole]
        assert older != whole
        session.execute(sa.update(seals).values(approvals=older))
        monkeypatch.setattr(migration.op, "get_bind", session.connection)
        migration.upgrade()
        assert session.scalars(sa.select(seals.c.approvals)).one() == whole
