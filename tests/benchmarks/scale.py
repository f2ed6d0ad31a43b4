"""Any number of review processes on one queue: two against one, and sixteen against one where each text waits for a check elsewhere.

The first pair screens texts of 800 characters as fast as the machine can. PostgreSQL and RabbitMQ work on the same cores: two
processes can be as many times faster as one, with what it asks of the servers, leaves cores idle; `cores` says how many each kept
busy. The second pair hands a process one text at a time, and each waits 200 ms in its transaction, as for a vendor's check.
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
from tests.benchmarks.pipeline import LENGTH, Counter, Texts, in_processes, publish, store_submissions
from tests.benchmarks.servers import program, rabbit_and_postgres
from tests.benchmarks.texts import posts

FAST = 32_000
"""Texts for the fast pair: enough that a process which starts a little later than the other counts for little."""
FEW, MANY = 1, 16
A_PROCESS = 60
"""Texts for each process that waits: enough that the last ones, for which some processes find nothing more, count for little."""
ONE_BY_ONE = 10
"""Few enough handed in at once that each text is a message of its own."""

Progress = Callable[[str], None]


def run(progress: Progress) -> dict[str, Any]:
    """Texts a second by number of processes, and what more of them come to."""
    results: dict[str, float] = {}
    cores: dict[str, dict[str, float]] = {}
    with rabbit_and_postgres(vhosts=True) as (rabbit, postgres):
        for name, processes, measure in (
            ("1 process", 1, _fast),
            ("2 processes", 2, _fast),
            ("1 process, 200 ms check", FEW, _waiting),
            ("16 processes, 200 ms check", MANY, _waiting),
        ):
            progress(f"{name} …")
            amqp_uri = rabbit.new_vhost()
            rate, cores[name] = measure(processes, amqp_uri, postgres.create_database())
            results[name] = round(rate, 1)
            progress(f"{name}: {results[name]} texts/s; cores kept busy: {cores[name]}")
            rabbit.drop_vhost(amqp_uri)
    return {
        "bench": "scale",
        "unit": "texts/s",
        "results": results,
        "cores": cores,
        "ratios": {
            "2/1 processes": round(results["2 processes"] / results["1 process"], 2),
            "16/1 processes, 200 ms check": round(
                results["16 processes, 200 ms check"] / results["1 process, 200 ms check"], 2
            ),
        },
    }


def _texts(count: int) -> Texts:
    return Texts([new_id() for _ in range(count)], posts(count, LENGTH))


def _fast(processes: int, amqp_uri: str, database_url: str) -> tuple[float, dict[str, float]]:
    return in_processes(processes, _texts(FAST), amqp_uri, database_url)


def _waiting(processes: int, amqp_uri: str, database_url: str) -> tuple[float, dict[str, float]]:
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
        return len(texts.ids) / counter.seconds(len(texts.ids), begun), counter.cores
