"""Calls to other services: transient messages with a deadline, answered with a result or a typed error.

A call to a service that nobody serves comes back at once as `Unavailable`; one that is not answered in time does so after
the time-out. Commands may have been carried out all the same: repeat them with the same idempotency key.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import structlog
from eventlet import Timeout
from eventlet.event import Event as Signal
from eventlet.semaphore import Semaphore

from services.contracts.errors import Unavailable
from services.kit import traces
from services.kit.broker import Broker, BrokerAway, Caller
from services.kit.ids import current_trace, new_id
from services.kit.wire import Call, Request, encode, open_answer

log = structlog.get_logger(__name__)


def queue_of(service: str) -> str:
    """The name of the queue on which a service takes calls."""
    return f"calls.{service}"


class Remote:
    """The other services, as seen from this process. One connection for all calls, opened at the first."""

    def __init__(self, broker: Broker, timeout: float) -> None:
        self._broker = broker
        self._timeout = timeout
        self._caller: Caller | None = None
        self._opening = Semaphore()
        self._waiting: dict[str, Signal] = {}

    def call(
        self,
        service: str,
        operation: str,
        request: Request | None = None,
        *,
        token: str = "",
        idempotency_key: str = "",
        if_match: str = "",
        timeout: float | None = None,
    ) -> Any:
        """What `operation` of `service` answers. Raises the service's own error, or `Unavailable`."""
        lasts = timeout or self._timeout
        call = Call(
            operation=operation,
            request=request or Request(),
            token=token,
            trace=current_trace(),
            expires=time.time() + lasts,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        with traces.span(f"call {service} {operation}", traces.CLIENT, service=service, operation=operation):
            sent = replace(call, span=traces.current_span()) if traces.is_on() else call
            body = self._exchange(service, encode(sent), lasts)
        if body is None:
            raise Unavailable(service=service)
        return open_answer(body)

    def _exchange(self, service: str, body: bytes, lasts: float) -> bytes | None:
        correlation_id, signal = new_id(), Signal()
        self._waiting[correlation_id] = signal
        try:
            with Timeout(lasts, Unavailable(service=service)):
                self._send(queue_of(service), body, correlation_id, lasts)
                answer: bytes | None = signal.wait()
                return answer
        except BrokerAway as error:
            log.warning("call_failed", service=service, error=str(error))
            raise Unavailable(service=service) from error
        finally:
            self._waiting.pop(correlation_id, None)

    def _send(self, queue: str, body: bytes, correlation_id: str, lasts: float) -> None:
        caller = self._open()
        try:
            caller.send(queue, body, correlation_id, lasts)
        except BrokerAway:
            self._drop(caller)
            self._open().send(queue, body, correlation_id, lasts)

    def _open(self) -> Caller:
        with self._opening:
            if self._caller is None:
                self._caller = self._broker.caller(self._heard)
            return self._caller

    def _drop(self, caller: Caller) -> None:
        """Let go of a caller that failed, unless another green thread has already put a new one in its place."""
        if self._caller is caller:
            self._caller = None
        caller.close()

    def _heard(self, correlation_id: str, body: bytes | None) -> None:
        signal = self._waiting.get(correlation_id)
        if signal is not None and not signal.ready():
            signal.send(body)

    def close(self) -> None:
        if self._caller is not None:
            self._drop(self._caller)
