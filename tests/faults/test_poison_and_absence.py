"""Poison in the queue, the same and the wrong order in the queue, and services that are away: the rest goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

import tests.integration.kit.green  # noqa: F401  (the broker's client below needs green threads)
from services.contracts.events import Actor, Envelope, Event
from services.contracts.queues import QUEUES
from services.contracts.registry.events import AccountApproved, AccountChanged, AccountStatusChanged
from services.kit import wire
from services.kit.amqp import AmqpBroker
from services.kit.broker import Outgoing
from services.kit.identity import Keys
from services.kit.ids import new_id
from tests.e2e.running import eventually
from tests.faults.storm import revive
from tests.faults.suite import TITLE, Campus, approve_account, verify, wait_quiet

POISON = "毒"
TRIGGER = """
CREATE FUNCTION review.refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.title LIKE '毒%' AND NEW.state = 'in_review' THEN RAISE EXCEPTION 'this text is poison'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER poison BEFORE UPDATE ON review.submissions FOR EACH ROW EXECUTE FUNCTION review.refuse_poison();
"""
FIX = "DROP TRIGGER poison ON review.submissions; DROP FUNCTION review.refuse_poison();"


def submit(campus: Campus, title: str = TITLE) -> str:
    wanted = {"account_id": campus.account_id, "title": title, "body": "正文。", "source": "original"}
    made: str = campus.college["cs.operator"].post("/submissions", wanted, 201)["id"]
    return made


def state_of(campus: Campus, submission_id: str) -> str:
    found: str = campus.college["cs.operator"].get(f"/submissions/{submission_id}")["state"]
    return found


def is_screened(campus: Campus, submission_id: str) -> bool:
    return state_of(campus, submission_id) == "in_review"


def run_sql(campus: Campus, statements: str) -> None:
    with campus.database("review").begin() as session:
        session.execute(sa.text(statements))


# ---- (c) poison


@pytest.mark.timeout(300)
def test_a_poison_event_is_parked_its_neighbours_pass_and_replay_after_a_fix_completes_it(whole: Campus) -> None:
    run_sql(whole, TRIGGER)
    before = [submit(whole) for _ in range(10)]
    poison = [submit(whole, f"{POISON}{number}") for number in range(2)]
    after = [submit(whole) for _ in range(10)]
    for submission_id in before + after:
        eventually(partial(is_screened, whole, submission_id), "a neighbour is screened")
    listed = eventually(lambda: parked(whole, 2), "the poison is parked")
    assert all("this text is poison" in line for line in listed)
    assert {state_of(whole, id_) for id_ in poison} == {"screening"}
    event_id = listed[0].split()[0]
    shown = whole.suite.command("dead-letters", "show", event_id)
    assert shown.returncode == 0
    assert "submission.submitted.v1" in shown.stdout
    assert POISON in shown.stdout
    assert whole.suite.command("dead-letters", "replay", "no-such-event").returncode == 1
    run_sql(whole, FIX)
    assert whole.suite.command("dead-letters", "replay", event_id).returncode == 0
    eventually(lambda: parked(whole, 1), "one of the two is replayed")
    assert whole.suite.command("dead-letters", "replay", "--all").returncode == 0
    for submission_id in poison:
        eventually(partial(is_screened, whole, submission_id), "the poison is screened after all")
    wait_quiet(whole)
    assert parked(whole, 0) == []
    print(f"22 texts, 2 of them poison: parked, replayed\n{verify(whole)}")


def parked(campus: Campus, number: int) -> list[str] | None:
    """What `xinmei dead-letters list` says, once it is `number` messages."""
    done = campus.suite.command("dead-letters", "list")
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    return lines if last.startswith(f"{number} ") else None


# ---- (d) duplicates, and the wrong order


@pytest.fixture
def outside(whole: Campus) -> Iterator[AmqpBroker]:
    broker = AmqpBroker(whole.suite.environment["XINMEI_AMQP_URI"])
    yield broker
    broker.close()


def account_events(campus: Campus, account_id: str) -> list[Event]:
    """An account's life as the registry would tell it: approved, renamed, suspended."""
    unit_id = campus.college.units["cs"]
    told: dict[str, Any] = {
        "account_id": account_id,
        "handle": account_id[-8:],
        "channel": "douyin",
        "tier": 2,
        "unit_id": unit_id,
        "unit_name": "计算机学院",
        "faculty_id": unit_id,
        "operator_ids": (campus.college["cs.operator"].id,),
        "responsible_person": "王建国",
    }
    return [
        AccountApproved(**told, name="原名", file_number="新媒备〔2026〕2-999号", application_id=new_id()),
        AccountChanged(**told, name="新名"),
        AccountStatusChanged(account_id=account_id, status="suspended", reason="停用"),
    ]


def letters(campus: Campus, events: list[Event]) -> list[Outgoing]:
    """The events in signed envelopes, numbered from 1."""
    keys, now = Keys([campus.suite.environment["XINMEI_SECRET"]]), datetime.now(UTC).isoformat()
    made = []
    for number, event in enumerate(events, 1):
        envelope = Envelope(
            id=new_id(),
            type=event.type,
            time=now,
            source="registry",
            aggregate=event.aggregate,
            sequence=number,
            actor=Actor(id="p-1", name="测试"),
            trace="d" * 32,
            cause="",
            data=wire.event_data(event),
            begun=now,
        )
        body = wire.encode(envelope)
        made.append(Outgoing(event.type, body, keys.sign_event(body)))
    return made


