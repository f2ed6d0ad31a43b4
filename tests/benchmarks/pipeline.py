"""Submissions as events → screened → decision row and outbox → event consumed, over RabbitMQ and PostgreSQL.

Each variant is one worker process that finds its messages waiting in a quorum queue; this process counts the events that come
out. The rate runs from the first event counted to the last, so that start-up costs nobody anything. Ours does more than its
peers: it keeps order and idempotency by an inbox, guards the submission's version, and chains every step into the ledger.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from kombu import Connection, Exchange, Queue
from kombu.pools import reset

from services.contracts.events import Actor, Envelope
from services.contracts.review.events import SubmissionScreened, SubmissionSubmitted
from services.kit import migrations, packs, wire
from services.kit.amqp import AmqpBroker
from services.kit.broker import EVENTS_EXCHANGE, Outgoing
from services.kit.database import Database
from services.kit.identity import Keys
from services.kit.ids import new_id, new_trace
from services.kit.tables import outbox_heads
from tests.benchmarks.peers import common
from tests.benchmarks.servers import program, rabbit_and_postgres
from tests.benchmarks.texts import posts
from tests.benchmarks.usage import Usage

LENGTH = 800
COUNTS = {"xinmei": 8000, "by hand, batches of 200": 8000, "FastStream": 2000, "nameko": 1500}
PEERS = {
    "by hand, batches of 200": "tests.benchmarks.peers.by_hand",
    "FastStream": "tests.benchmarks.peers.faststream_peer",
    "nameko": "tests.benchmarks.peers.nameko_peer",
}
PATIENCE = 60.0

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Texts:
    """Texts to be screened, each with the id of its submission."""

    ids: list[str]
    bodies: list[str]


def run(progress: Progress) -> dict[str, Any]:
    """The rates in events a second, and ours against the others."""
    results: dict[str, float] = {}
    with rabbit_and_postgres() as (rabbit, postgres):
        for name in COUNTS:
            progress(f"{name} …")
            texts = Texts([new_id() for _ in range(COUNTS[name])], posts(COUNTS[name], LENGTH))
            amqp_uri, database_url = rabbit.new_vhost(), postgres.create_database()
            measure = ours if name == "xinmei" else _peer
            results[name] = round(measure(name, texts, amqp_uri, database_url), 1)
            progress(f"{name}: {results[name]} events/s")
            rabbit.drop_vhost(amqp_uri)
    own = results["xinmei"]
    return {
        "bench": "pipeline",
        "unit": "events/s",
        "results": results,
        "ratios": {f"ours/{name}": round(own / rate, 2) for name, rate in results.items() if name != "xinmei"},
    }


def ours(_name: str, texts: Texts, amqp_uri: str, database_url: str) -> float:
    """Events a second of the review service in one process."""
    return in_processes(1, texts, amqp_uri, database_url)[0]


def in_processes(processes: int, texts: Texts, amqp_uri: str, database_url: str) -> tuple[float, dict[str, float]]:
    """Events a second of the review service in so many processes, which find all messages waiting; and the cores kept busy."""
    secret = secrets.token_urlsafe(48)
    environment = {"XINMEI_AMQP_URI": amqp_uri, "XINMEI_DATABASE_URL": database_url, "XINMEI_SECRET": secret}
    database = Database(database_url, "review")
    migrations.upgrade(database)
    store_submissions(database, texts)
    publish(amqp_uri, secret, texts)
    counting = Counter(amqp_uri, EVENTS_EXCHANGE, SubmissionScreened.type)
    with counting as counter, program(["-m", "deploy", "run", "review", "--processes", str(processes)], environment):
        return counter.rate(len(texts.ids)), counter.cores


def publish(amqp_uri: str, secret: str, texts: Texts, at_once: int = 0) -> None:
    """Say that the texts were handed in; so many `at_once`, or all."""
    broker = AmqpBroker(amqp_uri)
    broker.declare("review.screening", ["submission.#"])
    keys = Keys([secret])
    bodies = [wire.encode(envelope(id_, body)) for id_, body in zip(texts.ids, texts.bodies, strict=True)]
    events = [Outgoing(SubmissionSubmitted.type, body, keys.sign_event(body)) for body in bodies]
    step = at_once or len(events)
    for begin in range(0, len(events), step):
        broker.publish(events[begin : begin + step])
    broker.close()


def envelope(id_: str, body: str) -> Envelope:
    return Envelope(
        id=new_id(),
        type=SubmissionSubmitted.type,
        time=datetime.now(UTC).isoformat(),
        source="review",
        aggregate=f"submission:{id_}",
        sequence=1,
        actor=Actor(id="operator", name="运营人"),
        trace=new_trace(),
        cause="",
        data={
            "submission_id": id_,
            "version": 1,
            "account_id": "account",
            "title": "通知",
            "body": body,
            "fingerprint": id_,
        },
    )


def store_submissions(database: Database, texts: Texts) -> None:
    """The submissions as the service itself left them when it took them in, and the event that each has sent."""
    from tests.benchmarks.seeds import submission_rows

    now = datetime.now(UTC)
    with database.begin() as session:
        for table, rows in submission_rows(texts.ids, texts.bodies).items():
            session.execute(sa.insert(table), rows)
        session.execute(
            sa.insert(outbox_heads),
            [{"aggregate": f"submission:{id_}", "sequence": 1, "begun_at": now} for id_ in texts.ids],
        )


def _peer(name: str, texts: Texts, amqp_uri: str, database_url: str) -> float:
    engine = sa.create_engine(sa.engine.make_url(database_url).set(drivername="postgresql+psycopg"))
    common.metadata.create_all(engine)
    out = Exchange("" if name == "nameko" else common.OUT_EXCHANGE, type="topic", durable=True)
    exchange = "bench.events" if name == "nameko" else out.name
    # Confirmed, for a quorum queue that is just coming up may lose what nobody waits for.
    with Connection(amqp_uri, transport_options={"confirm_publish": True}) as connection:
        channel = connection.channel()
        Exchange(exchange, type="topic", durable=True, auto_delete=False)(channel).declare()
        Queue(common.IN_QUEUE, durable=True, queue_arguments={"x-queue-type": "quorum"})(channel).declare()
        producer = connection.Producer(channel)
        for id_, body in zip(texts.ids, texts.bodies, strict=True):
            producer.publish(
                {"submission_id": id_, "title": "通知", "body": body},
                routing_key=common.IN_QUEUE,
                serializer="json",
                delivery_mode=2,
            )
    reset()
    environment = {"BENCH_AMQP_URI": amqp_uri, "BENCH_DATABASE_URL": database_url}
    with Counter(amqp_uri, exchange, "s") as counter, program(["-m", PEERS[name]], environment):
        return counter.rate(len(texts.ids))


class Counter:
    """Consumes the events that come out and notes when."""

    def __init__(self, amqp_uri: str, exchange: str, key: str) -> None:
        self._connection = Connection(amqp_uri)
        channel = self._connection.channel()
        queue = Queue("", exclusive=True, auto_delete=True, durable=False)(channel)
        queue.declare()
        queue.bind_to(exchange, routing_key=key)
        channel.basic_consume(queue.name, no_ack=True, callback=self._count)
        self._seen = 0
        self._first: tuple[float, int] | None = None
        self._last = 0.0
        self._usage = Usage()
        self.cores: dict[str, float] = {}

    def _count(self, message: Any) -> None:
        is_pack = message.properties.get("content_type") == packs.CONTENT_TYPE
        self._seen += len(packs.open_pack(message.body)) if is_pack else 1
        self._last = time.perf_counter()
        if self._first is None:
            self._first = self._last, self._seen
            self._usage = Usage()

    def seconds(self, expected: int, since: float) -> float:
        """How long after `since` (of `time.perf_counter`) the last of `expected` came out."""
        self.rate(expected)
        return self._last - since

    def rate(self, expected: int) -> float:
        """Events a second from the first to the last of `expected`."""
        until = time.monotonic() + PATIENCE
        while self._seen < expected:
            if time.monotonic() > until:
                raise RuntimeError(f"only {self._seen} of {expected} came out in {PATIENCE} s")
            try:
                self._connection.drain_events(timeout=1)
            except TimeoutError:
                continue
        assert self._first is not None
        self.cores = self._usage.cores()
        return (expected - self._first[1]) / max(self._last - self._first[0], 1e-9)

    def __enter__(self) -> Counter:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.release()
