"""A thousand pages that stand open at one gateway, and all hear of a change."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.college import PASSWORD, College
from tests.e2e.running import Person
from tests.e2e.streams import Streams

MANY = 1000


@pytest.mark.parametrize("college", ["embedded"], indirect=True)
def test_a_thousand_open_pages_hear_of_an_incident(college: College) -> None:
    watcher = Person(college.suite.base_url, "duty", PASSWORD)

    async def watch() -> None:
        async with Streams(college.suite.base_url, watcher.token, MANY) as streams:
            report = {"title": "演练", "severity": "IV", "urls": [], "summary": "", "source": "演练"}
            await asyncio.to_thread(watcher.post, "/incidents", report, 201)
            await streams.all_hear()

    asyncio.run(watch())
    watcher.close()
