"""Sensitive periods, swaps, notes, calendars, steps that ask everyone, and the preflight that finds what is not ready."""

from __future__ import annotations

import base64
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from services.alerts.domain.duty import Override, Rota
from services.alerts.domain.turns import next_edge
from services.alerts.domain.watch import SensitivePeriod
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, StateConflict
from services.kit.api import CAMPUS_ZONE
from tests.unit.alerts.desk import START


def make_rota(desk: Any, **more: Any) -> dict[str, Any]:
    body = {
        "name": "值班",
        "kind": "daily",
        "people": ["duty", "duty2"],
        "starts_on": "2026-03-02",
        "handover": "08:00",
    }
    found: dict[str, Any] = desk.call("officer", "make_rota", {**body, **more})
    return found


def on_duty(desk: Any) -> list[str]:
    return [shift["person_id"] for shift in desk.call("duty", "show_duty")["items"]]


def at(day: int, hour: int) -> str:
    return f"2026-03-{day:02d}T{hour:02d}:00:00+08:00"


def gaps(desk: Any) -> list[str]:
    return [finding["code"] for finding in desk.call("admin", "check_readiness")["findings"]]


@pytest.mark.article(15)
def test_a_rota_of_office_hours_covers_the_clock_in_a_sensitive_period_alone(desk: Any) -> None:
    make_rota(desk, people=["duty"], hours_from="08:00", hours_to="18:00")
    night = make_rota(desk, name="夜班", people=["duty2"], sensitive_only=True)
    assert on_duty(desk) == ["duty"]
    desk.pass_time(hours=10)
    assert on_duty(desk) == []
    period = desk.call(
        "director", "plan_period", {"name": "两会", "starts_at": at(2, 20), "ends_at": at(4, 20), "reason": "必要时"}
    )
    desk.pass_time(hours=2)
    assert on_duty(desk) == ["duty", "duty2"]
    assert desk.call("duty", "show_duty")["sensitive"] == "两会"
    told = [message["kind"] for message in desk.call("duty2", "list_messages")["items"]]
    assert told.count("sensitive_begins") == 1
    desk.call("director", "end_period", id=period["id"])
    assert on_duty(desk) == []
    assert night["sensitive_only"] is True


@pytest.mark.article(15)
def test_hours_over_midnight_are_covered_on_both_sides() -> None:
    rota = Rota(
        id="r", name="", kind="daily", person_ids=["a"], starts_on=date(2026, 1, 1), handover="00:00", turns=[],
        made_at=START, hours_from="22:00", hours_to="06:00",
    )  # fmt: skip
    midnight = START.astimezone(CAMPUS_ZONE).replace(hour=0, minute=0)
    covered = [hour for hour in range(24) if rota.shift_at(midnight + timedelta(hours=hour), CAMPUS_ZONE)]
    assert covered == [0, 1, 2, 3, 4, 5, 22, 23]


def test_a_policy_for_sensitive_times_goes_first_in_them_and_counts_in_them_alone(desk: Any) -> None:
    make_rota(desk)
    calm = {"minutes": 60, "targets": [{"kind": "role", "value": "officer"}]}
    tense = {"minutes": 5, "targets": [{"kind": "role", "value": "director"}]}
    desk.call("officer", "make_policy", {"name": "战", "severities": ["II"], "steps": [tense], "sensitive_only": True})
    desk.call("officer", "make_policy", {"name": "平", "severities": ["II"], "steps": [calm]})
    desk.open_incident()
    desk.pass_time(seconds=1)
    assert desk.call("director", "list_messages")["items"] == []
    desk.call("director", "plan_period", {"name": "校庆", "starts_at": at(2, 9), "ends_at": at(3, 9)})
    desk.open_incident()
    desk.pass_time(seconds=1)
    assert "incident_escalated" in [message["kind"] for message in desk.call("director", "list_messages")["items"]]


@pytest.mark.parametrize("who", ["duty", "admin", "cs.head", "auditor"])
def test_sensitive_periods_are_set_by_the_department_alone(desk: Any, who: str) -> None:
    with pytest.raises(NotPermitted):
        desk.call(who, "plan_period", {"name": "x", "starts_at": at(3, 8), "ends_at": at(4, 8)})


