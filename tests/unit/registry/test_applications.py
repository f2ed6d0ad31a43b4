"""Applications (Form 1): who does what, in which state, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, Stale, StateConflict
from tests.unit.registry.college import College


@pytest.mark.article(7)
def test_a_tier_2_application_becomes_an_account_with_a_file_number(college: College) -> None:
    id_ = college.endorsed()
    done = college.call("director", "approve_application", id_)
    assert done["state"] == "approved"
    assert done["file_number"] == "新媒备〔2026〕2-001号"
    account = college.call("cs.operator", "get_account", done["account_id"])
    assert (account["status"], account["name"], account["unit_name"]) == ("active", "计算机学院之窗", "计算机学院")
    assert account["operator_ids"] == [college.people["cs.operator"].id]
    assert college.call("cs.operator", "me")["accounts"] == [account["id"]]
    told = college.events("account.approved.v1")[-1]
    assert (told["account_id"], told["faculty_id"]) == (account["id"], college.units["cs"])
    assert college.ledger_holds()


@pytest.mark.article(6)
def test_a_tier_3_application_is_endorsed_by_its_faculty_and_then_by_the_league(college: College) -> None:
    id_ = college.submitted("club.operator", "club")
    with pytest.raises(NotPermitted):
        college.call("league", "endorse_application", id_)
    first = college.call("cs.head", "endorse_application", id_)
    assert (first["state"], first["waits_for"]) == ("submitted", ["league", "student_affairs"])
    with pytest.raises(StateConflict):
        college.call("director", "approve_application", id_)
    second = college.call("league", "endorse_application", id_)
    assert (second["state"], second["waits_for"]) == ("endorsed", ["director"])
    assert [one["role"] for one in second["endorsements"]] == ["responsible", "league"]
    done = college.call("director", "approve_application", id_)
    assert done["file_number"].endswith("3-001号")
    assert college.call("director", "get_account", done["account_id"])["faculty_id"] == college.units["cs"]


@pytest.mark.article(6)
def test_tier_1_is_decided_by_a_second_person_of_the_propaganda_department(college: College) -> None:
    mine = college.submitted("director", "propaganda")
    with pytest.raises(NotPermitted):
        college.call("director", "approve_application", mine)
    theirs = college.submitted("officer", "propaganda", channel="weibo")
    with pytest.raises(NotPermitted):
        college.call("officer", "approve_application", theirs)
    assert college.call("director", "approve_application", theirs)["state"] == "approved"


@pytest.mark.article(7)
def test_an_application_is_not_approved_before_it_is_endorsed(college: College) -> None:
    id_ = college.submitted()
    with pytest.raises(StateConflict):
        college.call("director", "approve_application", id_)
    assert college.call("director", "get_application", id_)["state"] == "submitted"


@pytest.mark.article(7)
@pytest.mark.parametrize("who", ["cs.operator", "cs.editor", "officer", "auditor", "cs.head"])
def test_only_the_director_approves(college: College, who: str) -> None:
    id_ = college.endorsed()
    with pytest.raises(NotPermitted):
        college.call(who, "approve_application", id_)


@pytest.mark.article(7)
@pytest.mark.parametrize("who", ["cs.head", "cs.editor", "officer"])
def test_only_who_drafted_it_submits_it(college: College, who: str) -> None:
    id_ = college.call("cs.operator", "create_application", body=college.form())["id"]
    with pytest.raises(NotPermitted):
        college.call(who, "submit_application", id_)


@pytest.mark.article(6, 7)
@pytest.mark.parametrize("who", ["cs.operator", "cs.editor", "director", "auditor", "head.elsewhere"])
def test_only_the_units_responsible_person_endorses(college: College, who: str) -> None:
    college.add_person("head.elsewhere", "arts", [("responsible", "arts"), ("reviewer", "cs")])
    id_ = college.submitted()
    with pytest.raises(NotPermitted):
        college.call(who, "endorse_application", id_)


@pytest.mark.article(6)
@pytest.mark.parametrize("who", ["arts.head", "arts.operator", "student1", "admin", "club.operator"])
def test_an_application_does_not_exist_for_whom_it_is_none_of_their_business(college: College, who: str) -> None:
    id_ = college.submitted()
    with pytest.raises(NotFound):
        college.call(who, "get_application", id_)
    with pytest.raises(NotFound):
        college.call(who, "endorse_application", id_)
    assert college.call(who, "list_applications")["items"] == []


@pytest.mark.article(7)
def test_a_responsible_person_does_not_endorse_their_own(college: College) -> None:
    id_ = college.submitted("cs.head")
    with pytest.raises(NotPermitted):
        college.call("cs.head", "endorse_application", id_)


@pytest.mark.article(7)
def test_nobody_acts_at_two_stages_of_one_application(college: College) -> None:
    college.add_person("both", "cs", [("responsible", "cs"), ("director", "propaganda")])
    id_ = college.submitted()
    college.call("both", "endorse_application", id_)
    with pytest.raises(NotPermitted):
        college.call("both", "approve_application", id_)


@pytest.mark.article(6, 7)
def test_a_student_never_holds_the_last_stage(college: College) -> None:
    college.add_person("odd", "propaganda", [("director", "propaganda"), ("student", "cs")])
    id_ = college.endorsed()
    with pytest.raises(NotPermitted):
        college.call("odd", "approve_application", id_)


@pytest.mark.article(7)
def test_a_returned_application_is_mended_and_goes_the_whole_way_again(college: College) -> None:
    id_ = college.endorsed()
    back = college.call("director", "return_application", id_, body={"reason_code": "plan", "comment": "请补充预案"})
    assert (back["state"], back["reason_code"]) == ("returned", "plan")
    college.call("cs.operator", "update_application", id_, body=college.form(emergency_plan="值班表与撤稿流程见附页。"))
    again = college.call("cs.operator", "submit_application", id_)
    assert (again["state"], again["endorsements"], again["waits_for"]) == ("submitted", [], ["responsible"])
    assert [move["action"] for move in again["moves"]] == ["created", "submitted", "endorsed", "returned", "submitted"]


@pytest.mark.article(7)
def test_a_submitted_application_cannot_be_changed(college: College) -> None:
    id_ = college.submitted()
    with pytest.raises(StateConflict):
        college.call("cs.operator", "update_application", id_, body=college.form(name="另一名称"))


@pytest.mark.article(7)
def test_an_officer_returns_at_any_stage_and_rejects_at_none(college: College) -> None:
    id_ = college.submitted()
    with pytest.raises(NotPermitted):
        college.call("officer", "reject_application", id_, body={"reason_code": "other", "comment": "不行"})
    back = college.call("officer", "return_application", id_, body={"reason_code": "incomplete", "comment": "缺页"})
    assert back["state"] == "returned"


@pytest.mark.article(7)
@pytest.mark.parametrize("after", ["approve", "endorse", "submit", "withdraw"])
def test_a_rejected_application_stays_rejected(college: College, after: str) -> None:
    id_ = college.endorsed()
    college.call("director", "reject_application", id_, body={"reason_code": "duplicate", "comment": "重复建设"})
    who = {"approve": "director", "endorse": "cs.head"}.get(after, "cs.operator")
    with pytest.raises(StateConflict):
        college.call(who, f"{after}_application", id_)


@pytest.mark.article(7)
def test_a_withdrawn_application_cannot_be_approved(college: College) -> None:
    id_ = college.endorsed()
    assert college.call("cs.operator", "withdraw_application", id_)["state"] == "withdrawn"
    with pytest.raises(StateConflict):
        college.call("director", "approve_application", id_)


def test_file_numbers_count_each_year_and_tier_without_a_gap(college: College) -> None:
    for channel in ("weibo", "douyin", "bilibili"):
        college.account(channel=channel, handle=channel)
    college.account("club.operator", "club")
    numbers = [one["file_number"] for one in college.call("auditor", "list_accounts")["items"]]
    assert numbers == [f"新媒备〔2026〕{tail}号" for tail in ("2-001", "2-002", "2-003", "3-001")]


def test_a_failed_approval_takes_no_number(college: College) -> None:
    id_ = college.submitted()
    with pytest.raises(StateConflict):
        college.call("director", "approve_application", id_)
    college.call("cs.head", "endorse_application", id_)
    assert college.call("director", "approve_application", id_)["file_number"].endswith("2-001号")


@pytest.mark.article(7)
def test_administrators_operate_the_account_where_their_number_is_known(college: College) -> None:
    known = {"name": "编辑", "number": "20260003", "phone": "13900005678"}
    stranger = {"name": "外聘", "number": "X-1", "phone": "13900005679"}
    account = college.call("director", "get_account", college.account(administrators=[known, stranger]))
    assert account["operator_ids"] == [college.people["cs.operator"].id, college.people["cs.editor"].id]


@pytest.mark.article(11)
def test_a_second_account_on_a_channel_asks_for_its_reason(college: College) -> None:
    college.account()
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "create_application", body=college.form(handle="second"))
    assert list(refused.value.errors) == ["duplicate_reason"]
    made = college.call(
        "cs.operator", "create_application", body=college.form(handle="second", duplicate_reason="招生专用")
    )
    assert made["state"] == "draft"


@pytest.mark.article(11)
def test_two_drafts_on_one_channel_cannot_both_be_submitted_without_a_reason(college: College) -> None:
    drafts = [college.call("cs.operator", "create_application", body=college.form(handle=h))["id"] for h in "ab"]
    college.call("cs.operator", "submit_application", drafts[0])
    with pytest.raises(InputInvalid):
        college.call("cs.operator", "submit_application", drafts[1])


@pytest.mark.article(11)
def test_what_became_a_second_account_while_it_waited_is_not_approved_without_a_reason(college: College) -> None:
    waits = college.endorsed(handle="first")
    college.account(handle="second", duplicate_reason="招生专用")
    with pytest.raises(InputInvalid) as refused:
        college.call("director", "approve_application", waits)
    assert list(refused.value.errors) == ["duplicate_reason"]


@pytest.mark.article(11)
def test_a_handle_that_is_registered_already_asks_for_a_reason(college: College) -> None:
    college.account(handle="robot-news")
    with pytest.raises(InputInvalid) as refused:
        college.call("club.operator", "create_application", body=college.form("club", handle="@Robot-News"))
    assert list(refused.value.errors) == ["duplicate_reason"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "telegram"),
        ("tier", "2"),
        ("tier", 4),
        ("tier", True),
        ("name", ""),
        ("name", "长" * 61),
        ("name", "钟\u0007"),
        ("name", 5),
        ("purpose", None),
        ("audience", []),
        ("audience", {"planet": "mars"}),
        ("responsible_person", "陈立新"),
        ("administrators", []),
        ("administrators", {"name": "x"}),
        ("undertaking", False),
        ("undertaking", "yes"),
        ("unit_id", "nowhere"),
        ("adviser", 3),
        ("surprise", "x"),
    ],
)
def test_a_field_that_does_not_fit_is_named(college: College, field: str, value: Any) -> None:
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "create_application", body=college.form(**{field: value}))
    assert [name.split(".")[0] for name in refused.value.errors] == [field]


@pytest.mark.parametrize("body", [None, [], "text", 7])
def test_a_body_that_is_no_form_is_refused(college: College, body: object) -> None:
    with pytest.raises(InputInvalid):
        college.call("cs.operator", "create_application", body=body)


@pytest.mark.article(6)
@pytest.mark.parametrize(("unit", "tier"), [("cs", 3), ("cs", 1), ("club", 2), ("college", 2)])
def test_a_unit_runs_only_accounts_of_its_tier(college: College, unit: str, tier: int) -> None:
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "create_application", body=college.form(unit, tier=tier))
    assert list(refused.value.errors) == ["tier"]


@pytest.mark.article(6)
@pytest.mark.parametrize("who", ["cs.operator", "cs.head", "league", "auditor"])
def test_only_the_propaganda_department_applies_for_the_colleges_own_accounts(college: College, who: str) -> None:
    for unit in ("propaganda", "college"):
        with pytest.raises(NotPermitted):
            college.call(who, "create_application", body=college.form(unit))


@pytest.mark.article(5)
@pytest.mark.parametrize("who", ["student1", "arts.operator", "league", "auditor", "admin"])
def test_only_the_units_own_people_apply_for_it(college: College, who: str) -> None:
    with pytest.raises(NotPermitted):
        college.call(who, "create_application", body=college.form())


def test_without_an_identity_nothing_is_done(college: College) -> None:
    with pytest.raises(NotAuthenticated):
        college.call("", "create_application", body=college.form())


def test_acting_on_a_version_that_is_no_longer_the_newest_is_refused(college: College) -> None:
    id_ = college.submitted()
    seen = college.call("cs.head", "get_application", id_)["version"]
    college.call("cs.head", "endorse_application", id_, if_match=f'"{seen}"')
    with pytest.raises(Stale):
        college.call("director", "approve_application", id_, if_match=f'"{seen}"')


def test_the_same_idempotency_key_makes_one_application(college: College) -> None:
    first, second = (college.call("cs.operator", "create_application", body=college.form(), key="k1") for _ in range(2))
    assert first == second
    assert len(college.call("cs.operator", "list_applications")["items"]) == 1


def test_phones_and_numbers_are_masked_for_others_and_sealed_in_the_database(college: College) -> None:
    id_ = college.submitted()
    seen = college.call("cs.head", "get_application", id_)
    assert seen["responsible_person"]["phone"] == "138****1234"
    assert seen["administrators"][0]["number"] == "*-7"
    raw = college.database.url.database
    assert raw is not None
    with open(raw, "rb") as file, open(f"{raw}-wal", "rb") as log:
        stored = file.read() + log.read()
    assert b"13800001234" not in stored


def test_a_draft_is_shown_in_full_to_its_applicant_and_to_nobody_in_lists(college: College) -> None:
    made = college.call("cs.operator", "create_application", body=college.form())
    assert made["responsible_person"]["phone"] == "13800001234"
    assert college.call("cs.head", "list_applications")["items"] == []


def test_audiences_and_advisers_may_be_words_or_objects(college: College) -> None:
    form = college.form(audience={"roles": ["student"]}, adviser="王老师")
    made = college.call("cs.operator", "create_application", body=form)
    assert made["audience"] == {"roles": ["student"], "unit_id": ""}
    assert made["adviser"]["name"] == "王老师"
