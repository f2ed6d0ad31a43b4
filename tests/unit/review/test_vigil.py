"""A process's vigil: the newest word list is ready, and each process says that it obeys a freeze (articles 10, 12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.alerts.events import FreezeDeclared, FreezeLifted
from services.contracts.errors import NotFound
from services.contracts.review.events import FreezeObeyed, LexiconChanged, UrgentSubmitted
from services.kit.metrics import metrics
from services.review.handlers import freezes, lexicon, running
from services.review.storage import freezes as storage
from services.review.storage import lexicon as stored
from services.review.vigil import COUNT_EVERY, Vigil
from tests.unit.review.conftest import OFFICER, House
from tests.unit.review.test_screening_batches import submit_unscreened

STATEMENT = "有关情况正在核实,请以学校官方通报为准。"


def declare(house: House, freeze_id: str = "f1", **changes: object) -> None:
    told = {
        "freeze_id": freeze_id,
        "tier": 0,
        "channel": "",
        "unit_id": "",
        "account_ids": (),
        "keywords": (),
        "statement": STATEMENT,
        "reason": "突发事件",
        "until": "",
        **changes,
    }
    with house.acting(OFFICER) as work:
        freezes.obey_freeze(work, FreezeDeclared(**told))  # type: ignore[arg-type]


def obeyed(house: House) -> list[FreezeObeyed]:
    return [event for event in house.pump() if isinstance(event, FreezeObeyed)]


@pytest.mark.article(12)
def test_each_process_says_once_that_it_obeys_a_freeze(house: House) -> None:
    house.submit()
    vigils = [Vigil(house.works), Vigil(house.works)]
    vigils[1].name += "b"
    for vigil in vigils:
        vigil.look()
    assert obeyed(house) == []
    declare(house)
    for vigil in (*vigils, *vigils):
        vigil.look()
    told = obeyed(house)
    assert [(event.process, event.held) for event in told] == [(vigil.name, 1) for vigil in vigils]


@pytest.mark.article(12)
def test_a_process_says_once_more_how_many_texts_are_held_when_all_of_them_are(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in "甲乙丙":
        house.submit(title=title)
    vigil = Vigil(house.works)
    monkeypatch.setattr(storage, "AT_ONCE", 2)
    declare(house)
    begun = house.clock.now()
    vigil.look()
    house.clock.move(by=timedelta(seconds=5))
    vigil.look()
    assert [event.held for event in obeyed(house)] == [2]
    assert house.fire_due()
    for _ in range(2):
        vigil.look()
    assert [(event.held, event.obeyed_at) for event in obeyed(house)] == [(3, begun.isoformat())]


@pytest.mark.article(12)
def test_a_process_that_starts_during_a_freeze_obeys_it_too_and_a_lifted_one_is_forgotten(house: House) -> None:
    declare(house)
    vigil = Vigil(house.works)
    vigil.look()
    assert [event.freeze_id for event in obeyed(house)] == ["f1"]
    with house.acting(OFFICER) as work:
        freezes.end_freeze(work, FreezeLifted(freeze_id="f1", reason=""))
    assert vigil.look() is True
    with house.acting(OFFICER) as work:
        (shown,) = running.list_processes(work)
    assert (shown.name, shown.freezes) == (vigil.name, [])


@pytest.mark.article(10)
def test_an_idle_process_takes_up_a_new_word_list(house: House) -> None:
    vigil = Vigil(house.works)
    vigil.look()
    with house.acting(OFFICER) as work:
        added = lexicon.add_term(
            work, {"text": "青霜客", "category": "general", "severity": "escalate", "article": 10, "tier_hint": ""}
        )
    assert vigil.look() is True
    assert vigil.look() is False
    with house.acting(OFFICER) as work:
        assert running.list_processes(work)[0].lexicon_version == added["since_version"]
    told = [event for event in house.pump() if isinstance(event, LexiconChanged)]
    assert [event.version for event in told][-1] == added["since_version"]


def test_a_process_that_is_gone_is_shown_no_longer(house: House) -> None:
    Vigil(house.works).look()
    house.clock.move(by=timedelta(minutes=3))
    with house.acting(OFFICER) as work:
        assert running.list_processes(work) == []


@pytest.mark.article(10)
def test_a_term_that_is_taken_from_the_list_is_found_no_longer(house: House) -> None:
    with house.acting(OFFICER) as work:
        added = lexicon.add_term(
            work, {"text": "青霜客", "category": "general", "severity": "escalate", "article": 10, "tier_hint": ""}
        )
    assert house.submit(body="访问青霜客。")["severity"] == "escalate"
    with house.acting(OFFICER) as work:
        before = stored.version(work.session)
        assert lexicon.remove_term(work, added["id"])["version"] == before + 1
    assert house.submit(body="访问青霜客。")["severity"] == ""
    with house.acting(OFFICER) as work, pytest.raises(NotFound):
        lexicon.remove_term(work, added["id"])


@pytest.mark.article(13)
def test_titles_that_people_hold_are_kept_and_another_one_is_shown(house: House) -> None:
    with house.acting(OFFICER) as work:
        lexicon.set_titles(work, "王建国", ["党委书记"])
    text = house.submit(body="校长王建国出席典礼。")
    assert [finding["name"] for finding in text["findings"]] == ["rule:wrong_title"]
    with house.acting(OFFICER) as work:
        lexicon.set_titles(work, "王建国", [])
    assert house.submit(body="校长王建国出席典礼。")["findings"] == []


@pytest.mark.article(12)
def test_what_is_planned_soon_or_handed_in_during_a_crisis_goes_by_the_fast_queue(house: House) -> None:
    def urgent() -> int:
        told, house.told = house.told, []
        return sum(isinstance(event, UrgentSubmitted) for event in told)

    house.submit()
    assert urgent() == 0
    house.submit(scheduled_at=(house.clock.now() + timedelta(hours=3)).isoformat())
    assert urgent() == 1
    declare(house)
    text = house.submit(body=f"通报:{STATEMENT}")
    assert (urgent(), text["state"]) == (1, "in_review")
    assert house.submit()["state"] == "held"


def test_how_many_texts_wait_is_counted_by_the_text_and_again_after_some_seconds(house: House) -> None:
    vigil = Vigil(house.works)
    vigil.look()
    assert metrics.texts_waiting._value.get() == 0
    for number in range(3):
        submit_unscreened(house, title=f"第{number}篇")
    vigil.look()
    assert metrics.texts_waiting._value.get() == 0
    house.clock.move(by=COUNT_EVERY)
    vigil.look()
    assert metrics.texts_waiting._value.get() == 3
