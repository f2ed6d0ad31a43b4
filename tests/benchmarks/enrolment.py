"""The first minute of enrolment: 2,000 people on 1,000 seats over 64 connections, through HTTP on RabbitMQ and PostgreSQL.

Beside it a FastAPI + SQLAlchemy peer doing the same transaction without a service behind it, and pgbench on the same statements
as the limit. Ours does more: it verifies a signed identity twice, judges audience and clashes, chains a ledger, and hands the
request to a service. Then the same suite with batches of one, and both on an idle system, one request after another.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from services.kit import migrations
from services.kit.database import Database
from services.kit.identity import Identity, Keys
from services.training.storage.tables import metadata
from tests.benchmarks.burst import Burst, send
from tests.benchmarks.peers import enrolment_tables as peer
from tests.benchmarks.servers import program, rabbit_and_postgres
from tests.e2e.running import free_port

PEOPLE, SEATS, CONNECTIONS, QUIET, ROUNDS = 2000, 1000, 64, 60, 3
FEWER = 500
ALONE = "xinmei, one call a transaction"
"""The suite without batches; slower, so it gets fewer people."""
HTTP = "/api/v1/training-sessions/{id}/enrolments"

Progress = Callable[[str], None]


def run(progress: Progress) -> dict[str, Any]:
    """Enrolments a second, ours against the others; and what batching does to latency, busy and idle, in milliseconds.

    The systems stand side by side and take turns, for other work on the machine comes and goes; each one's best round counts.
    """
    with contextlib.ExitStack() as stack:
        rabbit, postgres = stack.enter_context(rabbit_and_postgres(vhosts=True))
        systems = {
            "xinmei": _ours(stack, rabbit, postgres, "250"),
            ALONE: _ours(stack, rabbit, postgres, "1"),
            "FastAPI + SQLAlchemy": _peer(stack, postgres),
        }
        bursts: dict[str, list[Burst]] = {name: [] for name in systems}
        idle: dict[str, Burst] = {}
        limit = []
        for number in range(ROUNDS):
            for name, system in systems.items():
                bursts[name].append(system.burst(FEWER if name == ALONE else PEOPLE, CONNECTIONS))
                progress(
                    f"{number + 1}. {name}: {bursts[name][-1].rate:.0f}/s, p99 {bursts[name][-1].quantile(0.99):.0f} ms"
                )
            limit.append(_pgbench(postgres.create_database()))
            progress(f"{number + 1}. pgbench: {limit[-1]}/s")
        for name, system in systems.items():
            idle[name] = system.burst(QUIET, 1)
    best = {name: max(found, key=lambda burst: burst.rate) for name, found in bursts.items()}
    results = {name: round(burst.rate, 1) for name, burst in best.items()} | {"pgbench": max(limit)}
    return {
        "bench": "enrolment",
        "unit": "enrolments/s",
        "results": results,
        "ratios": {
            f"ours/{name}": round(results["xinmei"] / rate, 2) for name, rate in results.items() if name != "xinmei"
        },
        "latency_ms": {
            f"{name}, {what} p{part * 100:g}": round(burst.quantile(part), 1)
            for what, found in (("burst", best), ("idle", idle))
            for name, burst in found.items()
            for part in (0.5, 0.99)
        },
    }


@dataclass
class _System:
    """A running system: where a session's enrolments are posted, the headers of a person, and a fresh session each time."""

    port: int
    people: list[dict[str, str]]
    fresh: Callable[[], str]
    check: Callable[[str], None]

    def burst(self, people: int, connections: int) -> Burst:
        """One burst on a fresh session; its books are looked at afterwards."""
        path = self.fresh()
        sent = send(self.port, path, self.people[:people], connections)
        if set(sent.statuses) != {201}:
            raise RuntimeError(f"refused: {dict(sent.statuses)}")
        if people == PEOPLE:
            self.check(path)
        return sent


