"""What the doctor says of a fault leads to its mend."""

from __future__ import annotations

import shutil
import time
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deploy import checkup
from deploy.checkup import BROKER_MENDS, DATABASE_MENDS, Finding, examine, mend_for
from services.contracts.queues import QUEUES
from services.kit.broker import BrokerAway
from services.kit.settings import Settings

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    "reason, mends, leads_to",
    [
        ("AccessRefused: (0, 0): (403) ACCESS_REFUSED - Login was refused", BROKER_MENDS, "password"),
        ("OperationalError: [Errno 111] ECONNREFUSED", BROKER_MENDS, "start RabbitMQ"),
        ("NotAllowed: Connection.open: (530) NOT_ALLOWED - vhost x not found", BROKER_MENDS, "broker-definitions"),
        ("OperationalError: [Errno -2] Name or service not known", BROKER_MENDS, "host name"),
        ("something else", BROKER_MENDS, "XINMEI_AMQP_URI"),
        ("FATAL:  password authentication failed for user", DATABASE_MENDS, "password"),
        ("connection to server at port 1 failed: Connection refused", DATABASE_MENDS, "start PostgreSQL"),
        ('FATAL:  database "nope" does not exist', DATABASE_MENDS, "roles.sql"),
        ("failed to resolve host 'postgres'", DATABASE_MENDS, "host name"),
        ("FATAL:  sorry, too many connections already", DATABASE_MENDS, "scaling.md"),
        ("something else", DATABASE_MENDS, "XINMEI_DATABASE_URL"),
    ],
)
def test_each_cause_has_a_mend_of_its_own(reason: str, mends: dict[str, str], leads_to: str) -> None:
    assert leads_to in mend_for(reason, mends)


def test_where_there_is_no_data_the_doctor_makes_none(tmp_path: Path) -> None:
    *_, last = examine(Settings(data=tmp_path / "none"))
    assert (last.what, last.good) == ("data", False)
    assert "xinmei up" in last.mend
    assert not (tmp_path / "none").exists()


def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(100, 99, 1))
    (disk,) = [finding for finding in examine(Settings(data=tmp_path)) if finding.what == "disk"]
    assert not disk.good
    assert "Free some space" in disk.mend


class Server:
    """A database server whose clock is `ahead` seconds before ours."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead
        self.engine = self

    def connect(self) -> Server:
        return self

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None: ...

    def scalar(self, _: object) -> float:
        return time.time() + self._ahead


def platform_with(broker: Any = None, ahead: float = 0.0) -> Any:
    return SimpleNamespace(broker=broker, settings=Settings(amqp_uri="amqp://x"), database=lambda name: Server(ahead))


@pytest.mark.parametrize("ahead, good", [(0.0, True), (3.0, True), (90.0, False), (-90.0, False)])
def test_a_clock_that_differs_from_the_database_servers_is_told(ahead: float, good: bool) -> None:
    server, clock = checkup._server(platform_with(ahead=ahead))
    assert server.good
    assert (clock.what, clock.good) == ("clock", good)
    assert ("NTP" in clock.mend) is not good


class Queues:
    """A broker that answers, where only review's queues are read and something lies in the dead queue."""

    def ping(self) -> None: ...

    def readers(self, queues: list[str]) -> dict[str, int]:
        return {queue: int(queue.startswith("review.")) for queue in queues}

    def depths(self, queues: list[str]) -> dict[str, int]:
        return dict.fromkeys(queues, 7)


def test_a_service_that_nobody_runs_and_what_the_broker_gave_up_are_told() -> None:
    found = {finding.what: finding for finding in checkup._broker(platform_with(Queues()))}
    assert found["processes review"].good
    assert "`xinmei run alerts`" in found["processes alerts"].mend
    assert all(queue in found["processes alerts"].seen for queue in QUEUES if queue.startswith("alerts."))
    assert (found["dead queue"].good, found["dead queue"].seen) == (False, "xinmei.dead: 7")


def test_where_the_broker_is_away_that_is_told_once() -> None:
    class Away(Queues):
        def ping(self) -> None:
            raise BrokerAway("OperationalError: [Errno 111] ECONNREFUSED")

    reason = "OperationalError: [Errno 111] ECONNREFUSED"
    assert list(checkup._broker(platform_with(Away()))) == [
        Finding("broker", False, reason, BROKER_MENDS["ECONNREFUSED"])
    ]
