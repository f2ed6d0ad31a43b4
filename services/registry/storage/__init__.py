"""The registry's tables, mapping and queries."""

from services.registry.storage.access import SqlAccess
from services.registry.storage.accounts import SqlAccounts
from services.registry.storage.annual import SqlAnnual
from services.registry.storage.applications import SqlApplications
from services.registry.storage.attachments import SqlAttachments
from services.registry.storage.board import read_board
from services.registry.storage.changes import SqlChanges
from services.registry.storage.handovers import SqlHandovers
from services.registry.storage.names import SqlNames
from services.registry.storage.options import SqlOptions
from services.registry.storage.people import SqlPeople
from services.registry.storage.personal_accounts import SqlPersonalAccounts
from services.registry.storage.sightings import SqlSightings
from services.registry.storage.tables import metadata
from services.registry.storage.traces import SqlTraces
from services.registry.storage.units import SqlUnits
from services.registry.storage.years import SqlYears

__all__ = [
    "SqlAccess",
    "SqlAccounts",
    "SqlAnnual",
    "SqlApplications",
    "SqlAttachments",
    "SqlChanges",
    "SqlHandovers",
    "SqlNames",
    "SqlOptions",
    "SqlPeople",
    "SqlPersonalAccounts",
    "SqlSightings",
    "SqlTraces",
    "SqlUnits",
    "SqlYears",
    "metadata",
    "read_board",
]
