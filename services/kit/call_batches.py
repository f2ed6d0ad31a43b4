"""Answering calls of one batched operation together: one transaction for all, and for each what it would have got alone.

Each call has its own identity, key, answer or error. Where the batch as a whole fails, it is undone and its calls are carried
out one by one, so that a bad one never fails its neighbours; an outage of the database refuses all of them at once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import sqlalchemy as sa

from services.contracts.errors import Unavailable, XinmeiError
from services.kit import traces
from services.kit.bulk import among
from services.kit.calls import (
    NOBODY,
    Operation,
    Service,
    answer_call,
    as_asked,
    identify,
    owner_of_key,
    refuse,
    store,
    stored_answer,
)
from services.kit.database import is_conflict, is_outage
from services.kit.identity import Identity
from services.kit.ids import set_trace
from services.kit.metrics import metrics
from services.kit.tables import idempotency
from services.kit.wire import Call, answer


def answer_calls(service: Service, calls: Sequence[Call]) -> list[bytes]:
    """The bytes to reply with, one a call in their order. Several must be of one batched operation. Never raises."""
    return [answer_call(service, calls[0])] if len(calls) == 1 else _Batch(service, calls).answer()


class _Batch:
    """Several calls of one operation on their way to their answers, each known by its place."""

    def __init__(self, service: Service, calls: Sequence[Call]) -> None:
        self._service = service
        self._calls = calls
        self._operation: Operation = service.operations()[calls[0].operation]
        self._answers: dict[int, bytes] = {}

    def answer(self) -> list[bytes]:
        set_trace(self._calls[0].trace)
        started = time.perf_counter()
        try:
            self._answer_together()
        except Exception as error:
            if is_outage(error) and not is_conflict(error):
                for place in self._unanswered():
                    self._answers[place] = refuse(self._service, error)
        took = metrics.calls.labels(self._service.name, self._operation.name)
        for _ in self._answers:
            took.observe(time.perf_counter() - started)
        self._tell_traces()
        self._answer_alone()
        return [self._answers[place] for place in range(len(self._calls))]

    def _tell_traces(self) -> None:
        """A span for each call that was answered together with others."""
        name, number = f"{self._service.name} {self._operation.name}", len(self._answers)
        for place in self._answers:
            call = self._calls[place]
            traces.mark(name, traces.SERVER, parent=call.span, trace=call.trace, together=number)

    def _unanswered(self) -> list[int]:
        return [place for place in range(len(self._calls)) if place not in self._answers]

    def _answer_together(self) -> None:
        callers = self._identify()
        self._answer_again(callers)
        together = self._first_of_each_key(callers)
        if not together:
            return
        with self._service.runtime.works.open(NOBODY, self._calls[together[0]].trace) as work:
            asked = [as_asked(self._calls[place], callers[place]) for place in together]
            outcomes = getattr(self._service, self._operation.name)(work, asked)
            if len(outcomes) != len(asked):
                raise RuntimeError(f"{self._operation.name} gave {len(outcomes)} outcomes to {len(asked)} requests")
            done = {p: answer(o) for p, o in zip(together, outcomes, strict=True) if not isinstance(o, XinmeiError)}
            keyed = [place for place in done if self._calls[place].idempotency_key]
            store(work, [(self._calls[place], callers[place], done[place]) for place in keyed])
        self._answers.update(done)
        for place, outcome in zip(together, outcomes, strict=True):
            if isinstance(outcome, XinmeiError):
                self._answers[place] = refuse(self._service, outcome)

    def _identify(self) -> dict[int, Identity]:
        """Who makes each call; what comes from nobody is refused."""
        callers = {}
        for place, call in enumerate(self._calls):
            try:
                callers[place] = identify(self._service, call, self._operation)
            except XinmeiError as error:
                self._answers[place] = refuse(self._service, error)
        return callers

    def _answer_again(self, callers: dict[int, Identity]) -> None:
        """Answer those whose key was answered before: as then."""
        keyed = {p: (owner_of_key(self._calls[p], who), self._calls[p].idempotency_key) for p, who in callers.items()}
        keys = {key for _, key in keyed.values() if key}
        if not keys:
            return
        with self._service.runtime.works.database.glance() as session:
            found = session.execute(sa.select(idempotency).where(among(session, idempotency.c.key, keys))).all()
        stored = {(row.person_id, row.key): row for row in found}
        for place, key in keyed.items():
            if key in stored:
                try:
                    self._answers[place] = stored_answer(stored[key], self._calls[place])
                except XinmeiError as error:
                    self._answers[place] = refuse(self._service, error)

    def _first_of_each_key(self, callers: dict[int, Identity]) -> list[int]:
        """The places to carry out together; where one key came twice, the later call is answered after the first."""
        places, seen = [], set()
        for place, identity in callers.items():
            call = self._calls[place]
            keyed = (owner_of_key(call, identity), call.idempotency_key)
            if place in self._answers or (call.idempotency_key and keyed in seen):
                continue
            seen.add(keyed)
            places.append(place)
        return places

    def _answer_alone(self) -> None:
        """Carry out one by one what the batch left; time has passed, so that nobody may wait for some any more."""
        for place in self._unanswered():
            call = self._calls[place]
            if call.has_expired(time.time()):
                self._answers[place] = refuse(self._service, Unavailable(service=self._service.name))
            else:
                self._answers[place] = answer_call(self._service, call)
