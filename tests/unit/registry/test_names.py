"""Name protection (article 8) and look-outs against repetition (article 11)."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotPermitted
from tests.unit.registry.college import College


def check(college: College, name: str, unit: str = "") -> dict[str, Any]:
    query = {"name": name, "unit_id": college.units[unit] if unit else ""}
    found: dict[str, Any] = college.call("cs.operator", "name_check", query=query)
    return found


@pytest.mark.article(8)
@pytest.mark.parametrize(
    ("name", "protected", "kind"),
    [
        ("示例职业学院", "示例职业学院", "exact"),
        ("示例职业学院官方", "示例职业学院", "contains"),
        ("示例职院表白墙", "示例职院", "contains"),
        ("示 例·职_院官方", "示例职院", "inserted"),
        ("示例的职院墙", "示例职院", "inserted"),
        ("示例職業學院資訊", "示例职业学院", "traditional"),
        ("事例值院微博", "示例职院", "homophone"),
        ("市利职业学院", "示例职业学院", "homophone"),
        ("计算基学院", "计算机学院", "homophone"),
        ("计算器学院", "计算机学院", "similar"),
        ("教务处小助手", "教务处", "contains"),
    ],
)
def test_a_protected_name_is_found_however_it_is_written(
    college: College, name: str, protected: str, kind: str
) -> None:
    answer = check(college, name)
    first = answer["findings"][0]
    assert (first["protected_name"], first["kind"]) == (protected, kind)
    assert 0.7 <= first["similarity"] <= 1
    assert answer["allowed"] is (kind == "similar")


@pytest.mark.article(8)
@pytest.mark.parametrize("name", ["ЅLΖY之声", "sⅼzу", "ѕlzy", "S\u200bL\u0301ZY", "示\ufe0f例职院", "例示⻔青年"])
def test_characters_that_look_the_same_do_not_hide_a_protected_name(college: College, name: str) -> None:
    for protected in ("SLZY", "门青年"):
        college.call("director", "add_protected_name", body={"name": protected})
    answer = check(college, name)
    assert answer["allowed"] is False


@pytest.mark.article(8)
def test_full_width_letters_do_not_hide_a_protected_name(college: College) -> None:
    college.call("director", "add_protected_name", body={"name": "SLZY"})
    assert check(college, "ＳＬＺＹ校园")["findings"][0]["kind"] == "full_width"
    assert check(college, "slzy校园")["findings"][0]["kind"] == "full_width"


@pytest.mark.article(8)
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("计算机学院之窗", "cs"),
        ("示例职院计算机学院", "cs"),
        ("示例职业学院计算机系统协会", "cs"),
        ("机器人社", "club"),
        ("计算机学院机器人社", "club"),
        ("机器人社", "cs"),
        ("示例职业学院", "propaganda"),
        ("每日一句英语", "cs"),
    ],
)
def test_a_unit_may_use_its_own_name_and_those_above_and_below(college: College, name: str, unit: str) -> None:
    assert check(college, name, unit)["allowed"] is True


@pytest.mark.article(8)
@pytest.mark.parametrize(
    ("name", "unit"), [("示例职业学院", "cs"), ("艺术学院之窗", "cs"), ("示例職院计算机学院", "cs")]
)
def test_a_unit_may_not_pass_for_the_college_or_another_unit(college: College, name: str, unit: str) -> None:
    assert check(college, name, unit)["allowed"] is False


@pytest.mark.article(8)
def test_an_application_under_a_name_of_others_is_not_submitted(college: College) -> None:
    id_ = college.call("cs.operator", "create_application", body=college.form(name="艺朮學院微报"))["id"]
    college.call("cs.operator", "update_application", id_, body=college.form(name="藝術學院微报"))
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "submit_application", id_)
    assert list(refused.value.errors) == ["name"]


@pytest.mark.article(8)
def test_a_name_protected_meanwhile_is_not_approved(college: College) -> None:
    id_ = college.endorsed(name="计算机学院星火")
    added = college.call("director", "add_protected_name", body={"name": "星火"})
    with pytest.raises(InputInvalid):
        college.call("director", "approve_application", id_)
    college.call("director", "remove_protected_name", added["id"])
    assert college.call("director", "approve_application", id_)["state"] == "approved"


@pytest.mark.article(8)
@pytest.mark.parametrize("who", ["cs.head", "auditor", "student1"])
def test_only_propaganda_and_the_administrator_protect_names(college: College, who: str) -> None:
    with pytest.raises(NotPermitted):
        college.call(who, "add_protected_name", body={"name": "星火"})


@pytest.mark.article(8)
def test_a_sighting_of_an_unregistered_account_is_told_to_the_other_services(college: College) -> None:
    body = {"channel": "weibo", "handle": "fake", "name": "示例職院官方", "url": "https://weibo.com/fake"}
    answer = college.call("student1", "file_sighting", body=body)
    assert (answer["registered"], answer["protected_names"]) == (False, ["示例职院"])
    assert college.events("sighting.filed.v1")[0]["handle"] == "fake"


@pytest.mark.article(8)
def test_a_sighting_of_a_registered_account_alarms_nobody(college: College) -> None:
    college.account(channel="weibo", handle="cs")
    answer = college.call("student1", "file_sighting", body={"channel": "weibo", "handle": "CS", "name": "计算机学院"})
    assert answer["registered"] is True
    assert college.events("sighting.filed.v1") == []


@pytest.mark.article(11)
def test_similar_accounts_are_shown_with_why(college: College) -> None:
    same = college.account()
    college.account("arts.operator", "arts", name="艺术学院展讯", purpose="预告校内美术展览与演出。", handle="a")
    query = {"purpose": "发布学院教学科研和学生活动信息", "channel": "wechat_official"}
    (found,) = college.call("arts.operator", "similar_accounts", query=query)["items"]
    assert (found["account_id"], found["unit_name"]) == (same, "计算机学院")
    assert found["why"] == ["purpose", "channel"]
    assert found["score"] > 0.5
