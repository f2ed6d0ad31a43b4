"""A thousand incidents nobody answers, three alerts processes killed at random over hours of campus time: every step fires once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.queues import bindings
from services.contracts.review.events import ObservedPostJudged
from services.kit.amqp import AmqpBroker
from services.kit.broker import Outgoing
from services.kit.database import Database
from services.kit.deadlines import missed
from tests.e2e.running import Program, run_command
from tests.faults.storm import Storm, revive
from tests.unit.alerts.desk import Desk, open_desk

INCIDENTS = int(os.environ.get("XINMEI_FAULT_INCIDENTS", "1000"))
WAVES = 4
STEP = timedelta(minutes=20)
LEVELS = 4
CYCLES = WAVES + LEVELS
PATIENCE = 180.0
SECRET = "k" * 40


@dataclass
class Watch:
    """Three alerts processes over one database, the clock they share, and a desk that looks at what they did."""

    desk: Desk
    broker: AmqpBroker
    offset: Path
    programs: dict[str, Program]

    def turn_clock(self, to: timedelta) -> datetime:
        """Let it be `to` later than it really is, for the processes and the desk; the campus time then."""
        self.offset.write_text(str(to.total_seconds()))
        return self.now()

    def now(self) -> datetime:
        """The campus time, which the desk has too."""
        self.desk.clock.move(to=datetime.now(UTC) + timedelta(seconds=float(self.offset.read_text())))
        return self.desk.clock.now()

    def report(self, numbers: range) -> None:
        """Tell by the bus of so many posts that nobody reviewed, each of a place of its own."""
        events = [self._unreviewed(number) for number in numbers]
        made = [self.desk.delivery(event, "officer") for event in events]
        self.broker.publish([Outgoing(one.key, one.body, one.signature) for one in made])

    def _unreviewed(self, number: int) -> ObservedPostJudged:
        return self.desk.judged(number, account_id="", handle=f"unknown-{number}")

    def rows(self, statement: str, **values: Any) -> list[sa.Row[Any]]:
        with self.desk.works.database.begin(writes=False) as session:
            return list(session.execute(sa.text(statement), values))

    def count(self, statement: str, **values: Any) -> int:
        return int(self.rows(statement, **values)[0][0])

    def until_quiet(self, opened: int) -> None:
        """Return once every post was heard of and no deadline is due any more; processes may die meanwhile."""
        until = time.monotonic() + PATIENCE
        heard = due = -1
        while (heard, due) != (opened, 0):
            assert time.monotonic() < until, f"heard of {heard} of {opened}, {due} deadlines are due still"
            heard = self.count("SELECT count(*) FROM incidents")
            due = self.count("SELECT count(*) FROM deadlines WHERE due_at <= :now", now=self.now())
            time.sleep(0.1)


@pytest.fixture
def watch(own_rabbitmq: Any, own_postgres: Any, tmp_path: Path) -> Iterator[Watch]:
    """The processes, three of them, ready; a duty officer, and a policy of two steps gone through twice."""
    own_rabbitmq.wait_ready()
    own_postgres.wait_ready()
    amqp_uri, database_url = own_rabbitmq.new_vhost(), own_postgres.create_database()
    offset = tmp_path / "offset"
    offset.write_text("0")
    environment = {
        "XINMEI_AMQP_URI": amqp_uri,
        "XINMEI_DATABASE_URL": database_url,
        "XINMEI_SECRET": SECRET,
        "XINMEI_CLOCK_OFFSET_FILE": str(offset),
        "XINMEI_LOG_LEVEL": "ERROR",
        "XINMEI_POOL_SIZE": "4",
        "XINMEI_BATCH_SIZE": "25",  # a batch must end before the next kill, also on a machine that is busy
    }
    migrated = run_command(["migrate"], environment, None)
    assert migrated.returncode == 0, migrated.stderr
    database, broker = Database(database_url, "alerts"), AmqpBroker(amqp_uri)
    broker.declare("alerts.events", bindings("alerts.events"))
    programs: dict[str, Program] = {}
    try:
        desk = open_desk(database)
        _set_duty(desk)
        programs |= {f"alerts {number}": Program(["run", "alerts"], environment) for number in (1, 2, 3)}
        for program in programs.values():
            program.wait_ready()
        yield Watch(desk, broker, offset, programs)
    finally:
        for program in programs.values():
            program.stop()
        broker.close()
        database.close()


def _set_duty(desk: Desk) -> None:
    desk.call("officer", "make_rota", {"name": "值班", "kind": "daily", "people": ["duty"], "handover": "00:00"})
    minutes = int(STEP.total_seconds() // 60)
    steps = [
        {"minutes": minutes, "targets": [{"kind": "duty"}]},
        {"minutes": minutes, "targets": [{"kind": "role", "value": "director"}]},
    ]
    desk.call("officer", "make_policy", {"name": "x", "severities": ["III"], "steps": steps, "repeat": 1})
    rule = {"kind": "unreviewed", "severity": "III", "window_minutes": 60}
    desk.call("officer", "set_rule", rule)


@pytest.mark.article(15)
@pytest.mark.timeout(600)
def test_a_thousand_incidents_escalate_once_a_level_and_in_time_though_processes_are_killed_at_random(
    watch: Watch,
) -> None:
    wave = INCIDENTS // WAVES
    cycles: list[datetime] = []
    late = 0
    with Storm(watch.programs, seed=7, most=15, every=(2.0, 5.0)) as storm:
        for cycle in range(CYCLES):
            cycles.append(watch.turn_clock(cycle * STEP))
            if cycle == CYCLES // 2:
                _kill_all(watch)
            if cycle < WAVES:
                watch.report(range(cycle * wave, (cycle + 1) * wave))
            watch.until_quiet(min(cycle + 1, WAVES) * wave)
            late += _missed(watch)
            if cycle == 1:
                _answer(watch, 50)
    print(f"{INCIDENTS} incidents, {cycles[-1] - cycles[0]} of campus time, killed {dict(storm.kills)}")
    assert storm.kills.total() >= 5
    assert late == 0
    _assert_fired_once_and_in_their_cycle(watch, cycles)


def _kill_all(watch: Watch) -> None:
    """For a moment nobody is alive; then all begin anew."""
    for program in watch.programs.values():
        program.kill()
    revive(list(watch.programs.values()))


def _missed(watch: Watch) -> int:
    with watch.desk.works.database.begin(writes=False) as session:
        return missed(session, watch.now())


def _answer(watch: Watch, number: int) -> None:
    """Somebody acknowledges the first incidents, which wait for their second step by now."""
    for row in watch.rows("SELECT id FROM incidents WHERE escalation_level = 1 ORDER BY id LIMIT :n", n=number):
        watch.desk.call("duty", "acknowledge_incident", id=row.id)


def _assert_fired_once_and_in_their_cycle(watch: Watch, cycles: list[datetime]) -> None:
    levels = watch.rows("SELECT level, count(*) AS n FROM escalation_steps GROUP BY level ORDER BY level")
    answered = watch.count("SELECT count(*) FROM incidents WHERE state = 'acknowledged'")
    assert answered == 50
    unanswered = INCIDENTS - answered
    assert [tuple(row) for row in levels] == [(1, INCIDENTS), *[(n, unanswered) for n in range(2, LEVELS + 1)]]
    fired = INCIDENTS + (LEVELS - 1) * unanswered
    for what, once in (
        ("SELECT count(*) FROM messages WHERE kind = 'incident_escalated'", fired),
        ("SELECT count(*) FROM ledger WHERE action = 'incident.escalated'", fired),
        ("SELECT count(*) FROM incident_timeline WHERE action = 'escalated'", fired),
        ("SELECT count(*) FROM ledger WHERE action = 'incident.escalation_exhausted'", unanswered),
        ("SELECT count(*) FROM deadlines WHERE error <> ''", 0),
        ("SELECT count(*) FROM failed_events", 0),
    ):
        assert watch.count(what) == once, what
    for row in watch.rows("SELECT level, due_at, fired_at FROM escalation_steps"):
        following = next((cycle for cycle in cycles if cycle > row.due_at), cycles[-1] + STEP)
        at_latest = next((cycle for cycle in cycles if cycle > following), cycles[-1] + STEP)
        assert row.due_at <= row.fired_at < at_latest, f"step {row.level} due {row.due_at} fired {row.fired_at}"
