"""The training service through its calls, as the gateway makes them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import eventlet
import pytest

from services.contracts.alerts.events import IncidentOpened
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import AccountApproved, PersonSaved
from services.contracts.training.operations import OPERATIONS
from services.kit.api import Request
from services.training.service import Training

TRAINER, STUDENT = ("trainer",), ("student",)
Wanted = Callable[..., dict[str, Any]]


def announce(training: Any, body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = training.call("announce_session", "trainer", TRAINER, body=body)
    return found


@pytest.mark.article(16)
def test_a_salon_goes_from_announcement_to_a_certificate_that_anyone_may_check(training: Any, wanted: Wanted) -> None:
    session = announce(training, wanted())
    path = {"id": session["id"]}
    placed = [training.call("enrol", f"student{n}", STUDENT, path=path) for n in (1, 2, 3)]
    assert [p["state"] for p in placed] == ["enrolled", "enrolled", "waiting"]
    assert placed[2]["position"] == 1
    assert training.call("view_session", "student1", STUDENT, path=path)["seats_taken"] == 2
    training.call("withdraw", "student1", STUDENT, path={**path, "enrolment_id": placed[0]["id"]})
    mine = training.call("list_own_enrolments", "student3", STUDENT)
    assert [item["state"] for item in mine["items"]] == ["enrolled"]
    shown = training.call("show_pass", "student3", STUDENT, path=path)
    with pytest.raises(NotPermitted):
        training.call("check_in", "student2", STUDENT, path=path, body={"token": shown["token"]})
    assert (
        training.call("check_in", "trainer", TRAINER, path=path, body={"token": shown["token"]})["attendance"]
        == "present"
    )
    with pytest.raises(StateConflict, match="already_checked_in"):
        training.call("check_in", "trainer", TRAINER, path=path, body={"token": shown["token"]})
    issued = training.call("issue_certificates", "trainer", TRAINER, path=path)["items"]
    assert [item["person_id"] for item in issued] == ["student3"]
    checked = training.call("check_certificate", "", path={"number": issued[0]["number"]})
    assert checked == {
        "number": issued[0]["number"],
        "status": "valid",
        "holder": "s*******",
        "title": "短视频选题沙龙",
        "hours": 2.0,
        "held_on": checked["held_on"],
        "issued_on": checked["issued_on"],
    }
    board = training.call("board", "student3", STUDENT, query={"mine": "1"})
    assert [row["attendance"] for row in board["mine"]] == ["present"]
    assert "funds" not in board


def test_forty_people_at_once_get_exactly_the_seats_there_are(training: Any, wanted: Wanted) -> None:
    later = {"starts_at": "2031-01-01T00:00:00+08:00", "ends_at": "2031-01-01T02:00:00+08:00"}
    path = {"id": announce(training, wanted(capacity=15, **later))["id"]}
    pool = eventlet.GreenPool(40)
    placed = list(pool.imap(lambda n: training.call("enrol", f"student{n}", STUDENT, path=path), range(40)))
    assert sum(p["state"] == "enrolled" for p in placed) == 15
    assert sorted(p["position"] for p in placed if p["state"] == "waiting") == list(range(1, 26))


def test_an_enrolment_with_the_same_key_gives_the_same_answer_and_one_effect(training: Any, wanted: Wanted) -> None:
    path = {"id": announce(training, wanted())["id"]}
    token = training.token("student41", "student")

    answers = [
        training.remote.call("training", "enrol", Request(path=path), token=token, idempotency_key="k")
        for _ in range(2)
    ]
    assert answers[0] == answers[1]


def wait_until(seen: Callable[[], bool]) -> None:
    """Let the service work until `seen` is true; 5 seconds at most."""
    with eventlet.Timeout(5):
        while not seen():
            eventlet.sleep(0.02)


@pytest.mark.article(15, 16)
def test_events_of_other_services_name_people_and_make_duties(training: Any) -> None:
    training.tell(
        PersonSaved(person_id="p1", username="p1", name="钱进", unit_id="cs", grants=(("student", "cs"),), active=True)
    )
    training.tell(
        IncidentOpened(
            incident_id="i1", title="未审先发", severity="I", account_id="a1", source="observed", kind="unreviewed"
        )
    )
    training.tell(
        AccountApproved(
            account_id="a1",
            file_number="新媒备〔2026〕2-001号",
            name="计院之声",
            handle="cs",
            channel="weibo",
            tier=2,
            unit_id="cs",
            unit_name="计算机学院",
            faculty_id="cs",
            operator_ids=("p1",),
            responsible_person="周老师",
            application_id="x",
        )
    )
    wait_until(lambda: bool(training.call("list_duties", "auditor", ("auditor",))["items"]))
    duty = training.call("list_duties", "p1", STUDENT)["items"][0]
    assert (duty["state"], duty["person_id"], duty["account_name"]) == ("owed", "p1", "计院之声")
    member = training.call("add_member", "keeper", ("association",), body={"person_id": "p1", "group": "视频组"})
    assert (member["name"], member["state"]) == ("钱进", "active")


def test_files_come_as_the_gateway_takes_them(training: Any, wanted: Wanted) -> None:
    later = {"starts_at": "2033-01-01T00:00:00+08:00", "ends_at": "2033-01-01T02:00:00+08:00"}
    session = announce(training, wanted(**later))
    path = {"id": session["id"]}
    enrolment = training.call("enrol", "student51", STUDENT, path=path)
    corrected = {"attendance": "present", "reason": "签到机故障"}
    training.call(
        "correct_attendance", "trainer", TRAINER, path={**path, "enrolment_id": enrolment["id"]}, body=corrected
    )
    number = training.call("issue_certificates", "trainer", TRAINER, path=path)["items"][0]["number"]
    token = training.call("renew_calendar_token", "student51", STUDENT)["token"]
    files = (
        (training.call("attendance_sheet", "trainer", TRAINER, path=path), b"PK"),
        (training.call("certificate_paper", "student51", STUDENT, path={"number": number}), b"%PDF"),
        (training.call("calendar_feed", "", query={"token": token}), b"BEGIN:VCALENDAR"),
    )
    for file, start in files:
        assert base64.b64decode(file["base64"]).startswith(start)
        assert set(file) == {"name", "media_type", "base64"}


def test_a_session_is_announced_enrolled_in_and_changed_over_rabbitmq_and_postgresql(
    distributed: Any, wanted: Wanted
) -> None:
    path = {"id": announce(distributed, wanted(capacity=3))["id"]}
    pool = eventlet.GreenPool(8)
    placed = list(pool.imap(lambda n: distributed.call("enrol", f"student{n}", STUDENT, path=path), range(8)))
    assert sorted(p.get("position", 0) for p in placed) == [0, 0, 0, 1, 2, 3, 4, 5]
    changed = distributed.call("change_session", "trainer", TRAINER, path=path, body={"capacity": 6})
    assert (changed["seats_taken"], changed["waiting"]) == (6, 2)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"capacity": 0}, "capacity"),
    ({"capacity": "two"}, "capacity"),
    ({"capacity": True}, "capacity"),
    ({"capacity": 1e30}, "capacity"),
    ({"title": "  "}, "title"),
    ({"title": ["x"]}, "title"),
    ({"title": "a\x07b"}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"kind": "party"}, "kind"),
    ({"starts_at": "2026-01-01T00:00:00"}, "starts_at"),
    ({"starts_at": "0001-01-01T00:00:00+08:00"}, "starts_at"),
    ({"starts_at": 5}, "starts_at"),
    ({"ends_at": "2020-01-01T00:00:00+08:00"}, "ends_at"),
    ({"audience": []}, "audience"),
    ({"audience": {"roles": ["king"]}}, "audience.roles.0"),
    ({"audience": {"association": "yes"}}, "audience.association"),
    ({"hours": "NaN"}, "hours"),
    ({"budget": "1.234", "fund_line_id": "x"}, "budget"),
    ({"budget": "1e999999999", "fund_line_id": "x"}, "budget"),
    ({"budget": "5"}, "fund_line_id"),
    ({"budget": "5", "fund_line_id": "no-such-line"}, "fund_line_id"),
    ({"surprise": 1}, "surprise"),
]


@pytest.mark.parametrize("change,field", BAD)
def test_a_bad_announcement_is_refused_by_field(
    training: Any, wanted: Wanted, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputInvalid) as caught:
        announce(training, wanted(**change))
    assert any(name.startswith(field.split(".", maxsplit=1)[0]) for name in caught.value.errors), caught.value.errors


@pytest.mark.parametrize("body", [None, [], "text", 7, {"surprise": {}}])
def test_a_body_of_the_wrong_shape_is_refused_and_never_breaks_anything(training: Any, body: Any) -> None:
    for operation in OPERATIONS:
        if operation.request is None or (body is None and operation.name in ("add_member", "set_training_rules")):
            continue  # without a body one applies for oneself, or changes no rule: that is no error
        path = dict.fromkeys(("id", "enrolment_id", "expense_id", "reservation_id", "number", "file_id"), "nothing")
        with pytest.raises((InputInvalid, NotFound)):
            training.call(operation.name, "officer", ("officer", "trainer"), path=path, body=body)


def test_every_operation_of_the_contract_exists_and_refuses_a_caller_without_identity(training: Any) -> None:
    known = Training.operations()
    for operation in OPERATIONS:
        assert known[operation.name].writes == (operation.method != "GET"), operation.name
        assert known[operation.name].public == operation.public, operation.name
        if not operation.public:
            with pytest.raises(NotAuthenticated):
                training.call(operation.name, "", path={"id": "x"})


def test_bad_filters_of_lists_are_refused(training: Any) -> None:
    for query in ({"limit": "many"}, {"kind": "party"}, {"starts_from": "yesterday"}, {"limit": "0"}):
        with pytest.raises(InputInvalid):
            training.call("list_sessions", "student1", STUDENT, query=query)


def test_the_programme_is_paged_in_order_of_start(training: Any, wanted: Wanted) -> None:
    later = "2030-01-01T00:00:00+08:00", "2030-01-01T02:00:00+08:00"
    ids = [announce(training, wanted(starts_at=later[0], ends_at=later[1]))["id"] for _ in range(5)]
    found: list[str] = []
    query = {"limit": "2", "starts_from": "2029-01-01T00:00:00+08:00", "starts_until": "2030-02-01T00:00:00+08:00"}
    while True:
        page = training.call("list_sessions", "student1", STUDENT, query=query)
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == ids
