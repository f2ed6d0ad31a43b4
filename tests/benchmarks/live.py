"""``python -m tests.benchmarks.live``: a thousand open streams on one gateway, what each costs, and how soon all hear of a change."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import httpx

from tests.e2e.streams import Streams

STREAMS = 1000


async def measure(base_url: str, token: str, process: int) -> dict[str, float]:
    """Kilobytes a stream in the process that serves them, and seconds until the last of them heard of a change."""
    before = _resident(process)
    async with Streams(base_url, token, STREAMS) as streams:
        held = _resident(process)
        begun = time.perf_counter()
        await asyncio.to_thread(_report, base_url, token)
        await streams.all_hear()
        heard = time.perf_counter() - begun
    return {
        "open": STREAMS,
        "kB each": round((held - before) / STREAMS, 1),
        "process, MB": round(held / 1024, 1),
        "all hear after, s": round(heard, 2),
    }


def _report(base_url: str, token: str) -> None:
    body = {"title": "演练", "severity": "IV", "urls": [], "summary": "", "source": "演练"}
    headers = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{base_url}/api/v1/incidents", json=body, headers=headers, timeout=120).raise_for_status()


def _resident(process: int) -> float:
    """Kilobytes that a process holds in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


if __name__ == "__main__":
    print(
        json.dumps(
            asyncio.run(measure(os.environ["BENCH_URL"], os.environ["BENCH_TOKEN"], int(os.environ["BENCH_PROCESS"])))
        )
    )
