"""Answering a call: verify who asks, open the unit of work, carry the operation out once, commit, and only then answer.

Whatever goes wrong becomes one typed error. A command with an idempotency key stores its answer in the transaction of its
effect, so that the same key gives the same answer and one effect, also when two arrive at once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa
import structlog
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, StateConflict, Unavailable, XinmeiError
from services.kit import traces
from services.kit.bulk import insert_rows
from services.kit.database import is_conflict, is_full, is_outage, is_taken
from services.kit.identity import Identity
from services.kit.ids import set_trace
from services.kit.metrics import metrics
from services.kit.tables import idempotency
from services.kit.wire import Asked, Call, answer, encode, refusal
from services.kit.work import Work

log = structlog.get_logger(__name__)

LONGEST_KEY = 200
TRIES = 4
"""How often a command is carried out whose rows others changed meanwhile."""

FULL_ZH = "服务器磁盘已满,此次内容没有保存;此前已受理的没有丢失。请通知管理员腾出空间,然后重试。"
FULL_EN = (
    "The server's disk is full: this was not saved, and nothing accepted before is lost. Tell the administrator to make room, "
    "then try again."
)


@dataclass(frozen=True)
class Operation:
    """A method that can be called from outside. `public` ones take calls without an identity, `batch` ones take several.

    `once` names fields of the answer that are secrets, shown once: the answer kept for an idempotency key lacks them.
    """

    name: str
    writes: bool
    public: bool
    batch: bool = False
    once: tuple[str, ...] = ()


class Service(Protocol):
    """Who answers: a service with its operations and what it runs on."""

    name: ClassVar[str]
    runtime: Any

    @classmethod
    def operations(cls) -> dict[str, Operation]: ...


NOBODY = Identity(id="", username="", name="")


def answer_call(service: Service, call: Call) -> bytes:
    """The bytes to reply with: a result or a refusal. Never raises."""
    set_trace(call.trace)
    started = time.perf_counter()
    try:
        with traces.span(f"{service.name} {call.operation}", traces.SERVER, parent=call.span):
            return _answer(service, call)
    except Exception as error:
        return refuse(service, error)
    finally:
        known = call.operation if call.operation in service.operations() else "unknown"
        metrics.calls.labels(service.name, known).observe(time.perf_counter() - started)


def _answer(service: Service, call: Call) -> bytes:
    operation = service.operations().get(call.operation)
    if operation is None:
        raise NotFound(operation=call.operation)
    identity = identify(service, call, operation)
    if not call.idempotency_key or not operation.writes:
        return _carry_out(service, call, operation, identity)
    try:
        return _stored(service, call, identity) or _carry_out(service, call, operation, identity)
    except Exception as error:
        # The same key may have come twice at once: then the other one was carried out, and ours met what it left behind.
        stored = None if is_outage(error) else _stored(service, call, identity)
        if stored is None:
            raise
        return stored


def refuse(service: Service, error: Exception) -> bytes:
    """The bytes of a refusal, counted."""
    found = _as_xinmei_error(error)
    metrics.call_errors.labels(service.name, found.code).inc()
    return refusal(found)


def identify(service: Service, call: Call, operation: Operation) -> Identity:
    """Who calls. Raises `NotAuthenticated`, or `InputInvalid` where the key is too long to be kept."""
    if len(call.idempotency_key) > LONGEST_KEY and operation.writes:
        raise InputInvalid({"Idempotency-Key": [f"最长 {LONGEST_KEY} 个字符。 {LONGEST_KEY} characters at most."]})
    if call.token:
        identity: Identity = service.runtime.keys.verify(call.token, service.runtime.clock.now())
        if not operation.public:
            identity.require_scope(service.name, writes=operation.writes)
        return identity
    if operation.public:
        return NOBODY
    raise NotAuthenticated()


def _carry_out(service: Service, call: Call, operation: Operation, identity: Identity) -> bytes:
    """Carry out in a transaction of its own; anew where somebody changed the same rows at that moment, or put the same one there, as if
    asked just after."""
    for _ in range(TRIES - 1 if operation.writes else 0):
        try:
            return _carry_out_once(service, call, operation, identity)
        except (StaleDataError, DBAPIError) as error:
            if not is_conflict(error) and not is_taken(error):
                raise
            if call.idempotency_key and (stored := _stored(service, call, identity)):
                return stored
            log.info("carried_out_anew", service=service.name, operation=operation.name)
    return _carry_out_once(service, call, operation, identity)


def _carry_out_once(service: Service, call: Call, operation: Operation, identity: Identity) -> bytes:
    opened = service.runtime.works.open(identity, call.trace, if_match=call.if_match, writes=operation.writes)
    with opened as work:
        result = _perform(service, call, operation, work)
        if call.idempotency_key and operation.writes:
            kept = {**result, **dict.fromkeys(operation.once)} if operation.once else result
            store(work, [(call, identity, answer(kept))])
    return answer(result)


def _perform(service: Service, call: Call, operation: Operation, work: Work) -> Any:
    method = getattr(service, operation.name)
    if not operation.batch:
        return method(work, call.request)
    outcome = method(work, [as_asked(call, work.identity)])[0]
    if isinstance(outcome, XinmeiError):
        raise outcome
    return outcome


def as_asked(call: Call, identity: Identity) -> Asked:
    """The call as a batched operation is given it."""
    return Asked(**vars(call.request), identity=identity, trace=call.trace, if_match=call.if_match)


def _stored(service: Service, call: Call, identity: Identity) -> bytes | None:
    """The answer given before under this key, or None. Raises `InputInvalid` where the key was used for something else."""
    query = sa.select(idempotency).where(
        idempotency.c.person_id == owner_of_key(call, identity), idempotency.c.key == call.idempotency_key
    )
    with service.runtime.works.database.glance() as session:
        row = session.execute(query).first()
    return None if row is None else stored_answer(row, call)


def stored_answer(row: sa.Row[Any], call: Call) -> bytes:
    """What was answered under the call's key. Raises `InputInvalid` where the key was used for something else."""
    if (row.operation, row.request_hash) != (call.operation, _hash(call)):
        raise InputInvalid(
            {"Idempotency-Key": ["此键已用于另一请求。 This key was used for another request."]}, code="key_reused"
        )
    return bytes(row.response)


