"""Duty, escalation, takedowns and the board: article 15."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.domain.duty import DEFAULT_POLICIES, Override, Rota, shifts_at
from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import PersonSaved, UnitMerged
from services.kit.clock import CAMPUS_ZONE

MADE = datetime(2026, 1, 1, tzinfo=UTC)


def rota(kind: str = "weekly", people: tuple[str, ...] = ("a", "b", "c")) -> Rota:
    return Rota(
        id="r",
        name="值班",
        kind=kind,
        person_ids=list(people),
        starts_on=date(2026, 3, 2),
        handover="08:00",
        turns=[],
        made_at=MADE,
    )


def campus(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CAMPUS_ZONE)


def on_duty(found: Rota, at: datetime) -> str:
    shift = found.shift_at(at, CAMPUS_ZONE)
    return shift.person_id if shift else ""


def test_a_week_is_handed_over_on_its_day_at_its_hour_in_campus_time() -> None:
    weekly = rota()
    assert on_duty(weekly, campus(2, 7, 59)) == ""
    assert on_duty(weekly, campus(2, 8)) == "a" == on_duty(weekly, campus(9, 7, 59))
    assert on_duty(weekly, campus(9, 8)) == "b"
    assert on_duty(weekly, campus(23, 8)) == "a"


def test_a_daily_turn_goes_on_over_the_end_of_a_month() -> None:
    daily = rota("daily")
    assert on_duty(daily, campus(31, 9)) == "c"
    assert on_duty(daily, campus(1, 9, month=4)) == "a"
    shift = daily.shift_at(campus(31, 9), CAMPUS_ZONE)
    assert shift is not None
    assert shift.until == campus(1, 8, month=4)


def test_the_latest_override_stands_in_and_only_for_its_time() -> None:
    def override(person: str, made: int) -> Override:
        return Override(
            id=person, rota_id="r", person_id=person, starts_at=campus(3, 8), ends_at=campus(4, 8), reason="", made_by="x",
            made_at=MADE + timedelta(hours=made),
        )  # fmt: skip

    both = [override("x", 1), override("y", 2)]
    assert [s.person_id for s in shifts_at([rota()], both, campus(3, 12), CAMPUS_ZONE)] == ["y"]
    assert [s.person_id for s in shifts_at([rota()], both, campus(4, 8), CAMPUS_ZONE)] == ["a"]


def make_rota(desk: Any, *people: str) -> dict[str, Any]:
    found: dict[str, Any] = desk.call(
        "director", "make_rota", {"name": "值班", "kind": "weekly", "people": list(people), "handover": "00:00"}
    )
    return found


def make_policy(desk: Any, **more: Any) -> dict[str, Any]:
    body = {
        "name": "二级",
        "severities": ["II"],
        "steps": [
            {"minutes": 15, "targets": [{"kind": "duty"}]},
            {"minutes": 30, "targets": [{"kind": "role", "value": "director"}, {"kind": "unit"}]},
        ],
        **more,
    }
    found: dict[str, Any] = desk.call("officer", "make_policy", body)
    return found


def actions(desk: Any, incident_id: str) -> list[str]:
    return [entry["action"] for entry in desk.call("officer", "show_incident", id=incident_id)["timeline"]]


def inbox(desk: Any, who: str) -> list[str]:
    return [message["kind"] for message in desk.call(who, "list_messages")["items"]]


def fired(desk: Any) -> list[tuple[int, int]]:
    with desk.works.database.begin(writes=False) as session:
        rows = session.execute(sa.text("select round, level from escalation_steps order by round, level"))
        return [(row.round, row.level) for row in rows]


@pytest.mark.article(15)
def test_who_is_on_duty_now_is_told_with_name_and_end(desk: Any) -> None:
    made = make_rota(desk, "duty", "duty2")
    [shift] = desk.call("cs.head", "show_duty")["items"]
    assert (shift["person_id"], shift["rota_name"], shift["overridden"]) == ("duty", "值班", False)
    now = desk.clock.now()
    body = {
        "rota_id": made["id"], "person_id": "duty2", "starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    desk.call("duty", "override_duty", body)
    assert desk.call("duty", "show_duty")["items"][0]["person_id"] == "duty2"
    desk.pass_time(hours=1)
    assert desk.call("duty", "show_duty")["items"][0]["person_id"] == "duty"


@pytest.mark.article(15)
def test_an_incident_nobody_acknowledges_escalates_step_by_step_each_fired_once(desk: Any) -> None:
    make_rota(desk, "duty")
    make_policy(desk)
    opened = desk.open_incident()
    desk.pass_time()
    assert sorted(inbox(desk, "duty")) == ["duty_begins", "incident_escalated"]
    desk.pass_time(minutes=14)
    assert inbox(desk, "director") == []
    desk.pass_time(minutes=1)
    assert inbox(desk, "director") == inbox(desk, "cs.head") == ["incident_escalated"]
    assert inbox(desk, "art.head") == []
    desk.pass_time(hours=12)
    assert fired(desk) == [(0, 1), (0, 2)]
    assert actions(desk, opened["id"]) == ["reported", "escalated", "escalated", "escalation_exhausted"]
    assert desk.failed() == 0


@pytest.mark.article(15)
def test_acknowledging_stops_the_escalation(desk: Any) -> None:
    make_rota(desk, "duty")
    make_policy(desk)
    opened = desk.open_incident()
    desk.pass_time()
    desk.call("duty", "acknowledge_incident", id=opened["id"])
    desk.pass_time(hours=12)
    assert fired(desk) == [(0, 1)]


@pytest.mark.article(15)
def test_a_step_that_reaches_nobody_goes_on_at_once_and_says_so(desk: Any) -> None:
    make_policy(desk)
    opened = desk.open_incident()
    desk.pass_time()
    assert actions(desk, opened["id"]) == ["reported", "nobody_to_tell", "escalated"]
    assert inbox(desk, "director") == ["incident_escalated"]


def test_steps_repeat_as_often_as_the_policy_says(desk: Any) -> None:
    make_rota(desk, "duty")
    make_policy(desk, repeat=1)
    desk.open_incident()
    for _ in range(9):
        desk.pass_time(minutes=45)
    assert fired(desk) == [(0, 1), (0, 2), (0, 3), (0, 4)]


@pytest.mark.article(15)
def test_an_acknowledgement_that_nothing_follows_lapses_and_escalates_anew(desk: Any) -> None:
    make_rota(desk, "duty")
    make_policy(desk, acknowledged_minutes=60)
    opened = desk.open_incident()
    desk.pass_time()
    desk.call("duty", "acknowledge_incident", id=opened["id"])
    desk.pass_time(minutes=60)
    shown = desk.call("officer", "show_incident", id=opened["id"])
    assert (shown["state"], shown["escalation_level"]) == ("reported", 1)
    assert fired(desk) == [(0, 1), (1, 1)]
    assert [told["state"] for told in desk.told("incident.moved.v1")] == ["acknowledged", "reported"]
    desk.call("duty", "acknowledge_incident", id=opened["id"])
    desk.call("duty", "contain_incident", id=opened["id"])
    desk.pass_time(hours=5)
    assert desk.call("officer", "show_incident", id=opened["id"])["state"] == "contained"


@pytest.mark.article(15)
def test_the_graver_an_incident_the_sooner_the_next_hears_of_it_and_the_sooner_it_lapses() -> None:
    plain = {severity: vars(policy) for severity, policy in DEFAULT_POLICIES.items()}
    held = {
        severity: ([step["minutes"] for step in policy["steps"]], policy["acknowledged_minutes"])
        for severity, policy in plain.items()
    }
    assert held == {
        "I": ([5, 5, 10], 60),
        "II": ([15, 15, 30], 240),
        "III": ([60, 120, 240], 0),
        "IV": ([480, 480, 960], 0),
    }
    for policy in plain.values():
        told = [[target["value"] or target["kind"] for target in step["targets"]] for step in policy["steps"]]
        assert told == [["duty"], ["duty", "officer"], ["director"]]


@pytest.mark.article(15)
def test_without_a_policy_the_built_in_one_of_the_severity_holds(desk: Any) -> None:
    make_rota(desk, "duty")
    desk.deliver(desk.judged(1))
    desk.pass_time()
    assert sorted(inbox(desk, "duty")) == ["duty_begins", "incident_escalated"]
    desk.pass_time(minutes=15)
    desk.pass_time(minutes=15)
    assert "incident_escalated" in inbox(desk, "director")


@pytest.mark.article(15)
def test_a_reopened_incident_escalates_from_the_first_step(desk: Any) -> None:
    make_rota(desk, "duty")
    make_policy(desk)
    opened = desk.open_incident()
    desk.pass_time()
    for move in ("acknowledge_incident", "resolve_incident", "reopen_incident"):
        desk.call("officer", move, id=opened["id"])
    desk.pass_time()
    assert fired(desk) == [(0, 1), (1, 1)]


@pytest.mark.article(4, 15)
@pytest.mark.parametrize("who", ["cs.head", "auditor", "league", "student1"])
def test_rotas_and_policies_are_set_by_the_department_alone(desk: Any, who: str) -> None:
    with pytest.raises(NotPermitted):
        desk.call(who, "make_rota", {"name": "x", "kind": "weekly", "people": ["duty"]})
    with pytest.raises(NotPermitted):
        desk.call(who, "set_rule", {"kind": "unreviewed", "severity": "I", "window_minutes": 1})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"people": ["student1"]}, "people"),
        ({"people": ["nobody"]}, "people"),
        ({"people": []}, "people"),
        ({"kind": "monthly"}, "kind"),
        ({"handover": "25:00"}, "handover"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"kind": "list"}, "turns"),
    ],
)
def test_a_rota_that_cannot_work_is_refused(desk: Any, body: dict[str, Any], field: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        desk.call("officer", "make_rota", {"name": "x", "kind": "weekly", "people": ["duty"], **body})
    assert list(refused.value.errors) == [field]


@pytest.mark.article(15)
def test_a_copy_is_asked_for_with_a_deadline_by_severity_and_done_with_evidence(desk: Any) -> None:
    opened = desk.open_incident()
    body = {"account_id": "cs-wechat", "url": "https://mp.weixin.qq.com/s/1"}
    asked = desk.call("duty", "ask_takedown", body, id=opened["id"])
    assert asked["due_at"] == (desk.clock.now() + timedelta(hours=2)).isoformat()
    assert inbox(desk, "cs.operator") == inbox(desk, "cs.head") == ["takedown_asked"]
    with pytest.raises(StateConflict):
        desk.call("duty", "ask_takedown", body, id=opened["id"])
    desk.pass_time(minutes=40)
    done = desk.call("cs.operator", "finish_takedown", {"evidence": "已删除，截图存档"}, id=asked["id"])
    assert (done["state"], done["seconds_taken"], done["late"]) == ("done", 2400, False)
    with pytest.raises(StateConflict):
        desk.call("cs.operator", "finish_takedown", {"evidence": "又一次"}, id=asked["id"])
    desk.pass_time(hours=3)
    assert "takedown_overdue" not in actions(desk, opened["id"])


@pytest.mark.article(15)
def test_a_copy_that_stays_too_long_is_overdue_and_late_for_ever_and_forbids_closing(desk: Any) -> None:
    opened = desk.open_incident()
    asked = desk.call("duty", "ask_takedown", {"account_id": "cs-wechat", "url": "https://a.cn/1"}, id=opened["id"])
    desk.pass_time(hours=2)
    assert desk.call("officer", "list_takedowns", state="open")["items"][0]["overdue"] is True
    assert "takedown_overdue" in inbox(desk, "duty")
    for move in ("acknowledge_incident", "resolve_incident"):
        desk.call("officer", move, id=opened["id"])
    with pytest.raises(StateConflict):
        desk.call("officer", "close_incident", id=opened["id"])
    desk.pass_time(minutes=1)
    assert desk.call("officer", "finish_takedown", {"evidence": "已删"}, id=asked["id"])["late"] is True
    assert desk.call("officer", "close_incident", id=opened["id"])["state"] == "closed"


@pytest.mark.article(15)
def test_strangers_neither_see_nor_finish_a_takedown(desk: Any) -> None:
    opened = desk.open_incident()
    asked = desk.call("duty", "ask_takedown", {"account_id": "cs-wechat", "url": "https://a.cn/1"}, id=opened["id"])
    for who, error in (("art.head", NotFound), ("auditor", NotPermitted)):
        with pytest.raises(error):
            desk.call(who, "finish_takedown", {"evidence": "x"}, id=asked["id"])
    assert desk.call("art.head", "list_takedowns")["items"] == []


@pytest.mark.article(15)
@pytest.mark.parametrize("who", ["cs.head", "cs.operator", "auditor"])
def test_only_who_handles_incidents_asks_for_a_takedown(desk: Any, who: str) -> None:
    opened = desk.open_incident()
    with pytest.raises(NotPermitted):
        desk.call(who, "ask_takedown", {"account_id": "cs-wechat", "url": "https://a.cn/1"}, id=opened["id"])


def test_messages_are_read_by_their_own_person_alone(desk: Any) -> None:
    make_rota(desk, "duty")
    desk.open_incident()
    desk.pass_time()
    page = desk.call("duty", "list_messages", unread=True)
    assert page["unread"] == 2
    with pytest.raises(NotFound):
        desk.call("officer", "read_message", id=page["items"][0]["id"])
    assert desk.call("duty", "read_message", id=page["items"][0]["id"])["read_at"]
    assert desk.call("duty", "list_messages", unread=True)["unread"] == 1
    assert desk.call("duty", "read_all_messages") == {"read": 1}
    assert desk.call("duty", "read_all_messages") == {"read": 0}


def test_the_board_shows_what_is_open_in_few_statements(desk: Any) -> None:
    oldest = desk.open_incident(severity="III", title="最早")
    desk.pass_time(minutes=5)
    desk.deliver(desk.judged(1))
    due = (desk.clock.now() + timedelta(hours=4)).isoformat()
    desk.call("officer", "issue_directive", {"text": "统一部署", "scope": {}, "due_at": due})
    desk.call("officer", "declare_freeze", {"scope": {}, "reason": "突发"})
    desk.call("duty", "ask_takedown", {"account_id": "cs-wechat", "url": "https://a.cn/1"}, id=oldest["id"])
    statements: list[str] = []
    sa.event.listen(desk.works.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    board = desk.call("director", "board")
    assert len(statements) <= 10
    assert board["incidents"]["open"] == 2
    assert board["incidents"]["by_severity"] == {"I": 0, "II": 1, "III": 1, "IV": 0}
    assert board["incidents"]["by_channel"] == {"wechat_official": 2}
    assert board["incidents"]["oldest_unacknowledged"]["id"] == oldest["id"]
    assert [item["severity"] for item in board["incidents"]["items"]] == ["II", "III"]
    assert (len(board["directives"]), len(board["freezes"]), board["takedowns"]["open"]) == (1, 1, 1)


@pytest.mark.article(6)
def test_a_units_board_shows_its_own_accounts_alone(desk: Any) -> None:
    desk.open_incident(account_id="cs-wechat")
    desk.open_incident(account_id="art-douyin")
    assert desk.call("cs.head", "board", unit_id="cs")["incidents"]["open"] == 1
    assert desk.call("director", "board", unit_id="art")["incidents"]["open"] == 1
    assert desk.call("cs.head", "board", unit_id="club")["incidents"]["open"] == 0
    with pytest.raises(NotFound):
        desk.call("cs.head", "board", unit_id="art")


@pytest.mark.article(15)
def test_the_readiness_check_finds_gaps_empty_steps_and_missing_channels(desk: Any) -> None:
    def codes() -> list[str]:
        return [finding["code"] for finding in desk.call("admin", "check_readiness")["findings"]]

    assert codes() == ["no_rota", "no_channel"]
    now = desk.clock.now()
    turn = {"person_id": "duty", "starts_at": now.isoformat(), "ends_at": (now + timedelta(days=6)).isoformat()}
    made = desk.call("officer", "make_rota", {"name": "名单", "kind": "list", "turns": [turn]})
    assert codes().count("nobody_on_duty") == 1
    desk.call("officer", "end_rota", id=made["id"])
    make_rota(desk, "duty")
    make_policy(desk, steps=[{"minutes": 5, "targets": [{"kind": "role", "value": "trainer"}]}])
    assert codes() == ["empty_step", "no_channel"]
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
    desk.call("officer", "make_channel", {"kind": "wecom", "name": "x", "url": url})
    make_policy(desk)
    assert codes() == ["untested_channel"]
    with desk.works.database.begin() as session:
        session.execute(sa.text("UPDATE channels SET last_sent_at = :now"), {"now": desk.clock.now().isoformat(" ")})
    assert desk.call("admin", "check_readiness") == {"ready": True, "findings": []}
    desk.pass_time(days=4)
    assert codes() == ["silent_channel"]


@pytest.mark.article(15)
def test_who_is_gone_from_the_college_holds_up_no_step_though_the_rota_names_them(desk: Any) -> None:
    make_rota(desk, "duty")
    make_policy(desk)
    desk.deliver(
        PersonSaved(person_id="duty", username="duty", name="值班员", unit_id="office", grants=(), active=False)
    )
    opened = desk.open_incident()
    desk.pass_time()
    assert actions(desk, opened["id"]) == ["reported", "nobody_to_tell", "escalated"]


def test_a_freeze_of_a_unit_that_was_merged_holds_for_the_other_so_that_nobody_slips_out(desk: Any) -> None:
    frozen = desk.call("director", "declare_freeze", {"scope": {"unit_id": "cs"}, "reason": "舆情"})
    desk.deliver(UnitMerged(unit_id="cs", name="计算机学院", into_id="art", into_name="艺术学院"))
    assert desk.failed() == 0
    assert desk.call("director", "show_freeze", id=frozen["id"])["scope"]["unit_id"] == "art"
    with pytest.raises(InputInvalid):
        desk.call("director", "declare_freeze", {"scope": {"unit_id": "cs"}, "reason": "舆情"})
