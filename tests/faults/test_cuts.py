"""Networks that swallow everything, servers that refuse: each takes as long as it takes, and afterwards nothing is missing."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.faults.conftest import Wires
from tests.faults.storm import Trouble, supervised
from tests.faults.suite import Campus, Sender, assert_nothing_lost

TEXTS = 90
LASTS = 5.0


def send_meanwhile(campus: Campus, run: str, trouble: Callable[[], None]) -> Sender:
    """Hand in texts, and have trouble once a third of them is through."""
    sender = Sender(campus.suite.base_url, campus.account_id, run)
    with Trouble(sender, TEXTS // 3, trouble):
        sender.send_all(TEXTS, at_once=8)
    return sender


@pytest.mark.timeout(300)
@pytest.mark.parametrize("wire, end", [("broker", "mended"), ("broker", "broken off"), ("database", "broken off")])
def test_nothing_is_lost_when_a_service_is_cut_off_from_a_server(
    whole: Campus, wires: Wires, wire: str, end: str
) -> None:
    line = getattr(wires, wire)

    def cut() -> None:
        line.cut()
        time.sleep(LASTS)
        if end == "broken off":
            line.reset()
        line.mend()

    sender = send_meanwhile(whole, f"cut-{wire}-{end.replace(' ', '')}", cut)
    print(f"{TEXTS} texts, {wire} cut for {LASTS} s and {end}: {dict(sender.troubles)} on the way")
    assert sender.troubles
    assert_nothing_lost(whole, sender, TEXTS)
    sender.close()


@pytest.mark.timeout(300)
def test_nothing_is_lost_while_the_broker_has_no_memory_left_and_blocks_its_publishers(
    whole: Campus, own_rabbitmq: Any
) -> None:
    def alarm() -> None:
        own_rabbitmq.alarm_memory()
        time.sleep(LASTS)
        own_rabbitmq.calm_memory()

    sender = send_meanwhile(whole, "memory-alarm", alarm)
    print(f"{TEXTS} texts, publishers blocked for {LASTS} s: {dict(sender.troubles)} on the way")
    assert sender.troubles
    assert_nothing_lost(whole, sender, TEXTS)
    sender.close()


@pytest.mark.timeout(300)
def test_nothing_is_lost_while_the_database_has_no_connection_left(whole: Campus, own_postgres: Any) -> None:
    def occupy() -> None:
        with contextlib.ExitStack() as held:
            first = held.enter_context(psycopg.connect(own_postgres.libpq_url, autocommit=True))
            ended = first.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'xinmei-%'"
            ).fetchone()
            assert ended
            assert ended[0] > 0
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    held.enter_context(psycopg.connect(own_postgres.libpq_url))
            time.sleep(LASTS)

    with supervised(list(whole.suite.programs.values())) as again:
        sender = send_meanwhile(whole, "full-table", occupy)
    print(f"{TEXTS} texts, no connection left for {LASTS} s: {dict(sender.troubles)}, started again {dict(again)}")
    assert sender.troubles
    assert_nothing_lost(whole, sender, TEXTS)
    sender.close()
