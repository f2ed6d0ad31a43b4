"""Directives with receipts, and freezes: article 12."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.storage.tables import accounts
from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import AccountChanged, AccountStatusChanged
from services.contracts.review.events import FreezeObeyed

TEXT = "各平台须于今晚八时前转发统一通稿，不得自行发布其他信息。"


def issue(desk: Any, **more: Any) -> dict[str, Any]:
    due = (desk.clock.now() + timedelta(hours=4)).isoformat()
    found: dict[str, Any] = desk.call("officer", "issue_directive", {"text": TEXT, "scope": {}, "due_at": due, **more})
    return found


def receipts(desk: Any, directive: dict[str, Any], who: str = "officer") -> dict[str, dict[str, Any]]:
    return {r["account_id"]: r for r in desk.call(who, "show_directive", id=directive["id"])["receipts"]}


@pytest.mark.article(12)
def test_a_directive_goes_to_every_account_with_its_wording_hashed(desk: Any) -> None:
    found = issue(desk)
    assert found["text_hash"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert found["progress"] == {"total": 3, "delivered": 3, "read": 0, "done": 0}
    assert {r["state"] for r in receipts(desk, found).values()} == {"sent"}
    [told] = desk.told("directive.issued.v1")
    assert sorted(told["account_ids"]) == ["art-douyin", "club-weibo", "cs-wechat"]


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        ({"tier": 3}, {"club-weibo"}),
        ({"channel": "douyin"}, {"art-douyin"}),
        ({"unit_id": "cs"}, {"cs-wechat", "club-weibo"}),
        ({"unit_id": "college", "tier": 2}, {"cs-wechat", "art-douyin"}),
        ({"account_ids": ["art-douyin", "art-douyin"]}, {"art-douyin"}),
    ],
)
def test_a_scope_means_the_accounts_that_fit_all_its_parts(desk: Any, scope: dict[str, Any], reached: set[str]) -> None:
    assert set(receipts(desk, issue(desk, scope=scope))) == reached


def test_a_scope_without_an_account_is_refused_and_nothing_is_kept(desk: Any) -> None:
    with pytest.raises(InputInvalid) as refused:
        issue(desk, scope={"channel": "tieba"})
    assert list(refused.value.errors) == ["scope"]
    assert desk.call("officer", "list_directives")["items"] == []
    assert desk.told("directive.issued.v1") == []


@pytest.mark.article(12)
def test_a_closed_account_gets_no_directive(desk: Any) -> None:
    desk.deliver(AccountStatusChanged(account_id="art-douyin", status="closed", reason=""))
    assert set(receipts(desk, issue(desk))) == {"cs-wechat", "club-weibo"}


@pytest.mark.article(12)
def test_receipts_add_up_and_reading_after_doing_changes_nothing(desk: Any) -> None:
    found = issue(desk)
    give = {"account_id": "cs-wechat", "state": "read"}
    assert desk.call("cs.operator", "give_receipt", give, id=found["id"])["state"] == "read"
    done = {"account_id": "cs-wechat", "state": "done", "url": "https://mp.weixin.qq.com/s/x"}
    assert desk.call("cs.head", "give_receipt", done, id=found["id"])["done_by"] == "cs.head"
    assert desk.call("cs.operator", "give_receipt", give, id=found["id"])["state"] == "done"
    desk.call("club.operator", "give_receipt", {"account_id": "club-weibo", "state": "done"}, id=found["id"])
    shown = desk.call("officer", "show_directive", id=found["id"])
    assert shown["progress"] == {"total": 3, "delivered": 3, "read": 2, "done": 2}
    assert [told["state"] for told in desk.told("directive.receipted.v1")] == ["read", "done", "done"]


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("who", "error"), [("art.head", NotFound), ("auditor", NotPermitted), ("league", NotPermitted)]
)
def test_only_those_who_answer_for_an_account_give_its_receipt(desk: Any, who: str, error: type[Exception]) -> None:
    found = issue(desk)
    with pytest.raises(error):
        desk.call(who, "give_receipt", {"account_id": "club-weibo", "state": "done"}, id=found["id"])


@pytest.mark.article(6, 12)
def test_a_unit_sees_the_receipts_of_its_own_accounts_alone(desk: Any) -> None:
    found = issue(desk)
    assert set(receipts(desk, found, "cs.head")) == {"cs-wechat", "club-weibo"}
    assert set(receipts(desk, found, "club.operator")) == {"club-weibo"}
    only_art = issue(desk, scope={"account_ids": ["art-douyin"]})
    with pytest.raises(NotFound):
        desk.call("cs.head", "show_directive", id=only_art["id"])


@pytest.mark.article(12)
@pytest.mark.parametrize("who", ["cs.head", "league", "duty", "auditor", "student1", "admin"])
def test_only_the_propaganda_department_directs_and_freezes(desk: Any, who: str) -> None:
    due = (desk.clock.now() + timedelta(hours=4)).isoformat()
    with pytest.raises(NotPermitted):
        desk.call(who, "issue_directive", {"text": TEXT, "scope": {}, "due_at": due})
    with pytest.raises(NotPermitted):
        desk.call(who, "declare_freeze", {"scope": {}, "reason": "突发事件"})


@pytest.mark.article(12, 15)
def test_operators_are_reminded_and_what_is_overdue_is_marked_and_told_to_the_responsible_person(desk: Any) -> None:
    found = issue(desk)
    desk.call("cs.operator", "give_receipt", {"account_id": "cs-wechat", "state": "done"}, id=found["id"])
    desk.pass_time(hours=2)
    kinds = {
        who: [m["kind"] for m in desk.call(who, "list_messages")["items"]] for who in ("cs.operator", "club.operator")
    }
    assert kinds == {"cs.operator": ["directive_issued"], "club.operator": ["directive_reminder", "directive_issued"]}
    desk.pass_time(hours=2)
    shown = receipts(desk, found)
    assert {a: r["overdue"] for a, r in shown.items()} == {"art-douyin": True, "club-weibo": True, "cs-wechat": False}
    assert desk.call("officer", "show_directive", id=found["id"])["state"] == "overdue"
    assert "directive_overdue" in [m["kind"] for m in desk.call("art.head", "list_messages")["items"]]
    assert "directive_overdue" in [m["kind"] for m in desk.call("cs.head", "list_messages")["items"]]
    assert desk.failed() == 0


@pytest.mark.article(15)
def test_a_receipt_given_after_the_deadline_is_late_for_ever(desk: Any) -> None:
    found = issue(desk)
    desk.pass_time(hours=5)
    give = {"account_id": "club-weibo", "state": "done"}
    assert desk.call("club.operator", "give_receipt", give, id=found["id"])["late"] is True
    again = {**give, "url": "https://weibo.com/x"}
    assert desk.call("club.operator", "give_receipt", again, id=found["id"])["late"] is True


def test_a_directive_of_an_incident_stands_in_its_timeline(desk: Any) -> None:
    incident = desk.open_incident()
    found = issue(desk, incident_id=incident["id"])
    shown = desk.call("officer", "show_incident", id=incident["id"])
    assert shown["directive_ids"] == [found["id"]]
    assert shown["timeline"][-1]["action"] == "directive_issued"
    with pytest.raises(InputInvalid):
        issue(desk, incident_id="nothing")


def test_ten_thousand_accounts_each_get_their_row(desk: Any) -> None:
    row = {
        "name": "n", "handle": "h", "channel": "weibo", "tier": 1, "unit_id": "u", "unit_name": "u", "faculty_id": "f",
        "responsible_person": "", "status": "active",
    }  # fmt: skip
    with desk.works.database.begin() as session:
        session.execute(sa.insert(accounts), [{"id": f"many-{n:05}", **row} for n in range(10_000)])
    found = issue(desk, scope={"tier": 1})
    assert found["progress"]["total"] == 10_000
    first = desk.call("officer", "list_receipts", id=found["id"], limit=200)
    second = desk.call("officer", "list_receipts", id=found["id"], limit=200, cursor=first["next_cursor"])
    assert second["items"][0]["account_id"] == "many-00200"
    assert len(desk.told("directive.issued.v1")[0]["account_ids"]) == 10_000


def test_a_new_operator_answers_for_the_account_and_the_former_one_no_more(desk: Any) -> None:
    found = issue(desk)
    desk.deliver(
        AccountChanged(
            account_id="club-weibo", name="新名称", handle="h", channel="weibo", tier=3, unit_id="club", unit_name="club",
            faculty_id="cs", operator_ids=("cs.operator",), responsible_person="",
        )
    )  # fmt: skip
    give = {"account_id": "club-weibo", "state": "done"}
    with pytest.raises(NotFound):
        desk.call("club.operator", "give_receipt", give, id=found["id"])
    assert desk.call("cs.operator", "give_receipt", give, id=found["id"])["account_name"] == "新名称"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"due_at": "tomorrow"}, "due_at"),
        ({"due_at": "2026-03-09T08:00:00"}, "due_at"),
        ({"due_at": "9999-12-31T23:59:59-14:00"}, "due_at"),
        ({"due_at": "2020-01-01T00:00:00+08:00"}, "due_at"),
        ({"text": ""}, "text"),
        ({"scope": {"tier": "2"}}, "scope.tier"),
        ({"scope": {"tier": 9}}, "scope.tier"),
        ({"scope": {"place": 1}}, "scope.place"),
        ({"scope": []}, "scope._schema"),
        ({"scope": None}, "scope"),
        ({"scope": {"account_ids": []}}, "scope.account_ids"),
        ({"scope": {"account_ids": ["art-douyin", "nobody"]}}, "scope.account_ids"),
        ({"scope": {"unit_id": "nowhere"}}, "scope.unit_id"),
    ],
)
def test_bad_input_is_refused_by_field(desk: Any, body: dict[str, Any], field: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        issue(desk, **body)
    assert list(refused.value.errors) == [field]


@pytest.mark.article(12)
def test_a_freeze_is_told_and_lifted_once(desk: Any) -> None:
    body = {"scope": {"tier": 3}, "reason": "突发事件", "keywords": ["事故"], "statement": "以学校通报为准。"}
    found = desk.call("officer", "declare_freeze", body)
    [told] = desk.told("freeze.declared.v1")
    assert (told["tier"], told["keywords"], told["statement"], told["until"]) == (3, ["事故"], "以学校通报为准。", "")
    assert desk.call("cs.head", "list_freezes", state="in_force")["items"] == [found]
    lifted = desk.call("director", "lift_freeze", {"reason": "已平息"}, id=found["id"])
    assert (lifted["state"], lifted["lifted_by"]) == ("lifted", "director")
    with pytest.raises(StateConflict):
        desk.call("officer", "lift_freeze", id=found["id"])
    assert len(desk.told("freeze.lifted.v1")) == 1


@pytest.mark.article(12)
def test_a_freeze_with_an_end_lifts_itself_then_and_not_before(desk: Any) -> None:
    until = (desk.clock.now() + timedelta(hours=6)).isoformat()
    found = desk.call("officer", "declare_freeze", {"scope": {}, "reason": "敏感时段", "until": until})
    desk.pass_time(hours=5, minutes=59)
    assert desk.call("officer", "show_freeze", id=found["id"])["state"] == "in_force"
    desk.pass_time(minutes=1)
    assert desk.call("officer", "show_freeze", id=found["id"])["state"] == "lifted"
    assert [told["freeze_id"] for told in desk.told("freeze.lifted.v1")] == [found["id"]]
    with pytest.raises(InputInvalid):
        desk.call("officer", "declare_freeze", {"scope": {}, "reason": "x", "until": until})


@pytest.mark.article(12)
def test_exempt_accounts_are_told_with_the_freeze_and_an_unknown_one_is_refused(desk: Any) -> None:
    order = {"scope": {"tier": 2}, "reason": "突发", "exempt_account_ids": ["art-douyin"]}
    freeze = desk.call("officer", "declare_freeze", order)
    assert freeze["exempt_account_ids"] == ["art-douyin"]
    [told] = desk.told("freeze.declared.v2")
    assert (told["exempt_account_ids"], told["tier"]) == (["art-douyin"], 2)
    assert desk.told("freeze.declared.v1") == []
    with pytest.raises(InputInvalid):
        desk.call("officer", "declare_freeze", {**order, "exempt_account_ids": ["nobody"]})


@pytest.mark.article(12)
def test_each_running_review_process_proves_that_it_obeys_a_freeze(desk: Any) -> None:
    freeze = desk.call("officer", "declare_freeze", {"scope": {}, "reason": "突发"})
    at = desk.clock.now().isoformat()
    for process, held in (("a:1", 2), ("b:2", 0), ("a:1", 3)):
        desk.deliver(FreezeObeyed(freeze_id=freeze["id"], process=process, held=held, obeyed_at=at))
    shown = desk.call("auditor", "show_freeze", id=freeze["id"])
    assert [(proof["process"], proof["held"]) for proof in shown["proofs"]] == [("a:1", 3), ("b:2", 0)]
    assert desk.call("officer", "list_freezes")["items"][0]["proofs"] == shown["proofs"]
