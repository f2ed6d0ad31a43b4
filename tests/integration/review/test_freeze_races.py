"""Freezes and texts that meet at the same moment, on PostgreSQL: whichever comes first, no text slips through and none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import pytest
import sqlalchemy as sa

from services.contracts.review import inputs
from services.contracts.review.events import SubmissionSubmitted
from services.kit.database import Database
from services.kit.deadlines import Deadline
from services.kit.migrations import upgrade
from services.kit.wire import Received
from services.review.handlers import freezes
from services.review.handlers import submissions as handlers
from services.review.handlers.screening import screen_submissions
from services.review.storage import freezes as storage
from services.review.storage.tables import metadata, submissions
from tests.integration.review.conftest import until
from tests.unit.review.conftest import EDITOR, HEAD, NOW, OFFICER, OPERATOR, House, furnish
from tests.unit.review.test_freezes import declare, declared, lift

WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def house(fresh_database: str) -> Iterator[House]:
    house = House(Database(fresh_database, "review"))
    upgrade(house.database, metadata)
    furnish(house)
    yield house
    house.database.close()


def one_waits(house: House) -> bool:
    with house.database.glance() as session:
        return bool(session.scalar(WAITS))


def hand_in(house: House) -> list[Received]:
    """A text that waits for screening: the event that tells of it."""
    body = {"account_id": "cs-account", "title": "开学典礼", "body": "新学期开学典礼今日举行。"}
    with house.acting(OPERATOR) as work:
        handlers.submit_text(work, inputs.NewSubmission().load(body))
    return [one for one in house.take() if isinstance(one.event, SubmissionSubmitted)]


def screen(house: House, submitted: list[Received], meanwhile: Callable[[], Any] = lambda: None) -> None:
    with house.acting(OFFICER) as work:
        screen_submissions(work, submitted)
        meanwhile()


def begin(house: House, change: Callable[..., object], *given: Any) -> Any:
    """Begin `change` in another transaction: it waits for this one by now, or where it ought to and does not, it has ended."""
    begun = eventlet.spawn(change, house, *given)
    until(lambda: begun.dead or one_waits(house))
    return begun


def lift_wholly(house: House) -> None:
    lift(house)
    while house.fire_due():
        pass


def states(house: House) -> set[str]:
    with house.database.glance() as session:
        return set(session.scalars(sa.select(submissions.c.state)))


@pytest.mark.article(12)
def test_a_freeze_that_is_declared_while_a_text_is_screened_holds_it(house: House) -> None:
    begun: list[Any] = []
    screen(house, hand_in(house), lambda: begun.append(begin(house, declare)))
    begun[0].wait()
    assert states(house) == {"held"}


@pytest.mark.article(12)
def test_a_freeze_that_is_lifted_while_a_text_is_screened_leaves_it_held_by_nobody(house: House) -> None:
    declare(house)
    begun: list[Any] = []
    screen(house, hand_in(house), lambda: begun.append(begin(house, lift)))
    begun[0].wait()
    assert states(house) == {"in_review"}


@pytest.mark.article(12)
def test_a_text_that_is_screened_while_a_freeze_is_declared_is_held(house: House) -> None:
    submitted = hand_in(house)
    with house.acting(OFFICER) as work:
        freezes.obey_freeze(work, declared())
        begun = begin(house, screen, submitted)
    begun.wait()
    assert states(house) == {"held"}


@pytest.mark.article(12)
def test_a_text_that_is_approved_while_a_freeze_holds_others_first_is_held(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = house.decide(EDITOR, house.submit())
    house.submit(title="后来的稿件")
    monkeypatch.setattr(storage, "AT_ONCE", 1)
    with house.acting(OFFICER) as work:
        freezes.obey_freeze(work, declared())
        begun = begin(house, lambda house: house.decide(HEAD, half))
    begun.wait()
    assert states(house) == {"held"}


@pytest.mark.article(12)
def test_a_freeze_that_is_lifted_while_it_still_holds_texts_leaves_none_of_them_held(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("甲", "乙", "丙"):
        house.submit(title=title)
    monkeypatch.setattr(storage, "AT_ONCE", 1)
    declare(house)
    with house.acting(OFFICER) as work:
        freezes.hold_more(work, Deadline("freeze.holds", "f1", NOW, {"before": "~", "held": 1}))
        begun = begin(house, lift_wholly)
    begun.wait()
    assert states(house) == {"in_review"}
