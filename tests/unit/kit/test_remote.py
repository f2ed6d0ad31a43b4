"""The way to other services: a connection that broke is replaced once, and nobody's answer goes astray."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest

from services.contracts.errors import Unavailable
from services.kit.broker import BrokerAway, OnReply
from services.kit.remote import Remote


class FakeCaller:
    """Answers each call with its number, unless its connection is broken."""

    def __init__(self, on_reply: OnReply, broken: bool) -> None:
        self.on_reply, self.broken, self.closed = on_reply, broken, False

    def send(self, queue: str, body: bytes, correlation_id: str, lasts: float) -> None:
        eventlet.sleep(0.01)
        if self.broken or self.closed:
            raise BrokerAway("broken")
        self.on_reply(correlation_id, b'{"result":"yes"}')

    def close(self) -> None:
        self.closed = True


class FakeBroker:
    """Hands out callers, the first `broken` of them broken."""

    def __init__(self, broken: int) -> None:
        self.broken = broken
        self.callers: list[FakeCaller] = []

    def caller(self, on_reply: OnReply) -> FakeCaller:
        self.callers.append(FakeCaller(on_reply, len(self.callers) < self.broken))
        return self.callers[-1]


def remote_over(broker: Any) -> Remote:
    return Remote(broker, timeout=2)


def test_many_who_meet_a_broken_connection_together_open_one_new_one() -> None:
    broker = FakeBroker(broken=1)
    remote = remote_over(broker)
    calls = [eventlet.spawn(remote.call, "lamp", "light") for _ in range(10)]
    assert [call.wait() for call in calls] == ["yes"] * 10
    assert len(broker.callers) == 2
    assert [caller.closed for caller in broker.callers] == [True, False]
    remote.close()
    assert broker.callers[1].closed


def test_a_connection_that_breaks_twice_in_a_row_means_unavailable() -> None:
    remote = remote_over(FakeBroker(broken=99))
    with pytest.raises(Unavailable) as caught:
        remote.call("lamp", "light")
    assert caught.value.details == {"service": "lamp"}
    remote.close()
    remote.close()


def test_an_answer_that_comes_too_late_or_twice_disturbs_nobody() -> None:
    broker = FakeBroker(broken=0)
    remote = remote_over(broker)
    assert remote.call("lamp", "light") == "yes"
    broker.callers[0].on_reply("nobody waits for this", b'{"result":"late"}')
    assert remote.call("lamp", "light") == "yes"
