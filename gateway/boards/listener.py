"""Hears every event that passes and tells the boards and the live streams.

An event changes its own service at once, and the services that learn from it a little later without a word of theirs: so all
boards are marked again once no event has passed for `IDLE` seconds. After an outage everything is stale, for events may have passed unheard.
"""

from __future__ import annotations

from collections.abc import Sequence

import eventlet
import structlog

from gateway.access.admission import Admission
from gateway.boards.cache import SERVICES, Boards
from gateway.boards.streams import Streams
from services.contracts.alerts import events as alerts
from services.contracts.events import EVENTS
from services.contracts.registry import events as registry
from services.contracts.registry import life_events as life
from services.contracts.review import events as review
from services.contracts.training import events as training
from services.kit.broker import Broker, BrokerAway, Delivery, Subscription
from services.kit.identity import Keys
from services.kit.wire import NotAnEvent, open_envelope

BATCH = 500
IDLE = 0.5
BACK_OFF = 0.5

CONTRACTS = (("registry", registry), ("registry", life), ("review", review), ("alerts", alerts), ("training", training))
_HOMES = {module.__package__: service for service, module in CONTRACTS}
"""A service's events may stand in several modules of its package."""

log = structlog.get_logger(__name__)


def service_of(key: str) -> str:
    """The service whose contract holds this type of event; empty where it is nobody's."""
    event = EVENTS.get(key)
    return _HOMES.get(event.__module__.rpartition(".")[0], "") if event else ""


class Listener:
    """One green thread that listens until it is stopped."""

    def __init__(self, broker: Broker, keys: Keys, boards: Boards, streams: Streams, admission: Admission) -> None:
        self._broker = broker
        self._keys = keys
        self._boards = boards
        self._streams = streams
        self._admission = admission
        self._stopping = False
        self._unsettled = False

    def run(self) -> None:
        while not self._stopping:
            try:
                self._listen()
            except BrokerAway as error:
                log.warning("broker_away", loop="listener", error=str(error))
                eventlet.sleep(BACK_OFF)
            except Exception:
                log.exception("loop_failed", loop="listener")
                eventlet.sleep(BACK_OFF)

    def stop(self) -> None:
        self._stopping = True

    def _listen(self) -> None:
        subscription = self._broker.listen(["#"])
        self._boards.touch(SERVICES)
        self._admission.question_all()
        try:
            while not self._stopping:
                self._round(subscription)
        finally:
            subscription.close()

    def _round(self, subscription: Subscription) -> None:
        deliveries = subscription.take(BATCH, IDLE)
        if deliveries:
            subscription.ack(deliveries)
            self.hear(deliveries)
            self._unsettled = True
        elif self._unsettled:
            self._unsettled = False
            self._boards.touch(SERVICES)
            self._streams.tell_changed(SERVICES)

    def hear(self, deliveries: Sequence[Delivery]) -> None:
        """Mark what these events change, and pass on those that live pages show."""
        self._admission.hear(deliveries)
        services = {service_of(delivery.key) for delivery in deliveries} - {""}
        self._boards.touch(services)
        self._streams.tell_changed(sorted(services))
        if self._streams.are_watched("incidents"):
            for delivery in deliveries:
                if service_of(delivery.key) == "alerts":
                    self._pass_on(delivery)

    def _pass_on(self, delivery: Delivery) -> None:
        if not self._keys.event_is_ours(delivery.body, delivery.signature):
            log.warning("event_not_ours", key=delivery.key)
            return
        try:
            envelope = open_envelope(delivery.body)
        except NotAnEvent as error:
            log.warning("not_an_event", key=delivery.key, error=str(error))
            return
        self._streams.tell("incidents", envelope.type, envelope.id, envelope.data)
