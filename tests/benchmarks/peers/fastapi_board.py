"""The board peer: FastAPI on uvicorn with the very bytes of the board in memory, behind a dependency that checks a signed token.

It has nothing to keep true: no services, no events, no rights. ``/board`` answers the JSON, ``/page`` the HTML, both with ETag and 304.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

FOLDER = Path(os.environ["BENCH_FOLDER"])
KEY = OctKey.import_key(os.environ["BENCH_KEY"])
BOARD, PAGE = (FOLDER / "board.json").read_bytes(), (FOLDER / "page.html").read_bytes()
app = FastAPI()
_known: dict[str, str] = {}
"""Tokens that were verified, as ours keeps them too."""


def reader(authorization: Annotated[str, Header()]) -> str:
    token = authorization.removeprefix("Bearer ")
    if token not in _known:
        try:
            _known[token] = str(jwt.decode(token, KEY, algorithms=["HS256"]).claims["sub"])
        except JoseError as error:
            raise HTTPException(401) from error
    return _known[token]


def _answer(body: bytes, media_type: str, tag: str, known: str | None) -> Response:
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if known == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


@app.get("/board")
async def board(_: Annotated[str, Depends(reader)], if_none_match: Annotated[str | None, Header()] = None) -> Response:
    return _answer(BOARD, "application/json", '"board"', if_none_match)


@app.get("/page")
async def page(_: Annotated[str, Depends(reader)], if_none_match: Annotated[str | None, Header()] = None) -> Response:
    return _answer(PAGE, "text/html; charset=utf-8", '"page"', if_none_match)


class _Server(uvicorn.Server):
    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(_Server(uvicorn.Config(app, port=int(os.environ["BENCH_PORT"]), log_level="error")).serve())
