"""Freezes (article 12): declare one, lift it, and let it end by itself when its time comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.alerts.domain.freezes import Freeze, Proof
from services.alerts.domain.register import Scope
from services.alerts.handlers import rights
from services.alerts.handlers.scopes import read_scope
from services.alerts.storage import directives, register
from services.contracts.alerts.events import FreezeDeclared, FreezeDeclaredWithExemptions, FreezeLifted
from services.contracts.errors import InputInvalid, NotFound
from services.contracts.review.events import FreezeObeyed
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
        exempt=_read_exempt(work, given["exempt_account_ids"]),
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


def _read_exempt(work: Work, account_ids: list[str]) -> list[str]:
    """Accounts that may go on publishing. Raises `InputInvalid` where one is unknown."""
    unknown = register.unknown_accounts(work.session, account_ids)
    if unknown:
        told = ", ".join(unknown[:5])
        raise InputInvalid({"exempt_account_ids": [f"没有这些账号：{told}。 There are no such accounts: {told}."]})
    return list(dict.fromkeys(account_ids))


def note_obedience(work: Work, events: Sequence[FreezeObeyed]) -> None:
    """Keep which running review processes obey a freeze: the proof that it holds everywhere (article 12)."""
    newest = {(event.freeze_id, event.process): event for event in events}
    rows = [
        {
            "freeze_id": event.freeze_id,
            "process": event.process[:200],
            "step": "obeyed",
            "obeyed_at": datetime.fromisoformat(event.obeyed_at),
            "held": event.held,
        }
        for event in newest.values()
    ]
    directives.keep_proofs(work.session, rows)
    for row in rows:
        work.record("freeze.obeyed", str(row["freeze_id"]), process=row["process"], held=row["held"])


def find_proofs(work: Work, found: Sequence[Freeze]) -> dict[str, list[Proof]]:
    return directives.proofs_of(work.session, [freeze.id for freeze in found])


def _announce(work: Work, found: Freeze, scope: Scope) -> None:
    work.record("freeze.declare", found.id, scope=found.scope, keywords=len(found.keywords), exempt=found.exempt)
    told: dict[str, Any] = {
        "freeze_id": found.id,
        "tier": scope.tier,
        "channel": scope.channel,
        "unit_id": scope.unit_id,
        "account_ids": scope.account_ids,
        "keywords": tuple(found.keywords),
        "statement": found.statement,
        "reason": found.reason,
        "until": found.until.isoformat() if found.until else "",
    }
    exempt = tuple(found.exempt)
    work.emit(FreezeDeclaredWithExemptions(**told, exempt_account_ids=exempt) if exempt else FreezeDeclared(**told))


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
    work.record("freeze.lift", found.id)
    work.emit(FreezeLifted(freeze_id=found.id, reason=reason))
