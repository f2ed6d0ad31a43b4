"""Three engines at once over one PostgreSQL, as three processes are: steps fire once, and a bot's limit holds over all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import eventlet
import pytest
import sqlalchemy as sa

from services.alerts.courier import Courier
from services.alerts.delivery.addresses import Guard
from services.contracts.registry.events import AccountStatusChanged
from services.kit.database import Database
from services.kit.deadlines import Deadlines
from services.kit.vault import Vault
from services.kit.work import Works
from tests.unit.alerts.vendors import Answer, FakeVendor

PROCESSES = 3


@pytest.fixture
def engines(desk: Any, fresh_database: str) -> Iterator[list[Works]]:
    """The works of three processes, each with connections of its own."""
    databases = [Database(fresh_database, "alerts") for _ in range(PROCESSES)]
    yield [Works("alerts", database, desk.clock) for database in databases]
    for database in databases:
        database.close()


def fire_all(desk: Any, engines: list[Works], killed: bool = False) -> None:
    """Let all engines fire what is due; where `killed`, one is killed in the middle of it, and begins anew."""
    acts = desk.service.deadline_acts()

    def run(works: Works) -> None:
        while Deadlines(works, acts).fire_due():
            eventlet.sleep(0)

    threads = [eventlet.spawn(run, works) for works in engines]
    if killed:
        eventlet.sleep(0.05)
        threads[0].kill()
        threads.append(eventlet.spawn(run, engines[0]))
    for thread in threads[1:] if killed else threads:
        thread.wait()


def test_every_step_fires_once_though_three_engines_run_and_one_is_killed_again_and_again(
    desk: Any, engines: list[Works]
) -> None:
    desk.call("officer", "make_rota", {"name": "值班", "kind": "weekly", "people": ["duty"], "handover": "00:00"})
    steps = [
        {"minutes": 10, "targets": [{"kind": "duty"}]},
        {"minutes": 10, "targets": [{"kind": "role", "value": "director"}]},
    ]
    desk.call("officer", "make_policy", {"name": "x", "severities": ["II"], "steps": steps, "repeat": 1})
    for _ in range(20):
        desk.open_incident()
    for _ in range(6):
        fire_all(desk, engines, killed=True)
        desk.clock.move(by=timedelta(minutes=10))
    with desk.works.database.begin(writes=False) as session:
        fired = session.execute(
            sa.text("select level, count(*) from escalation_steps group by level order by level")
        ).all()
        told = session.scalar(sa.text("select count(*) from messages where kind = 'incident_escalated'"))
    assert [tuple(row) for row in fired] == [(1, 20), (2, 20), (3, 20), (4, 20)]
    assert told == 80
    assert desk.failed() == 0


def test_a_bot_gets_twenty_a_minute_though_three_couriers_run(desk: Any, engines: list[Works]) -> None:
    bot = FakeVendor()
    try:
        channel = desk.call("officer", "make_channel", {"kind": "wecom", "name": "值班群", "url": bot.url})
        for _ in range(50):
            desk.call("officer", "test_channel", id=channel["id"])
        couriers = [Courier(works, Guard.of("127.0.0.1"), "https://x.example", Vault(["k" * 40])) for works in engines]

        def carry(one: Courier) -> None:
            for _ in range(6):
                one.carry_due()

        for minute in (20, 40, 50):
            for thread in [eventlet.spawn(carry, one) for one in couriers]:
                thread.wait()
            assert len(bot.got) == minute
            desk.clock.move(by=timedelta(seconds=61))
        assert len(desk.call("officer", "list_deliveries", state="sent", limit=200)["items"]) == 50
    finally:
        bot.close()


def test_a_hook_that_was_paused_catches_up_in_order_though_three_couriers_run_and_more_goes_on_arriving(
    desk: Any, engines: list[Works]
) -> None:
    receiver = FakeVendor(Answer("", status=200))
    try:
        body = {"name": "数据中心", "url": receiver.url, "events": [AccountStatusChanged.type]}
        hook = desk.call("officer", "make_hook", body)
        couriers = [Courier(works, Guard.of("127.0.0.1"), "https://x.example", Vault(["k" * 40])) for works in engines]

        def happen(first: int, last: int) -> None:
            for number in range(first, last):
                change = AccountStatusChanged(account_id=f"a{number:02}", status="suspended", reason="x")
                desk.deliver(change, queue="alerts.hooks")
                eventlet.sleep(0)

        def carry(one: Courier) -> None:
            while True:
                one.carry_due()
                eventlet.sleep(0.01)

        carrying = [eventlet.spawn(carry, one) for one in couriers]
        desk.call("officer", "pause_hook", id=hook["id"])
        happen(0, 15)
        desk.call("officer", "resume_hook", id=hook["id"])
        happen(15, 30)
        with eventlet.Timeout(60):
            while len(receiver.bodies) < 31 or desk.call("officer", "show_hook", id=hook["id"])["catching_up"]:
                eventlet.sleep(0.05)
        for one in carrying:
            one.kill()
        arrived = [json.loads(told)["data"].get("account_id", "") for told in receiver.bodies]
        assert [one for one in arrived if one] == [f"a{number:02}" for number in range(30)]
    finally:
        receiver.close()
