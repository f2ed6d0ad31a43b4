"""The table of HTTP operations and the service's entrypoints are the same list, and every committed event sample opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.contracts.registry.operations import OPERATIONS
from services.kit.wire import open_envelope, open_event
from services.registry.service import Registry

EVENTS = Path(__file__).parents[2] / "contracts" / "events"
OURS = ["unit", "person", "application", "account", "change", "filing", "annual_review", "sighting"]


SIGN_ON = {"list_providers", "begin_sign_on", "finish_sign_on"}
"""What the gateway's pages ask, and no program."""


def test_every_operation_is_an_entrypoint_and_every_entrypoint_an_operation() -> None:
    entrypoints = Registry.operations()
    assert {one.name for one in OPERATIONS} == entrypoints.keys() - {"ping", "board", "open_access", *SIGN_ON}
    assert {one.name for one in OPERATIONS if one.public} == {"sign_in", "sign_in_code", "verify"}
    for one in OPERATIONS:
        assert entrypoints[one.name].public is one.public


def test_no_two_operations_share_a_method_and_path() -> None:
    assert len({(one.method, one.path) for one in OPERATIONS}) == len(OPERATIONS)


@pytest.mark.parametrize("topic", OURS)
def test_the_committed_samples_of_our_events_open(topic: str) -> None:
    samples = sorted(EVENTS.glob(f"{topic}.*.json"))
    assert samples
    for sample in samples:
        envelope = open_envelope(sample.read_bytes())
        assert open_event(envelope).event.aggregate == envelope.aggregate
        assert sample.stem == envelope.type