def store(work: Work, answered: Sequence[tuple[Call, Identity, bytes]]) -> None:
    """Keep what was answered to these calls under their keys."""
    rows = [
        {
            "person_id": owner_of_key(call, identity),
            "key": call.idempotency_key,
            "operation": call.operation,
            "request_hash": _hash(call),
            "response": body,
            "created_at": work.now,
        }
        for call, identity, body in answered
    ]
    insert_rows(work.session, idempotency, rows)


def owner_of_key(call: Call, identity: Identity) -> str:
    """Among whose keys the call's is looked for: the person's, or, of callers without one, those of the very place they call."""
    return identity.id or hashlib.sha256(encode([call.operation, call.request.path])).hexdigest()


def _hash(call: Call) -> str:
    return hashlib.sha256(encode([call.operation, call.request])).hexdigest()


def _as_xinmei_error(error: Exception) -> XinmeiError:
    if isinstance(error, XinmeiError):
        return error
    if isinstance(error, ValidationError):
        return InputInvalid(flatten(error.messages))
    if is_conflict(error):
        return StateConflict(code="changed_meanwhile")
    if is_outage(error):
        log.warning("database_away", error=str(error).splitlines()[0])
        return Unavailable(zh=FULL_ZH, en=FULL_EN, code="disk_full") if is_full(error) else Unavailable()
    if isinstance(error, IntegrityError):
        log.warning("integrity", error=str(error.orig))
        return StateConflict(code="already_exists")
    log.exception("call_failed")
    return XinmeiError()


def flatten(messages: Any, path: str = "") -> dict[str, list[str]]:
    """marshmallow's nested messages as ``{"administrators.0.phone": ["…"]}``."""
    if isinstance(messages, dict):
        found: dict[str, list[str]] = {}
        for key, value in messages.items():
            found.update(flatten(value, f"{path}.{key}" if path else str(key)))
        return found
    return {path or "_": [str(message) for message in (messages if isinstance(messages, list) else [messages])]}
