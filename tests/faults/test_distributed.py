"""Processes killed, servers restarted: whatever was answered with 2xx is there, and every event had its effect once."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import pytest

from tests.faults.suite import Campus, Sender, Storm, ask_again, assert_nothing_lost, supervised

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
    with supervised(list(whole.suite.programs.values())) as again:
        breaking = threading.Thread(target=_break, args=(victim, end, sender))
        breaking.start()
        sender.send_all(FEWER)
        breaking.join()
    print(f"{FEWER} texts, {server} {end}ed, {dict(sender.troubles)} on the way, started again: {dict(again)}")
    assert sender.troubles
    assert_nothing_lost(whole, sender, FEWER)
    sender.close()


def _break(victim: Any, end: str, sender: Sender) -> None:
    """Once a third is through: an orderly restart, or a power cut of two seconds."""
    while len(sender.accepted) < FEWER // 3:
        time.sleep(0.05)
    if end == "restart":
        victim.restart()
    else:
        victim.kill()
        time.sleep(2)
        victim.start()
