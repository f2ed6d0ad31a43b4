"""The training service: entrypoints that load a shape, call one handler and dump what it gives."""

from __future__ import annotations

from typing import ClassVar

from services.kit.api import Service
from services.training.service.association import AssociationCalls
from services.training.service.desk import DeskCalls
from services.training.service.money import MoneyCalls
from services.training.service.personal import PersonalCalls
from services.training.service.planning import PlanningCalls
from services.training.service.programme import ProgrammeCalls


class Training(ProgrammeCalls, PlanningCalls, DeskCalls, AssociationCalls, MoneyCalls, PersonalCalls, Service):
    """Training sessions, enrolment, attendance, certificates, the fund, the association (article 16)."""

    name: ClassVar[str] = "training"
