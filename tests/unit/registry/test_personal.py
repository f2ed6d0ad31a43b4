"""Personal data: sealed, masked, read by those who need it, and erased on request."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from services.contracts.errors import NotFound, NotPermitted, StateConflict
from services.contracts.events import Envelope
from services.contracts.review.events import ObservedPostJudged
from services.kit.tables import ledger
from services.kit.vault import SealBroken, Vault
from services.kit.wire import Received
from tests.unit.registry.college import College

LEAVING = {"name": "离任", "active": False, "roles": []}


def test_each_look_up_of_a_contact_is_in_the_ledger(college: College) -> None:
    id_ = college.add_person("one", "cs", [], number="T0042", phone="13812345678")
    for who in ("cs.head", "officer", "admin"):
        assert college.call(who, "read_contact", id_)["phone"] == "13812345678"
    with college.database.begin(writes=False) as session:
        read = session.execute(ledger.select().where(ledger.c.action == "person.contact_read")).all()
    assert len(read) == 3
    assert all("138" not in str(row.details) for row in read)


@pytest.mark.parametrize(("who", "error"), [("auditor", NotPermitted), ("arts.head", NotFound), ("student1", NotFound)])
def test_who_does_not_need_a_contact_does_not_read_it(college: College, who: str, error: type[Exception]) -> None:
    id_ = college.add_person("one", "cs", [], phone="13812345678")
    with pytest.raises(error):
        college.call(who, "read_contact", id_)


def test_a_person_is_given_all_that_is_kept_of_them(college: College) -> None:
    id_ = college.add_person("one", "cs", [("operator", "cs")], number="T0042", phone="13812345678")
    kept = college.call("one", "export_person", id_)
    assert (kept["number"], kept["phone"], kept["roles"]) == (
        "T0042",
        "13812345678",
        [["operator", college.units["cs"]]],
    )
    with pytest.raises(NotPermitted):
        college.call("officer", "export_person", id_)


def test_who_has_left_is_erased_and_what_they_did_stays(college: College) -> None:
    id_ = college.add_person("one", "cs", [("operator", "cs")], number="T0042", phone="13812345678")
    with pytest.raises(StateConflict):
        college.call("admin", "erase_person", id_)
    college.call("admin", "update_person", id_, body={**LEAVING, "unit_id": college.units["cs"]})
    erased = college.call("admin", "erase_person", id_)
    assert (erased["name"], erased["number"], erased["phone"]) == ("已删除", "", "")
    assert college.events("person.saved.v1")[-1]["name"] == "已删除"
    assert college.add_person("two", "cs", [], number="T0042")
    assert college.ledger_holds()


def test_nobody_is_erased_who_still_operates_an_account(college: College) -> None:
    college.account()
    person = college.people["cs.operator"]
    college.call("admin", "update_person", person.id, body={**LEAVING, "unit_id": person.unit_id})
    with pytest.raises(StateConflict):
        college.call("admin", "erase_person", person.id)


def test_secrets_rotate_and_what_was_sealed_before_still_opens() -> None:
    old, both = Vault(["old secret"]), Vault(["new secret", "old secret"])
    sealed = old.seal("13812345678", "person.phone")
    assert both.open(sealed, "person.phone") == "13812345678"
    assert old.index("T1", "person.number") in both.indexes("t1", "person.number")
    assert both.index("T1", "person.number") != old.index("T1", "person.number")
    with pytest.raises(SealBroken):
        Vault(["another"]).open(sealed, "person.phone")


def test_a_sealed_phone_cannot_be_put_where_a_number_stands() -> None:
    vault = Vault(["secret"])
    with pytest.raises(SealBroken):
        vault.open(vault.seal("13812345678", "person.phone"), "person.number")
    assert vault.seal("1", "p") != vault.seal("1", "p")


def test_a_vault_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="XINMEI_SECRET"):
        Vault([])


def test_an_account_of_which_no_post_was_seen_for_a_month_is_dormant(college: College) -> None:
    quiet, busy = college.account(), college.account(channel="weibo", handle="w")
    college.clock.move(by=timedelta(days=31))
    observe(college, busy, college.clock.now().isoformat())
    observe(college, busy, "2026-03-03T08:00:00+08:00")
    observe(college, "not known yet", college.clock.now().isoformat())
    dormant = college.call("director", "list_accounts", query={"dormant_days": "30"})["items"]
    assert [one["id"] for one in dormant] == [quiet]
    assert college.call("director", "get_account", busy)["last_post_at"].startswith("2026-04-02")


def observe(college: College, account_id: str, published_at: str) -> None:
    blank = {field.name: "" for field in fields(ObservedPostJudged)}
    event = ObservedPostJudged(**{**blank, "account_id": account_id, "published_at": published_at})
    with college.works.open(college.people["officer"], "t") as work:
        envelope = Envelope(id="e", type=event.type, time="", source="review", aggregate="a", sequence=1,
                            actor=work.identity.actor, trace="t", cause="", data={})  # fmt: skip
        college.registry.note_posts(work, [Received(event, envelope)])


def test_a_person_is_forgotten_in_every_form_and_list_that_names_them(college: College) -> None:
    person = college.people["cs.operator"]
    body = {"name": "林晓", "unit_id": person.unit_id, "number": "A-7", "phone": "13900005678"}
    college.call("admin", "update_person", person.id, body={**body, "roles": [{"role": "operator"}]})
    other = {"name": "林晓", "number": "B-8", "phone": "13900000000"}
    id_ = college.submitted(administrators=[{"name": "林晓", "number": "A-7", "phone": "13900005678"}, other])
    college.call("cs.operator", "add_personal_account", body={"channel": "douyin", "handle": "lx", "name": "林晓手记"})
    exported = college.call("cs.operator", "export_person", person.id)
    assert (exported["applications"], exported["personal_accounts"][0]["handle"]) == ([id_], "lx")
    college.call("cs.operator", "withdraw_application", id_)
    college.call("admin", "update_person", person.id, body={**body, "active": False, "roles": []})
    college.call("admin", "erase_person", person.id)
    shown = college.call("cs.head", "get_application", id_)
    assert [one["name"] for one in shown["administrators"]] == ["已删除", "林晓"]
    assert (shown["administrators"][0]["phone"], shown["administrators"][1]["number"]) == ("", "*-8"[-3:])
    assert {move["by_name"] for move in shown["moves"]} == {"已删除"}
    assert college.call("officer", "list_personal_accounts")["items"] == []
    assert college.ledger_holds()


def test_who_is_named_by_an_account_that_runs_is_not_erased(college: College) -> None:
    person = college.people["student1"]
    body = {
        "name": "林晓",
        "unit_id": person.unit_id,
        "number": "A-7",
        "phone": "13900005678",
        "active": False,
        "roles": [],
    }
    id_ = college.account()
    college.call("admin", "update_person", person.id, body=body)
    with pytest.raises(StateConflict):
        college.call("admin", "erase_person", person.id)
    college.call("officer", "close_account", id_, body={"reason": "停办"})
    assert college.call("admin", "erase_person", person.id)["name"] == "已删除"
