"""The programme's other parts as the shapes of the contract: plan, draw, swaps, files, the required; and files from the wire."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.errors import InputInvalid
from services.contracts.training import programme_shapes as shapes
from services.training.domain.draws import FORMULA, pot_of
from services.training.domain.enrolments import Enrolment
from services.training.domain.files import File, plain_name
from services.training.domain.plans import PlanItem
from services.training.domain.sessions import Session
from services.training.schemas import as_file
from services.training.storage.people import Person

_items = shapes.PlanItemShape(exclude=["announced"])
_swaps = shapes.SwapShape()
_files = shapes.KeptFile()

dump_place = shapes.PlaceShape().dump
dump_swap = _swaps.dump
dump_item = _items.dump


def dump_plan_item(item: PlanItem, announced: int = 0) -> dict[str, Any]:
    return {**_items.dump(item), "announced": announced}


def with_announced(found: dict[str, Any], announced: Mapping[str, int]) -> dict[str, Any]:
    """A page of the plan with how many sessions were announced under each item."""
    return {**found, "items": [{**item, "announced": announced.get(item["id"], 0)} for item in found["items"]]}


def dump_draw(session: Session, entries: Sequence[Enrolment]) -> dict[str, Any]:
    """The draw as it is published: the seed only once it is drawn."""
    drawn = session.drawn_at is not None
    return {
        "session_id": session.id,
        "promise": session.draw_promise,
        "seed": session.draw_seed if drawn else None,
        "drawn_at": session.drawn_at.isoformat() if session.drawn_at else None,
        "formula": FORMULA,
        "pot": pot_of(entry.id for entry in entries),
        "entries": [{"enrolment_id": e.id, "ticket": e.ticket, "state": e.state} for e in entries],
    }


def dump_required(found: Sequence[tuple[Person, Enrolment | None]], units: Mapping[str, str]) -> dict[str, Any]:
    return {
        "items": [
            {
                "person_id": person.id,
                "name": person.name,
                "unit_id": person.unit_id,
                "unit": units.get(person.unit_id, ""),
                "state": standing.state if standing else "missing",
                "attendance": standing.attendance if standing else "",
            }
            for person, standing in found
        ]
    }


def dump_file(file: File) -> dict[str, Any]:
    found: dict[str, Any] = _files.dump(file)
    return found


def dump_files(files: Sequence[File]) -> dict[str, Any]:
    return {"items": [dump_file(file) for file in files]}


def as_download(file: File) -> dict[str, str]:
    return as_file(file.name, file.media_type, file.content)


def load_upload(body: dict[str, Any]) -> tuple[str, bytes]:
    """The name and content of an uploaded file."""
    try:
        return plain_name(body["name"]), base64.b64decode(body["base64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputInvalid({"base64": ["不是有效的 base64。 Not valid base64."]}) from error
