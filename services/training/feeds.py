"""Calendars by icalendar: a person's sessions as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import Session

ICS = "text/calendar"
WAITS = {"waiting": "[候补] ", "offered": "[待确认] "}


def write_calendar(entries: Sequence[tuple[Session, Enrolment]], now: datetime, base_url: str) -> bytes:
    """The feed: times in UTC, a session that was called off as CANCELLED, one that is waited for as TENTATIVE."""
    calendar = Calendar()
    calendar.add("prodid", "-//Xinmei//Training//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "新媒培训")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for session, enrolment in entries:
        calendar.add_component(_event(session, enrolment, now, base_url))
    return bytes(calendar.to_ical())


def _event(session: Session, enrolment: Enrolment, now: datetime, base_url: str) -> Event:
    event = Event()
    event.add("uid", f"{session.id}@xinmei")
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", WAITS.get(enrolment.state, "") + session.title)
    event.add("sequence", session.version - 1)
    event.add("status", _status(session, enrolment))
    event.add("url", f"{base_url}/training/{session.id}")
    if session.place:
        event.add("location", session.place)
    if session.speaker or session.theme:
        event.add("description", "\n".join(part for part in (session.theme, session.speaker) if part))
    return event


def _status(session: Session, enrolment: Enrolment) -> str:
    if session.state == "cancelled":
        return "CANCELLED"
    return "CONFIRMED" if enrolment.state == "enrolled" else "TENTATIVE"