# ---- swaps


def ask_swap(desk: Any, rota: dict[str, Any], **more: Any) -> Any:
    body = {
        "rota_id": rota["id"], "asked_id": "duty2", "gives_from": at(4, 8), "gives_until": at(5, 8), "takes_from": at(5, 8),
        "takes_until": at(6, 8), **more,
    }  # fmt: skip
    return desk.call("duty", "ask_swap", body)


def test_a_swap_that_is_accepted_changes_both_turns(desk: Any) -> None:
    rota = make_rota(desk)
    swap = ask_swap(desk, rota)
    assert (swap["state"], swap["asker_name"]) == ("proposed", "duty")
    with pytest.raises(NotPermitted):
        desk.call("duty", "answer_swap", {"answer": "accepted"}, id=swap["id"])
    with pytest.raises(NotFound):
        desk.call("officer", "answer_swap", {"answer": "accepted"}, id=swap["id"])
    assert desk.call("duty2", "answer_swap", {"answer": "accepted"}, id=swap["id"])["state"] == "accepted"
    desk.pass_time(days=2)
    assert on_duty(desk) == ["duty2"]
    desk.pass_time(days=1)
    assert on_duty(desk) == ["duty"]
    with pytest.raises(StateConflict):
        desk.call("duty2", "answer_swap", {"answer": "declined"}, id=swap["id"])


@pytest.mark.parametrize(
    "more",
    [
        {"gives_from": at(5, 8), "gives_until": at(6, 8)},
        {"takes_until": at(7, 8)},
        {"gives_from": at(1, 8), "gives_until": at(2, 8)},
        {"asked_id": "cs.head"},
        {"takes_until": at(5, 8)},
        {"rota_id": "nothing"},
    ],
)
def test_a_swap_of_what_is_not_ones_own_is_refused(desk: Any, more: dict[str, str]) -> None:
    with pytest.raises(InputInvalid):
        ask_swap(desk, make_rota(desk), **more)


def test_a_swap_is_not_accepted_once_a_turn_has_begun(desk: Any) -> None:
    swap = ask_swap(desk, make_rota(desk))
    desk.pass_time(days=2, hours=1)
    with pytest.raises(StateConflict):
        desk.call("duty2", "answer_swap", {"answer": "accepted"}, id=swap["id"])


# ---- notes and the hand-over


def test_the_next_on_duty_is_told_what_is_open_and_what_was_left_to_them(desk: Any) -> None:
    rota = make_rota(desk)
    desk.open_incident(severity="IV")
    desk.call("duty", "leave_note", {"rota_id": rota["id"], "text": "留意贴吧"})
    desk.pass_time(hours=23)
    [told] = [m for m in desk.call("duty2", "list_messages")["items"] if m["kind"] == "duty_begins"]
    assert "1 个未结事件" in told["zh"]
    assert "留意贴吧" in told["zh"]
    desk.pass_time(days=1)
    assert [m["kind"] for m in desk.call("duty", "list_messages")["items"]].count("duty_begins") == 1


@pytest.mark.article(15)
def test_whoever_a_new_rota_puts_on_duty_now_is_told_at_once_and_once(desk: Any) -> None:
    desk.open_incident(severity="IV")
    make_rota(desk)
    desk.pass_time()
    [told] = [m for m in desk.call("duty", "list_messages")["items"] if m["kind"] == "duty_begins"]
    assert "1 个未结事件" in told["zh"]
    desk.pass_time(hours=1)
    assert (begun(desk, "duty"), begun(desk, "duty2")) == (1, 0)


def begun(desk: Any, who: str) -> int:
    """How often somebody was told that duty is theirs."""
    return [message["kind"] for message in desk.call(who, "list_messages")["items"]].count("duty_begins")


