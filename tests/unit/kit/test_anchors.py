"""Anchors: a chain that was rewritten, or put back to an earlier time, holds in itself and is found all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.kit import ledger, tables
from services.kit.anchors import Anchors
from services.kit.database import Database
from tests.unit.kit.test_ledger import entry
from tests.unit.kit.world import NOON

pytestmark = pytest.mark.article(15)


def write(database: Database, anchors: Anchors, numbers: range, every: int = 1) -> None:
    with database.begin() as session:
        for number in numbers:
            ledger.append(session, [entry(number)])
            if number % every == 0:
                anchors.drop(session, NOON + timedelta(minutes=number))


def rewrite(database: Database, numbers: range) -> None:
    """As somebody does who knows how the chain is made: all of it anew."""
    with database.begin() as session:
        session.execute(sa.delete(tables.ledger))
        session.execute(sa.update(tables.ledger_head).values(number=0, hash=""))
        ledger.append(session, [entry(number) for number in numbers])


def verdicts(database: Database, anchors: Anchors) -> tuple[ledger.Break | None, ledger.Break | None]:
    with database.begin(writes=False) as session:
        return ledger.verify(session), anchors.verify(session)


@pytest.fixture
def anchors(tmp_path: Path, database: Database) -> Anchors:
    return Anchors(tmp_path, "lamps", database)


def test_a_chain_that_goes_on_agrees_with_every_anchor(database: Database, anchors: Anchors) -> None:
    write(database, anchors, range(1, 31), every=7)
    assert len(list(anchors.read())) == 4
    assert verdicts(database, anchors) == (None, None)


@pytest.mark.parametrize(
    ("again", "number", "why"), [(range(2, 22), 5, "is not what it was"), (range(1, 4), 5, "is missing")]
)
def test_a_rewritten_or_shortened_chain_is_found_by_the_first_anchor(
    database: Database, anchors: Anchors, again: range, number: int, why: str
) -> None:
    write(database, anchors, range(1, 21), every=5)
    rewrite(database, again)
    alone, anchored = verdicts(database, anchors)
    assert alone is None
    assert anchored is not None
    assert anchored.number == number
    assert why in anchored.reason


def test_an_anchor_is_dropped_only_where_the_head_has_moved(database: Database, anchors: Anchors) -> None:
    with database.begin() as session:
        anchors.drop(session, NOON)
        assert not anchors.path.exists(), "an empty chain needs none"
    write(database, anchors, range(1, 2))
    with database.begin() as session:
        anchors.drop(session, NOON)
    assert len(list(anchors.read())) == 1


def test_a_line_cut_short_and_anchors_of_another_database_are_passed_over(
    database: Database, anchors: Anchors, tmp_path: Path
) -> None:
    other = Anchors(tmp_path, "lamps", Database("postgresql://somewhere/else", "lamps"))
    write(database, other, range(1, 4))
    write(database, anchors, range(4, 6))
    with anchors.path.open("ab") as file:
        file.write(b'{"at":"2026-03')
    rewrite(database, range(1, 3))
    assert [anchor.number for anchor in anchors.read()] == [4, 5]
    assert [anchor.number for anchor in other.read()] == [1, 2, 3]


def test_a_folder_that_cannot_be_written_stops_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    anchors = Anchors(tmp_path / "file", "lamps", database)
    write(database, anchors, range(1, 4))
    assert list(anchors.read()) == []
