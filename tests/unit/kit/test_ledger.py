"""The ledger's chain: whatever is changed, taken out, put in or swapped is found (article 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from services.contracts.events import Actor
from services.kit import ledger, tables
from services.kit.database import Database
from services.kit.ledger import Break, Entry
from tests.unit.kit.world import NOON

SAME_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
OTHER: dict[str, Any] = {
    "at": NOON - timedelta(microseconds=1),
    "actor": {"id": "p-0", "name": "nobody", "roles": []},
    "action": "forged",
    "subject": "elsewhere",
    "details": {"amount": 1_000_001},
    "trace": "f" * 32,
    "previous": "0" * 64,
    "hash": "0" * 64,
}

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
DETAILS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def entry(number: int, **details: Any) -> Entry:
    actor = Actor(id=f"p-{number % 3}", name="赵一", roles=("officer", "director"))
    at = NOON + timedelta(microseconds=number)
    return Entry(at=at, actor=actor, action="approve", subject=f"account:{number}", details=details, trace="a" * 32)


def write(session: Session, entries: int, at_once: int = 7) -> None:
    made = [entry(number, amount=number, words=["一", "二"]) for number in range(1, entries + 1)]
    for start in range(0, entries, at_once):
        ledger.append(session, made[start : start + at_once])


def after(database: Database, entries: int, tamper: Callable[[Session], object]) -> Break | None:
    """What verification finds after `tamper` did its work on a chain of `entries`; nothing of it is kept."""
    with database.begin(writes=False) as session:
        write(session, entries)
        assert ledger.verify(session) is None
        tamper(session)
        return ledger.verify(session)


def change(number: int, column: str) -> Callable[[Session], object]:
    table = tables.ledger
    return lambda session: session.execute(
        sa.update(table).where(table.c.number == number).values({column: OTHER[column]})
    )


def remove(number: int) -> Callable[[Session], object]:
    return lambda session: session.execute(sa.delete(tables.ledger).where(tables.ledger.c.number == number))


def rows_of(session: Session) -> dict[int, dict[str, Any]]:
    return {row.number: dict(row._mapping) for row in session.execute(sa.select(tables.ledger))}


@pytest.mark.article(15)
@SAME_DATABASE
@given(number=st.integers(1, 20), column=st.sampled_from(sorted(OTHER)))
def test_any_field_of_any_entry_that_is_changed_is_found(database: Database, number: int, column: str) -> None:
    found = after(database, 20, change(number, column))
    assert found is not None
    assert found.number == number


@pytest.mark.article(15)
@SAME_DATABASE
@given(number=st.integers(1, 20))
def test_any_entry_that_is_removed_is_found_also_the_last(database: Database, number: int) -> None:
    assert after(database, 20, remove(number)) == (
        Break(number, "entry missing") if number < 20 else Break(20, "entries are missing at the end")
    )


@pytest.mark.article(15)
@SAME_DATABASE
@given(pair=st.lists(st.integers(1, 20), min_size=2, max_size=2, unique=True))
def test_two_entries_that_change_places_are_found(database: Database, pair: list[int]) -> None:
    def swap(session: Session) -> None:
        rows = rows_of(session)
        for number, other in (pair, pair[::-1]):
            remove(number)(session)
            session.execute(sa.insert(tables.ledger).values({**rows[other], "number": number}))

    found = after(database, 20, swap)
    assert found is not None
    assert found.number == min(pair)


@pytest.mark.article(15)
@SAME_DATABASE
@given(place=st.integers(1, 20))
def test_an_entry_that_is_put_in_between_is_found(database: Database, place: int) -> None:
    def insert(session: Session) -> None:
        rows = rows_of(session)
        session.execute(sa.delete(tables.ledger).where(tables.ledger.c.number >= place))
        forged = ledger._row(place, rows[place]["previous"], entry(99, forged=True))
        moved = [{**row, "number": number + 1} for number, row in rows.items() if number >= place]
        session.execute(sa.insert(tables.ledger), [forged, *moved])

    found = after(database, 20, insert)
    assert found is not None
    assert found.number == place + 1


@pytest.mark.article(15)
@SAME_DATABASE
@given(number=st.integers(1, 20))
def test_an_entry_that_was_rewritten_together_with_its_hash_is_found_at_the_next(
    database: Database, number: int
) -> None:
    def rewrite(session: Session) -> None:
        row = rows_of(session)[number]
        forged = ledger._row(number, row["previous"], entry(number, amount=1_000_000))
        session.execute(sa.update(tables.ledger).where(tables.ledger.c.number == number).values(forged))

    found = after(database, 20, rewrite)
    assert found is not None
    assert found.number == number + 1


@pytest.mark.article(15)
def test_entries_that_are_added_behind_the_end_are_found(database: Database) -> None:
    def add(session: Session) -> None:
        last = rows_of(session)[20]
        session.execute(sa.insert(tables.ledger), [ledger._row(21, last["hash"], entry(21))])

    assert after(database, 20, add) == Break(22, "entries are missing at the end")


@pytest.mark.article(15)
def test_a_ledger_that_was_emptied_is_found(database: Database) -> None:
    assert after(database, 3, lambda session: session.execute(sa.delete(tables.ledger))) == Break(
        1, "entries are missing at the end"
    )


@SAME_DATABASE
@given(details=st.dictionaries(WORDS, DETAILS, max_size=4))
def test_whatever_details_are_kept_the_chain_holds(database: Database, details: dict[str, Any]) -> None:
    with database.begin(writes=False) as session:
        ledger.append(
            session, [Entry(at=NOON, actor=entry(1).actor, action="a", subject="s", details=details, trace="t")]
        )
        assert ledger.verify(session) is None


def test_an_empty_ledger_holds_and_a_long_one_is_read_in_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_PAGE", 4)
    with database.begin() as session:
        assert ledger.verify(session) is None
        write(session, 13)
        assert ledger.verify(session) is None
        assert ledger.length(session) == 13
