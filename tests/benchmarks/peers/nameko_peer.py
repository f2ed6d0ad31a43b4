"""Plain nameko: its own event handler and `EventDispatcher`, one message, one transaction, one confirmed publish."""

from __future__ import annotations

import deploy.green  # noqa: F401  isort: skip

import uuid

import msgspec
import sqlalchemy as sa
from kombu import Queue
from nameko.events import EventDispatcher
from nameko.messaging import consume
from nameko.runners import ServiceRunner
from sqlalchemy.orm import Session

from tests.benchmarks.peers.common import (
    IN_QUEUE,
    amqp_uri,
    database_url,
    decisions,
    findings_of,
    make_screener,
    outbox,
)

screener = make_screener()
engine = sa.create_engine(database_url("postgresql+psycopg"), pool_size=10)


class Screening:
    name = "bench"
    dispatch = EventDispatcher()

    @consume(Queue(IN_QUEUE, durable=True, queue_arguments={"x-queue-type": "quorum"}, no_declare=True))
    def submitted(self, message: dict) -> None:
        found = screener.screen(message["title"] + "\n" + message["body"])
        event = {"submission_id": message["submission_id"], "findings": len(found)}
        with Session(engine) as session:
            session.execute(
                decisions.insert().values(
                    id=str(uuid.uuid4()),
                    submission_id=message["submission_id"],
                    state="in_review",
                    findings=findings_of(found),
                )
            )
            session.execute(
                outbox.insert().values(id=str(uuid.uuid4()), type="screened", body=msgspec.json.encode(event))
            )
            session.commit()
        self.dispatch("s", event)


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": amqp_uri(), "max_workers": 20})
    runner.add_service(Screening)
    runner.start()
    print("ready", flush=True)
    runner.wait()
