"""Incidents: intake from verdicts, states, rights and the timeline."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.domain import incidents as domain
from services.alerts.storage import metadata
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, Stale, StateConflict
from services.kit import ledger, migrations

MOVES = ["acknowledge_incident", "contain_incident", "resolve_incident", "close_incident"]


def walk(desk: Any, incident_id: str, *moves: str, who: str = "officer") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for move in moves:
        found = desk.call(who, move, id=incident_id)
    return found


def test_the_migrated_schema_is_what_the_mapping_expects(desk: Any) -> None:
    assert migrations.differences(desk.works.database, metadata) == []


@pytest.mark.article(13, 15)
@pytest.mark.parametrize(
    ("verdict", "severity"),
    [
        ("unreviewed", "II"),
        ("altered", "II"),
        ("suspended_account", "II"),
        ("unregistered_account", "III"),
        ("outside_window", "IV"),
    ],
)
def test_a_bad_verdict_opens_an_incident_of_its_severity_with_the_post_as_evidence(
    desk: Any, verdict: str, severity: str
) -> None:
    desk.deliver(desk.judged(1, verdict), who="cs.editor")
    [item] = desk.call("officer", "list_incidents")["items"]
    assert (item["severity"], item["kind"], item["state"], item["reported_by"]) == (
        severity,
        verdict,
        "reported",
        "cs.editor",
    )
    whole = desk.call("officer", "show_incident", id=item["id"])
    assert whole["title"].endswith("：cs-wechat 平台《第1期》")
    [post] = whole["posts"]
    assert (post["url"], post["excerpt"]) == ("https://mp.weixin.qq.com/s/1", "迎新晚会今晚举行")
    assert len(post["checksum"]) == 64
    assert [entry["action"] for entry in whole["timeline"][:2]] == ["reported", "post_seen"]
    assert [told["severity"] for told in desk.told("incident.opened.v1")] == [severity]


def test_an_approved_post_opens_nothing(desk: Any) -> None:
    desk.deliver(desk.judged(1, "approved"))
    assert desk.call("officer", "list_incidents")["items"] == []


def test_posts_of_one_account_and_kind_join_one_incident_within_the_window(desk: Any) -> None:
    desk.deliver(desk.judged(1), desk.judged(2))
    desk.deliver(desk.judged(3))
    [item] = desk.call("officer", "list_incidents")["items"]
    assert item["sightings"] == 3
    assert len(desk.told("incident.opened.v1")) == 1


def test_another_kind_another_account_or_a_later_day_opens_an_incident_of_its_own(desk: Any) -> None:
    rule = {"kind": "altered", "severity": "II", "window_minutes": 1440, "inhibited": False}
    desk.call("officer", "set_rule", rule)
    desk.deliver(desk.judged(1), desk.judged(2, "altered"), desk.judged(3, account_id="art-douyin"))
    assert len(desk.call("officer", "list_incidents")["items"]) == 3
    desk.pass_time(hours=25)
    desk.deliver(desk.judged(4))
    assert len(desk.call("officer", "list_incidents")["items"]) == 4
    assert desk.failed() == 0


def test_the_same_event_delivered_five_times_has_one_effect(desk: Any) -> None:
    desk.deliver(desk.judged(1), again=4)
    [item] = desk.call("officer", "list_incidents")["items"]
    assert item["sightings"] == 1


def test_the_same_post_judged_again_in_the_same_way_is_not_linked_twice(desk: Any) -> None:
    desk.deliver(desk.judged(1))
    desk.deliver(desk.judged(1))
    [item] = desk.call("officer", "list_incidents")["items"]
    assert item["sightings"] == 1


@pytest.mark.article(15)
def test_a_post_of_an_account_not_known_yet_opens_an_incident_all_the_same(desk: Any) -> None:
    desk.deliver(desk.judged(1, account_id="not-told-yet"))
    assert desk.failed() == 0
    assert desk.call("officer", "list_incidents", account_id="not-told-yet")["items"]


@pytest.mark.article(15)
def test_a_post_found_after_resolution_opens_a_new_incident(desk: Any) -> None:
    desk.deliver(desk.judged(1))
    [first] = desk.call("officer", "list_incidents")["items"]
    walk(desk, first["id"], "acknowledge_incident", "resolve_incident")
    desk.deliver(desk.judged(2))
    assert len(desk.call("officer", "list_incidents")["items"]) == 2


def test_the_department_sets_the_severity_and_the_window_of_a_kind(desk: Any) -> None:
    desk.call("officer", "set_rule", {"kind": "unreviewed", "severity": "I", "window_minutes": 0})
    desk.deliver(desk.judged(1))
    desk.pass_time(minutes=1)
    desk.deliver(desk.judged(2))
    assert [item["severity"] for item in desk.call("officer", "list_incidents")["items"]] == ["I", "I"]


@pytest.mark.article(15)
def test_an_incident_walks_from_report_to_closure_and_its_timeline_tells_who(desk: Any) -> None:
    opened = desk.open_incident(urls=["https://weibo.com/1"])
    closed = walk(desk, opened["id"], *MOVES)
    assert closed["state"] == "closed"
    assert [e["action"] for e in closed["timeline"]] == [
        "reported",
        "post_seen",
        "acknowledge",
        "contain",
        "resolve",
        "close",
    ]
    assert {e["actor_id"] for e in closed["timeline"]} == {"officer"}
    assert [told["state"] for told in desk.told("incident.moved.v1")] == [
        "acknowledged",
        "contained",
        "resolved",
        "closed",
    ]
    reopened = desk.call("officer", "reopen_incident", {"comment": "又出现了"}, id=opened["id"])
    assert (reopened["state"], reopened["acknowledged_at"], reopened["escalation_level"]) == ("reported", None, 0)


@pytest.mark.article(15)
@pytest.mark.parametrize("move", MOVES[1:])
def test_a_move_out_of_turn_is_a_conflict_and_changes_nothing(desk: Any, move: str) -> None:
    opened = desk.open_incident()
    with pytest.raises(StateConflict):
        desk.call("officer", move, id=opened["id"])
    assert desk.call("officer", "show_incident", id=opened["id"]) == opened


@pytest.mark.article(15)
def test_no_step_of_an_incident_is_left_out() -> None:
    ways = {move: set(before) for move, (before, _) in domain.MOVES.items()}
    assert ways == {
        "acknowledge": {"reported"},
        "contain": {"acknowledged"},
        "resolve": {"acknowledged", "contained"},
        "close": {"resolved"},
        "reopen": {"resolved", "closed"},
    }


@pytest.mark.article(15)
def test_the_timeline_cannot_be_edited_or_deleted_in_the_database_itself(desk: Any) -> None:
    desk.open_incident()
    for statement in (
        "update incident_timeline set action = 'x'",
        "update incident_timeline set actor_name = 'x'",
        "update incident_timeline set actor_name = '已删除', action = 'x'",
        """update incident_timeline set details = '{"owner_name": "已删除"}'""",
        "delete from incident_timeline",
    ):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), desk.works.database.begin() as session:
            session.execute(sa.text(statement))


@pytest.mark.article(15)
def test_duty_acts_but_only_the_department_closes(desk: Any) -> None:
    opened = desk.open_incident()
    walk(desk, opened["id"], *MOVES[:3], who="duty")
    with pytest.raises(NotPermitted):
        desk.call("duty", "close_incident", id=opened["id"])
    assert walk(desk, opened["id"], "close_incident", who="director")["state"] == "closed"


@pytest.mark.article(15)
@pytest.mark.parametrize("who", ["cs.head", "auditor", "club.operator"])
def test_who_sees_an_incident_may_still_not_move_it(desk: Any, who: str) -> None:
    opened = desk.open_incident(account_id="club-weibo")
    assert desk.call(who, "show_incident", id=opened["id"])["id"] == opened["id"]
    with pytest.raises(NotPermitted):
        desk.call(who, "acknowledge_incident", id=opened["id"])


@pytest.mark.article(6)
def test_units_see_incidents_of_their_own_accounts_and_the_faculty_those_of_its_clubs(desk: Any) -> None:
    ours, club, theirs = (desk.open_incident(account_id=a)["id"] for a in ("cs-wechat", "club-weibo", "art-douyin"))

    def seen(who: str) -> set[str]:
        return {item["id"] for item in desk.call(who, "list_incidents")["items"]}

    assert seen("cs.head") == seen("cs.editor") == {ours, club}
    assert seen("cs.operator") == {ours}
    assert seen("club.operator") == {club} == seen("league")
    assert seen("art.head") == {theirs}
    assert seen("auditor") == seen("duty") == {ours, club, theirs}
    with pytest.raises(NotFound):
        desk.call("art.head", "show_incident", id=ours)


@pytest.mark.parametrize("who", ["student1", "admin"])
def test_students_and_administrators_see_no_incident(desk: Any, who: str) -> None:
    opened = desk.open_incident()
    for operation, where in (("list_incidents", {}), ("show_incident", {"id": opened["id"]}), ("board", {})):
        with pytest.raises(NotPermitted):
            desk.call(who, operation, **where)


def test_the_auditor_reports_nothing_and_nobody_calls_without_an_identity(desk: Any) -> None:
    body = {"title": "x", "severity": "I"}
    with pytest.raises(NotPermitted):
        desk.call("auditor", "report_incident", body)
    with pytest.raises(NotAuthenticated):
        desk.call("", "report_incident", body)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"severity": "II"}, "title"),
        ({"title": "x" * 201, "severity": "II"}, "title"),
        ({"title": " ", "severity": "II"}, "title"),
        ({"title": "a\u0007b", "severity": "II"}, "title"),
        ({"title": 5, "severity": "II"}, "title"),
        ({"title": "x", "severity": "V"}, "severity"),
        ({"title": "x", "severity": ["II"]}, "severity"),
        ({"title": "x", "severity": "II", "urls": ["javascript:alert(1)"]}, "urls.0"),
        ({"title": "x", "severity": "II", "urls": "https://a.cn"}, "urls"),
        ({"title": "x", "severity": "II", "account_id": "nobody"}, "account_id"),
        ({"title": "x", "severity": "II", "account_id": None}, "account_id"),
        ({"title": "x", "severity": "II", "extra": 1}, "extra"),
        ([], "_schema"),
        ("text", "_schema"),
        (7, "_schema"),
    ],
)
def test_bad_input_is_refused_with_a_message_for_its_field(desk: Any, body: Any, field: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        desk.call("officer", "report_incident", body)
    assert list(refused.value.errors) == [field]


def test_a_stale_version_is_refused(desk: Any) -> None:
    opened = desk.open_incident()
    desk.call("officer", "assign_incident", id=opened["id"])
    with pytest.raises(Stale):
        desk.call("duty", "acknowledge_incident", id=opened["id"], if_match=f'"{opened["version"]}"')


def test_assigning_takes_it_oneself_or_gives_it_to_somebody_who_may_handle_it_and_tells_them(desk: Any) -> None:
    opened = desk.open_incident()
    assert desk.call("duty", "assign_incident", id=opened["id"])["owner_id"] == "duty"
    assert desk.call("officer", "assign_incident", {"owner_id": "duty2"}, id=opened["id"])["owner_name"] == "duty2"
    kinds = [m["kind"] for m in desk.call("duty2", "list_messages")["items"]]
    assert "incident_assigned" in kinds
    with pytest.raises(InputInvalid):
        desk.call("officer", "assign_incident", {"owner_id": "student1"}, id=opened["id"])


def test_filters_and_pages_find_what_they_say(desk: Any) -> None:
    ids = [desk.open_incident(severity=severity)["id"] for severity in ("I", "II", "I")]
    desk.call("officer", "acknowledge_incident", id=ids[0])
    assert [i["id"] for i in desk.call("officer", "list_incidents", severity="I")["items"]] == [ids[2], ids[0]]
    assert [i["id"] for i in desk.call("officer", "list_incidents", state="acknowledged")["items"]] == [ids[0]]
    first = desk.call("officer", "list_incidents", limit=2)
    rest = desk.call("officer", "list_incidents", limit=2, cursor=first["next_cursor"])
    assert [i["id"] for i in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next_cursor"] is None
    with pytest.raises(InputInvalid):
        desk.call("officer", "list_incidents", severity="X")


@pytest.mark.article(15)
def test_every_change_is_in_a_ledger_that_verifies(desk: Any) -> None:
    opened = desk.open_incident()
    walk(desk, opened["id"], *MOVES)
    with desk.works.database.begin(writes=False) as session:
        rows = (
            session.execute(sa.text("select action from ledger where subject = :s"), {"s": opened["id"]})
            .scalars()
            .all()
        )
        assert ledger.verify(session) is None
    moves = [f"incident.{move}" for move in ("acknowledge", "contain", "resolve", "close")]
    assert list(rows) == ["incident.open", *moves]
