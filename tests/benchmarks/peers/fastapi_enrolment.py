"""The enrolment peer: FastAPI with SQLAlchemy's asyncio and asyncpg, as its documentation shows it: one request, one transaction.

It does what counts: the conditional update that gives the seat, the enrolment and the outbox row, committed before the answer.
It has neither identities nor rights, no ledger, and no service behind it.
"""

from __future__ import annotations

import asyncio
import os
import uuid

import msgspec
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI, Header, HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from tests.benchmarks.peers.enrolment_tables import TAKE_SEAT, enrolments, outbox

POOL = int(os.environ.get("BENCH_POOL", "10"))
url = sa.engine.make_url(os.environ["BENCH_DATABASE_URL"]).set(drivername="postgresql+asyncpg")
engine = create_async_engine(url, pool_size=POOL, max_overflow=0)
sessions = async_sessionmaker(engine, class_=AsyncSession)
app = FastAPI()


@app.post("/sessions/{session_id}/enrolments", status_code=201)
async def enrol(session_id: str, person: str = Header()) -> dict[str, object]:
    enrolment_id = str(uuid.uuid4())
    try:
        async with sessions.begin() as session:
            row = (await session.execute(TAKE_SEAT, {"session_id": session_id})).one_or_none()
            if row is None:
                raise HTTPException(409, "not open")
            state = "enrolled" if row.waiting == 0 else "waiting"
            await session.execute(
                enrolments.insert().values(
                    id=enrolment_id, session_id=session_id, person_id=person, state=state, arrival=row.arrivals
                )
            )
            event = {"enrolment_id": enrolment_id, "session_id": session_id, "person_id": person, "state": state}
            await session.execute(
                outbox.insert().values(id=str(uuid.uuid4()), type="enrolment.made", body=msgspec.json.encode(event))
            )
    except IntegrityError as error:
        raise HTTPException(409, "already enrolled") from error
    return {"id": enrolment_id, "state": state, "position": row.waiting}


class _Server(uvicorn.Server):
    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(_Server(uvicorn.Config(app, port=int(os.environ["BENCH_PORT"]), log_level="error")).serve())
