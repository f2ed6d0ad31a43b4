"""Domain objects as the shapes of the contract. Personal data goes out masked, except where the viewer wrote it."""

from services.registry.schemas.accounts import dump_account, dump_entry
from services.registry.schemas.annual import dump_known, dump_review, dump_round
from services.registry.schemas.applications import dump_application, dump_attachment, dump_differences, dump_move
from services.registry.schemas.contacts import dump_contact, dump_form, moment, show_fields
from services.registry.schemas.filings import dump_change, dump_filing, dump_handover
from services.registry.schemas.people import dump_me, dump_person, dump_personal_account, dump_sighting, dump_unit

__all__ = [
    "dump_account",
    "dump_application",
    "dump_attachment",
    "dump_change",
    "dump_contact",
    "dump_differences",
    "dump_entry",
    "dump_filing",
    "dump_form",
    "dump_handover",
    "dump_known",
    "dump_me",
    "dump_move",
    "dump_person",
    "dump_personal_account",
    "dump_review",
    "dump_round",
    "dump_sighting",
    "dump_unit",
    "moment",
    "show_fields",
]
