"""Severities and rules of intake, as the department sets them."""

from __future__ import annotations

from typing import Any

from services.alerts.domain.intake import IntakeRule
from services.alerts.domain.severities import Severity
from services.alerts.handlers import rights
from services.alerts.storage import intake
from services.kit.api import Work


def list_severities(work: Work) -> list[Severity]:
    work.identity.require(*rights.READS, "admin")
    return list(intake.severities(work.session).values())


def set_severity(work: Work, given: dict[str, Any]) -> Severity:
    """Say what a severity means, and how long a copy may stay up."""
    work.identity.require(*rights.SETS)
    work.record("severity.set", given["severity"], takedown_minutes=given["takedown_minutes"])
    return intake.save_severity(work.session, given)


def set_rule(work: Work, given: dict[str, Any]) -> IntakeRule:
    """Set what a kind of finding opens."""
    work.identity.require(*rights.SETS)
    work.record("intake_rule.set", given["kind"], **{name: given[name] for name in given if name != "kind"})
    return intake.save_rule(work.session, given)
