"""The registry's entrypoints, gathered from their groups."""

from __future__ import annotations

from services.registry.service.accounts import AccountCalls
from services.registry.service.annual import AnnualCalls
from services.registry.service.applications import ApplicationCalls
from services.registry.service.changes import ChangeCalls
from services.registry.service.life import LifeCalls
from services.registry.service.names import NameCalls
from services.registry.service.observing import Observing
from services.registry.service.office import create_first_admin, office_for
from services.registry.service.people import PeopleCalls
from services.registry.service.personal import PersonalCalls
from services.registry.service.printing import PrintCalls
from services.registry.service.sheets import (
    SheetCalls,
    accounts_workbook,
    import_accounts,
    import_people,
    import_units,
    people_workbook,
    units_workbook,
)

__all__ = [
    "Registry",
    "accounts_workbook",
    "create_first_admin",
    "import_accounts",
    "import_people",
    "import_units",
    "office_for",
    "people_workbook",
    "units_workbook",
]


class Registry(
    PeopleCalls,
    ApplicationCalls,
    AccountCalls,
    NameCalls,
    ChangeCalls,
    AnnualCalls,
    PrintCalls,
    SheetCalls,
    PersonalCalls,
    LifeCalls,
    Observing,
):
    """Units, people, applications, accounts, and what is filed about them."""

    name = "registry"
