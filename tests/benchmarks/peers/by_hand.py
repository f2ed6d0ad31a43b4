"""The limit: consume in batches, two bulk inserts, pipelined publish, acknowledge once; nothing else, written by hand."""

from __future__ import annotations

import time
import uuid

import msgspec
import psycopg
from kombu import Connection, Queue

from tests.benchmarks.peers.common import IN_QUEUE, OUT_EXCHANGE, amqp_uri, database_url, findings_of, make_screener

BATCH = 200


def main() -> None:
    screener = make_screener()
    database = psycopg.connect(database_url("postgresql"))
    connection = Connection(amqp_uri())
    channel, out = connection.channel(), connection.channel()
    pending: set[int] = set()

    def confirmed(tag: int, multiple: bool) -> None:
        pending.difference_update([p for p in pending if p <= tag] if multiple else [tag])

    out.confirm_select()
    out.events["basic_ack"].add(confirmed)
    buffer: list = []
    channel.basic_qos(0, 2 * BATCH, False)
    queue = Queue(IN_QUEUE, queue_arguments={"x-queue-type": "quorum"})(channel)
    channel.basic_consume(queue.name, callback=buffer.append)
    print("ready", flush=True)
    sent = 0
    while True:
        _fill(connection, buffer)
        batch, buffer[:] = buffer[:BATCH], buffer[BATCH:]
        messages = [msgspec.json.decode(message.body) for message in batch]
        found = screener.screen_many([m["title"] + "\n" + m["body"] for m in messages])
        events = [
            {"submission_id": m["submission_id"], "findings": len(f)} for m, f in zip(messages, found, strict=True)
        ]
        bodies = [msgspec.json.encode(event) for event in events]
        with database.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO decisions (id, submission_id, state, findings) VALUES (%s, %s, 'in_review', %s)",
                [
                    (str(uuid.uuid4()), m["submission_id"], msgspec.json.encode(findings_of(f)).decode())
                    for m, f in zip(messages, found, strict=True)
                ],
            )
            cursor.executemany(
                "INSERT INTO outbox (id, type, body) VALUES (%s, 'screened', %s)",
                [(str(uuid.uuid4()), b) for b in bodies],
            )
        database.commit()
        for body in bodies:
            sent += 1
            pending.add(sent)
            out._basic_publish(
                out.prepare_message(body, properties={"delivery_mode": 2}), exchange=OUT_EXCHANGE, routing_key="s"
            )
        while pending:
            connection.drain_events(timeout=10)
        channel.basic_ack(batch[-1].delivery_tag, multiple=True)


def _fill(connection: Connection, buffer: list) -> None:
    """Wait until a whole batch is there, or none has come for a moment."""
    until = time.monotonic() + 0.05
    while len(buffer) < BATCH and (not buffer or time.monotonic() < until):
        try:
            connection.drain_events(timeout=0.05 if buffer else 60)
        except TimeoutError:
            return


if __name__ == "__main__":
    main()