@pytest.mark.article(15)
def test_a_stand_in_is_told_when_it_begins_and_whose_turn_it_is_when_it_ends(desk: Any) -> None:
    rota = make_rota(desk)
    body = {"rota_id": rota["id"], "person_id": "officer", "starts_at": at(2, 12), "ends_at": at(2, 14)}
    desk.call("duty", "override_duty", body)
    desk.pass_time(hours=2)
    assert (begun(desk, "officer"), begun(desk, "duty")) == (0, 1)
    desk.pass_time(hours=1)
    assert (begun(desk, "officer"), begun(desk, "duty")) == (1, 1)
    desk.pass_time(hours=2)
    assert (begun(desk, "officer"), begun(desk, "duty")) == (1, 2)
    desk.pass_time(hours=18)
    assert (begun(desk, "officer"), begun(desk, "duty"), begun(desk, "duty2")) == (1, 2, 1)


@pytest.mark.article(15)
def test_a_stand_in_from_this_minute_on_is_told_at_once(desk: Any) -> None:
    rota = make_rota(desk)
    now = desk.clock.now()
    body = {"rota_id": rota["id"], "person_id": "duty2", "starts_at": now.isoformat(), "ends_at": at(3, 8)}
    desk.call("duty", "override_duty", body)
    desk.pass_time()
    assert begun(desk, "duty2") == 1
    desk.pass_time(hours=23)
    assert begun(desk, "duty2") == 1, "its own turn follows without a break, so nothing is handed over"


def test_a_swapped_turn_is_handed_over_to_who_took_it(desk: Any) -> None:
    swap = ask_swap(desk, make_rota(desk))
    desk.call("duty2", "answer_swap", {"answer": "accepted"}, id=swap["id"])
    desk.pass_time(days=1)
    assert (begun(desk, "duty"), begun(desk, "duty2")) == (0, 1)
    desk.pass_time(days=1)
    assert (begun(desk, "duty"), begun(desk, "duty2")) == (0, 1), "the second took the first one's turn, and goes on"
    desk.pass_time(days=1)
    assert (begun(desk, "duty"), begun(desk, "duty2")) == (1, 1)


@pytest.mark.article(15)
def test_duty_that_a_sensitive_period_brings_is_told_as_it_begins(desk: Any) -> None:
    make_rota(desk, people=["duty"], hours_from="08:00", hours_to="18:00")
    make_rota(desk, name="夜班", people=["duty2"], sensitive_only=True)
    desk.call(
        "director", "plan_period", {"name": "两会", "starts_at": at(2, 20), "ends_at": at(4, 20), "reason": "必要"}
    )
    desk.pass_time(hours=10)
    assert begun(desk, "duty2") == 0
    desk.pass_time(hours=1)
    assert begun(desk, "duty2") == 1


def test_the_next_edge_is_the_nearest_of_turns_hours_stand_ins_and_periods() -> None:
    def moment(day: int, hour: int) -> datetime:
        return datetime(2026, 3, day, hour, tzinfo=CAMPUS_ZONE)

    def weekly(hours_from: str = "", hours_to: str = "") -> Rota:
        return Rota(
            id="r", name="", kind="weekly", person_ids=["a"], starts_on=date(2026, 3, 2), handover="08:00", turns=[],
            made_at=START, hours_from=hours_from, hours_to=hours_to,
        )  # fmt: skip

    nights = weekly("22:00", "06:00")
    stand_in = Override(
        id="o",
        rota_id="r",
        person_id="b",
        starts_at=moment(3, 1),
        ends_at=moment(3, 3),
        reason="",
        made_by="",
        made_at=START,
    )
    period = SensitivePeriod(
        id="p", name="", starts_at=moment(3, 2), ends_at=moment(20, 0), reason="", made_by="", made_at=START
    )
    found, now = [], moment(2, 23)
    for _ in range(6):
        edge = next_edge(nights, [stand_in], [period], now, CAMPUS_ZONE)
        assert edge is not None
        found.append(edge)
        now = edge
    assert found == [moment(3, 1), moment(3, 2), moment(3, 3), moment(3, 6), moment(3, 22), moment(4, 6)]
    assert next_edge(nights, [], [], moment(8, 23), CAMPUS_ZONE) == moment(9, 6)
    assert next_edge(weekly(), [], [], moment(8, 23), CAMPUS_ZONE) == moment(9, 8)
    assert next_edge(weekly(), [], [], moment(1, 0), CAMPUS_ZONE) == moment(2, 8)


