"""Duty calendars by icalendar: a person's spans of duty as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from services.alerts.domain.duty import Rota

ICS = "text/calendar"


def write_calendar(spans: Sequence[tuple[Rota, datetime, datetime]], now: datetime, base_url: str) -> bytes:
    """The feed, times in UTC; who reads it asks again every hour."""
    calendar = Calendar()
    calendar.add("prodid", "-//Xinmei//Duty//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "新媒值班")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for rota, begins, ends in spans:
        event = Event()
        event.add("uid", f"{rota.id}-{int(begins.timestamp())}@xinmei")
        event.add("dtstamp", now)
        event.add("dtstart", begins)
        event.add("dtend", ends)
        event.add("summary", f"值班：{rota.name}")
        event.add("url", f"{base_url}/duty")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
