"""What must hold on SQLite and PostgreSQL alike: the schema, and people who act at the same moment."""

from __future__ import annotations

import eventlet
import pytest

from services.contracts.errors import InputInvalid, Stale, StateConflict, XinmeiError
from services.kit.migrations import differences
from services.registry.storage import metadata
from tests.unit.registry.college import College


def at_once(*calls: object) -> list[object]:
    """Run calls in green threads of their own; what each answered or raised."""

    def run(call: object) -> object:
        try:
            return call()  # type: ignore[operator]
        except XinmeiError as error:
            return error

    return list(eventlet.GreenPool(len(calls)).imap(run, calls))


def test_the_migrations_make_exactly_the_mapped_schema(college: College) -> None:
    assert differences(college.database, metadata) == []


def test_of_two_directors_at_once_one_wins(college: College) -> None:
    college.add_person("second", "propaganda", [("director", "propaganda")])
    id_ = college.endorsed()
    answers = at_once(
        *[lambda who=who: college.call(who, "approve_application", id_) for who in ("director", "second")]
    )
    won = [answer for answer in answers if isinstance(answer, dict)]
    lost = [answer for answer in answers if isinstance(answer, StateConflict | Stale)]
    assert (len(won), len(lost)) == (1, 1)
    assert len(college.call("auditor", "list_accounts")["items"]) == 1


@pytest.mark.article(11)
def test_of_two_applications_for_one_channel_at_once_the_second_needs_its_reason(college: College) -> None:
    drafts = [
        college.call("cs.operator", "create_application", body=college.form(handle=handle))["id"]
        for handle in ("one", "two", "three", "four")
    ]
    answers = at_once(*[lambda id_=id_: college.call("cs.operator", "submit_application", id_) for id_ in drafts])
    refused = [answer.errors for answer in answers if isinstance(answer, InputInvalid)]
    assert len(refused) == 3
    assert all("duplicate_reason" in errors for errors in refused)


def test_changes_that_meet_are_made_one_after_the_other(college: College) -> None:
    names = ["机器人社", "无人机社", "智能车社"]
    saved = at_once(
        *[
            lambda name=name: college.call(
                "admin",
                "update_unit",
                college.units["club"],
                body={"name": name, "kind": "club", "parent_id": college.units["cs"]},
            )
            for name in names
        ]
    )
    assert sorted(one["name"] for one in saved if isinstance(one, dict)) == sorted(names)


def test_file_numbers_have_no_gap_when_many_are_approved_at_once(college: College) -> None:
    channels = ["weibo", "douyin", "bilibili", "tieba", "yiban", "website", "app", "qq_zone"]
    ready = [college.endorsed(channel=channel, handle=channel) for channel in channels]
    answers = at_once(
        *[lambda id_=id_: college.call("director", "approve_application", id_) for id_ in ready],
        *[lambda id_=id_: college.call("director", "approve_application", id_) for id_ in ready],
    )
    assert sum(isinstance(answer, dict) for answer in answers) == len(channels)
    numbers = sorted(one["file_number"] for one in college.call("auditor", "list_accounts")["items"])
    assert numbers == [f"新媒备〔2026〕2-{number:03d}号" for number in range(1, len(channels) + 1)]
    assert college.ledger_holds()


def test_the_whole_register_reads_the_same_on_both(college: College) -> None:
    id_ = college.account("club.operator", "club", audience={"roles": ["student"]}, adviser="王老师")
    account = college.call("league", "get_account", id_)
    assert account["audience"] == {"roles": ["student"], "unit_id": ""}
    assert college.call("league", "list_accounts", query={"q": "学院"})["items"][0]["id"] == id_
    assert college.call("", "verify", query={"channel": "wechat_official", "handle": "CLUB_window"})["registered"]
    assert college.call("cs.head", "board", query={"unit_id": college.units["cs"]})["accounts"]["total"] == 1


def test_many_wrong_passwords_at_once_do_not_outrun_the_lock(college: College) -> None:
    college.add_person("teacher", "cs", [], password="correct-horse-7")

    def guess() -> object:
        return college.call("", "sign_in", body={"username": "teacher", "password": "wrong"})

    codes = [getattr(answer, "code", "in") for answer in at_once(*[guess] * 12)]
    assert codes.count("wrong_password") == 5
    assert codes.count("locked") == 7
