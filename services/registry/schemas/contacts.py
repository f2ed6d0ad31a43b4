"""Phones and numbers as the shapes of the contract have them: masked, except where the viewer needs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from services.registry.domain.form_1 import FORM_FIELDS
from services.registry.domain.personal import mask_number, mask_phone

FORM = "application"


class Opens(Protocol):
    def open(self, sealed: str, purpose: str) -> str: ...


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def dump_form(form: dict[str, Any], vault: Opens, *, masked: bool) -> dict[str, Any]:
    """Form 1's fields with phones and numbers opened, or masked."""
    dumped = {name: form.get(name) for name in FORM_FIELDS}
    for name in ("responsible_person", "adviser"):
        if form.get(name):
            dumped[name] = dump_contact(form[name], vault, masked=masked)
    dumped["administrators"] = [dump_contact(one, vault, masked=masked) for one in form.get("administrators") or ()]
    return dumped


def dump_contact(contact: dict[str, Any], vault: Opens, *, masked: bool) -> dict[str, Any]:
    """A name with its phone and number."""
    masks: dict[str, Callable[[str], str]] = {"phone": mask_phone, "number": mask_number}
    dumped = dict(contact)
    for name, mask in masks.items():
        if contact.get(name):
            value = vault.open(contact[name], FORM)
            dumped[name] = mask(value) if masked else value
    return dumped


def show_fields(fields: dict[str, Any], vault: Opens, *, masked: bool) -> dict[str, Any]:
    """Fields of an account with phones and numbers masked, or in full."""
    dumped = dict(fields)
    if fields.get("responsible_person"):
        dumped["responsible_person"] = dump_contact(fields["responsible_person"], vault, masked=masked)
    if fields.get("administrators"):
        dumped["administrators"] = [dump_contact(one, vault, masked=masked) for one in fields["administrators"]]
    return dumped


def masked_people(field: str, value: Any) -> Any:
    """A field of Form 1 whose phones and numbers are readable, with these masked."""
    if field not in ("responsible_person", "administrators", "adviser") or not value:
        return value
    if isinstance(value, list):
        return [masked_people(field, one) for one in value]
    masks: dict[str, Callable[[str], str]] = {"phone": mask_phone, "number": mask_number}
    return {name: masks[name](part) if name in masks and part else part for name, part in value.items()}
