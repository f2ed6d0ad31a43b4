"""Who is let in while the registry is away, and how often it is asked then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from gateway.access.admission import ASKED_AGAIN, CHECKED_EVERY, Admission
from gateway.front import Desk
from gateway.limits import UNKNOWN
from services.contracts.errors import NotAuthenticated, Unavailable
from services.kit.clock import FixedClock
from services.kit.wire import Request
from tests.unit.gateway.conftest import Browser, FakeServices

ASK = ("registry", "open_access")


@pytest.fixture
def admission(desk: Desk) -> Admission:
    return desk.admission


def asked(services: FakeServices) -> int:
    return services.count(*ASK)


def test_a_registry_that_is_away_is_not_asked_for_each_of_a_crowd(
    admission: Admission, services: FakeServices, identify: Callable[..., str]
) -> None:
    services.answers[ASK] = Unavailable(service="registry")
    admitted = [admission.admit(identify("student", id=f"p{n}")).identity.id for n in range(5)]
    assert (admitted, asked(services)) == ([f"p{n}" for n in range(5)], 1)


def test_it_is_asked_again_a_little_later_and_its_word_counts(
    admission: Admission, services: FakeServices, clock: FixedClock, identify: Callable[..., str]
) -> None:
    services.answers[ASK] = Unavailable(service="registry")
    admission.admit(identify("student", id="p1"))
    clock.move(by=timedelta(seconds=ASKED_AGAIN))
    services.answers[ASK] = NotAuthenticated()
    with pytest.raises(NotAuthenticated):
        admission.admit(identify("student", id="p2"))


def test_what_an_event_called_in_question_never_passes_without_its_word(
    admission: Admission, services: FakeServices, identify: Callable[..., str]
) -> None:
    token = identify("student", id="p1", session="s1")
    admission.begin(token)
    services.answers[ASK] = Unavailable(service="registry")
    admission.admit(identify("student", id="p2"))
    admission.question(session="s1")
    with pytest.raises(Unavailable):
        admission.admit(token)


@pytest.mark.parametrize("doubt", [{"session": "s1"}, {"person_id": "p1"}])
def test_what_ends_while_the_registry_answers_is_asked_about_once_more(
    admission: Admission, services: FakeServices, identify: Callable[..., str], doubt: dict[str, str]
) -> None:
    token, other = identify("student", id="p1", session="s1"), identify("student", id="p2", session="s2")

    def ended_meanwhile(request: Request) -> dict[str, str]:
        admission.question(**doubt)
        return request.body

    services.answers[ASK] = ended_meanwhile
    admission.begin(other)
    admission.admit(token)
    services.answers[ASK] = NotAuthenticated()
    with pytest.raises(NotAuthenticated):
        admission.admit(token)
    assert admission.admit(other).identity.id == "p2"


def test_an_access_token_that_was_never_seen_waits_for_the_registry(
    admission: Admission, services: FakeServices, identify: Callable[..., str]
) -> None:
    services.answers[ASK] = Unavailable(service="registry")
    admission.admit(identify("student"))
    with pytest.raises(Unavailable):
        admission.admit("xm_unknown")


def test_what_was_known_stays_good_while_the_registry_is_away_and_until_it_ends(
    admission: Admission, services: FakeServices, clock: FixedClock, identify: Callable[..., str]
) -> None:
    token = identify("student", hours=1)
    services.answers[ASK] = lambda request: request.body
    admission.admit(token)
    services.answers[ASK] = Unavailable(service="registry")
    clock.move(by=timedelta(seconds=CHECKED_EVERY + 1))
    assert [admission.admit(token).identity.id for _ in range(3)] == ["p1"] * 3
    assert asked(services) == 2
    clock.move(by=timedelta(hours=1))
    with pytest.raises(NotAuthenticated):
        admission.admit(token)


def test_the_registry_answers_with_what_a_token_stands_for_now(
    admission: Admission, services: FakeServices, identify: Callable[..., str]
) -> None:
    def answer(request: Request) -> dict[str, str]:
        return {"token": identify("trainer", id="p1")}

    services.answers[ASK] = answer
    assert admission.admit(identify("student", id="p1")).identity.roles == ("trainer",)


def test_tokens_made_up_are_stopped_at_the_door_and_cost_the_registry_no_more_looks(
    client: Browser, services: FakeServices
) -> None:
    services.answers[ASK] = NotAuthenticated()
    answers = [client.get("/api/v1/me", headers={"Authorization": f"Bearer xm_{n}"}) for n in range(UNKNOWN.burst + 5)]
    assert [answer.status_code for answer in answers] == [401] * UNKNOWN.burst + [429] * 5
    assert (asked(services), answers[-1].json["code"]) == (UNKNOWN.burst, "too_many_requests")
    assert client.get("/", headers={"Authorization": "Bearer xm_0"}).status_code == 200
    assert asked(services) == UNKNOWN.burst


def test_a_token_that_is_known_is_not_held_up_by_others_made_up_at_its_address(
    client: Browser, services: FakeServices, identify: Callable[..., str]
) -> None:
    signed = identify("student")
    services.answers["registry", "me"] = {"id": "p1"}

    def look(request: Request) -> dict[str, str]:
        if request.body["token"] != "xm_good":
            raise NotAuthenticated()
        return {"token": signed}

    services.answers[ASK] = look
    for token in ("good", *map(str, range(UNKNOWN.burst))):
        client.get("/api/v1/me", headers={"Authorization": f"Bearer xm_{token}"})
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer xm_good"}).status_code == 200
