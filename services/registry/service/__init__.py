"""The registry's entrypoints, gathered from their groups."""

from __future__ import annotations

from services.registry.service.accounts import AccountCalls
from services.registry.service.applications import ApplicationCalls
from services.registry.service.office import create_first_admin, office_for
from services.registry.service.people import PeopleCalls

__all__ = ["Registry", "create_first_admin", "office_for"]


class Registry(PeopleCalls, ApplicationCalls, AccountCalls):
    """Units, people, applications and accounts."""

    name = "registry"
