"""The first minute of enrolment with the training process killed in the middle: every seat sold once, nobody lost, order kept."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.kit import ledger
from services.kit.database import Database
from services.kit.identity import Identity, Keys
from services.training.storage.tables import enrolments, seats
from tests.e2e.running import Program, embedded, free_port, run_command

PEOPLE, SEATS, CONNECTIONS = 2000, 1000, 64
PATIENCE = 60.0
SECRET = "for-tests-only-" + "fedcba9876543210" * 3


@dataclass
class Hall:
    """A running training service behind a gateway: the process that will be killed, its port and its database from outside."""

    victim: Program
    port: int
    database: Database


@contextlib.contextmanager
def _distributed(request: pytest.FixtureRequest) -> Iterator[Hall]:
    rabbit, postgres = request.getfixturevalue("own_rabbitmq"), request.getfixturevalue("own_postgres")
    for server in (rabbit, postgres):
        server.resume()
        if server.pid is None:
            server.start()
        server.wait_ready()
    port, url = free_port(), postgres.create_database()
    environment = {
        "XINMEI_AMQP_URI": rabbit.new_vhost(),
        "XINMEI_DATABASE_URL": url,
        "XINMEI_SECRET": SECRET,
        "XINMEI_LOG_LEVEL": "ERROR",
    }
    migrated = run_command(["migrate"], environment, None)
    assert migrated.returncode == 0, migrated.stderr
    training = Program(["run", "training"], environment)
    gateway = Program(["run", "gateway", "--port", str(port)], environment)
    database = Database(url, "training", pool_size=2)
    try:
        for program in (training, gateway):
            program.wait_ready()
        yield Hall(training, port, database)
    finally:
        database.close()
        for program in (gateway, training):
            program.stop()


@contextlib.contextmanager
def _embedded(folder: Path) -> Iterator[Hall]:
    with embedded(folder, XINMEI_SECRET=SECRET, XINMEI_LOG_LEVEL="ERROR") as suite:
        database = Database.in_folder(folder, "training")
        try:
            yield Hall(suite.programs["up"], int(suite.base_url.rpartition(":")[2]), database)
        finally:
            database.close()


@pytest.fixture(params=["postgresql", "sqlite"])
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    opened = _distributed(request) if request.param == "postgresql" else _embedded(tmp_path)
    with opened as found:
        yield found


class Crowd:
    """Everyone who enrols: each again and again under one key, until there is an answer that stays."""

    def __init__(self, hall: Hall, session_id: str) -> None:
        self._hall = hall
        self._path = f"/api/v1/training-sessions/{session_id}/enrolments"
        self._local = threading.local()
        self._opened: list[http.client.HTTPConnection] = []
        self.answers: dict[int, dict[str, Any]] = {}
        self.troubles: Counter[str] = Counter()

    def come(self, number: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, answer = self._ask(number)
                if status == 201:
                    self.answers[number] = answer
                    return
                assert status in (429, 503), answer
            self.troubles["again"] += 1
            self._local.connection = None
            time.sleep(0.05 + random.random() * 0.2)

    def _ask(self, number: int) -> tuple[int, dict[str, Any]]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = http.client.HTTPConnection("127.0.0.1", self._hall.port, timeout=10)
            self._opened.append(connection)
        connection.request("POST", self._path, headers=_signed(f"person{number}", "student") | {"Idempotency-Key": "k"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        for connection in self._opened:
            connection.close()


def _signed(name: str, role: str) -> dict[str, str]:
    identity = Identity(id=name, username=name, name=name, unit_id="cs", grants=((role, "cs"),))
    token = Keys([SECRET]).issue(identity, datetime.now(UTC), timedelta(hours=1))
    return {"Authorization": f"Bearer {token}"}


def _announce(hall: Hall) -> str:
    now = datetime.now(UTC)
    body = {
        "kind": "salon",
        "title": "主题沙龙",
        "starts_at": (now + timedelta(days=3)).isoformat(),
        "ends_at": (now + timedelta(days=3, hours=2)).isoformat(),
        "capacity": SEATS,
        "enrol_opens_at": (now - timedelta(minutes=1)).isoformat(),
        "enrol_closes_at": (now + timedelta(days=1)).isoformat(),
    }
    connection = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=15)
    headers = {"Content-Type": "application/json", **_signed("trainer", "trainer")}
    connection.request("POST", "/api/v1/training-sessions", json.dumps(body), headers)
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    assert answer.status == 201, found
    return str(found["id"])


@pytest.mark.article(16)
@pytest.mark.timeout(180)
def test_two_thousand_people_on_a_thousand_seats_with_the_process_killed_in_the_middle(hall: Hall) -> None:
    session_id = _announce(hall)
    crowd = Crowd(hall, session_id)

    def kill() -> None:
        while len(crowd.answers) < PEOPLE // 3:
            time.sleep(0.01)
        hall.victim.kill()
        hall.victim.restart()

    killing = threading.Thread(target=kill, daemon=True)
    killing.start()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(crowd.come, range(PEOPLE)))
    crowd.close()
    killing.join(PATIENCE)
    hall.victim.wait_ready()
    print(f"asked again {crowd.troubles['again']} times")
    assert crowd.troubles["again"] > 0
    assert len(crowd.answers) == PEOPLE
    _assert_books(hall, session_id, crowd)


def _assert_books(hall: Hall, session_id: str, crowd: Crowd) -> None:
    with hall.database.begin(writes=False) as db:
        rows = db.execute(sa.select(enrolments).where(enrolments.c.session_id == session_id)).all()
        row = db.execute(sa.select(seats).where(seats.c.session_id == session_id)).one()
        assert ledger.verify(db) is None
    assert sorted(row.arrival for row in rows) == list(range(1, PEOPLE + 1))
    assert {row.state for row in rows if row.arrival <= SEATS} == {"enrolled"}
    assert {row.state for row in rows if row.arrival > SEATS} == {"waiting"}
    assert len({row.person_id for row in rows}) == PEOPLE
    assert (row.taken, row.waiting, row.arrivals) == (SEATS, PEOPLE - SEATS, PEOPLE)
    kept = {row.person_id: row for row in rows}
    for number, answer in crowd.answers.items():
        found = kept[f"person{number}"]
        assert (answer["id"], answer["state"]) == (found.id, found.state)
        assert answer.get("position", 0) == max(0, found.arrival - SEATS)
