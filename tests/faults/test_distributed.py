"""Processes killed, servers restarted: whatever was answered with 2xx is there, and every event had its effect once."""

from __future__ import annotations

import os
import time
from functools import partial
from typing import Any

import pytest

from tests.faults.storm import Storm, Trouble, supervised
from tests.faults.suite import Campus, Sender, ask_again, assert_nothing_lost

TEXTS = int(os.environ.get("XINMEI_FAULT_TEXTS", "2000"))
FEWER = max(TEXTS * 3 // 10, 100)


@pytest.mark.timeout(900)
def test_nothing_is_lost_when_service_processes_are_killed_at_random(whole: Campus) -> None:
    sender = Sender(whole.suite.base_url, whole.account_id, "killed")
    with Storm(whole.suite.programs, seed=11, most=40) as storm:
        sender.send_all(TEXTS)
    print(f"{TEXTS} texts, killed {dict(storm.kills)}, {dict(sender.troubles)} on the way")
    assert sum(storm.kills.values()) >= 5
    assert_nothing_lost(whole, sender, TEXTS)
    ask_again(sender, list(sender.accepted)[:50])
    sender.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("server", ["rabbitmq", "postgres"])
@pytest.mark.parametrize("end", ["restart", "kill"])
def test_nothing_is_lost_when_a_server_goes_down_in_the_middle(
    whole: Campus, server: str, end: str, request: pytest.FixtureRequest
) -> None:
    victim = request.getfixturevalue(f"own_{server}")
    sender = Sender(whole.suite.base_url, whole.account_id, f"{server}-{end}")
    breaking = Trouble(sender, FEWER // 3, partial(_break, victim, end))
    with supervised(list(whole.suite.programs.values())) as again, breaking:
        sender.send_all(FEWER)
    print(f"{FEWER} texts, {server} {end}ed, {dict(sender.troubles)} on the way, started again: {dict(again)}")
    assert sender.troubles
    assert_nothing_lost(whole, sender, FEWER)
    sender.close()


def _break(victim: Any, end: str) -> None:
    """An orderly restart, or a power cut of two seconds."""
    if end == "restart":
        victim.restart()
    else:
        victim.kill()
        time.sleep(2)
        victim.start()
