"""Any number of review processes on one queue: two against one, and sixteen against one where each text waits for a check elsewhere.

The first pair screens texts of 800 characters as fast as the machine can; two processes can only be twice as fast where two cores
are free. The second pair hands a process one text at a time, and each waits 200 ms in its transaction, as for a vendor's check.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from services.contracts.review.events import SubmissionScreened
from services.kit import migrations
from services.kit.broker import EVENTS_EXCHANGE
from services.kit.database import Database
from services.kit.ids import new_id
from tests.benchmarks.pipeline import LENGTH, Counter, Texts, ours, publish, store_submissions
from tests.benchmarks.servers import program, rabbit_and_postgres
from tests.benchmarks.texts import posts

FAST = 8000
FEW, MANY = 1, 16
A_PROCESS = 15
"""Texts for each process that waits."""
ONE_BY_ONE = 10
"""Few enough handed in at once that each text is a message of its own."""

Progress = Callable[[str], None]


def run(progress: Progress) -> dict[str, Any]:
    """Texts a second by number of processes, and what more of them come to."""
    results: dict[str, float] = {}
    with rabbit_and_postgres(vhosts=True) as (rabbit, postgres):
        for name, processes, measure in (
            ("1 process", 1, _fast),
            ("2 processes", 2, _fast),
            ("1 process, 200 ms check", FEW, _waiting),
            ("16 processes, 200 ms check", MANY, _waiting),
        ):
            progress(f"{name} …")
            amqp_uri = rabbit.new_vhost()
            results[name] = round(measure(processes, amqp_uri, postgres.create_database()), 1)
            progress(f"{name}: {results[name]} texts/s")
            rabbit.drop_vhost(amqp_uri)
    return {
        "bench": "scale",
        "unit": "texts/s",
        "results": results,
        "ratios": {
            "2/1 processes": round(results["2 processes"] / results["1 process"], 2),
            "16/1 processes, 200 ms check": round(
                results["16 processes, 200 ms check"] / results["1 process, 200 ms check"], 2
            ),
        },
    }


def _texts(count: int) -> Texts:
    return Texts([new_id() for _ in range(count)], posts(count, LENGTH))


def _fast(processes: int, amqp_uri: str, database_url: str) -> float:
    return ours("", _texts(FAST), amqp_uri, database_url, processes)


def _waiting(processes: int, amqp_uri: str, database_url: str) -> float:
    """From the moment at which the texts are handed in to processes that are all ready."""
    texts, secret = _texts(A_PROCESS * processes), secrets.token_urlsafe(48)
    environment = {
        "XINMEI_AMQP_URI": amqp_uri,
        "XINMEI_DATABASE_URL": database_url,
        "XINMEI_SECRET": secret,
        "XINMEI_BATCH_SIZE": "1",
        "XINMEI_POOL_SIZE": "3",
    }
    database = Database(database_url, "review")
    migrations.upgrade(database)
    store_submissions(database, texts)
    with contextlib.ExitStack() as stack:
        for _ in range(processes):
            stack.enter_context(program(["-m", "tests.benchmarks.peers.checking", "run", "review"], environment))
        counter = stack.enter_context(Counter(amqp_uri, EVENTS_EXCHANGE, SubmissionScreened.type))
        begun = time.perf_counter()
        publish(amqp_uri, secret, texts, ONE_BY_ONE)
        return len(texts.ids) / counter.seconds(len(texts.ids), begun)
