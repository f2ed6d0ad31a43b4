"""Calls about channels, deliveries and templates; and the loop in which the courier runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import eventlet

from services.alerts import schemas
from services.alerts.courier import AT_ONCE
from services.alerts.delivery.addresses import Guard
from services.alerts.handlers import delivery, reading
from services.alerts.storage import delivery as stored
from services.contracts.alerts import delivery_shapes as shapes
from services.contracts.alerts.fields import Listing
from services.kit.api import Request, Work, command, query
from services.kit.housekeeping import Walk
from services.kit.serving import TICK, Loop
from services.kit.settings import Settings
from services.kit.vault import vault_of

Plain = dict[str, Any]
LOOK_EVERY, MEASURE_EVERY = 2.0, 15.0


def guard_of(settings: Any) -> Guard:
    """Which hosts inside the network messages may go to, as the operator set it."""
    return Guard.of(settings.delivery_hosts, public=settings.delivery_public)


class CourierLoop(Loop):
    """Sends what is due, again and again, beside the loop that keeps time: a slow vendor delays no deadline.

    On stopping, sends have some seconds to end; those that do not are left, and taken up again when their lease ends.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pool = eventlet.GreenPool(AT_ONCE)

    def _round(self) -> None:
        self._say_begun()
        while not self._stopping:
            eventlet.sleep(0 if self.work(self._pool) else TICK)

    def stop(self) -> None:
        super().stop()
        for sending in list(self._pool.coroutines_running):
            sending.kill()


class LookoutLoop(Loop):
    """Looks at copies that are said to be gone, beside everything else: a slow page delays nothing."""

    def _round(self) -> None:
        self._say_begun()
        while not self._stopping:
            eventlet.sleep(0 if self.work() else LOOK_EVERY)


class CanaryGauge(Loop):
    """Says for others to watch when canaries were last heard: who watches their own delivery would fall silent with it."""

    def _round(self) -> None:
        self._say_begun()
        while not self._stopping:
            self.work()
            self._pause(MEASURE_EVERY)


class DeliveryCalls:
    """What people ask about channels and what went through them."""

    runtime: Any

    @classmethod
    def walks(cls, settings: Settings, now: datetime) -> list[Walk]:
        """What was sent long ago goes; what waits, also for a paused webhook, stays."""
        return stored.walks(now - timedelta(days=settings.keep_deliveries_days))

    @query
    def list_channels(self, work: Work, request: Request) -> Plain:
        return reading.page_channels(work, request.load_query(Listing()), schemas.dump_channel)

    @command
    def make_channel(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.ChannelOrder())
        found = delivery.make_channel(
            work, given, guard_of(self.runtime.settings), vault_of(self.runtime.settings.secret)
        )
        work.session.flush()
        return schemas.dump_channel(found)

    @command
    def end_channel(self, work: Work, request: Request) -> Plain:
        found = delivery.end_channel(work, request.path["id"])
        work.session.flush()
        return schemas.dump_channel(found)

    @command
    def test_channel(self, work: Work, request: Request) -> Plain:
        notice = request.load(shapes.ChannelTest())["notice"]
        return schemas.dump_delivery(delivery.test_channel(work, request.path["id"], notice))

    @query
    def list_deliveries(self, work: Work, request: Request) -> Plain:
        return reading.page_deliveries(work, request.load_query(shapes.DeliveryQuery()), schemas.dump_delivery)

    @query
    def show_delivery(self, work: Work, request: Request) -> Plain:
        return schemas.dump_whole_delivery(*delivery.show_delivery(work, request.path["id"]))

    @query
    def list_templates(self, work: Work, request: Request) -> Plain:
        return {
            "items": [
                schemas.dump_template(found, delivery.sample_of(found)) for found in delivery.list_templates(work)
            ],
            "next_cursor": None,
        }

    @command
    def save_template(self, work: Work, request: Request) -> Plain:
        found = delivery.save_template(work, request.load(shapes.TemplateOrder()))
        return schemas.dump_template(found, delivery.sample_of(found))

    @query
    def preview_template(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.TemplateText())
        return {"text": delivery.preview_template(work, given["text"], given["language"])}

    @command
    def test_template(self, work: Work, request: Request) -> Plain:
        sent = delivery.test_template(work, request.path["id"])
        return {"items": [schemas.dump_delivery(one) for one in sent], "next_cursor": None}