@pytest.mark.timeout(300)
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)])
def test_events_that_come_five_times_and_in_any_order_have_one_effect_in_their_own_order(
    whole: Campus, outside: AmqpBroker, order: tuple[int, ...]
) -> None:
    account_id = new_id()
    made = letters(whole, account_events(whole, account_id))
    for number in order:
        outside.publish([made[number - 1]] * 5)
        time.sleep(0.05)
    eventually(lambda: account_of(whole, account_id) == ("新名", "suspended"), "all three have their effect")
    aggregate = f"account:{account_id}"
    for queue in ("review.events", "alerts.events"):
        eventually(partial(has_handled_all, whole, queue, aggregate), f"{queue} handled each once")
    wait_quiet(whole)
    assert account_of(whole, account_id) == ("新名", "suspended")
    print(f"order {order}, each five times: one effect each")


def account_of(campus: Campus, account_id: str) -> tuple[str, str] | None:
    found = campus.rows("review", "SELECT name, status FROM accounts WHERE id = :id", id=account_id)
    return (found[0].name, found[0].status) if found else None


def has_handled_all(campus: Campus, queue: str, aggregate: str) -> bool:
    """Whether the three events of an aggregate were handled, once each."""
    statement = "SELECT sequence FROM inbox WHERE queue = :queue AND aggregate = :aggregate ORDER BY sequence"
    rows = campus.rows(queue.partition(".")[0], statement, queue=queue, aggregate=aggregate)
    return [row.sequence for row in rows] == [1, 2, 3]


@pytest.mark.timeout(300)
def test_what_nobody_of_ours_signed_is_parked_and_has_no_effect(whole: Campus, outside: AmqpBroker) -> None:
    account_id = new_id()
    stranger = Keys(["a secret that somebody else thought up, long enough"])
    forged = [
        Outgoing(letter.key, letter.body, stranger.sign_event(letter.body))
        for letter in letters(whole, account_events(whole, account_id))
    ]
    outside.publish([*forged, Outgoing("account.approved.v1", b"\x00 garbage"), Outgoing("account.odd", b"{}", "签名")])
    text = submit(whole)
    eventually(lambda: state_of(whole, text) == "in_review", "the others go on")
    listening = sum("account" in topics for topics in QUEUES.values())
    listed = eventually(lambda: parked(whole, 5 * listening), "all of it is parked, once for each queue")
    assert account_of(whole, account_id) is None
    ids = sorted({line.split()[0] for line in listed})
    assert whole.suite.command("dead-letters", "drop", *ids).returncode == 0
    assert parked(whole, 0) == []


# ---- (e) a service that is away


def timed(campus: Campus, username: str, method: str, path: str, body: Any = None) -> tuple[httpx.Response, float]:
    started = time.monotonic()
    answer = campus.college[username].ask(method, path, body)
    return answer, time.monotonic() - started


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_while_a_service_is_away_its_calls_answer_503_in_time_and_the_others_go_on(whole: Campus, how: str) -> None:
    programs = [whole.suite.programs[name] for name in ("review", "review 2")]
    for username in ("cs.operator", "cs.head", "director", "duty", "officer"):
        whole.college[username].get("/me")
    for program in programs:
        program.kill() if how == "killed" else os.kill(program.process.pid, signal.SIGSTOP)
    try:
        wanted = {"account_id": whole.account_id, "title": TITLE, "body": "正文。", "source": "original"}
        slowest = 0.0
        for method, path, body in (
            ("GET", "/review-queue", None),
            ("POST", "/submissions", wanted),
            ("GET", "/campaigns", None),
        ):
            answer, seconds = timed(whole, "cs.operator", method, path, body)
            _assert_away(answer)
            slowest = max(slowest, seconds)
        assert slowest < 5
        ready = httpx.get(f"{whole.suite.base_url}/readyz", timeout=10)
        assert ready.status_code == 503
        assert httpx.get(f"{whole.suite.base_url}/healthz", timeout=10).status_code == 200
        for username, path in (("cs.operator", "/accounts"), ("duty", "/incidents"), ("officer", "/training-sessions")):
            assert whole.college[username].ask("GET", path).status_code == 200, path
        account_id = approve_account(whole.college, "bilibili" if how == "killed" else "website")
    finally:
        for program in programs:
            if how == "frozen":
                os.kill(program.process.pid, signal.SIGCONT)
        revive(programs)
    eventually(lambda: account_of(whole, account_id), "review has heard of the account that was approved meanwhile")
    eventually(lambda: _submits_for(whole, account_id), "a text of that account is taken")
    wait_quiet(whole)
    print(f"review {how}: slowest refusal {slowest:.2f} s\n{verify(whole)}")


def _assert_away(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["code"] == "unavailable"
    assert "没有丢失" in answer.text or "nothing" in answer.text.lower()


def _submits_for(campus: Campus, account_id: str) -> bool:
    wanted = {"account_id": account_id, "title": TITLE, "body": "正文。", "source": "original"}
    return campus.college["cs.operator"].ask("POST", "/submissions", wanted).status_code == 201
