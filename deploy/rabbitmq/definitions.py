"""RabbitMQ's definitions, computed from the contracts: what each service may read, write and make, and not a word more.

A service reads its own queues and its calls, publishes events of its own topics alone (topic permissions), calls the others
through the default exchange, and makes nothing but its call queue and its private reply queue. `migrate` makes the durable
queues. A broker-side dead-letter queue catches what kills its consumer again and again before the inbox can park it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from services.contracts.alerts import events as alerts
from services.contracts.events import EVENTS
from services.contracts.queues import QUEUES, bindings
from services.contracts.registry import events as registry
from services.contracts.review import events as review
from services.contracts.training import events as training
from services.kit.amqp import QUORUM
from services.kit.broker import EVENTS_EXCHANGE
from services.kit.remote import queue_of

VHOST = "xinmei"
SERVICES = {"registry": registry, "review": review, "alerts": alerts, "training": training}
DEAD = "xinmei.dead"
PRIVATE = r"amq\.gen-.*"
NOTHING = "^$"
MOST_DELIVERIES = 10_000
MOST_CALLS = 20_000
"""Calls that wait in one service's queue at most; what comes on top is refused, and its caller answers 503."""


def user_of(name: str) -> str:
    """The broker user of a service, of the gateway, of `migrate` or of the monitoring."""
    return f"xinmei-{name}"


USERS = tuple(user_of(name) for name in ("migrate", *SERVICES, "gateway", "monitor"))


def definitions(passwords: Mapping[str, str], generation: str = "") -> dict[str, Any]:
    """What `rabbitmqctl import_definitions` reads. A user without a password here cannot sign in until it is given one.

    With a `generation` all users are others, named so at their end (``xinmei-review-2027``), beside those that are there: so
    passwords change while both the old and the new ones serve.
    """
    made = _definitions(passwords)
    for kind, key in (("users", "name"), ("permissions", "user"), ("topic_permissions", "user")):
        made[kind] = [{**one, key: one[key] + (f"-{generation}" if generation else "")} for one in made[kind]]
    return made


def _definitions(passwords: Mapping[str, str]) -> dict[str, Any]:
    return {
        "vhosts": [{"name": VHOST, "metadata": {"default_queue_type": "quorum"}}],
        "users": [_user(name, passwords.get(name, "")) for name in USERS],
        "permissions": [_permission(user_of("migrate"), *_migrate()), *_services(), _gateway(), _monitor()],
        "topic_permissions": [_topics(name) for name in (*SERVICES, "gateway")],
        "policies": _policies(),
        "exchanges": [_exchange(EVENTS_EXCHANGE, "topic"), _exchange(DEAD, "fanout")],
        "queues": [_queue(name) for name in (*QUEUES, DEAD)],
        "bindings": [
            *(_binding(EVENTS_EXCHANGE, queue, key) for queue in QUEUES for key in bindings(queue)),
            _binding(DEAD, DEAD, ""),
        ],
    }


def topics_of(service: str) -> list[str]:
    """The kinds of aggregates whose events this service tells."""
    module = SERVICES[service].__name__
    return sorted({event.topic() for event in EVENTS.values() if event.__module__ == module})


def _user(name: str, password: str) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": _hashed(password) if password else "",
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": ["monitoring"] if name == user_of("monitor") else [],
        "limits": {},
    }


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _any_of(*names: str) -> str:
    return f"^({'|'.join(names)})$"


def _literally(name: str) -> str:
    return name.replace(".", r"\.")


def _own(service: str) -> list[str]:
    return [_literally(queue) for queue in QUEUES if queue.partition(".")[0] == service]


def _migrate() -> tuple[str, str, str]:
    queues, events = [_literally(queue) for queue in QUEUES], _literally(EVENTS_EXCHANGE)
    return _any_of(events, *queues), _any_of(*queues), _any_of(events)


def _services() -> list[dict[str, str]]:
    return [_permission(user_of(name), *_service(name)) for name in SERVICES]


def _service(name: str) -> tuple[str, str, str]:
    calls = _literally(queue_of(name))
    return (
        _any_of(calls, PRIVATE),
        _any_of(_literally(EVENTS_EXCHANGE), r"amq\.default"),
        _any_of(calls, *_own(name), PRIVATE),
    )


def _gateway() -> dict[str, str]:
    written, read = _any_of(r"amq\.default", PRIVATE), _any_of(PRIVATE, _literally(EVENTS_EXCHANGE))
    return _permission(user_of("gateway"), _any_of(PRIVATE), written, read)


def _monitor() -> dict[str, str]:
    return _permission(user_of("monitor"), NOTHING, NOTHING, NOTHING)


def _permission(user: str, configure: str, write: str, read: str) -> dict[str, str]:
    return {"user": user, "vhost": VHOST, "configure": configure, "write": write, "read": read}


def _topics(name: str) -> dict[str, str]:
    """Which events may be told: a service's own. All may be heard, for who hears what is a matter of queues."""
    told = rf"^({'|'.join(topics_of(name))})\..*" if name in SERVICES else NOTHING
    return {"user": user_of(name), "vhost": VHOST, "exchange": EVENTS_EXCHANGE, "write": told, "read": ".*"}


def _policies() -> list[dict[str, Any]]:
    durable = {
        "delivery-limit": MOST_DELIVERIES,
        "dead-letter-exchange": DEAD,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
    }
    calls = {"max-length": MOST_CALLS, "overflow": "reject-publish"}
    return [
        _policy("events", _any_of(*(_literally(queue) for queue in QUEUES)), durable),
        _policy("calls", r"^calls\.", calls),
    ]


def _policy(name: str, pattern: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {
        "vhost": VHOST,
        "name": name,
        "pattern": pattern,
        "apply-to": "queues",
        "definition": definition,
        "priority": 10,
    }


def _exchange(name: str, kind: str) -> dict[str, Any]:
    shape = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {"name": name, "vhost": VHOST, "type": kind, **shape}


def _queue(name: str) -> dict[str, Any]:
    arguments = QUORUM if name in QUEUES else {"x-queue-type": "quorum"}
    return {"name": name, "vhost": VHOST, "durable": True, "auto_delete": False, "arguments": arguments}


def _binding(source: str, queue: str, key: str) -> dict[str, Any]:
    return {
        "source": source,
        "vhost": VHOST,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }
