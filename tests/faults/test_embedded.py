"""The single process killed at random: whatever it answered with 2xx is there when it is back, and had its effect once."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.running import embedded
from tests.faults.storm import Storm
from tests.faults.suite import Campus, Sender, ask_again, assert_nothing_lost, campus

TEXTS = int(os.environ.get("XINMEI_FAULT_TEXTS", "2000"))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    with embedded(tmp_path_factory.mktemp("faults"), XINMEI_LOG_LEVEL="ERROR") as suite, campus(suite) as made:
        yield made


@pytest.mark.timeout(600)
def test_nothing_is_lost_when_the_single_process_is_killed_at_random(here: Campus) -> None:
    sender = Sender(here.suite.base_url, here.account_id, "embedded")
    with Storm(here.suite.programs, seed=7, most=10, every=(2.0, 6.0)) as storm:
        sender.send_all(TEXTS)
    print(f"{TEXTS} texts, killed {sum(storm.kills.values())} times, {dict(sender.troubles)} on the way")
    assert storm.kills["up"] >= 2
    assert_nothing_lost(here, sender, TEXTS)
    ask_again(sender, list(sender.accepted)[:50])
    sender.close()
