"""Telling people: every notice stands on their own page; channels carry it further."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.alerts.domain.notices import Message, Notice
from services.alerts.handlers.rights import by
from services.alerts.storage import delivery, messages, register
from services.contracts.errors import NotFound
from services.kit.api import CAMPUS_ZONE, Work


def tell(work: Work, person_ids: Iterable[str], notice: Notice) -> list[str]:
    """Put `notice` on these people's pages and on its way through every channel that carries it; who they are.
    Who is gone from the college is told nothing, so that what waits for an answer goes on to the next at once.
    """
    wanted = set(person_ids)
    told = messages.post(
        work.session, wanted - register.gone_among(work.session, wanted), notice, work.now, work.new_id
    )
    for channel in delivery.active_channels(work.session):
        if channel.carries(notice.kind, notice.severity, told):
            delivery.enqueue(work.session, channel.id, notice, work.now, work.new_id, work.origin)
    return told


def said(at: datetime) -> str:
    """A time as messages say it: campus time, to the minute."""
    return at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M")


def read_message(work: Work, message_id: str) -> Message:
    """Mark a message of one's own as read."""
    found = messages.find_message(work.session, message_id, by(work).id)
    if found is None:
        raise NotFound(message=message_id)
    if found.read_at is None:
        found.read_at = work.now
        work.record("message.read", found.id)
    return found


def read_all_messages(work: Work) -> int:
    """Mark all messages of one's own as read; how many there were."""
    count = messages.read_all(work.session, work.identity.id, work.now)
    if count:
        work.record("message.read_all", work.identity.id, count=count)
    return count