def test_a_calendar_shows_ones_own_turns_with_swaps_and_ends_with_its_token(desk: Any) -> None:
    rota = make_rota(desk)
    swap = ask_swap(desk, rota)
    desk.call("duty2", "answer_swap", {"answer": "accepted"}, id=swap["id"])
    path = desk.call("duty", "renew_duty_token")["path"]
    token = parse_qs(urlsplit(path).query)["token"][0]
    file = desk.call("", "open_duty_calendar", token=token)
    events: Any = Calendar.from_ical(base64.b64decode(file["base64"])).walk("VEVENT")
    starts = [event["dtstart"].dt.astimezone(CAMPUS_ZONE).strftime("%d %H") for event in events][:4]
    assert starts == ["02 08", "05 08", "08 08", "10 08"]
    desk.call("duty", "renew_duty_token")
    for wrong in (token, "", "x"):
        with pytest.raises(NotAuthenticated):
            desk.call("", "open_duty_calendar", token=wrong)


# ---- steps that ask everyone


@pytest.mark.article(15)
def test_a_step_that_asks_everyone_goes_on_until_each_has_confirmed(desk: Any) -> None:
    everyone = [{"kind": "person", "value": person} for person in ("duty", "duty2", "officer")]
    steps = [
        {"minutes": 10, "require": "all", "targets": everyone},
        {"minutes": 10, "targets": [{"kind": "role", "value": "director"}]},
    ]
    desk.call("officer", "make_policy", {"name": "全员", "severities": ["II"], "steps": steps})
    incident = desk.open_incident()
    desk.pass_time(seconds=1)
    whole = desk.call("duty", "acknowledge_incident", id=incident["id"])
    assert [one["id"] for one in whole["awaiting"]] == ["duty2", "officer"]
    desk.call("duty2", "confirm_incident", id=incident["id"])
    with pytest.raises(StateConflict):
        desk.call("duty2", "confirm_incident", id=incident["id"])
    desk.pass_time(minutes=10)
    assert len(desk.call("director", "list_messages")["items"]) == 1
    other = desk.open_incident()
    desk.pass_time(seconds=1)
    desk.call("officer", "acknowledge_incident", id=other["id"])
    for who in ("duty", "duty2"):
        whole = desk.call(who, "confirm_incident", id=other["id"])
    assert whole["awaiting"] == []
    desk.pass_time(minutes=30)
    assert desk.call("duty", "show_incident", id=other["id"])["escalation_level"] == 1


# ---- preflight


@pytest.mark.article(15)
def test_the_preflight_names_gaps_as_spans_and_people_whom_no_channel_reaches(desk: Any) -> None:
    assert gaps(desk)[0] == "no_rota"
    turns = [{"person_id": "duty", "starts_at": at(2, 8), "ends_at": at(5, 8)}]
    turns += [{"person_id": "duty", "starts_at": at(6, 8), "ends_at": at(20, 8)}]
    make_rota(desk, kind="list", people=[], turns=turns)
    found = desk.call("admin", "check_readiness")["findings"]
    [gap] = [one for one in found if one["code"] == "nobody_on_duty"]
    assert gap["zh"].startswith("03-05 08:00 — 03-06 08:00")
    assert "no_channel" in gaps(desk)
    own = {"kind": "webhook", "name": "手机", "url": "https://push.example.com/x", "person_id": "officer"}
    desk.call("officer", "make_channel", own)
    told = [
        one["en"] for one in desk.call("admin", "check_readiness")["findings"] if one["code"].startswith("no_channel")
    ]
    assert [text.split(" has ")[0] for text in told] == ["director", "duty", "duty2"]


@pytest.mark.article(15)
def test_nights_that_no_rota_means_to_cover_are_no_gap_but_in_a_sensitive_period_they_are(desk: Any) -> None:
    make_rota(desk, people=["duty"], kind="weekly", hours_from="08:00", hours_to="18:00", starts_on="2026-03-05")
    assert gaps(desk).count("nobody_on_duty") == 0
    desk.call("director", "plan_period", {"name": "两会", "starts_at": at(3, 20), "ends_at": at(4, 20)})
    assert gaps(desk).count("nobody_on_duty") == 1
