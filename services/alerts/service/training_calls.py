"""What the training service wants people told."""

from __future__ import annotations

from services.alerts.handlers import passing_on
from services.contracts.training.events import TrainingNoticed
from services.kit.api import Work, consumes


class TrainingCalls:
    """Messages that training asks for."""

    @consumes(TrainingNoticed)
    def pass_on_training(self, work: Work, event: TrainingNoticed) -> None:
        passing_on.pass_on_training(work, event)
