"""The training service through its calls, as the gateway makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import eventlet
import pytest

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, StateConflict
from services.contracts.training_operations import OPERATIONS
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
        if operation.request is None:
            continue
        path = dict.fromkeys(("id", "enrolment_id", "expense_id", "reservation_id", "number"), "nothing")
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
    query = {"limit": "2", "starts_from": "2029-01-01T00:00:00+08:00"}
    while True:
        page = training.call("list_sessions", "student1", STUDENT, query=query)
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == ids
