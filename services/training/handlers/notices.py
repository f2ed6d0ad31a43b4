"""Telling people: what they are to hear goes out as an event, and the alerts service brings it to their pages and channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.contracts.training.events import TrainingNoticed
from services.kit.api import CAMPUS_ZONE, Work

AT_ONCE = 500
SESSION, DUTY, MEMBERSHIP, CERTIFICATE = "training_session", "training_duty", "association", "certificate"


def tell(
    work: Work, kind: str, person_ids: Iterable[str], zh: str, en: str, *, subject_id: str, subject: str = SESSION
) -> None:
    """Have these people told; nobody is told twice, and nothing is sent where there is nobody."""
    people = list(dict.fromkeys(person_ids))
    for first in range(0, len(people), AT_ONCE):
        work.emit(
            TrainingNoticed(
                notice_id=work.new_id(),
                kind=kind,
                subject=subject,
                subject_id=subject_id,
                person_ids=tuple(people[first : first + AT_ONCE]),
                zh=zh,
                en=en,
            )
        )


def said(at: datetime) -> str:
    """A time as messages say it: campus time, to the minute."""
    return at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M")
