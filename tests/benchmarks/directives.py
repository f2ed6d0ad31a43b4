"""A directive to 10,000 accounts (article 12): the order with its rows and its event, the first page of its board, the progress
by unit, and a receipt. In the service, on SQLite and, where a server is named, on PostgreSQL: ``python -m tests.benchmarks.directives``."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from services.alerts.storage.tables import account_operators, accounts
from services.kit.database import Database
from tests.servers import machine
from tests.servers.postgres import GivenPostgres
from tests.unit.alerts.desk import Desk, open_desk

ACCOUNTS, UNITS = 10_000, 60
ROUNDS = 20


def run(progress: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Milliseconds, the median of several rounds but for the order itself."""
    results: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        results |= _named("sqlite", _measure(Database.in_folder(Path(folder), "alerts")))
    if given := os.environ.get(machine.DATABASE_URL):
        server = GivenPostgres(given)
        url = server.create_database()
        try:
            results |= _named("postgresql", _measure(Database(url, "alerts")))
        finally:
            server.drop_database(url)
    for name, figure in results.items():
        progress(f"{name}: {figure} ms")
    return {"bench": "directives", "unit": "ms", "accounts": ACCOUNTS, "results": results, "ratios": {}}


def _named(profile: str, found: dict[str, float]) -> dict[str, float]:
    return {f"{name} ({profile})": round(figure * 1000, 1) for name, figure in found.items()}


def _measure(database: Database) -> dict[str, float]:
    desk = open_desk(database)
    _fill(desk)
    body = {
        "text": "统一转发学校通报",
        "scope": {"tier": 2},
        "due_at": (desk.clock.now() + timedelta(days=1)).isoformat(),
    }
    began = time.perf_counter()
    directive = desk.call("officer", "issue_directive", body)
    order = time.perf_counter() - began
    assert directive["progress"]["total"] >= ACCOUNTS, directive["progress"]
    assert len(desk.told("directive.issued.v1")[0]["account_ids"]) == directive["progress"]["total"]
    where = {"id": directive["id"]}
    found = {
        "order": order,
        "first page of receipts": _median(lambda _: desk.call("officer", "show_directive", **where)),
        "progress by unit": _median(lambda _: desk.call("officer", "show_progress", **where)),
        "receipt": _median(lambda number: _receipt(desk, where, number)),
    }
    database.close()
    return found


def _receipt(desk: Desk, where: dict[str, str], number: int) -> Any:
    return desk.call("cs.operator", "give_receipt", {"account_id": f"bench-{number}", "state": "done"}, **where)


def _median(act: Callable[[int], Any]) -> float:
    took = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        act(number)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _fill(desk: Desk) -> None:
    rows = [
        {
            "id": f"bench-{number}", "name": f"平台 {number}", "handle": f"h{number}", "channel": "weibo", "tier": 2,
            "unit_id": f"unit-{number % UNITS}", "unit_name": f"单位 {number % UNITS}", "faculty_id": f"unit-{number % UNITS}",
            "responsible_person": "某某", "status": "active",
        }
        for number in range(ACCOUNTS)
    ]  # fmt: skip
    operators = [{"account_id": row["id"], "person_id": "cs.operator"} for row in rows]
    with desk.works.database.begin() as session:
        session.execute(sa.insert(accounts), rows)
        session.execute(sa.insert(account_operators), operators)


if __name__ == "__main__":
    print(json.dumps(run(print), ensure_ascii=False, indent=2))
