"""The courier: takes due deliveries, sends them outside of any transaction, and keeps what each attempt came to.

A delivery is claimed under its row's lock and counted against its channel's limit under the channel's, in one short
transaction; then it is sent; then the outcome is kept. What dies between is taken up again when its lease ends.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta

import eventlet
import httpx
import structlog

from services.alerts.delivery.addresses import AddressRefused, Guard
from services.alerts.delivery.bots import BOTS
from services.alerts.delivery.by_apprise import send_apprise
from services.alerts.delivery.hooks import send_event, send_hook, send_mail
from services.alerts.delivery.posting import Poster
from services.alerts.delivery.sealing import open_channel
from services.alerts.delivery.templates import DEFAULTS, TemplateRefused, as_html, render
from services.alerts.domain import notices
from services.alerts.domain.delivery import (
    EVENT_HOOK,
    MINUTE,
    Attempt,
    Channel,
    Delivery,
    Outcome,
    choose_template,
    compose_digest,
)
from services.alerts.handlers import backlog
from services.alerts.handlers.delivery import tell_broken
from services.alerts.storage import delivery as stored
from services.contracts.alerts.faults import explain
from services.contracts.alerts.places import PLACES
from services.kit import traces
from services.kit.api import Work
from services.kit.identity import service_identity
from services.kit.ids import current_trace, new_trace, set_trace
from services.kit.vault import Vault
from services.kit.work import Works

AT_ONCE = 16
LONGEST = 40.0
"""Seconds that one delivery may take in all, however slowly somebody answers: less than its lease, for the others wait for it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A delivery that is this process's to send, with the text to send."""

    delivery: Delivery
    channel: Channel
    attempt: Attempt
    text: str


class Courier:
    """Carries deliveries. `guard` says where to; `home` is the portal's address, for links; it sends in `pool`."""

    def __init__(
        self,
        works: Works,
        guard: Guard,
        home: str,
        vault: Vault,
        *,
        poster: Poster | None = None,
        pool: eventlet.GreenPool | None = None,
    ) -> None:
        self._works = works
        self._guard = guard
        self._home = home
        self._vault = vault
        self._poster = poster or Poster(guard)
        self._pool = pool or eventlet.GreenPool(AT_ONCE)
        self._me = service_identity(works.service)

    def carry_due(self) -> int:
        """Send what is due, at most `AT_ONCE` at a time; how many were sent or tried."""
        claimed: list[Claimed] = []
        while len(claimed) < AT_ONCE and self._some_due() and self._claim(claimed):
            pass
        for one in claimed:
            self._pool.spawn(self._carry, one)
        self._pool.waitall()
        return len(claimed)

    def _some_due(self) -> bool:
        with self._works.database.begin(writes=False) as session:
            return stored.some_due(session, self._works.clock.now())

    # ---- claiming

    def _claim(self, claimed: list[Claimed]) -> bool:
        """Look at the delivery that waits longest, and claim it unless it has to wait. False where none can be looked at."""
        with self._works.open(self._me, set_trace(new_trace())) as work:
            delivery = stored.next_due(work.session, work.now)
            if delivery is None:
                return False
            channel = stored.lock_channel(work.session, delivery.channel_id)
            if channel is None or not channel.active:
                delivery.settle(Outcome(result="rejected", code="channel_ended"), work.now)
            elif backlog.holds(work, channel, delivery):
                pass
            elif chosen := _choose(work, channel, delivery):
                trace, _ = traces.from_origin(chosen.origin)
                with work.acting_for(self._me, "", trace):
                    claimed.append(self._begin(work, channel, chosen))
        return True

    def _begin(self, work: Work, channel: Channel, delivery: Delivery) -> Claimed:
        delivery.claim(work.now)
        attempt = stored.begin_attempt(work.session, delivery, work.now, work.new_id)
        text = self._word(work, channel, delivery)
        work.session.flush()
        return Claimed(delivery, open_channel(channel, self._vault), attempt, text)

    def _word(self, work: Work, channel: Channel, delivery: Delivery) -> str:
        if channel.kind == EVENT_HOOK:
            return delivery.zh
        source = choose_template(stored.templates(work.session), channel.kind, delivery.kind, channel.language)
        fields = {
            "kind": delivery.kind,
            "severity": delivery.severity,
            "title": delivery.title,
            "text": delivery.en if channel.language == "en" else delivery.zh,
            "subject": delivery.subject,
            "subject_id": delivery.subject_id,
            "sent_at": delivery.created_at.isoformat(),
            "link": self._home + PLACES.get(delivery.subject, "").format(delivery.subject_id),
        }
        try:
            return render(source or DEFAULTS[channel.language], fields)
        except TemplateRefused as error:
            log.error("template_refused", kind=delivery.kind, error=str(error))
            return render(DEFAULTS[channel.language], fields)

    # ---- sending

    def _carry(self, claimed: Claimed) -> None:
        """Send it and keep what came of it, in the trace that brought it about."""
        began, delivery = self._works.clock.now(), claimed.delivery
        trace, span = traces.from_origin(delivery.origin)
        set_trace(trace or new_trace())
        name = f"{self._works.service} delivery {delivery.kind}"
        with traces.span(name, traces.CLIENT, parent=span, channel=claimed.channel.kind, attempt=delivery.attempts):
            outcome = self._send(claimed)
            with self._works.open(self._me, current_trace()) as work:
                _keep(work, claimed, outcome, work.now - began)

    def _send(self, claimed: Claimed) -> Outcome:
        try:
            with eventlet.Timeout(LONGEST, TimeoutError(f"not done within {LONGEST:g} s")):
                return self._hand_over(claimed)
        except AddressRefused as error:
            return Outcome(result="rejected", code="address_refused", answer=str(error))
        except (httpx.HTTPError, OSError, TimeoutError, smtplib.SMTPException, ValueError) as error:
            return Outcome(result="retry", code=type(error).__name__, answer=str(error))

    def _hand_over(self, claimed: Claimed) -> Outcome:
        channel, delivery, now = claimed.channel, claimed.delivery, self._works.clock.now()
        if channel.kind in BOTS:
            return BOTS[channel.kind].send(self._poster, channel, claimed.text, now)
        if channel.kind == "email":
            return send_mail(self._guard, channel, delivery.title, claimed.text, as_html(claimed.text), now)
        if channel.kind == "apprise":
            return send_apprise(self._guard, channel, delivery.title, claimed.text)
        if channel.kind == EVENT_HOOK:
            return send_event(self._poster, channel, delivery, now)
        return send_hook(self._poster, channel, delivery, claimed.text, now)


