"""The review service over its bus and its database, in both profiles: from a registered account to a judged post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet
import pytest

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, Stale, StateConflict
from services.contracts.review.operations import OPERATIONS
from services.kit import ledger
from services.kit.api import Request
from services.kit.migrations import differences
from services.review.service import Review
from services.review.storage.tables import metadata
from tests.integration.review.conftest import Running, until

OPERATOR = ("op", ("operator", "cs"))
EDITOR = ("ed", ("reviewer", "cs"))
HEAD = ("head", ("responsible", "cs"))
OFFICER = ("officer", ("officer", "pd"))
AUDITOR = ("auditor", ("auditor", ""))
TEXT = {"account_id": "a1", "title": "讲座预告", "body": "本周五下午两点,图书馆报告厅。", "source": "original"}


@pytest.fixture(scope="module", autouse=True)
def account(review: Running) -> None:
    told = {"name": "计算机学院", "handle": "gh_cs", "channel": "wechat_official", "tier": 2}
    people = {"unit_id": "cs", "unit_name": "计算机学院", "faculty_id": "cs", "responsible_person": "张三"}
    review.tell(
        "account.approved.v1",
        account_id="a1",
        file_number="新媒备〔2026〕2-001号",
        operator_ids=("op",),
        application_id="f1",
        **told,
        **people,
    )
    until(lambda: ready(review))


def ready(review: Running) -> bool:
    try:
        review.call("submit_text", OPERATOR, body=TEXT)
    except (InputInvalid, StateConflict):
        return False
    return True


def look(review: Running, submission_id: str, person: Any = OFFICER) -> Any:
    return review.call("get_submission", person, path={"id": submission_id})


def in_review(review: Running, **wanted: Any) -> Any:
    """A submission, once it is screened."""
    made = review.call("submit_text", OPERATOR, body={**TEXT, **wanted})
    assert (made["state"], made["version"]) == ("screening", 1)
    return until(lambda: (found := look(review, made["id"]))["state"] == "in_review" and found)


def decide(review: Running, person: Any, text: Any, decision: str = "approve", **more: Any) -> Any:
    body = {"decision": decision, "fingerprint": text["fingerprint"], **more}
    return review.call("decide_submission", person, path={"id": text["id"]}, body=body)


@pytest.mark.article(13, 15)
def test_a_text_goes_from_submission_to_a_verdict_on_what_was_published(review: Running) -> None:
    text = in_review(review, title="全程")
    assert decide(review, EDITOR, text)["stage"] == 2
    assert decide(review, HEAD, text)["state"] == "approved"
    assert review.call("verify_seal", AUDITOR, path={"id": text["id"]})["valid"] is True
    post = {"account_id": "a1", "published_at": datetime.now(UTC).isoformat(), "title": "全程", "body": TEXT["body"]}
    posts = [
        {**post, "url": "https://example.edu/1"},
        {**post, "url": "https://example.edu/2", "body": TEXT["body"].replace("五", "四")},
    ]
    judged = review.call("judge_posts", OFFICER, body={"posts": posts})
    assert [item["verdict"] for item in judged["items"]] == ["approved", "altered"]
    assert look(review, text["id"])["url"] == "https://example.edu/1"


@pytest.mark.article(13)
def test_the_operator_cannot_decide_and_nobody_unsigned_can_ask(review: Running) -> None:
    text = in_review(review)
    with pytest.raises(NotPermitted):
        decide(review, OPERATOR, text)
    with pytest.raises(NotAuthenticated):
        review.remote.call("review", "get_submission", Request(path={"id": text["id"]}))


@pytest.mark.article(13)
def test_of_two_reviewers_at_once_one_wins(review: Running) -> None:
    text = in_review(review)
    outcomes: list[str] = []

    def attempt(person: str) -> None:
        try:
            decide(review, (person, ("reviewer", "cs")), text)
            outcomes.append("won")
        except (StateConflict, Stale) as error:
            outcomes.append(type(error).__name__)

    threads = [eventlet.spawn(attempt, f"ed{n}") for n in range(6)]
    for thread in threads:
        thread.wait()
    assert outcomes.count("won") == 1
    assert len(look(review, text["id"])["decisions"]) == 1


@pytest.mark.article(7, 13)
def test_a_suspension_told_by_the_registry_stops_submissions(review: Running) -> None:
    review.tell("account.status_changed.v1", account_id="a1", status="suspended", reason="年审")

    def refused() -> bool:
        try:
            review.call("submit_text", OPERATOR, body=TEXT)
        except StateConflict as error:
            return error.code == "account_suspended"
        return False

    until(refused)
    review.tell("account.status_changed.v1", account_id="a1", status="active", reason="整改完成")
    until(lambda: ready(review))


BAD_BODIES: list[Any] = [
    None,
    [],
    "text",
    7,
    {},
    {**TEXT, "title": 5},
    {**TEXT, "title": "  "},
    {**TEXT, "title": "长" * 201},
    {**TEXT, "title": "a\u0001b"},
    {**TEXT, "body": None},
    {**TEXT, "media": {}},
    {**TEXT, "media": [{"name": "x", "checksum": "short"}]},
    {**TEXT, "scheduled_at": "morgen"},
    {**TEXT, "scheduled_at": "2026-03-01T10:00:00"},
    {**TEXT, "scheduled_at": "0001-01-01T00:00:00+14:00"},
    {**TEXT, "scheduled_at": "2020-01-01T00:00:00+08:00"},
    {**TEXT, "nobody_knows": 1},
    {**TEXT, "account_id": ["a1"]},
    {**TEXT, "account_id": "unknown"},
]


@pytest.mark.parametrize("body", BAD_BODIES)
def test_bad_input_is_refused_field_by_field(review: Running, body: Any) -> None:
    with pytest.raises(InputInvalid) as refused:
        review.call("submit_text", OPERATOR, body=body)
    assert refused.value.errors


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if "{id}" in o.path], ids=lambda o: str(o.name))
def test_an_unknown_id_is_not_found_or_refused_for_its_body(review: Running, operation: Any) -> None:
    with pytest.raises((NotFound, InputInvalid, NotPermitted)):
        review.call(operation.name, OFFICER, path={"id": "nothing", "checksum": "nothing"})


def test_every_operation_of_the_contract_is_served(review: Running) -> None:
    assert {operation.name for operation in OPERATIONS} <= set(Review.operations())


def test_two_hundred_texts_are_screened_in_order_and_the_ledger_holds(review: Running) -> None:
    pool = eventlet.GreenPool(32)
    bodies = [{**TEXT, "title": f"批量 {n}"} for n in range(200)]
    made = list(pool.imap(lambda body: review.call("submit_text", OPERATOR, body=body)["id"], bodies))
    wanted = {"state": "screening", "limit": "200"}
    until(lambda: not review.call("list_submissions", OFFICER, query=wanted)["items"], 20)
    states = {look(review, submission_id)["state"] for submission_id in made}
    assert states == {"in_review"}
    with review.platform.database("review").begin(writes=False) as session:
        assert ledger.verify(session) is None


def test_the_board_tells_what_waits_since_when(review: Running) -> None:
    text = in_review(review, title="最新", scheduled_at=(datetime.now(UTC) + timedelta(hours=3)).isoformat())
    board = review.call("board", AUDITOR)
    assert board["states"]["in_review"] >= 1
    assert board["newest"][0]["id"] == text["id"]
    assert board["waiting"][0].keys() == {"role", "number", "since", "due"}
    assert review.call("board", EDITOR, query={"unit_id": "cs"})["tiers"] == board["tiers"]
    with pytest.raises(NotPermitted):
        review.call("board", EDITOR, query={"unit_id": "ee"})


def test_lists_are_paged_without_gaps(review: Running) -> None:
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        found = review.call(
            "list_submissions", OFFICER, query={"limit": "7", "cursor": cursor, "channel": "wechat_official"}
        )
        seen += [item["id"] for item in found["items"]]
        cursor = found["next_cursor"]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) > 7


def test_screening_answers_with_the_original_span(review: Running) -> None:
    term = {"text": "紫云令", "severity": "escalate"}
    assert review.call("add_term", OFFICER, body=term)["text"] == "紫云令"
    found = review.call("screen_text", OPERATOR, body={"text": "😀传阅紫云令"})
    finding = next(finding for finding in found["findings"] if finding["name"] == "紫云令")
    assert (finding["start"], finding["end"], finding["matched"]) == (3, 6, "紫云令")


def test_the_migrated_schema_is_what_the_code_describes(review: Running) -> None:
    assert differences(review.platform.database("review"), metadata) == []


@pytest.mark.article(12)
def test_a_freeze_told_by_alerts_holds_texts_until_it_is_lifted(review: Running) -> None:
    waits = in_review(review, title="冻结前")
    scope = {"tier": 2, "channel": "", "unit_id": "", "account_ids": ("a1",), "keywords": (), "statement": ""}
    review.tell("freeze.declared.v1", freeze_id="f1", reason="突发事件", until="", **scope)
    until(lambda: look(review, waits["id"])["state"] == "held")
    during = review.call("submit_text", OPERATOR, body={**TEXT, "title": "冻结中"})
    until(lambda: look(review, during["id"])["state"] == "held")
    review.tell("freeze.lifted.v1", freeze_id="f1", reason="已处置")
    until(lambda: {look(review, text["id"])["state"] for text in (waits, during)} == {"in_review"})


@pytest.mark.article(12)
def test_a_campaign_runs_from_announcement_to_its_matrix(review: Running) -> None:
    now = datetime.now(UTC)
    material = {"title": "校庆公告", "body": "校庆大会于 10 月 18 日举行。"}
    body = {
        "title": "校庆",
        "brief": "统一发布。",
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=3)).isoformat(),
        "scope": {"tier": 2},
    }
    campaign = review.call("announce_campaign", OFFICER, body=body)
    review.call("approve_material", OFFICER, path={"id": campaign["id"]}, body=material)
    copy = review.call("submit_text", OPERATOR, body={**TEXT, **material, "campaign_id": campaign["id"]})
    assert copy["state"] == "approved"
    assert review.call("verify_seal", OFFICER, path={"id": copy["id"]})["valid"] is True
    found = review.call("get_campaign", OFFICER, path={"id": campaign["id"]})
    assert [(line["account_id"], line["state"]) for line in found["matrix"]] == [("a1", "approved")]
    assert found["id"] in [
        item["id"] for item in review.call("list_campaigns", OFFICER, query={"current": "true"})["items"]
    ]


@pytest.mark.article(10)
def test_a_word_list_is_tried_then_imported_then_live(review: Running) -> None:
    draft = {"terms": [{"text": "占座神器", "severity": "remind"}]}
    assert review.call("try_lexicon", OFFICER, body=draft)["flagged"] == 0
    assert review.call("import_lexicon", OFFICER, body=draft)["added"] == 1
    text = in_review(review, body="出售占座神器。")
    assert [finding["name"] for finding in text["findings"]] == ["占座神器"]


def test_an_import_that_names_no_terms_is_refused(review: Running) -> None:
    for body in ({}, {"base64": "***"}, {"terms": [{"text": ""}]}, {"terms": 5}):
        with pytest.raises(InputInvalid):
            review.call("import_lexicon", OFFICER, body=body)


def test_only_the_director_or_the_administrator_sets_chains(review: Running) -> None:
    steps = [{"role": "reviewer", "place": "unit"}, {"role": "director"}]
    body = {"channel": "douyin", "steps": steps}
    with pytest.raises(NotPermitted):
        review.call("set_chain", EDITOR, path={"tier": "2"}, body=body)
    found = review.call("set_chain", ("admin", ("admin", "")), path={"tier": "2"}, body=body)
    assert {"tier", "channel", "steps"} == set(found["items"][0])
    with pytest.raises(NotFound):
        review.call("set_chain", ("admin", ("admin", "")), path={"tier": "9"}, body=body)
