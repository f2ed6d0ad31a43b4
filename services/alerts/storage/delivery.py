"""Channels, deliveries with their attempts, and templates; and the claims by which any number of processes share the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.delivery import ENDED, MINUTE, Attempt, Channel, Delivery, Outcome, Template
from services.alerts.domain.notices import Notice
from services.alerts.storage.tables import attempts, channels, deliveries
from services.kit.housekeeping import Walk
from services.kit.tables import deadlines

FOLDED_AT_ONCE = 500
CANARY = "delivery.canary"


def active_channels(session: Session) -> Sequence[Channel]:
    return session.scalars(sa.select(Channel).where(channels.c.active).order_by(channels.c.id)).all()


def list_channels() -> sa.Select[Any]:
    return sa.select(Channel)


def find_channel(session: Session, channel_id: str) -> Channel | None:
    return session.get(Channel, channel_id)


def enqueue(
    session: Session, channel_id: str, notice: Notice, at: datetime, new_id: Callable[[], str], origin: str
) -> Delivery:
    """Put a notice on its way through a channel; `origin` is the trace that brought it about."""
    delivery = Delivery(
        id=new_id(),
        channel_id=channel_id,
        kind=notice.kind,
        subject=notice.subject,
        subject_id=notice.subject_id,
        severity=notice.severity,
        title=notice.title[:200],
        zh=notice.zh,
        en=notice.en,
        created_at=at,
        next_try_at=at,
        origin=origin,
    )
    session.add(delivery)
    return delivery


def list_deliveries(wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(Delivery)
    for name in ("channel_id", "state", "kind"):
        if wanted.get(name):
            query = query.where(deliveries.c[name] == wanted[name])
    return query


def find_delivery(session: Session, delivery_id: str) -> Delivery | None:
    return session.get(Delivery, delivery_id)


def attempts_of(session: Session, delivery_id: str) -> Sequence[Attempt]:
    return session.scalars(
        sa.select(Attempt).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.id)
    ).all()


def templates(session: Session) -> list[Template]:
    return list(session.scalars(sa.select(Template)))


def save_template(session: Session, channel_kind: str, notice: str, language: str, text: str) -> Template:
    key = (channel_kind, notice, language)
    found = session.get(Template, key)
    if found is None:
        found = Template(channel_kind=channel_kind, notice=notice, language=language, text=text)
        session.add(found)
    found.text = text
    return found


def canaries(session: Session) -> list[tuple[str, datetime]]:
    """The active channels that want a daily canary: each one's name, and when the last arrived, or else since when it waits."""
    wants = sa.select(deadlines.c.subject).where(deadlines.c.kind == CANARY)
    last = sa.select(deliveries.c.channel_id, sa.func.max(deliveries.c.id).label("id")).where(
        deliveries.c.kind == "canary", deliveries.c.state == "sent", deliveries.c.channel_id.in_(wants)
    )
    newest = last.group_by(deliveries.c.channel_id).subquery()
    query = (
        sa.select(channels.c.name, channels.c.made_at, deliveries.c.sent_at)
        .select_from(channels)
        .outerjoin(newest, newest.c.channel_id == channels.c.id)
        .outerjoin(deliveries, deliveries.c.id == newest.c.id)
        .where(channels.c.active, channels.c.id.in_(wants))
        .order_by(channels.c.id)
    )
    return [(row.name, row.sent_at or row.made_at) for row in session.execute(query)]


# ---- the courier's side


def some_due(session: Session, now: datetime) -> bool:
    return session.execute(_due(now).limit(1)).first() is not None


def next_due(session: Session, now: datetime) -> Delivery | None:
    """The delivery that waits longest, its row locked; those that another process looks at are left out."""
    return session.scalars(_due(now).limit(1).with_for_update(skip_locked=True)).one_or_none()


def _due(now: datetime) -> sa.Select[Any]:
    waits = deliveries.c.state.in_(("queued", "sending")), deliveries.c.next_try_at <= now
    return sa.select(Delivery).where(*waits).order_by(deliveries.c.next_try_at, deliveries.c.id)


def lock_channel(session: Session, channel_id: str) -> Channel | None:
    """The channel, its row locked: one process at a time counts and claims for it."""
    return session.get(Channel, channel_id, with_for_update=True)


def recent_attempts(session: Session, channel_id: str, now: datetime) -> tuple[int, datetime | None]:
    """How many messages went to a channel in the last 60 seconds, and when the first of them did."""
    mine = attempts.c.channel_id == channel_id, attempts.c.at > now - MINUTE
    count, first = session.execute(sa.select(sa.func.count(), sa.func.min(attempts.c.at)).where(*mine)).one()
    return int(count), first


def waiting(session: Session, channel_id: str, now: datetime, besides: str) -> list[Delivery]:
    """What else is due on a channel and was not tried before, the oldest first; rows that others look at are left out."""
    query = (
        sa.select(Delivery)
        .where(
            deliveries.c.channel_id == channel_id,
            deliveries.c.state == "queued",
            deliveries.c.next_try_at <= now,
            deliveries.c.id != besides,
            deliveries.c.kind.not_in(("digest", "test")),
        )
        .order_by(deliveries.c.id)
        .limit(FOLDED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def walks(before: datetime) -> list[Walk]:
    """On these goes what came to its end and is of before this time, and then the attempts of what is gone."""
    ended = sa.and_(deliveries.c.state.in_(ENDED), deliveries.c.created_at < before)
    orphaned = ~sa.exists().where(deliveries.c.id == attempts.c.delivery_id)
    return [Walk(deliveries, ended), Walk(attempts, orphaned)]


def begin_attempt(session: Session, delivery: Delivery, at: datetime, new_id: Callable[[], str]) -> Attempt:
    found = Attempt(id=new_id(), delivery_id=delivery.id, channel_id=delivery.channel_id, at=at)
    session.add(found)
    return found


def end_attempt(session: Session, attempt_id: str, outcome: Outcome, took: timedelta) -> None:
    session.execute(
        sa.update(attempts)
        .where(attempts.c.id == attempt_id)
        .values(
            result=outcome.result,
            code=outcome.code[:60],
            answer=outcome.answer[:1000],
            milliseconds=int(took.total_seconds() * 1000),
        )
    )


def note_health(session: Session, channel_id: str, delivery: Delivery, now: datetime) -> bool:
    """Keep whether a channel works; true where it has just begun to fail."""
    is_it = channels.c.id == channel_id
    if delivery.state == "sent":
        session.execute(sa.update(channels).where(is_it).values(failures=0, last_sent_at=now, last_error=""))
        return False
    if delivery.state != "failed":
        return False
    told = f"{delivery.code} {delivery.answer}".strip()[:1000]
    session.execute(sa.update(channels).where(is_it).values(failures=channels.c.failures + 1, last_error=told))
    return session.scalar(sa.select(channels.c.failures).where(is_it)) == 1
