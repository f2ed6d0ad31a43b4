"""``python -m tests.benchmarks.register``: a register of 100,000 accounts on PostgreSQL, and how long its first pages take.

The accounts are generated with a fixed seed, over every channel, tier and status, and 400 units. Each question is asked through
the service's own query - rights, filters, shapes and all - thirty times; the median and the slowest of them count. The goal is
a first page within 50 ms. `XINMEI_TEST_DATABASE_URL` names the server; the database is made, and dropped at the end.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import sqlalchemy as sa

from services.contracts.vocabulary import CHANNELS
from services.kit import migrations
from services.kit.bulk import insert_rows
from services.kit.database import Database
from services.kit.ids import new_id
from services.registry.domain.accounts import grams, handle_key, search_key
from services.registry.storage import metadata
from services.registry.storage.tables import account_grams, accounts, operators
from tests.unit.registry.college import College

COUNT, AT_ONCE, TIMES, GOAL_MS = 100_000, 2_000, 30, 50.0
WORDS = "青年资讯微门户招生就业科创志愿学风文艺体育心理党建校友国际交流实训阅读公寓图书馆教务后勤计算机艺术机电经管护理学前教育"
UNITS = 400

QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "everything": ("director", {}),
    "tier 3": ("director", {"tier": "3"}),
    "channel and status": ("director", {"channel": "weibo", "status": "suspended"}),
    "one unit": ("director", {"unit_id": "u7"}),
    "dormant": ("director", {"dormant_days": "30"}),
    "search: common word": ("director", {"q": "招生"}),
    "search: whole name": ("director", {"q": "招生就业77777"}),
    "search: handle": ("director", {"q": "h_54321"}),
    "search: one character": ("director", {"q": "护"}),
    "search: nothing": ("director", {"q": "查无此号"}),
    "search: file number": ("director", {"q": "新媒备〔2026〕2-50000号"}),
    "search in tier 2, active": ("director", {"q": "青年", "tier": "2", "status": "active"}),
    "a unit's own people": ("cs.head", {}),
    "a unit's own people, searching": ("cs.head", {"q": "招生"}),
    "league": ("league", {"channel": "douyin"}),
    "an operator": ("cs.operator", {}),
}


@contextlib.contextmanager
def fresh_database(url: str) -> Iterator[Database]:
    """A database of its own, dropped at the end."""
    server = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"register_{os.getpid()}"
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    database = Database(sa.make_url(url).set(database=name), "registry")
    try:
        yield database
    finally:
        database.close()
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}"'))


def fill(college: College, count: int = COUNT, say: Callable[[str], None] = lambda line: None) -> None:
    """Generated accounts, written past the service: what is measured is reading. Every hundredth is the operator's."""
    chance = Random(7)
    for begin in range(0, count, AT_ONCE):
        rows = [_row(college, chance, number) for number in range(begin, min(begin + AT_ONCE, count))]
        with college.database.begin() as session:
            insert_rows(session, accounts, rows)
            insert_rows(
                session,
                account_grams,
                [{"gram": gram, "account_id": row["id"]} for row in rows for gram in grams(row["search_key"])],
            )
            mine = [{"account_id": r["id"], "person_id": r["operator_ids"][0]} for r in rows if r["operator_ids"]]
            insert_rows(session, operators, mine)
        say(f"{begin + len(rows)} accounts")
    if not college.database.is_sqlite:
        with college.database.begin() as session:
            session.execute(sa.text("ANALYZE"))


def _row(college: College, chance: Random, number: int) -> dict[str, Any]:
    tier = chance.choices((1, 2, 3), (1, 60, 39))[0]
    start = chance.randrange(0, len(WORDS) - 4, 2)
    name, handle = f"{WORDS[start : start + 4]}{number}", f"h_{number}"
    unit = college.units["cs"] if number % 1000 == 0 else f"u{chance.randrange(UNITS)}"
    now = college.clock.now()
    return {
        "id": new_id(), "file_number": f"新媒备〔2026〕{tier}-{number}号", "name": name, "handle": handle,
        "handle_key": handle_key(handle), "search_key": search_key(name, handle), "channel": chance.choice(CHANNELS),
        "tier": tier, "unit_id": unit, "faculty_id": unit, "purpose": "发布信息", "audience": "师生",
        "update_frequency": "每周", "responsible_person": {"name": "责任人", "title": "负责人", "phone": ""},
        "administrators": [], "operator_ids": [college.people["cs.operator"].id] if number % 100 == 0 else [],
        "application_id": new_id(), "approved_at": now, "status_reason": "", "status_since": now, "status_cause": "",
        "status": chance.choices(("active", "suspended", "closed"), (90, 4, 6))[0], "late_filings": 0,
        "last_post_at": None, "silent_since": now, "dormant_since": None, "version": 1,
    }  # fmt: skip


def measure(college: College) -> dict[str, dict[str, float]]:
    """Milliseconds of each question: median and slowest of thirty."""
    found = {}
    for name, (who, query) in QUESTIONS.items():
        times = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            college.call(who, "list_accounts", query=query)
            times.append((time.perf_counter() - begun) * 1000)
        found[name] = {"median": round(statistics.median(times), 1), "slowest": round(max(times), 1)}
    return found


def run(say: Callable[[str], None]) -> dict[str, Any]:
    url = os.environ.get("XINMEI_TEST_DATABASE_URL", "")
    if not url:
        raise SystemExit("XINMEI_TEST_DATABASE_URL must name a PostgreSQL server")
    with fresh_database(url) as database:
        migrations.upgrade(database, metadata)
        college = College(database)
        college.settle()
        fill(college, say=say)
        results = measure(college)
    worst = max(one["median"] for one in results.values())
    return {
        "bench": "register",
        "unit": "ms",
        "accounts": COUNT,
        "results": results,
        "ratios": {"goal/worst median": round(GOAL_MS / worst, 2)},
    }


if __name__ == "__main__":
    print(json.dumps(run(lambda line: print(line, file=sys.stderr)), ensure_ascii=False, indent=2))
