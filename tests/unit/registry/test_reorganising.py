"""The college reorganises: units renamed, moved and merged, and what belongs to them comes along (article 6)."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted
from tests.unit.registry.college import UNITS, College


def save(college: College, unit: str, **changed: str) -> dict[str, Any]:
    name, kind, parent = UNITS[unit]
    body = {"name": name, "kind": kind, "parent_id": college.units[parent], **changed}
    found: dict[str, Any] = college.call("admin", "update_unit", college.units[unit], body=body)
    return found


def merge(college: College, unit: str, into: str, who: str = "admin") -> dict[str, Any]:
    body = {"into_id": college.units[into]}
    found: dict[str, Any] = college.call(who, "merge_unit", college.units[unit], body=body)
    return found


@pytest.mark.article(6)
def test_a_club_that_moves_to_another_faculty_is_managed_by_that_faculty(college: College) -> None:
    account = college.account("club.operator", "club")
    waiting = college.submitted("club.operator", "club", channel="weibo", handle="robots")
    save(college, "club", parent_id=college.units["arts"])
    assert college.events("account.changed.v1")[-1]["faculty_id"] == college.units["arts"]
    assert college.call("arts.head", "get_account", account)["id"] == account
    with pytest.raises(NotFound):
        college.call("cs.head", "get_account", account)
    assert len(college.call("arts.head", "endorse_application", waiting)["endorsements"]) == 1


@pytest.mark.article(6)
def test_a_unit_that_is_renamed_tells_its_accounts_their_new_home(college: College) -> None:
    college.account()
    save(college, "cs", name="信息工程学院")
    assert [one["unit_name"] for one in college.events("account.changed.v1")] == ["信息工程学院"]


@pytest.mark.article(6)
def test_a_unit_with_accounts_becomes_none_that_may_not_run_them(college: College) -> None:
    college.account()
    with pytest.raises(InputInvalid) as refused:
        save(college, "cs", kind="club")
    assert set(refused.value.errors) == {"kind"}


@pytest.mark.article(6)
def test_a_merged_unit_leaves_accounts_people_and_what_is_under_way_to_the_other(college: College) -> None:
    account = college.account()
    waiting = college.submitted(channel="weibo", handle="cs_weibo")
    club = college.account("club.operator", "club")
    assert merge(college, "cs", "arts")["id"] == college.units["arts"]
    arts = college.units["arts"]
    told = {one["account_id"]: (one["unit_id"], one["faculty_id"]) for one in college.events("account.changed.v1")}
    assert told == {account: (arts, arts), club: (college.units["club"], arts)}
    assert college.call("arts.head", "get_account", account)["unit_name"] == "艺术学院"
    assert college.call("arts.head", "endorse_application", waiting)["state"] == "endorsed"
    operator = college.call("admin", "get_person", college.people["cs.operator"].id)
    assert (operator["unit_id"], [one["unit_id"] for one in operator["roles"]]) == (arts, [arts])
    with pytest.raises(NotFound):
        college.call("admin", "get_unit", college.units["cs"])
    assert college.call("admin", "get_unit", college.units["club"])["path"] == [
        college.units["college"],
        arts,
        college.units["club"],
    ]
    assert college.events("unit.merged.v1")[-1]["into_name"] == "艺术学院"
    history = college.call("officer", "account_history", account)["items"]
    assert [(one["before"], one["after"]) for one in history if one["field"] == "unit_id"] == [
        ("计算机学院", "艺术学院")
    ]
    assert college.ledger_holds()


@pytest.mark.article(6)
def test_what_stood_in_the_way_of_a_merged_unit_is_free(college: College) -> None:
    merge(college, "cs", "arts")
    college.call(
        "admin", "create_unit", body={"name": "计算机学院", "kind": "faculty", "parent_id": college.units["college"]}
    )


@pytest.mark.article(6)
def test_a_unit_is_merged_into_no_unit_below_it_nor_into_itself_nor_into_one_that_may_not_run_its_accounts(
    college: College,
) -> None:
    college.account()
    for into in ("club", "cs", "college"):
        with pytest.raises(InputInvalid) as refused:
            merge(college, "cs", into)
        assert set(refused.value.errors) == {"into_id"}
    with pytest.raises(NotPermitted):
        merge(college, "cs", "arts", who="director")
    assert college.call("admin", "get_unit", college.units["cs"])["name"] == "计算机学院"
