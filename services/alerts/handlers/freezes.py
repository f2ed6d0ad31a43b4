"""Freezes (article 12): declare one, lift it, and let it end by itself when its time comes."""

from __future__ import annotations

from typing import Any

from services.alerts.domain.freezes import Freeze
from services.alerts.domain.register import Scope
from services.alerts.handlers import rights
from services.alerts.handlers.scopes import read_scope
from services.alerts.storage import directives
from services.contracts.alerts.events import FreezeDeclared, FreezeLifted
from services.contracts.errors import InputInvalid, NotFound
from services.kit.api import Deadline, Work

UNTIL = "freeze.until"


def find_freeze(work: Work, freeze_id: str) -> Freeze:
    """The freeze; whoever may read here sees all of them, for they bind everyone."""
    work.identity.require(*rights.READS)
    found = directives.find_freeze(work.session, freeze_id)
    if found is None:
        raise NotFound(freeze=freeze_id)
    return found


def declare_freeze(work: Work, given: dict[str, Any]) -> Freeze:
    """Let nobody in scope publish what matches, until it is lifted or `until` comes."""
    work.identity.require(*rights.COMMANDS)
    until = given.get("until")
    if until is not None and until <= work.now:
        raise InputInvalid({"until": ["截止时间必须晚于现在。 It must end in the future."]})
    scope = read_scope(work, given["scope"])
    found = Freeze(
        id=work.new_id(),
        scope=scope.plain(),
        reason=given["reason"],
        keywords=given["keywords"],
        statement=given["statement"],
        until=until,
        declared_by=work.identity.id,
        declared_by_name=work.identity.name,
        declared_at=work.now,
    )
    work.session.add(found)
    _announce(work, found, scope)
    if until is not None:
        work.schedule(UNTIL, found.id, until)
    return found


def _announce(work: Work, found: Freeze, scope: Scope) -> None:
    work.record("freeze.declare", found.id, scope=found.scope, keywords=found.keywords)
    work.emit(
        FreezeDeclared(
            freeze_id=found.id,
            tier=scope.tier,
            channel=scope.channel,
            unit_id=scope.unit_id,
            account_ids=scope.account_ids,
            keywords=tuple(found.keywords),
            statement=found.statement,
            reason=found.reason,
            until=found.until.isoformat() if found.until else "",
        )
    )


def lift_freeze(work: Work, freeze_id: str, reason: str) -> Freeze:
    """End a freeze."""
    found = find_freeze(work, freeze_id)
    work.identity.require(*rights.COMMANDS)
    work.check_version(found.version)
    _lift(work, found, reason)
    work.unschedule(UNTIL, found.id)
    return found


def end_in_time(work: Work, deadline: Deadline) -> None:
    """End a freeze whose time has come."""
    found = directives.find_freeze(work.session, deadline.subject)
    if found is not None and found.state == "in_force":
        _lift(work, found, "期限已到，自动解除。 Its time has come.")


def _lift(work: Work, found: Freeze, reason: str) -> None:
    found.lift(work.identity.id, reason, work.now)
    work.record("freeze.lift", found.id, reason=reason)
    work.emit(FreezeLifted(freeze_id=found.id, reason=reason))
