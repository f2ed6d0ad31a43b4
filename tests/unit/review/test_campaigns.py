"""Campaigns (article 12): material approved once, taken unchanged or adapted, and the matrix of accounts."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from services.contracts.errors import InputInvalid, NotPermitted
from services.contracts.registry.events import UnitSaved
from services.contracts.review.inputs import NewCampaign, NewMaterial
from services.review import schemas, sheets
from services.review.domain.stages import Step
from services.review.handlers import accounts, board, campaigns, chains, intervening
from tests.unit.review.conftest import (
    CLUB_OPERATOR,
    DIRECTOR,
    EDITOR,
    HEAD,
    NOW,
    OFFICER,
    OPERATOR,
    House,
    approved,
    person,
)
from tests.unit.review.test_freezes import declare

MATERIAL: dict[str, Any] = {
    "title": "校庆六十周年公告",
    "body": "校庆大会于 10 月 18 日 9:00 在体育馆举行。\n欢迎校友返校。",
}


def announce(house: House, **wanted: Any) -> dict[str, Any]:
    body = {
        "title": "校庆宣传",
        "brief": "统一口径,统一时间。",
        "starts_at": NOW.isoformat(),
        "ends_at": (NOW + timedelta(days=10)).isoformat(),
        "scope": {"tier": 2},
        **wanted,
    }
    with house.acting(OFFICER) as work:
        return schemas.dump_campaign(campaigns.announce_campaign(work, NewCampaign().load(body)))


def look(house: House, campaign_id: str, identity: Any = OFFICER) -> dict[str, Any]:
    with house.acting(identity) as work:
        return schemas.dump_campaign(campaigns.get_campaign(work, campaign_id))


@pytest.mark.article(12)
def test_an_unchanged_copy_of_the_material_needs_no_second_review(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    text = house.submit(campaign_id=campaign["id"], **MATERIAL)
    assert text["state"] == "approved"
    assert [approval["person_id"] for approval in text["seal"]["approvals"]] == [OFFICER.id]
    line = look(house, campaign["id"])["matrix"][0]
    assert (line["state"], line["submission_id"]) == ("approved", text["id"])


@pytest.mark.article(12, 13)
def test_who_approved_the_material_has_their_own_copy_of_it_reviewed_by_others(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    with house.acting(OFFICER) as work:
        accounts.note_approval(work, approved("theirs", 2, "propaganda", "propaganda", OFFICER))
    assert house.submit(OFFICER, "theirs", campaign_id=campaign["id"], **MATERIAL)["state"] == "in_review"


@pytest.mark.article(12, 13)
def test_a_changed_copy_is_reviewed_with_its_diff_and_by_the_department_last(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    adapted = MATERIAL["body"].replace("体育馆", "报告厅")
    text = house.submit(campaign_id=campaign["id"], title=MATERIAL["title"], body=adapted)
    assert text["state"] == "in_review"
    assert [stage["role"] for stage in text["stages"]] == ["reviewer", "responsible", "director"]
    runs = text["material_diff"]["body"]
    assert {"op": "insert", "text": "报告厅"} in runs
    assert "".join(run["text"] for run in runs if run["op"] != "insert") == MATERIAL["body"]
    assert house.approve_all(text, EDITOR, HEAD, DIRECTOR)["state"] == "approved"


@pytest.mark.article(12)
def test_new_material_makes_the_old_wording_a_change(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    with house.acting(DIRECTOR) as work:
        newer = NewMaterial().load({**MATERIAL, "body": "校庆大会改期,时间另行通知。"})
        _, findings = campaigns.approve_material(work, campaign["id"], newer)
    assert findings == []
    assert look(house, campaign["id"])["material"]["version"] == 2
    assert house.submit(campaign_id=campaign["id"], **MATERIAL)["state"] == "in_review"


@pytest.mark.article(12)
def test_the_matrix_shows_ten_accounts_and_where_each_stands(house: House) -> None:
    operators = [person(f"op{n}", ("operator", "cs")) for n in range(9)]
    with house.acting(OFFICER) as work:
        for n, operator in enumerate(operators):
            accounts.note_approval(work, approved(f"account-{n}", 2, "cs", "cs", operator))
    campaign = announce(house, material=MATERIAL)
    for n, operator in enumerate(operators[:3]):
        house.submit(operator, f"account-{n}", campaign_id=campaign["id"], **MATERIAL)
    house.submit(operators[3], "account-3", campaign_id=campaign["id"], title="改编", body="改编内容。")
    found = look(house, campaign["id"])
    assert len(found["matrix"]) == 10
    assert found["counts"] == {"approved": 3, "in_review": 1, "none": 6}


def test_the_board_counts_the_texts_of_running_campaigns(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    house.submit(campaign_id=campaign["id"], **MATERIAL)
    with house.acting(OFFICER) as work:
        found = schemas.dump_board(board.get_board(work, ""))
    assert [(line["id"], line["counts"]) for line in found["campaigns"]] == [(campaign["id"], {"approved": 1})]
    house.clock.move(by=timedelta(days=11))
    with house.acting(OFFICER) as work:
        assert schemas.dump_board(board.get_board(work, ""))["campaigns"] == []


@pytest.mark.article(12)
def test_a_campaign_tells_what_a_person_holds_from_what_a_freeze_holds(house: House) -> None:
    other = person("op", ("operator", "cs"))
    with house.acting(OFFICER) as work:
        accounts.note_approval(work, approved("other-account", 2, "cs", "cs", other))
    campaign = announce(house)
    by_person = house.submit(campaign_id=campaign["id"])
    house.submit(other, "other-account", campaign_id=campaign["id"])
    with house.acting(OFFICER) as work:
        intervening.hold_submission(work, by_person["id"], "待核实")
    declare(house, account_ids=("other-account",))
    assert look(house, campaign["id"])["counts"] == {"held": 1, "on_hold": 1}
    with house.acting(OFFICER) as work:
        told = schemas.dump_board(board.get_board(work, ""))["campaigns"][0]["counts"]
        found = sheets.results_table(*campaigns.results_of(work, campaign["id"]))
    assert told == {"held": 1, "on_hold": 1}
    rows = load_workbook(io.BytesIO(found)).active.values
    assert {row[2] for row in rows} == {"状态", "已冻结", "已暂缓"}


def test_units_see_their_own_lines_of_the_matrix(house: House) -> None:
    campaign = announce(house, scope={})
    assert {line["account_id"] for line in look(house, campaign["id"], OPERATOR)["matrix"]} == {
        "cs-account",
        "club-account",
    }
    assert {line["account_id"] for line in look(house, campaign["id"], CLUB_OPERATOR)["matrix"]} == {"club-account"}


def test_the_matrix_names_a_text_to_those_who_may_open_it(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    text = house.submit(campaign_id=campaign["id"], **MATERIAL)
    keeper = person("keeper", ("duty", "propaganda"))
    for who, named in ((OFFICER, text["id"]), (OPERATOR, text["id"]), (keeper, "")):
        [line] = [line for line in look(house, campaign["id"], who)["matrix"] if line["account_id"] == "cs-account"]
        assert (line["state"], line["submission_id"]) == ("approved", named)


def test_a_units_new_name_stands_in_the_matrix(house: House) -> None:
    campaign = announce(house)
    with house.acting(OFFICER) as work:
        renamed = UnitSaved(unit_id="cs", name="人工智能学院", kind="faculty", parent_id="", path=("cs",))
        accounts.note_unit(work, renamed)
    assert {line["unit_name"] for line in look(house, campaign["id"])["matrix"]} == {"人工智能学院"}


@pytest.mark.article(12)
def test_a_text_outside_the_scope_or_after_the_end_is_refused(house: House) -> None:
    campaign = announce(house)
    with pytest.raises(InputInvalid):
        house.submit(CLUB_OPERATOR, "club-account", campaign_id=campaign["id"])
    house.clock.move(by=timedelta(days=11))
    with pytest.raises(InputInvalid):
        house.submit(campaign_id=campaign["id"])


@pytest.mark.article(12)
def test_only_the_department_announces_campaigns(house: House) -> None:
    with pytest.raises(NotPermitted), house.acting(HEAD) as work:
        campaigns.announce_campaign(work, {})


@pytest.mark.article(12, 13)
def test_a_revised_copy_loses_its_seal_and_is_reviewed(house: House) -> None:
    campaign = announce(house, material=MATERIAL)
    text = house.submit(campaign_id=campaign["id"], **MATERIAL)
    revised = house.revise(OPERATOR, text["id"], title=MATERIAL["title"], body="另有内容。")
    assert (revised["state"], revised["stage"], revised["seal"]) == ("in_review", 1, None)


@pytest.mark.article(13)
def test_a_chain_that_was_set_holds_for_new_texts_of_its_channel(house: House) -> None:
    before = house.submit()
    steps = [{"role": "reviewer", "place": "unit", "when": ""}, {"role": "officer", "place": "", "when": ""}]
    with house.acting(DIRECTOR) as work:
        chains.set_chain(work, "2", "wechat_official", steps)
    after = house.submit()
    assert [stage["role"] for stage in after["stages"]] == ["reviewer", "officer"]
    assert [stage["role"] for stage in house.look(before["id"])["stages"]] == ["reviewer", "responsible"]
    with house.acting(DIRECTOR) as work:
        chains.set_chain(work, "2", "wechat_official", [])
    assert [stage["role"] for stage in house.submit()["stages"]] == ["reviewer", "responsible"]


@pytest.mark.article(13)
@pytest.mark.parametrize(
    "steps",
    [
        [{"role": "reviewer", "place": "unit", "when": ""}],
        [{"role": "director", "place": "", "when": "escalate"}]
        + [{"role": role, "place": "unit", "when": ""} for role in ("reviewer", "responsible")],
        2 * [{"role": "reviewer", "place": "unit", "when": ""}],
        [{"role": "reviewer", "place": place, "when": ""} for place in ("unit", "faculty")],
    ],
)
def test_a_chain_that_lets_one_person_pass_a_text_is_refused(house: House, steps: list[dict[str, str]]) -> None:
    with pytest.raises(InputInvalid), house.acting(DIRECTOR) as work:
        chains.set_chain(work, "2", "", steps)


@pytest.mark.article(13)
def test_reviewers_of_a_club_and_of_its_faculty_are_two_stages(house: House) -> None:
    steps = [{"role": "reviewer", "place": place, "when": ""} for place in ("unit", "faculty")]
    with house.acting(DIRECTOR) as work:
        assert (3, "", [Step("reviewer", "unit"), Step("reviewer", "faculty")]) in chains.set_chain(
            work, "3", "", steps
        )
