"""What other services want people told: it goes to their pages and through the channels that carry it."""

from __future__ import annotations

from services.alerts.domain.notices import SUMMARY, Notice
from services.alerts.handlers.notify import tell
from services.contracts.training.events import TrainingNoticed
from services.kit.api import Work


def pass_on_training(work: Work, event: TrainingNoticed) -> None:
    """A session moved, a seat given, a training owed, an office handed over (article 16)."""
    notice = Notice(
        kind=event.kind,
        subject=event.subject,
        subject_id=event.subject_id,
        zh=event.zh,
        en=event.en,
        title=event.zh[:SUMMARY],
    )
    tell(work, event.person_ids, notice)