def _ours(stack: contextlib.ExitStack, rabbit: Any, postgres: Any, batch: str) -> _System:
    amqp_uri, database_url = rabbit.new_vhost(), postgres.create_database()
    secret, port = secrets.token_urlsafe(48), free_port()
    environment = {
        "XINMEI_AMQP_URI": amqp_uri,
        "XINMEI_DATABASE_URL": database_url,
        "XINMEI_SECRET": secret,
        "XINMEI_BATCH_SIZE": batch,
        "XINMEI_RPC_TIMEOUT": "60",  # what is slow shall be seen to be slow, not be refused
        "XINMEI_LOG_LEVEL": "ERROR",
    }
    stack.callback(rabbit.drop_vhost, amqp_uri)
    database = Database(database_url, "training")
    stack.callback(database.close)
    migrations.upgrade(database, metadata)
    keys, days = Keys([secret]), count(3)
    stack.enter_context(program(["-m", "deploy", "run", "training"], environment))
    stack.enter_context(program(["-m", "deploy", "run", "gateway", "--port", str(port)], environment))
    people = [_signed(keys, f"person{n}", "student") for n in range(PEOPLE)]

    def fresh() -> str:
        return HTTP.format(id=_announce(port, keys, next(days)))

    system = _System(port, people, fresh, lambda path: _check_books(database, path.split("/")[-2]))
    system.burst(CONNECTIONS, CONNECTIONS)  # warm up
    return system


def _signed(keys: Keys, name: str, role: str) -> dict[str, str]:
    identity = Identity(id=name, username=name, name=name, unit_id="cs", grants=((role, "cs"),))
    return {"Authorization": f"Bearer {keys.issue(identity, datetime.now(UTC), timedelta(hours=1))}"}


def _announce(port: int, keys: Keys, day: int) -> str:
    now = datetime.now(UTC)
    starts = now + timedelta(days=3 + day)
    body = {
        "kind": "salon",
        "title": "主题沙龙",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "capacity": SEATS,
        "enrol_opens_at": (now - timedelta(minutes=1)).isoformat(),
        "enrol_closes_at": (now + timedelta(days=1)).isoformat(),
    }
    url = f"http://127.0.0.1:{port}/api/v1/training-sessions"
    answer = httpx.post(url, json=body, headers=_signed(keys, "trainer", "trainer"), timeout=30)
    return str(answer.raise_for_status().json()["id"])


def _check_books(database: Database, session_id: str) -> None:
    """What was measured must be right: every seat sold once, everyone else waits in order."""
    query = "SELECT state, count(*), count(DISTINCT arrival) FROM enrolments WHERE session_id = :id GROUP BY state"
    with database.begin(writes=False) as session:
        found = {row[0]: (row[1], row[2]) for row in session.execute(sa.text(query), {"id": session_id})}
    if found != {"enrolled": (SEATS, SEATS), "waiting": (PEOPLE - SEATS, PEOPLE - SEATS)}:
        raise RuntimeError(f"the books are wrong: {found}")


def _peer_tables(database_url: str, *session_ids: str) -> None:
    engine = sa.create_engine(sa.engine.make_url(database_url).set(drivername="postgresql+psycopg"))
    peer.metadata.create_all(engine)
    rows = [{"session_id": i, "capacity": SEATS, "taken": 0, "waiting": 0, "arrivals": 0} for i in session_ids]
    with engine.begin() as connection:
        connection.execute(peer.seats.insert(), rows)
    engine.dispose()


def _peer(stack: contextlib.ExitStack, postgres: Any) -> _System:
    database_url, port = postgres.create_database(), free_port()
    ids = [f"s{number}" for number in range(ROUNDS + 2)]
    _peer_tables(database_url, *ids)
    environment = {"BENCH_DATABASE_URL": database_url, "BENCH_PORT": str(port)}
    stack.enter_context(program(["-m", "tests.benchmarks.peers.fastapi_enrolment"], environment))
    people, fresh = [{"Person": f"person{n}"} for n in range(PEOPLE)], iter(ids)
    system = _System(port, people, lambda: f"/sessions/{next(fresh)}/enrolments", lambda path: None)
    system.burst(CONNECTIONS, CONNECTIONS)  # warm up
    return system


def _pgbench(database_url: str) -> float:
    """Transactions a second of the bare statements at as many clients as there are connections."""
    _peer_tables(database_url, "s")
    url = sa.engine.make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "enrol.sql"
        script.write_text(peer.PGBENCH)
        each = str(PEOPLE // CONNECTIONS)
        arguments = ["-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-t", each, "-f", str(script), url]
        done = subprocess.run(["pgbench", *arguments], capture_output=True, text=True, check=True, env=dict(os.environ))
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = ") and "including" not in line)
    return round(float(line.split()[2]), 1)
