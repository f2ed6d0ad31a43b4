"""Freezes (article 12): what is held, what the unified statement lets through, and what happens when they are lifted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.alerts.events import FreezeDeclared, FreezeDeclaredWithExemptions, FreezeLifted
from services.contracts.errors import StateConflict
from services.contracts.review.events import SubmissionOverdue, SubmissionStateChanged
from services.kit.tables import deadlines
from services.review.handlers import freezes, submissions
from services.review.storage import freezes as stored
from tests.unit.review.conftest import CLUB_OPERATOR, EDITOR, HEAD, NOW, OFFICER, OPERATOR, House

STATEMENT = "关于食堂事件,学校已成立工作组调查,结果将及时公布。"


def declared(freeze_id: str = "f1", **scope: Any) -> FreezeDeclared:
    everything = {
        "tier": 0,
        "channel": "",
        "unit_id": "",
        "account_ids": (),
        "keywords": (),
        "statement": "",
        "until": "",
    }
    return FreezeDeclared(**{**everything, "reason": "突发事件", **scope}, freeze_id=freeze_id)


def declare(house: House, freeze_id: str = "f1", **scope: Any) -> None:
    with house.acting(OFFICER) as work:
        freezes.obey_freeze(work, declared(freeze_id, **scope))


def lift(house: House, freeze_id: str = "f1") -> None:
    with house.acting(OFFICER) as work:
        freezes.end_freeze(work, FreezeLifted(freeze_id=freeze_id, reason="已处置"))


def state(house: House, text: dict[str, Any]) -> str:
    found: str = house.look(text["id"])["state"]
    return found


@pytest.mark.article(12)
def test_a_freeze_holds_what_waits_and_what_was_approved_with_its_planned_time(house: House) -> None:
    waits = house.submit(title="甲")
    planned = house.approve_all(house.submit(title="乙", scheduled_at=(NOW + timedelta(days=1)).isoformat()))
    declare(house)
    assert [state(house, text) for text in (waits, planned)] == ["held", "held"]
    with pytest.raises(StateConflict), house.acting(OPERATOR) as work:
        submissions.publish_submission(work, planned["id"], "https://example.edu/1", NOW)
    told = [event for event in house.pump() if isinstance(event, SubmissionStateChanged)]
    assert {(event.state, event.reason) for event in told} == {("held", "freeze:f1")}


@pytest.mark.article(12)
def test_only_what_matches_scope_and_keywords_is_held(house: House) -> None:
    matching = house.submit(body="今天食 堂开放日,欢迎参加。")
    other_topic = house.submit(body="图书馆延长开放。")
    other_scope = house.submit(CLUB_OPERATOR, "club-account", body="食堂评选开始。")
    declare(house, tier=2, keywords=("食堂",))
    assert [state(house, text) for text in (matching, other_topic, other_scope)] == ["held", "in_review", "in_review"]


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("scope", "after"),
    [
        ({}, "held"),
        ({"tier": 3}, "in_review"),
        ({"channel": "weibo"}, "in_review"),
        ({"unit_id": "ee"}, "in_review"),
        ({"account_ids": ("club-account",)}, "in_review"),
        ({"tier": 2, "channel": "wechat_official", "unit_id": "cs", "account_ids": ("cs-account",)}, "held"),
    ],
)
def test_what_is_handed_in_during_a_freeze_is_held_where_every_part_of_its_scope_fits(
    house: House, scope: dict[str, Any], after: str
) -> None:
    declare(house, **scope)
    assert house.submit()["state"] == after


@pytest.mark.article(6, 12)
def test_a_freeze_on_a_faculty_reaches_the_clubs_it_manages(house: House) -> None:
    text = house.submit(CLUB_OPERATOR, "club-account")
    declare(house, unit_id="cs")
    assert state(house, text) == "held"


@pytest.mark.article(12)
def test_the_unified_statement_word_for_word_may_go_on(house: House) -> None:
    verbatim = house.submit(body=f"情况通报\n\n{STATEMENT}")
    departing = house.submit(body=STATEMENT.replace("工作组", "小组"))
    declare(house, keywords=("食堂",), statement=STATEMENT)
    assert [state(house, text) for text in (verbatim, departing)] == ["in_review", "held"]


@pytest.mark.article(12)
def test_what_is_submitted_during_a_freeze_is_held_after_screening(house: House) -> None:
    declare(house, keywords=("食堂",))
    assert state(house, house.submit(body="食堂怎么了?")) == "held"
    assert state(house, house.submit(body="运动会开幕。")) == "in_review"


@pytest.mark.article(12)
def test_lifting_brings_what_was_held_back_to_review(house: House) -> None:
    half = house.decide(EDITOR, house.submit(title="甲"))
    done = house.approve_all(house.submit(title="乙"))
    declare(house)
    lift(house)
    half, done = house.look(half["id"]), house.look(done["id"])
    assert (half["state"], half["stage"]) == ("in_review", 2)
    assert (done["state"], done["stage"], done["seal"]) == ("in_review", 2, None)
    assert house.decide(HEAD, done)["state"] == "approved"


@pytest.mark.article(12, 13)
def test_what_fell_due_while_it_was_held_is_due_and_reminded_of_anew(house: House) -> None:
    waits, done = house.submit(title="甲"), house.approve_all(house.submit(title="乙"))
    declare(house)
    house.clock.move(by=timedelta(days=3))
    while house.fire_due():
        pass
    lift(house)
    house.pump()
    assert house.look(waits["id"])["due_at"] == (house.clock.now() + timedelta(days=1)).isoformat()
    house.clock.move(by=timedelta(days=1))
    while house.fire_due():
        pass
    assert {event.submission_id for event in house.pump() if isinstance(event, SubmissionOverdue)} == {
        waits["id"],
        done["id"],
    }


@pytest.mark.article(13)
def test_of_what_is_approved_nobody_is_reminded_until_a_freeze_brings_it_back(house: House) -> None:
    done = house.approve_all(house.submit())
    assert reminders(house) == set()
    declare(house)
    lift(house)
    assert reminders(house) == {("review.due", done["id"]), ("review.soon", done["id"])}


def reminders(house: House) -> set[tuple[str, str]]:
    rows = sa.select(deadlines.c.kind, deadlines.c.subject).where(deadlines.c.kind.startswith("review."))
    with house.database.begin(writes=False) as session:
        return {(row.kind, row.subject) for row in session.execute(rows)}


@pytest.mark.article(12)
def test_what_a_second_freeze_holds_too_stays_held(house: House) -> None:
    text = house.submit()
    declare(house, "f1")
    declare(house, "f2")
    lift(house, "f1")
    assert (state(house, text), house.look(text["id"])["held_by"]) == ("held", "f2")
    lift(house, "f2")
    assert state(house, text) == "in_review"


@pytest.mark.article(12)
def test_a_revised_text_is_held_again_where_it_still_matches(house: House) -> None:
    text = house.submit(body="食堂消息一。")
    declare(house, keywords=("食堂",))
    assert house.revise(OPERATOR, text["id"], body="食堂消息二。")["state"] == "held"
    assert house.revise(OPERATOR, text["id"], body="天气消息。")["state"] == "in_review"


@pytest.mark.article(12)
def test_an_exempt_account_goes_on_as_before(house: House) -> None:
    bound = house.submit(title="甲")
    free = house.submit(CLUB_OPERATOR, "club-account", title="乙")
    order: dict[str, Any] = {
        "tier": 0, "channel": "", "unit_id": "", "account_ids": (), "exempt_account_ids": ("club-account",), "keywords": (),
        "statement": "", "reason": "突发事件", "until": "",
    }  # fmt: skip
    with house.acting(OFFICER) as work:
        freezes.obey_freeze(work, FreezeDeclaredWithExemptions(freeze_id="f1", **order))
    assert [state(house, text) for text in (bound, free)] == ["held", "in_review"]
    later = house.submit(CLUB_OPERATOR, "club-account", title="丙")
    house.pump()
    assert state(house, later) == "in_review"


def held_of(house: House, texts: list[dict[str, Any]]) -> int:
    return [state(house, text) for text in texts].count("held")


@pytest.mark.article(12)
def test_many_texts_are_held_and_let_go_on_piece_by_piece(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [house.submit(title=title) for title in "甲乙丙丁戊"]
    monkeypatch.setattr(stored, "AT_ONCE", 2)
    declare(house)
    assert held_of(house, texts) == 2
    assert house.fire_due()
    assert held_of(house, texts) == 4
    while house.fire_due():
        pass
    assert held_of(house, texts) == 5
    lift(house)
    assert held_of(house, texts) == 3
    while house.fire_due():
        pass
    assert [state(house, text) for text in texts] == ["in_review"] * 5


@pytest.mark.article(12)
def test_a_freeze_passes_texts_that_it_does_not_match_between_its_pieces(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [house.submit(title=title) for title in ("食堂一", "运动会", "图书馆", "食堂二")]
    monkeypatch.setattr(stored, "AT_ONCE", 1)
    declare(house, keywords=("食堂",))
    while house.fire_due():
        pass
    assert [state(house, text) for text in texts] == ["held", "in_review", "in_review", "held"]


@pytest.mark.article(12)
def test_a_piece_that_fails_half_way_is_done_again_and_loses_no_text(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [house.submit(title=title) for title in "甲乙丙丁戊"]
    monkeypatch.setattr(stored, "AT_ONCE", 2)
    declare(house)
    with monkeypatch.context() as broken:
        broken.setattr(freezes, "tell_state", lambda *_: 1 / 0)
        assert house.fire_due()
    assert held_of(house, texts) == 2
    house.clock.move(by=timedelta(minutes=1))
    while house.fire_due():
        pass
    assert held_of(house, texts) == 5


@pytest.mark.article(12, 13)
def test_what_a_freeze_has_not_come_to_yet_is_neither_published_nor_approved(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = house.decide(EDITOR, house.submit(title="甲"))
    approved = house.approve_all(house.submit(title="乙"))
    house.submit(title="丙")
    monkeypatch.setattr(stored, "AT_ONCE", 1)
    declare(house)
    assert [state(house, text) for text in (half, approved)] == ["in_review", "approved"]
    with pytest.raises(StateConflict, match="frozen"), house.acting(OPERATOR) as work:
        submissions.publish_submission(work, approved["id"], "https://example.edu/1", NOW)
    decided = house.decide(HEAD, half)
    assert (decided["state"], decided["held_by"], decided["seal"]) == ("held", "f1", None)
