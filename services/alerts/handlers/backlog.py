"""What a webhook is not told of while it is paused, by hand or because it failed too often; and how it catches up, in order.

All of this happens under the lock of the hook's row, as every claim does.
"""

from __future__ import annotations

from services.alerts.domain import notices
from services.alerts.domain.delivery import (
    EVENT_HOOK,
    HOOK_TALK,
    KEPT_FOR,
    MOST_FAILURES,
    MOST_KEPT,
    Backlog,
    Channel,
    Delivery,
)
from services.alerts.handlers.delivery import tell_broken
from services.alerts.storage import backlog as kept
from services.alerts.storage import delivery as stored
from services.contracts.alerts.faults import explain
from services.kit.api import Work


def pause(work: Work, hook: Channel, why: str) -> None:
    """Hold from now on what is to be sent; `why` is ``by_hand`` or ``failures``."""
    hook.settings = {**hook.settings, "paused": True, "paused_at": work.now.isoformat(), "paused_because": why}
    _hold(work, hook)
    work.record("webhook.pause", hook.id, why=why)


def resume(work: Work, hook: Channel) -> Backlog:
    """Send again, first and one by one what was held; what that is, and what was dropped in this pause or before."""
    kept.drop(work.session, hook.id, work.now - KEPT_FOR, MOST_KEPT)
    late = backlog_of(work, hook)
    hook.settings = {**hook.settings, "paused": False, "catching_up": late.held > 0}
    hook.failures = 0
    kept.release_first(work.session, hook.id, work.now)
    work.record("webhook.resume", hook.id, held=late.held, dropped=late.dropped)
    return late


def holds(work: Work, hook: Channel, delivery: Delivery) -> bool:
    """Whether a delivery has to wait: its hook is paused, or still catches up on what is older."""
    if hook.kind != EVENT_HOOK or delivery.kind in HOOK_TALK:
        return False
    if hook.settings.get("paused", False):
        delivery.state = "held"
        work.session.flush()
        _hold(work, hook)
        return True
    if not hook.settings.get("catching_up", False) or kept.is_first(work.session, hook.id, delivery.id):
        return False
    delivery.state = "held"
    work.session.flush()
    kept.release_first(work.session, hook.id, work.now)
    return True


def follow_up(work: Work, delivery: Delivery) -> None:
    """A delivery to a hook was settled: the next of those that wait may go, and a hook that failed too often is paused."""
    if delivery.state not in ("sent", "failed"):
        return
    hook = stored.lock_channel(work.session, delivery.channel_id)
    if hook is None or not hook.active or hook.settings.get("paused", False):
        return
    if delivery.state == "failed" and hook.failures >= MOST_FAILURES:
        kept.hold_failed(work.session, hook.id, max(hook.last_sent_at or hook.made_at, work.now - KEPT_FOR))
        pause(work, hook, "failures")
        tell_broken(work, notices.hook_paused(hook.id, hook.name, explain(delivery.code)))
    elif hook.settings.get("catching_up", False) and not kept.release_first(work.session, hook.id, work.now):
        hook.settings = {**hook.settings, "catching_up": False}


def backlog_of(work: Work, hook: Channel) -> Backlog:
    return kept.backlogs(work.session, [hook.id]).get(hook.id, Backlog())


def _hold(work: Work, hook: Channel) -> None:
    kept.hold(work.session, hook.id)
    kept.drop(work.session, hook.id, work.now - KEPT_FOR, MOST_KEPT)
