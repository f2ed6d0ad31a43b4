"""FastStream with SQLAlchemy's asyncio and asyncpg, as its documentation shows it: one message, one transaction, one publish."""

from __future__ import annotations

import asyncio
import uuid

import msgspec
from faststream import FastStream
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from tests.benchmarks.peers.common import (
    IN_QUEUE,
    OUT_EXCHANGE,
    amqp_uri,
    database_url,
    decisions,
    findings_of,
    make_screener,
    outbox,
)

screener = make_screener()
engine = create_async_engine(database_url("postgresql+asyncpg"), pool_size=20)
sessions = async_sessionmaker(engine, class_=AsyncSession)
broker = RabbitBroker(amqp_uri(), default_channel=Channel(prefetch_count=200), logger=None)
out = RabbitExchange(OUT_EXCHANGE, type=ExchangeType.TOPIC, durable=True)
app = FastStream(broker)


@broker.subscriber(RabbitQueue(IN_QUEUE, queue_type=QueueType.QUORUM, durable=True))
async def submitted(message: dict) -> None:
    found = screener.screen(message["title"] + "\n" + message["body"])
    event = {"submission_id": message["submission_id"], "findings": len(found)}
    async with sessions.begin() as session:
        await session.execute(
            decisions.insert().values(
                id=str(uuid.uuid4()),
                submission_id=message["submission_id"],
                state="in_review",
                findings=findings_of(found),
            )
        )
        await session.execute(
            outbox.insert().values(id=str(uuid.uuid4()), type="screened", body=msgspec.json.encode(event))
        )
    await broker.publish(event, exchange=out, routing_key="s", persist=True)


@app.after_startup
async def say_ready() -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(app.run())
