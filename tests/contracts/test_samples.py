"""Every event of the contracts has a committed sample, and the samples load and dump without a loss: a published version
never changes, so a sample that no longer fits is a promise about to be broken."""

from __future__ import annotations

import importlib
import json
import pkgutil
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

import services.contracts
from services.contracts.events import EVENTS, Envelope, Event
from services.kit import wire

SAMPLES = Path(__file__).parent / "events"

for _package in pkgutil.iter_modules(services.contracts.__path__):
    if _package.ispkg:
        importlib.import_module(f"services.contracts.{_package.name}.events")

PROMISED = {name: cls for name, cls in EVENTS.items() if cls.__module__.startswith("services.contracts.")}
SAMPLED = sorted(set(PROMISED) & {path.name.removesuffix(".json") for path in SAMPLES.iterdir()})


LATER = {field.name: field.default for field in fields(Envelope) if field.default is not MISSING}
"""What an envelope got after the first samples were published: it may be missing, and then has its default."""


def sample(type_: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{type_}.json").read_text(encoding="utf-8"))
    return found


def opened(type_: str) -> tuple[Envelope, Event]:
    envelope = wire.open_envelope(json.dumps(sample(type_)).encode())
    return envelope, wire.open_event(envelope).event


def test_every_event_has_a_sample_and_every_sample_an_event() -> None:
    assert {path.name.removesuffix(".json") for path in SAMPLES.iterdir()} == set(PROMISED)


@pytest.mark.parametrize("type_", SAMPLED)
def test_a_sample_names_every_field_of_its_event_and_no_other(type_: str) -> None:
    assert set(sample(type_)["data"]) == {field.name for field in fields(PROMISED[type_])}


@pytest.mark.parametrize("type_", SAMPLED)
def test_a_sample_loads_into_its_class_and_is_written_again_as_it_was(type_: str) -> None:
    envelope, event = opened(type_)
    assert type(event) is PROMISED[type_]
    assert wire.decode(wire.encode(wire.event_data(event))) == sample(type_)["data"]
    assert LATER | wire.decode(wire.encode(envelope)) == LATER | sample(type_)


@pytest.mark.parametrize("type_", SAMPLED)
def test_a_samples_envelope_is_whole_and_fits_its_event(type_: str) -> None:
    envelope, event = opened(type_)
    names = {field.name for field in fields(Envelope)}
    assert names - set(LATER) <= set(sample(type_)) <= names
    assert envelope.type == type_
    assert envelope.aggregate == event.aggregate
    assert envelope.sequence >= 1
    assert type(event).__module__.startswith(f"services.contracts.{envelope.source}.")


@pytest.mark.parametrize("type_", SAMPLED)
def test_a_sample_without_one_of_its_fields_is_refused(type_: str) -> None:
    whole = sample(type_)
    for name in whole["data"]:
        part = {**whole, "data": {key: value for key, value in whole["data"].items() if key != name}}
        with pytest.raises(wire.NotAnEvent):
            wire.open_event(wire.open_envelope(json.dumps(part).encode()))
