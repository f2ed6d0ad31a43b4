"""Webhooks: other systems that are told of events. A hook is a channel of its own kind, so that the courier carries it as all else."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from services.alerts.delivery.addresses import AddressRefused, Guard
from services.alerts.delivery.sealing import SECRET, URL, hide_address
from services.alerts.domain.delivery import EVENT_HOOK, HOOK_RESUMED, HOOK_TEST, Backlog, Channel, Delivery
from services.alerts.handlers import backlog, rights
from services.alerts.storage import backlog as kept
from services.alerts.storage import delivery as stored
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import Work
from services.kit.traces import event_origin
from services.kit.vault import Vault
from services.kit.wire import Received, encode

LOOKS = (*rights.COMMANDS, "auditor")


def make_hook(work: Work, given: dict[str, Any], guard: Guard, vault: Vault) -> tuple[Channel, str]:
    """Have an address told of events, for the propaganda department; the secret that signs what is sent is shown this once.

    Raises `InputInvalid` where the address may not be reached.
    """
    work.identity.require(*rights.COMMANDS)
    try:
        guard.check_url("webhook", given["url"])
    except AddressRefused as error:
        raise InputInvalid({"url": [str(error)]}) from error
    secret = given["secret"] or secrets.token_urlsafe(32)
    made = Channel(
        id=work.new_id(),
        kind=EVENT_HOOK,
        name=given["name"],
        url=vault.seal(given["url"], URL),
        secret=vault.seal(secret, SECRET),
        settings={"events": sorted(set(given["events"])), "address": hide_address(given["url"]), "paused": False},
        notices=[],
        severities=[],
        language="zh",
        made_at=work.now,
    )
    work.session.add(made)
    work.record("webhook.make", made.id, events=made.settings["events"])
    return made, secret


def pause_hook(work: Work, hook_id: str, *, paused: bool) -> Channel:
    """Tell it nothing for now, or of events again: then it catches up, in order, on what happened meanwhile and was kept.

    What is being sent this moment goes on.
    """
    work.identity.require(*rights.COMMANDS)
    found = _working(_lock_hook(work, hook_id))
    work.check_version(found.version)
    if found.settings.get("paused", False) == paused:
        raise StateConflict(
            zh=f"该 Webhook {'已经' if paused else '没有'}暂停。没有作任何更改。",
            en=f"This webhook is {'paused already' if paused else 'not paused'}. Nothing was changed.",
            webhook=hook_id,
        )
    if paused:
        backlog.pause(work, found, "by_hand")
    else:
        late = backlog.resume(work, found)
        if late.held or late.dropped:
            body = {"id": work.new_id(), "type": HOOK_RESUMED, "time": work.now.isoformat(), "data": _said(late)}
            _send(work, found, HOOK_RESUMED, f"webhook:{found.id}", body, work.origin)
    return found


def _said(late: Backlog) -> dict[str, Any]:
    """What the receiver is told first when it is resumed: how much comes late, and how much it will never be told of."""
    at = {name: getattr(late, name) for name in ("held_since", "dropped_from", "dropped_until")}
    times = {name: value.isoformat() if value else None for name, value in at.items()}
    return {"held": late.held, "dropped": late.dropped, **times}


def end_hook(work: Work, hook_id: str) -> Channel:
    """Tell it nothing more; what waits for it is given up."""
    work.identity.require(*rights.COMMANDS)
    found = _working(_lock_hook(work, hook_id))
    work.check_version(found.version)
    found.active = False
    work.record("webhook.end", found.id, dropped=kept.drop_all(work.session, found.id))
    return found


def test_hook(work: Work, hook_id: str) -> Delivery:
    """Put a test event on its way."""
    work.identity.require(*rights.COMMANDS)
    found = _working(find_hook(work, hook_id))
    body = {"id": work.new_id(), "type": HOOK_TEST, "time": work.now.isoformat(), "data": {"webhook_id": found.id}}
    work.record("webhook.test", found.id)
    return _send(work, found, HOOK_TEST, f"webhook:{found.id}", body, work.origin)


def send_again(work: Work, hook_id: str, delivery_id: str) -> Delivery:
    """Send a delivery again that was given up, or arrived and was lost there; the receiver knows it by the event's id.

    Raises `StateConflict` for one that is on its way, held or no longer kept, and while the webhook is paused.
    """
    work.identity.require(*rights.COMMANDS)
    hook = _working(_lock_hook(work, hook_id))
    found = stored.find_delivery(work.session, delivery_id)
    if found is None or found.channel_id != hook.id:
        raise NotFound(delivery=delivery_id)
    if hook.settings.get("paused", False):
        raise StateConflict(
            zh="该 Webhook 已暂停,没有重发。请先恢复发送。",
            en="This webhook is paused; nothing was sent. Resume it first.",
            webhook=hook_id,
        )
    if found.state not in ("failed", "sent"):
        raise StateConflict(
            zh="该事件正在发送、等待补发或已不再保留,没有重发。",
            en="It is on its way, waits to be sent late, or is no longer kept; it was not sent again.",
            state=found.state,
        )
    found.state, found.attempts, found.next_try_at = "queued", 0, work.now
    work.record("webhook.again", found.id)
    return found


def find_hook(work: Work, hook_id: str) -> Channel:
    work.identity.require(*LOOKS)
    found = stored.find_channel(work.session, hook_id)
    if found is None or found.kind != EVENT_HOOK:
        raise NotFound(webhook=hook_id)
    return found


def pass_on(work: Work, events: Sequence[Received]) -> None:
    """Put these events on their way to every hook that asked for their type; the receiver knows repetitions by the event's id.

    Where a hook is paused the courier holds them: it looks under the hook's lock, so that nothing slips between a pause and its end.
    """
    hooks = [one for one in stored.active_channels(work.session) if one.kind == EVENT_HOOK]
    for received in events if hooks else ():
        envelope = received.envelope
        body = {"id": envelope.id, "type": envelope.type, "time": envelope.time, "data": envelope.data}
        for hook in hooks:
            if envelope.type in hook.settings["events"]:
                _send(work, hook, envelope.type, envelope.aggregate, body, event_origin(envelope.trace, envelope.id))


def _send(work: Work, hook: Channel, event_type: str, aggregate: str, body: dict[str, Any], origin: str) -> Delivery:
    topic, _, subject_id = aggregate.partition(":")
    written = encode(body).decode()
    made = Delivery(
        id=work.new_id(),
        channel_id=hook.id,
        kind=event_type,
        subject=topic,
        subject_id=subject_id,
        severity="",
        title=event_type,
        zh=written,
        en=written,
        created_at=work.now,
        next_try_at=work.now,
        origin=origin,
    )
    work.session.add(made)
    return made


def _lock_hook(work: Work, hook_id: str) -> Channel:
    """The hook with its row locked, as the courier locks it: nothing is claimed for it meanwhile."""
    find_hook(work, hook_id)
    found = stored.lock_channel(work.session, hook_id)
    assert found is not None, "a channel is never deleted"
    return found


def _working(hook: Channel) -> Channel:
    if not hook.active:
        raise StateConflict(
            zh="该 Webhook 已停用。没有作任何更改。", en="This webhook was ended. Nothing was changed.", webhook=hook.id
        )
    return hook
