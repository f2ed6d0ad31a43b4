"""The boards: put together from four services, cached, and never older than the last event that passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import eventlet
import pytest

from gateway.boards.cache import KEPT, KEPT_WHILE_AWAY, SERVICES, Boards, Wanted
from gateway.boards.listener import Listener, service_of
from gateway.boards.streams import FAIR_SHARE, Streams
from gateway.front import Desk
from services.contracts.errors import NotPermitted, TooMany, Unavailable
from services.contracts.events import EVENTS, Actor, Envelope
from services.kit.broker import Delivery
from services.kit.clock import FixedClock
from services.kit.identity import Identity
from services.kit.wire import encode
from tests.unit.gateway.conftest import Browser, FakeServices

Bearer = Callable[..., dict[str, str]]
DIRECTOR = Identity(id="d", username="director", name="主任", grants=(("director", ""),))


@pytest.fixture
def answering(services: FakeServices) -> FakeServices:
    for service in SERVICES:
        services.answers[service, "board"] = {"of": service, "count": 1}
    return services


def asked(services: FakeServices) -> int:
    return sum(services.count(service, "board") for service in SERVICES)


def test_the_department_sees_all_four_services_in_one_call(
    client: Browser, answering: FakeServices, bearer: Bearer
) -> None:
    answer = client.get("/api/v1/boards/department", headers=bearer("officer"))
    assert answer.status_code == 200
    assert answer.json["board"] == "department"
    assert {service: answer.json[service]["of"] for service in SERVICES} == {service: service for service in SERVICES}


def test_a_second_look_asks_nobody_and_an_unchanged_board_is_304(
    client: Browser, answering: FakeServices, bearer: Bearer
) -> None:
    headers = bearer("officer")
    first = client.get("/api/v1/boards/department", headers=headers)
    second = client.get("/api/v1/boards/department", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data, asked(answering)) == (304, b"", 4)
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_an_event_makes_only_its_own_services_part_stale(desk: Desk, answering: FakeServices) -> None:
    listener = Listener(desk.platform.broker, desk.keys, desk.boards, desk.streams, desk.admission)
    before = desk.boards.get(Wanted("department"), DIRECTOR, "t").etag
    answering.answers["review", "board"] = {"of": "review", "count": 2}
    listener.hear([Delivery(body=b"", tag=1, key="submission.sealed.v1")])
    after = desk.boards.get(Wanted("department"), DIRECTOR, "t")
    assert after.etag != before
    assert after.data()["review"]["count"] == 2
    assert (answering.count("review", "board"), answering.count("registry", "board")) == (2, 1)


def test_a_result_begun_before_an_event_never_hides_it(desk: Desk, answering: FakeServices) -> None:
    def slow(_request: Any) -> dict[str, int]:
        begun = answering.count("alerts", "board")
        if begun == 1:
            desk.boards.touch(["alerts"])
        return {"count": begun}

    answering.answers["alerts", "board"] = slow
    desk.boards.get(Wanted("department"), DIRECTOR, "t")
    assert desk.boards.get(Wanted("department"), DIRECTOR, "t").data()["alerts"]["count"] == 2


def test_many_who_come_at_once_ask_each_service_once(desk: Desk, answering: FakeServices) -> None:
    def slow(_request: Any) -> dict[str, int]:
        eventlet.sleep(0.02)
        return {"count": 1}

    for service in SERVICES:
        answering.answers[service, "board"] = slow
    pool = eventlet.GreenPool(20)
    list(pool.imap(lambda _: desk.boards.get(Wanted("department"), DIRECTOR, "t"), range(20)))
    assert asked(answering) == 4


def test_a_board_is_never_served_to_someone_with_other_rights(
    client: Browser, answering: FakeServices, bearer: Bearer
) -> None:
    assert client.get("/api/v1/boards/department", headers=bearer("officer", id="same")).status_code == 200
    refused = client.get("/api/v1/boards/department", headers=bearer("student", id="same"))
    assert (refused.status_code, refused.json["code"]) == (403, "not_permitted")
    assert client.get("/api/v1/boards/department").status_code == 401


def test_a_unit_board_belongs_to_its_viewer_alone(client: Browser, answering: FakeServices, bearer: Bearer) -> None:
    mine = bearer(("operator", "u1"), id="mine", unit_id="u1")
    assert client.get("/api/v1/boards/unit/u1", headers=mine).json["unit_id"] == "u1"
    for service in SERVICES:
        answering.answers[service, "board"] = NotPermitted()
    theirs = client.get("/api/v1/boards/unit/u1", headers=bearer(("operator", "u2"), id="theirs", unit_id="u2"))
    assert theirs.status_code == 403
    assert client.get("/api/v1/boards/unit/u1", headers=mine).status_code == 200


def test_a_service_that_is_away_leaves_the_others_standing_and_is_asked_again_soon(
    client: Browser, answering: FakeServices, bearer: Bearer, clock: FixedClock
) -> None:
    answering.answers["training", "board"] = Unavailable()
    headers = bearer("director")
    board = client.get("/api/v1/boards/department", headers=headers).json
    assert board["training"] == {"unavailable": True}
    assert board["registry"]["count"] == 1
    answering.answers["training", "board"] = {"count": 5}
    clock.move(by=timedelta(seconds=KEPT_WHILE_AWAY + 0.1))
    assert client.get("/api/v1/boards/department", headers=headers).json["training"] == {"count": 5}


def test_time_alone_makes_a_board_stale(desk: Desk, answering: FakeServices, clock: FixedClock) -> None:
    desk.boards.get(Wanted("department"), DIRECTOR, "t")
    clock.move(by=timedelta(seconds=KEPT + 1))
    desk.boards.get(Wanted("department"), DIRECTOR, "t")
    assert asked(answering) == 8


def test_what_one_changes_through_this_gateway_shows_at_once(
    client: Browser, answering: FakeServices, bearer: Bearer
) -> None:
    headers = bearer("director")
    client.get("/api/v1/boards/department", headers=headers)
    answering.answers["registry", "approve_application"] = {"id": "a", "version": 2}
    answering.answers["registry", "board"] = {"of": "registry", "count": 7}
    client.post("/api/v1/applications/a/approve", json={}, headers=headers)
    assert client.get("/api/v1/boards/department", headers=headers).json["registry"]["count"] == 7


def test_the_cache_forgets_who_has_not_come_for_longest(
    desk: Desk, answering: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.boards.cache.MOST_BOARDS", 2)
    boards = Boards(answering, desk.clock)
    for person in ("a", "b", "c"):
        boards.get(Wanted("association"), Identity(id=person, username=person, name=person), "t")
    assert len(boards._boards) == 2


def test_events_are_told_by_the_contract_they_stand_in() -> None:
    assert service_of("account.approved.v1") == "registry"
    assert service_of("observed_post.judged.v1") == "review"
    assert service_of("incident.opened.v1") == "alerts"
    assert service_of("enrolment.made.v1") == "training"
    assert service_of("nobody.knows.v1") == ""


def incident(keys: Any, signature: str = "") -> Delivery:
    envelope = Envelope(
        id="e1",
        type="incident.opened.v1",
        time="2026-03-02T08:00:00+00:00",
        source="alerts",
        aggregate="incident:i1",
        sequence=1,
        actor=Actor(id="p", name="n"),
        trace="0" * 32,
        cause="",
        data={"incident_id": "i1", "title": "未审先发\n\ndata: x", "severity": "II"},
    )
    body = encode(envelope)
    return Delivery(body=body, tag=1, key="incident.opened.v1", signature=signature or keys.sign_event(body))


def test_a_watcher_hears_of_an_incident_and_only_of_signed_ones(desk: Desk) -> None:
    listener = Listener(desk.platform.broker, desk.keys, desk.boards, desk.streams, desk.admission)
    stream = desk.streams.open("incidents", "p1", lambda: True)
    next(stream)
    listener.hear([incident(desk.keys, signature="0" * 64), incident(desk.keys)])
    message = next(stream)
    assert message.startswith(b"id: e1\nevent: incident.opened.v1\ndata: {")
    assert message.count(b"\n\n") == 1
    desk.streams.close()
    assert list(stream) == []


def test_streams_are_bounded_and_given_back(desk: Desk, client: Browser, bearer: Bearer) -> None:
    desk.streams._most = 1
    stream = desk.streams.open("changes", "p1", lambda: True)
    next(stream)
    answer = client.get("/api/v1/boards/incidents/stream", headers=bearer("duty"))
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_streams")
    stream.close()
    assert desk.streams.count() == 0


def test_where_it_gets_crowded_whoever_has_most_gives_way_and_nobody_within_a_fair_share() -> None:
    streams = Streams(most=3 * FAIR_SHARE, crowded=2 * FAIR_SHARE)

    def open_one(owner: str) -> Any:
        stream = streams.open("changes", owner, lambda: True)
        next(stream)
        return stream

    modest = [open_one("modest") for _ in range(FAIR_SHARE)]
    greedy = [open_one("greedy") for _ in range(FAIR_SHARE + 4)]
    late = [open_one("late") for _ in range(FAIR_SHARE)]
    with pytest.raises(TooMany):
        streams.open("changes", "one more", lambda: True)
    streams.tell_changed(["review"])
    heard = [stream for stream in (*modest, *greedy, *late) if next(stream, None)]
    assert heard == [*modest, *greedy[4:], *late]
    for stream in (*modest, *greedy, *late):
        stream.close()
    assert (streams.count(), streams._owned) == (0, {})


def test_a_slow_watcher_is_cut_off_and_the_others_go_on(desk: Desk) -> None:
    stream = desk.streams.open("changes", "p1", lambda: True)
    next(stream)
    for _ in range(150):
        desk.streams.tell_changed(["review"])
    assert desk.streams.count() == 0
    assert sum(1 for _ in stream) <= 100


def test_a_stream_ends_with_its_sign_in(desk: Desk) -> None:
    good = [True, False]
    stream = desk.streams.open("changes", "p1", lambda: good.pop(0))
    next(stream)
    desk.streams.tell_changed(["review"])
    assert len(list(stream)) == 1


def test_incidents_are_streamed_to_those_on_watch_alone(client: Browser, bearer: Bearer) -> None:
    assert client.get("/api/v1/boards/incidents/stream", headers=bearer(("operator", "u1"))).status_code == 403
    assert client.head("/api/v1/boards/incidents/stream", headers=bearer("duty")).mimetype == "text/event-stream"


def test_the_short_way_answers_exactly_what_the_long_way_does(
    client: Browser, portal: Any, answering: FakeServices, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, headers in (
        ("/api/v1/boards/department", bearer("director")),
        ("/api/v1/boards/unit/u1", bearer(("operator", "u1"), unit_id="u1")),
        ("/api/v1/boards/association", bearer("student")),
    ):
        long = client.get(path, headers=headers)
        with monkeypatch.context() as patch:
            patch.setattr(portal, "_inner", None)
            short = client.get(path, headers=headers)
            unchanged = client.get(path, headers={**headers, "If-None-Match": long.headers["ETag"]})
        own = ("Trace-Id",)
        assert (short.status_code, short.data) == (200, long.data)
        assert {n: v for n, v in short.headers if n not in own} == {n: v for n, v in long.headers if n not in own}
        assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_the_short_way_opens_for_nobody_without_the_right(
    client: Browser, answering: FakeServices, bearer: Bearer, clock: FixedClock
) -> None:
    director = bearer("director", hours=1)
    assert client.get("/api/v1/boards/department", headers=director).status_code == 200
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": director["Authorization"][:-2] + "zz"}):
        assert client.get("/api/v1/boards/department", headers=headers).status_code == 401
    clock.move(by=timedelta(hours=2))
    assert client.get("/api/v1/boards/department", headers=director).status_code == 401


def test_every_event_belongs_to_the_service_whose_contract_holds_it() -> None:
    ours = {
        key: event.__module__ for key, event in EVENTS.items() if event.__module__.startswith("services.contracts.")
    }
    assert {key: service_of(key) for key in ours} == {key: module.split(".")[2] for key, module in ours.items()}
