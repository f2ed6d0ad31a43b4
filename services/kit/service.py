"""What a service is: a nameko class whose methods are marked with what sets them off.

    class Training(Service):
        name = "training"

        @command                      # a call that changes something: one transaction, idempotent by key
        def announce(self, work, request): ...

        @query                        # a call that only reads
        def calendar(self, work, request): ...

        @consumes(AccountApproved)    # an event: its effect happens once, in order
        def note_account(self, work, event): ...

        @due("enrolment.opens")       # a deadline that has come
        def open_enrolment(self, work, deadline): ...

Each method is about five lines: load the shape, call one handler, dump. The entrypoint opens the unit of work, commits it, and
only then answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, overload

import structlog

from services.contracts.events import Event
from services.kit.answering import CallServer
from services.kit.broker import Broker, Delivery
from services.kit.call_batches import answer_calls
from services.kit.calls import Operation
from services.kit.database import is_outage
from services.kit.deadlines import Act, Deadline, Deadlines, anything_due
from services.kit.housekeeping import Walk
from services.kit.inbox import Handler, Inbox
from services.kit.serving import DeadlineEngine, EventConsumer, Runtime
from services.kit.settings import Settings
from services.kit.wire import Asked, Call, Received, Request
from services.kit.work import Work

log = structlog.get_logger(__name__)

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "xinmei_marks"


@dataclass(frozen=True)
class _Consumes:
    event: type[Event]
    batch: bool
    queue: str


@dataclass(frozen=True)
class _Due:
    kind: str


def _mark(function: F, mark: Any) -> F:
    setattr(function, _MARK, [*getattr(function, _MARK, []), mark])
    return function


@overload
def command(function: F) -> F: ...
@overload
def command(*, public: bool = False, batch: bool = False, once: tuple[str, ...] = ()) -> Callable[[F], F]: ...
def command(
    function: F | None = None, *, public: bool = False, batch: bool = False, once: tuple[str, ...] = ()
) -> F | Callable[[F], F]:
    """A call that changes something.

    With `batch`, calls that wait already are carried out together in one transaction; a call that comes alone is a batch of
    one, at once. The method gets their requests (`Asked`: a `Request` with its caller's `identity`) and gives one outcome for
    each, in the same order: its answer, or the `XinmeiError` to refuse it with. What is refused must leave no trace, for the
    transaction is committed; what a call emits, records and checks is in its name only inside `work.answering(asked)`:

        @command(batch=True)
        def enrol(self, work: Work, requests: Calls) -> list[Json | XinmeiError]:
            wishes = [Wish(asked, asked.path["id"]) for asked in requests]      # and in the handler, for each:
            return [dump(outcome) for outcome in enrol_many(work, wishes)]      # with work.answering(wish.asked): work.emit(…)

    `once` names secrets in the answer, which is kept without them for the idempotency key.

    `work.identity` itself holds no rights there. Where the method raises, nothing is kept and each call is carried out alone.
    """
    return _operation(function, writes=True, public=public, batch=batch, once=once)


@overload
def query(function: F) -> F: ...
@overload
def query(*, public: bool = False) -> Callable[[F], F]: ...
def query(function: F | None = None, *, public: bool = False) -> F | Callable[[F], F]:
    """A call that only reads."""
    return _operation(function, writes=False, public=public)


def _operation(
    function: F | None, *, writes: bool, public: bool, batch: bool = False, once: tuple[str, ...] = ()
) -> F | Callable[[F], F]:
    def decorate(method: F) -> F:
        return _mark(method, Operation(method.__name__, writes, public, batch, once))

    return decorate(function) if function else decorate


def consumes(event: type[Event], *, batch: bool = False, queue: str = "events") -> Callable[[F], F]:
    """Handle each event of this class; with `batch`, lists of them. `queue` names a queue of its own: ``review.screening``."""
    return lambda method: _mark(method, _Consumes(event, batch, queue))


def due(kind: str) -> Callable[[F], F]:
    """Act on deadlines of this kind, as scheduled with `Work.schedule`."""
    return lambda method: _mark(method, _Due(kind))


class Service:
    """The mother of the four services. nameko binds its extensions; the marked methods say what they do."""

    name: ClassVar[str]
    runtime: Any = Runtime()

    @CallServer.decorator
    def answer_calls(self, calls: Sequence[Call]) -> list[bytes]:
        return answer_calls(self, calls)

    @EventConsumer.decorator
    def handle_events(self, queue: str, deliveries: Sequence[Delivery]) -> Exception | None:
        """Handle a batch; the outage, where the database is away and nothing of it was handled."""
        try:
            self._inbox(queue).process(deliveries)
        except Exception as error:
            if is_outage(error):
                return error
            raise
        return None

    @DeadlineEngine.decorator
    def keep_time(self) -> bool:
        """Fire due deadlines and retry failed events; whether there was anything to do."""
        try:
            acts = self.deadline_acts()
            if not anything_due(self.runtime.works, acts, self.queues()):
                return False
            fired = Deadlines(self.runtime.works, acts).fire_due()
            return bool(fired + sum(self._inbox(queue).retry_due() for queue in self.queues()))
        except Exception as error:
            if is_outage(error):
                log.warning("database_away", service=self.name, error=str(error).splitlines()[0])
                return False
            raise

    @classmethod
    def walks(cls, settings: Settings, now: datetime) -> list[Walk]:
        """The ways through its own tables on which what they need not keep goes."""
        return []

    def _inbox(self, queue: str) -> Inbox:
        runtime = self.runtime
        return Inbox(queue, runtime.works, runtime.keys, self.event_handlers()[queue], runtime.settings.retry_schedule)

    @query(public=True)
    def ping(self, work: Work, request: Request) -> dict[str, str]:
        """Whether this service and its database answer."""
        return {"service": self.name, "time": work.now.isoformat()}

    @classmethod
    def operations(cls) -> dict[str, Operation]:
        return {mark.name: mark for _, mark in _marks(cls, Operation)}

    @classmethod
    def queues(cls) -> dict[str, list[str]]:
        """The service's queues and their bindings: all events of an aggregate, so that a gap in its order shows."""
        found: dict[str, set[str]] = {}
        for _, mark in _marks(cls, _Consumes):
            found.setdefault(f"{cls.name}.{mark.queue}", set()).add(f"{mark.event.topic()}.#")
        return {queue: sorted(bindings) for queue, bindings in found.items()}

    @classmethod
    def declare_queues(cls, broker: Broker) -> None:
        """Make the service's queues. Until they are there nobody keeps an event for it: do it before anyone publishes."""
        for queue, bindings in cls.queues().items():
            broker.declare(queue, bindings)

    def event_handlers(self) -> dict[str, list[Handler]]:
        """Handlers by the name of their queue."""
        found: dict[str, list[Handler]] = {}
        for name, mark in _marks(type(self), _Consumes):
            handler = Handler(mark.event, _adapt(getattr(self, name), mark.batch), mark.batch)
            found.setdefault(f"{self.name}.{mark.queue}", []).append(handler)
        return found

    def deadline_acts(self) -> dict[str, Act]:
        def act(name: str) -> Act:
            return lambda work, deadline: getattr(self, name)(work, deadline)

        return {mark.kind: act(name) for name, mark in _marks(type(self), _Due)}


def _marks(cls: type, kind: type) -> tuple[tuple[str, Any], ...]:
    """The marked methods of a class with their marks of one kind, looked up once."""
    found: tuple[tuple[str, Any], ...] = _found_marks(cls, kind)
    return found


@cache
def _found_marks(cls: type, kind: type) -> tuple[tuple[str, Any], ...]:
    members = ((name, getattr(cls, name)) for name in dir(cls))
    return tuple(
        (name, mark) for name, member in members for mark in getattr(member, _MARK, ()) if isinstance(mark, kind)
    )


def _adapt(method: Callable[[Work, Any], None], batch: bool) -> Callable[[Work, list[Received]], None]:
    if batch:
        return method
    return lambda work, events: method(work, events[0].event)


Calls = Sequence[Asked]
Events = Sequence[Received]
__all__ = ["Calls", "Deadline", "Events", "Operation", "Service", "command", "consumes", "due", "query"]
