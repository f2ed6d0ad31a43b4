"""What a printed form may show, and to whom; each print with personal data is written to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.registry.domain.accounts import Account
from services.registry.domain.applications import Application
from services.registry.domain.changes import Change
from services.registry.domain.rights import PROPAGANDA, UNIT_PEOPLE
from services.registry.handlers.accounts import get_account
from services.registry.handlers.changes import get_change
from services.registry.handlers.drafting import get_application
from services.registry.handlers.office import Office


@dataclass(frozen=True)
class Printed:
    """A thing to print, the name of its unit, and whether phones and numbers stand in full on it."""

    thing: Any
    account: Any
    unit: str
    in_full: bool


def print_application(office: Office, application_id: str) -> Printed:
    application = get_application(office, application_id)
    return _printed(office, application, None, own=application.applicant_id, subject=f"application:{application.id}")


def print_change(office: Office, change_id: str) -> Printed:
    change = get_change(office, change_id)
    account = get_account(office, change.account_id)
    return _printed(office, change, account, own=change.filed_by, subject=f"change:{change.id}")


def _printed(
    office: Office, thing: Application | Change, account: Account | None, *, own: str, subject: str
) -> Printed:
    who = office.identity
    needs = who.id == own or who.has(*PROPAGANDA) or any(who.holds(role, thing.unit_id) for role in UNIT_PEOPLE)
    unit = office.units.get(thing.unit_id)
    office.work.record("form.printed", subject, in_full=needs)
    return Printed(thing, account, unit.name if unit else "", needs)
