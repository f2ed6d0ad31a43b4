"""Who may do what in training. Every use case asks here first; identities are verified before they come here."""

from __future__ import annotations

from services.contracts.errors import NotPermitted
from services.kit.api import Identity

ORGANISERS = ("trainer", "officer", "director")
DESK = (*ORGANISERS, "association")
READERS = (*ORGANISERS, "auditor", "league", "student_affairs", "association")
PURSE = ("officer", "director")
PURSE_READERS = (*PURSE, "auditor", "trainer")
UNIT_ROLES = ("responsible", "reviewer", "operator")
UNIT_DECIDERS = ("responsible", "reviewer")
MEMBERSHIP = ("association", "officer", "director", "league")


def require_reader(identity: Identity) -> None:
    """Anyone with work here may look at the programme; an administrator of settings sees no content."""
    if not identity.id or (set(identity.roles) <= {"admin"} and identity.roles):
        raise NotPermitted()


def require_participant(identity: Identity) -> None:
    """Anyone may take part but those who only watch or only keep the settings."""
    if not identity.id or (identity.roles and set(identity.roles) <= {"auditor", "admin"}):
        raise NotPermitted()


def sees_everyone(identity: Identity) -> bool:
    """Whether this person may see who is enrolled."""
    return identity.has(*READERS)
