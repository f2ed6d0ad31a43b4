"""The first minute of enrolment: 2,000 people on 1,000 seats over 64 connections, through HTTP on RabbitMQ and PostgreSQL.

Beside it a FastAPI + SQLAlchemy peer doing the same transaction without a service behind it, and pgbench on the same statements
as the limit. Ours does more: it verifies a signed identity twice, judges audience and clashes, chains a ledger, and hands the
request to a service. Then the same suite with batches of one, and both on an idle system, one request after another.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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

PEOPLE, SEATS, CONNECTIONS, QUIET = 2000, 1000, 64, 60
HTTP = "/api/v1/training-sessions/{id}/enrolments"

Progress = Callable[[str], None]


def run(progress: Progress) -> dict[str, Any]:
    """Enrolments a second, ours against the others; and what batching does to latency, busy and idle, in milliseconds."""
    results: dict[str, float] = {}
    latency: dict[str, float] = {}
    with rabbit_and_postgres() as (rabbit, postgres):
        for name, batch in (("xinmei", "250"), ("xinmei, one call a transaction", "1")):
            progress(f"{name} …")
            uri = rabbit.new_vhost()
            busy, idle = _ours(uri, postgres.create_database(), batch)
            rabbit.drop_vhost(uri)
            _note(progress, results, latency, name, busy, idle)
        progress("FastAPI + SQLAlchemy …")
        busy, idle = _peer(postgres.create_database())
        _note(progress, results, latency, "FastAPI + SQLAlchemy", busy, idle)
        results["pgbench"] = _pgbench(postgres.create_database())
        progress(f"pgbench: {results['pgbench']}/s")
    ours = results["xinmei"]
    return {
        "bench": "enrolment",
        "unit": "enrolments/s",
        "results": results,
        "ratios": {f"ours/{name}": round(ours / rate, 2) for name, rate in results.items() if name != "xinmei"},
        "latency_ms": latency,
    }


def _note(
    progress: Progress, results: dict[str, float], latency: dict[str, float], name: str, busy: Burst, idle: Burst
) -> None:
    results[name] = round(busy.rate, 1)
    for quantile in (0.5, 0.99):
        latency[f"{name}, burst p{quantile * 100:g}"] = round(busy.quantile(quantile), 1)
        latency[f"{name}, idle p{quantile * 100:g}"] = round(idle.quantile(quantile), 1)
    progress(
        f"{name}: {results[name]}/s, p99 {busy.quantile(0.99):.0f} ms; idle {idle.quantile(0.5):.1f} ms, {dict(busy.statuses)}"
    )


def _ours(amqp_uri: str, database_url: str, batch: str) -> tuple[Burst, Burst]:
    secret, port = secrets.token_urlsafe(48), free_port()
    environment = {
        "XINMEI_AMQP_URI": amqp_uri,
        "XINMEI_DATABASE_URL": database_url,
        "XINMEI_SECRET": secret,
        "XINMEI_BATCH_SIZE": batch,
        "XINMEI_LOG_LEVEL": "ERROR",
    }
    database = Database(database_url, "training")
    migrations.upgrade(database, metadata)
    keys = Keys([secret])
    training, gateway = ["-m", "deploy", "run", "training"], ["-m", "deploy", "run", "gateway", "--port", str(port)]
    with program(training, environment), program(gateway, environment):
        announced = [_announce(port, keys, day) for day in range(3)]
        people = [_signed(keys, f"person{n}", "student") for n in range(PEOPLE)]
        send(port, HTTP.format(id=announced[0]), people[:CONNECTIONS], CONNECTIONS)  # warm up
        busy = send(port, HTTP.format(id=announced[1]), people, CONNECTIONS)
        idle = send(port, HTTP.format(id=announced[2]), people[:QUIET], 1)
    _check_books(database, announced[1])
    return busy, idle


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
    count = "SELECT state, count(*), count(DISTINCT arrival) FROM enrolments WHERE session_id = :id GROUP BY state"
    with database.begin(writes=False) as session:
        found = {row[0]: (row[1], row[2]) for row in session.execute(sa.text(count), {"id": session_id})}
    database.close()
    if found != {"enrolled": (SEATS, SEATS), "waiting": (PEOPLE - SEATS, PEOPLE - SEATS)}:
        raise RuntimeError(f"the books are wrong: {found}")


def _peer_tables(database_url: str, *session_ids: str) -> None:
    engine = sa.create_engine(sa.engine.make_url(database_url).set(drivername="postgresql+psycopg"))
    peer.metadata.create_all(engine)
    rows = [{"session_id": i, "capacity": SEATS, "taken": 0, "waiting": 0, "arrivals": 0} for i in session_ids]
    with engine.begin() as connection:
        connection.execute(peer.seats.insert(), rows)
    engine.dispose()


def _peer(database_url: str) -> tuple[Burst, Burst]:
    _peer_tables(database_url, "warm", "s", "idle")
    port = free_port()
    people = [{"Person": f"person{n}"} for n in range(PEOPLE)]
    environment = {"BENCH_DATABASE_URL": database_url, "BENCH_PORT": str(port)}
    with program(["-m", "tests.benchmarks.peers.fastapi_enrolment"], environment):
        send(port, "/sessions/warm/enrolments", people[:CONNECTIONS], CONNECTIONS)
        busy = send(port, "/sessions/s/enrolments", people, CONNECTIONS)
        return busy, send(port, "/sessions/idle/enrolments", people[:QUIET], 1)


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
