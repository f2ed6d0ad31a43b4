"""Calls about webhooks, and the events that they are told of."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from services.alerts import schemas
from services.alerts.domain.delivery import EVENT_HOOK, Backlog, Channel
from services.alerts.handlers import backlog, hooks, reading
from services.alerts.service.delivery_calls import guard_of
from services.contracts.alerts import events as alerts_events
from services.contracts.alerts import hook_shapes as shapes
from services.contracts.alerts.fields import Listing
from services.contracts.events import EVENTS
from services.contracts.registry import events as registry_events
from services.contracts.review import events as review_events
from services.contracts.training import events as training_events
from services.kit.api import Events, Request, Work, command, consumes, query
from services.kit.vault import vault_of

Plain = dict[str, Any]
CONTRACTS = (registry_events, review_events, alerts_events, training_events)
"""Where the types that `EVENTS` finds are written down."""


class HookCalls:
    """What people ask about webhooks."""

    runtime: Any

    @query
    def list_event_types(self, work: Work, request: Request) -> Plain:
        work.identity.require(*hooks.LOOKS)
        return {"items": [dump_type(name) for name in shapes.EVENT_TYPES], "next_cursor": None}

    @query
    def list_hooks(self, work: Work, request: Request) -> Plain:
        work.identity.require(*hooks.LOOKS)
        return reading.page_hooks(work, request.load_query(Listing()), dump_hook)

    @query
    def show_hook(self, work: Work, request: Request) -> Plain:
        found = hooks.find_hook(work, request.path["id"])
        return dump_hook(found, backlog.backlog_of(work, found))

    @command
    def make_hook(self, work: Work, request: Request) -> Plain:
        settings, given = self.runtime.settings, request.load(shapes.HookOrder())
        made, secret = hooks.make_hook(work, given, guard_of(settings), vault_of(settings.secret))
        work.session.flush()
        return {**dump_hook(made, Backlog()), "secret": secret}

    @command
    def test_hook(self, work: Work, request: Request) -> Plain:
        return schemas.dump_delivery(hooks.test_hook(work, request.path["id"]))

    @command
    def pause_hook(self, work: Work, request: Request) -> Plain:
        found = hooks.pause_hook(work, request.path["id"], paused=True)
        work.session.flush()
        return dump_hook(found, backlog.backlog_of(work, found))

    @command
    def resume_hook(self, work: Work, request: Request) -> Plain:
        found = hooks.pause_hook(work, request.path["id"], paused=False)
        work.session.flush()
        return dump_hook(found, backlog.backlog_of(work, found))

    @command
    def end_hook(self, work: Work, request: Request) -> Plain:
        found = hooks.end_hook(work, request.path["id"])
        work.session.flush()
        return dump_hook(found, backlog.backlog_of(work, found))

    @query
    def list_hook_deliveries(self, work: Work, request: Request) -> Plain:
        listing = request.load_query(shapes.HookDeliveryQuery())
        hook = hooks.find_hook(work, request.path["id"])
        return reading.page_hook_deliveries(work, {**listing, "channel_id": hook.id}, schemas.dump_delivery)

    @command
    def send_again(self, work: Work, request: Request) -> Plain:
        return schemas.dump_delivery(hooks.send_again(work, request.path["id"], request.path["delivery_id"]))

    def tell_hooks(self, work: Work, events: Events) -> None:
        hooks.pass_on(work, events)

    for _type in shapes.EVENT_TYPES:
        tell_hooks = consumes(EVENTS[_type], batch=True, queue="hooks")(tell_hooks)


def dump_hook(hook: Channel, late: Backlog) -> Plain:
    assert hook.kind == EVENT_HOOK
    paused = hook.settings.get("paused", False)
    return {
        "id": hook.id,
        "name": hook.name,
        "address": hook.settings["address"],
        "events": hook.settings["events"],
        "active": hook.active,
        "paused": paused,
        "paused_at": hook.settings.get("paused_at") if paused else None,
        "paused_because": hook.settings.get("paused_because", "") if paused else "",
        "catching_up": hook.settings.get("catching_up", False) and not paused,
        **{name: at.isoformat() if isinstance(at, datetime) else at for name, at in dataclasses.asdict(late).items()},
        "failures": hook.failures,
        "last_sent_at": hook.last_sent_at.isoformat() if hook.last_sent_at else None,
        "last_error": hook.last_error,
        "version": hook.version,
    }


def dump_type(name: str) -> Plain:
    event = EVENTS[name]
    about = " ".join((event.__doc__ or "").split())
    return {"type": name, "about": about, "members": [field.name for field in dataclasses.fields(event)]}
