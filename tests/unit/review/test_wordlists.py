"""Imports and trials of word lists: all of it or nothing, and nothing live before it was tried."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.contracts.review.inputs import NewImport, NewTrial
from services.review import schemas
from services.review.handlers import imports, lexicon
from services.review.storage import lexicon as stored
from tests.unit.review.conftest import OFFICER, OPERATOR, House

DRAFT: dict[str, Any] = {
    "terms": [{"text": "占座神器", "severity": "remind"}, {"text": "课表代抢"}],
    "allow": ["占座神器测评"],
}


def bring(house: House, **wanted: Any) -> dict[str, int]:
    with house.acting(OFFICER) as work:
        return imports.import_lexicon(work, NewImport().load(wanted))


def version(house: House) -> int:
    with house.acting(OFFICER) as work:
        return stored.version(work.session)


@pytest.mark.article(10)
def test_an_import_goes_live_as_one_version(house: House) -> None:
    before = version(house)
    assert bring(house, **DRAFT) == {"version": before + 1, "added": 2, "allowed": 1, "skipped": 0}
    assert [finding["name"] for finding in house.submit(body="出售占座神器")["findings"]] == ["占座神器"]
    assert house.submit(body="占座神器测评")["findings"] == []


def test_a_second_import_of_the_same_list_adds_nothing(house: House) -> None:
    bring(house, **DRAFT)
    assert bring(house, **DRAFT)["skipped"] == 3


def test_a_broken_import_changes_nothing(house: House) -> None:
    before = version(house)
    for broken in ({"base64": "!!"}, {"terms": [*DRAFT["terms"], {"text": ""}]}, {}):
        with pytest.raises(Exception) as refused:
            bring(house, **broken)
        assert type(refused.value).__name__ in ("InputInvalid", "ValidationError")
    assert version(house) == before
    assert house.submit(body="出售占座神器")["findings"] == []


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_list_comes_as_a_file_too(house: House) -> None:
    assert bring(house, name="词库.txt", base64=encoded("占座神器\n课表代抢\n"))["added"] == 2
    assert [finding["name"] for finding in house.submit(body="课表代抢")["findings"]] == ["课表代抢"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("词库.exe", "占座神器"), ("词库.csv", "text,severity\n占座神器,nonsense\n"), ("长.txt", "长" * 101)],
)
def test_a_file_that_does_not_fit_is_refused_whole(house: House, name: str, text: str) -> None:
    before = version(house)
    with pytest.raises(InputInvalid) as refused:
        bring(house, name=name, base64=encoded(text))
    assert refused.value.errors
    assert version(house) == before


@pytest.mark.article(10)
def test_a_trial_shows_what_a_draft_would_flag_and_leaves_the_list_alone(house: House) -> None:
    text = house.approve_all(house.submit(title="测评", body="这款占座神器好用吗?"))
    house.approve_all(house.submit(title="讲座", body="周五讲座。"))
    before = version(house)
    with house.acting(OFFICER) as work:
        found = schemas.dump_trial(imports.try_lexicon(work, NewTrial().load(DRAFT)))
    assert (found["tried"], found["flagged"]) == (2, 1)
    assert found["items"][0]["submission_id"] == text["id"]
    assert found["items"][0]["findings"][0]["matched"] == "占座神器"
    assert version(house) == before


def test_a_term_is_listed_once(house: House) -> None:
    wanted = {"text": "占座神器", "category": "ads", "severity": "remind", "article": 10, "tier_hint": ""}
    with house.acting(OFFICER) as work:
        lexicon.add_term(work, dict(wanted))
    with pytest.raises(StateConflict), house.acting(OFFICER) as work:
        lexicon.add_term(work, dict(wanted))


def test_a_term_without_letters_is_refused(house: House) -> None:
    with pytest.raises(InputInvalid), house.acting(OFFICER) as work:
        lexicon.add_term(work, {"text": "!!", "category": "", "severity": "remind", "article": 10, "tier_hint": ""})


@pytest.mark.article(10)
def test_operators_change_no_word_list(house: House) -> None:
    with pytest.raises(NotPermitted), house.acting(OPERATOR) as work:
        lexicon.add_allowed(work, "占座")