def _choose(work: Work, channel: Channel, delivery: Delivery) -> Delivery | None:
    """What may go out now: the delivery itself, a digest of all that waits in the last free place, or nothing yet."""
    used, first = stored.recent_attempts(work.session, channel.id, work.now)
    free = channel.per_minute - used
    if free > 1 or (free == 1 and delivery.kind == "digest"):
        return delivery
    if channel.kind == EVENT_HOOK:
        delivery.state, delivery.next_try_at = "queued", max(work.now, (first or work.now) + MINUTE)
        return delivery if free == 1 else None
    others = stored.waiting(work.session, channel.id, work.now, delivery.id)
    if free < 1:
        for late in (delivery, *others):
            late.next_try_at = (first or work.now) + MINUTE
            late.state = "queued"
        return None
    return _fold(work, [delivery, *others]) if others and delivery.attempts == 0 else delivery


def _fold(work: Work, late: list[Delivery]) -> Delivery:
    digest = compose_digest(work.new_id(), late, work.now)
    work.session.add(digest)
    for delivery in late:
        delivery.state, delivery.digest_id = "folded", digest.id
    return digest


def _keep(work: Work, claimed: Claimed, outcome: Outcome, took: timedelta) -> None:
    stored.end_attempt(work.session, claimed.attempt.id, outcome, took)
    delivery = stored.find_delivery(work.session, claimed.delivery.id)
    if delivery is None or delivery.attempts != claimed.delivery.attempts or delivery.state != "sending":
        return  # its lease ended, and another process has taken it up
    delivery.settle(outcome, work.now)
    work.session.flush()
    if delivery.state == "failed":
        work.record("delivery.failed", delivery.id, channel_id=claimed.channel.id, code=delivery.code)
    if stored.note_health(work.session, claimed.channel.id, delivery, work.now):
        broken = notices.hook_broken if claimed.channel.kind == EVENT_HOOK else notices.channel_broken
        tell_broken(work, broken(claimed.channel.id, claimed.channel.name, explain(delivery.code)))
    if claimed.channel.kind == EVENT_HOOK:
        backlog.follow_up(work, delivery)
