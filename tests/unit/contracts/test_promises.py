"""What an event, an error and a word of the vocabulary must be, so that every service may rely on it."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

import services.contracts
from services.contracts import errors, vocabulary
from services.contracts.errors import XinmeiError
from services.contracts.events import EVENTS, Event
from services.kit.tables import failed_events, outbox

for _module in pkgutil.walk_packages(services.contracts.__path__, "services.contracts."):
    importlib.import_module(_module.name)

PROMISED = [cls for cls in EVENTS.values() if cls.__module__.startswith("services.contracts.")]
ERRORS = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, XinmeiError)]
HAN = re.compile(r"[\u4e00-\u9fff]")


def by_name(cls: type) -> str:
    return cls.__name__


def example(cls: type[Event]) -> Event:
    made: dict[str, Any] = {field.name: "" for field in dataclasses.fields(cls)}
    return cls(**{**made, cls.key: "0192"})


@pytest.mark.parametrize("cls", PROMISED, ids=by_name)
def test_an_event_is_named_by_topic_fact_and_version(cls: type[Event]) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.v[1-9]\d*", cls.type)
    assert len(cls.type) <= min(getattr(table.c.type.type, "length") for table in (outbox, failed_events))  # noqa: B009


@pytest.mark.parametrize("cls", PROMISED, ids=by_name)
def test_an_event_names_the_field_that_holds_its_aggregate(cls: type[Event]) -> None:
    assert cls.key in {field.name for field in dataclasses.fields(cls)}
    assert example(cls).aggregate == f"{cls.topic()}:0192"


@pytest.mark.parametrize("cls", PROMISED, ids=by_name)
def test_an_event_is_frozen_and_says_what_it_tells(cls: type[Event]) -> None:
    assert cls.__doc__
    assert not cls.__doc__.startswith(cls.__name__)
    event = example(cls)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, cls.key, "another")


def test_the_events_of_one_kind_of_aggregate_come_from_one_service() -> None:
    """Two services would each count that aggregate's events from 1, and a consumer would take one's for the other's."""
    sources: dict[str, set[str]] = {}
    for cls in PROMISED:
        sources.setdefault(cls.topic(), set()).add(cls.__module__.split(".")[2])
    assert {topic: services for topic, services in sources.items() if len(services) > 1} == {}


def test_two_events_cannot_have_one_name() -> None:
    with pytest.raises(TypeError, match=r"account\.approved\.v1"):

        @dataclass(frozen=True, kw_only=True)
        class Twice(Event):
            type: ClassVar[str] = "account.approved.v1"


@pytest.mark.parametrize("cls", ERRORS, ids=by_name)
def test_an_error_says_in_both_languages_what_happened(cls: type[XinmeiError]) -> None:
    assert HAN.search(cls.zh)
    assert cls.zh.endswith("。")
    assert cls.en.endswith(".")
    assert not HAN.search(cls.en)
    assert re.fullmatch("[a-z_]+", cls.code)


def test_every_error_has_a_status_and_a_code_of_its_own() -> None:
    assert len({cls.status for cls in ERRORS}) == len({cls.code for cls in ERRORS}) == len(ERRORS)


def test_every_error_survives_the_wire() -> None:
    assert {type(errors.load_error(errors.dump_error(cls()))) for cls in ERRORS} == set(ERRORS)


@pytest.mark.parametrize("words", ["CHANNELS", "TIERS", "ACCOUNT_STATES", "UNIT_KINDS", "ROLES", "PROPAGANDA"])
def test_a_closed_list_names_nothing_twice(words: str) -> None:
    listed = getattr(vocabulary, words)
    assert len(set(listed)) == len(listed) > 0


@pytest.mark.article(4)
def test_the_propaganda_department_has_roles_among_all_roles() -> None:
    assert set(vocabulary.PROPAGANDA) <= set(vocabulary.ROLES)


@pytest.mark.article(6)
def test_there_are_three_tiers() -> None:
    assert vocabulary.TIERS == (1, 2, 3)
