"""What the propaganda department sets of the registry; whoever is signed in may read it."""

from __future__ import annotations

from typing import Any

from services.registry.domain.options import Options
from services.registry.domain.rights import PROPAGANDA, require
from services.registry.handlers.dormancy import recount_all
from services.registry.handlers.office import Office


def get_options(office: Office) -> Options:
    return office.options.get()


def set_options(office: Office, asked: dict[str, Any]) -> Options:
    """New settings, in force from now on; what was dormant is counted anew where the days of silence changed."""
    require(office.identity.has("admin", *PROPAGANDA), "规则由宣传统战部设定。", "The propaganda department sets this.")
    before, found = office.options.get(), Options(**asked)
    office.options.keep(found)
    office.work.record("options.set", "options:registry", **found.values)
    if found.dormant_days != before.dormant_days:
        recount_all(office)
    return found
