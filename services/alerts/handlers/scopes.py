"""Scopes as orders name them: refused where they name an account or a unit that does not exist."""

from __future__ import annotations

from typing import Any

from services.alerts.domain.register import Scope
from services.alerts.storage import register
from services.contracts.errors import InputInvalid
from services.kit.api import Work

NAMED = 5


def read_scope(work: Work, given: dict[str, Any]) -> Scope:
    """The scope that an order gives. Raises `InputInvalid` where a part of it is unknown."""
    scope = Scope.of(given)
    unknown = register.unknown_accounts(work.session, scope.account_ids)
    if unknown:
        told = ", ".join(unknown[:NAMED])
        raise InputInvalid({"scope.account_ids": [f"没有这些账号：{told}。 There are no such accounts: {told}."]})
    if scope.unit_id and not register.knows_unit(work.session, scope.unit_id):
        raise InputInvalid({"scope.unit_id": ["没有这个单位。 There is no such unit."]})
    return scope
