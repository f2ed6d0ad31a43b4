"""What is put into a database comes out again as it was, on both kinds: times, JSON, the ledger, pages, schemas."""

from __future__ import annotations

import math
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import eventlet
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, registry

from services.contracts.errors import InputInvalid
from services.kit import ledger, migrations, tables
from services.kit.clock import CAMPUS_ZONE, FixedClock
from services.kit.database import Database, is_outage
from services.kit.ids import new_id
from services.kit.ledger import Entry
from services.kit.paging import PageQuery, page
from services.kit.wire import Request
from services.kit.work import Works
from tests.unit.kit.test_ledger import DETAILS, WORDS
from tests.unit.kit.test_ledger import entry as some_entry
from tests.unit.kit.world import NOON, chain_holds, count, notes, person, tidy

SAME_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


# ---- errors


def test_what_was_to_be_written_does_not_stand_in_the_error_that_goes_into_logs(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, database.begin() as session:
        session.execute(sa.text("SELECT * FROM no_such_table WHERE phone = :phone"), {"phone": "13800001234"})
    assert "no_such_table" in str(caught.value)
    assert "13800001234" not in str(caught.value)


@pytest.mark.parametrize(
    "statement, known",
    [
        ("INSERT INTO phones VALUES (:phone, 2)", "unique"),
        ("INSERT INTO phones VALUES (:phone || '0', -1)", "check"),
        ("SELECT CAST(:phone || 'x' AS integer)", "out of range"),
        ("INSERT INTO phones VALUES (:phone || '0123456789', 2)", "too long"),
        ("DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = '13800001234', HINT = '13800001234'; END $$", "no"),
    ],
)
def test_no_row_that_postgresql_quotes_stands_in_an_error_its_traceback_or_its_log(
    postgresql: Database, statement: str, known: str
) -> None:
    phone = "13800001234"
    given = {"phone": phone} if ":phone" in statement else {}
    with postgresql.begin() as session:
        session.execute(sa.text("CREATE TABLE phones (phone varchar(12) PRIMARY KEY, floor integer CHECK (floor > 0))"))
        session.execute(sa.text("INSERT INTO phones VALUES (:phone, 1)"), {"phone": phone})
    try:
        with pytest.raises(sa.exc.DBAPIError) as caught, postgresql.begin() as session:
            session.execute(sa.text(statement), given)
    finally:
        with postgresql.begin() as session:
            session.execute(sa.text("DROP TABLE phones"))
    whole = "".join(traceback.format_exception(caught.value)) + str(caught.value.orig)
    assert known in str(caught.value)
    assert "[SQL:" in str(caught.value)
    assert phone not in whole.replace(statement, "")


# ---- times


@SAME_DATABASE
@given(
    at=st.datetimes(
        datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=st.sampled_from([UTC, CAMPUS_ZONE]), allow_imaginary=False
    )
)
def test_a_point_in_time_comes_back_as_the_same_point_in_utc(database: Database, at: datetime) -> None:
    with database.begin(writes=False) as session:
        row = {"kind": "k", "subject": "s", "due_at": at, "next_try_at": at, "payload": {}, "attempts": 0, "error": ""}
        session.execute(sa.insert(tables.deadlines).values(row))
        found = session.scalar(sa.select(tables.deadlines.c.due_at))
        assert found == at.astimezone(UTC)
        assert found.tzinfo is UTC
        zone = timezone(timedelta(hours=-9, minutes=-30))
        by_time = sa.select(sa.func.count()).where(tables.deadlines.c.due_at <= at.astimezone(zone))
        assert session.scalar(by_time) == 1


def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    with database.begin(writes=False) as session, pytest.raises(sa.exc.StatementError, match="zone"):
        session.execute(sa.select(tables.deadlines).where(tables.deadlines.c.due_at > datetime(2026, 3, 2)))


# ---- the ledger


@pytest.mark.article(15)
@SAME_DATABASE
@given(details=st.dictionaries(WORDS, DETAILS, max_size=4))
def test_whatever_details_the_ledger_keeps_its_chain_holds(database: Database, details: dict[str, Any]) -> None:
    with database.begin(writes=False) as session:
        actor = some_entry(1).actor
        ledger.append(session, [Entry(at=NOON, actor=actor, action="a", subject="s", details=details, trace="t")])
        assert ledger.verify(session) is None


@pytest.mark.article(15)
def test_a_chain_that_grows_while_it_is_read_holds(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(session: Session) -> None:
        ledger.append(session, [some_entry(1)])

    def read_head(session: Session) -> ledger.Head:
        if next(growth, None):
            with postgresql.begin() as other:
                add(other)
        return genuine(session)

    genuine, growth = ledger.read_head, iter(range(1, 4))
    with postgresql.begin() as session:
        add(session)
    monkeypatch.setattr(ledger, "read_head", read_head)
    with postgresql.begin(writes=False) as session:
        assert ledger.verify(session) is None
        assert ledger.length(session) == 4


@pytest.mark.article(15)
@pytest.mark.parametrize(
    "value", [1e22, 1e16, -0.0, 1.0, 2**80, -(2**64), 5e-324, 1e300, math.nan, math.inf, 0.1 + 0.2]
)
def test_numbers_that_a_database_writes_in_its_own_way_do_not_break_the_chain(database: Database, value: float) -> None:
    with database.begin() as session:
        actor = some_entry(1).actor
        for number in range(3):
            kept = Entry(at=NOON, actor=actor, action="a", subject=str(number), details={"value": value}, trace="t")
            ledger.append(session, [kept])
    assert chain_holds(database)


@pytest.mark.article(15)
def test_many_who_write_to_the_ledger_at_once_make_one_chain(works: Works, database: Database) -> None:
    def write(number: int) -> None:
        with works.open(person(f"p-{number}"), "t") as work:
            work.record("noted", str(number))
            work.record("noted", f"{number} again")

    for thread in [eventlet.spawn(write, number) for number in range(25)]:
        thread.wait()
    assert chain_holds(database)
    assert count(database, tables.ledger) == 50


# ---- pages


class _Note:
    """What is listed."""


pages_metadata = sa.MetaData()
_pages = sa.Table(
    "pages", pages_metadata, sa.Column("id", sa.String(36), primary_key=True), sa.Column("subject", sa.String(20))
)
registry(metadata=pages_metadata).map_imperatively(_Note, _pages)
_KEY: Any = _Note.id  # type: ignore[attr-defined]


@pytest.fixture
def book(database: Database) -> Database:
    with database.engine.begin() as connection:
        _pages.create(connection)
    return database


def write_pages(database: Database, *ids: str) -> None:
    with database.begin() as session:
        session.execute(sa.insert(_pages), [{"id": id_, "subject": "x"} for id_ in ids])


def turn(database: Database, *, newest_first: bool = False, **wanted: Any) -> dict[str, Any]:
    with database.begin(writes=False) as session:
        asked = {"cursor": "", "limit": 4, **wanted}
        return page(session, sa.select(_Note), _KEY, asked, lambda note: {"id": note.id}, newest_first=newest_first)


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_show_everything_once_and_in_order_also_while_things_are_added(
    book: Database, newest_first: bool
) -> None:
    ids = sorted(new_id() for _ in range(10))
    write_pages(book, *ids)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        found = turn(book, cursor=cursor, newest_first=newest_first)
        seen += [item["id"] for item in found["items"]]
        cursor = found["next_cursor"]
        if len(seen) == 4:
            write_pages(book, "0" * 36 if not newest_first else "z" * 36)
    assert seen == (ids[::-1] if newest_first else ids)


def test_a_list_that_fits_one_page_has_no_next_one(book: Database) -> None:
    assert turn(book) == {"items": [], "next_cursor": None}
    write_pages(book, *"abcd")
    assert turn(book)["next_cursor"] is None


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "201"}, {"limit": "many"}, {"cursor": "c" * 201}])
def test_a_page_of_a_wrong_size_is_refused(query: dict[str, str]) -> None:
    from marshmallow import ValidationError

    with pytest.raises((ValidationError, InputInvalid)):
        Request(query=query).load_query(PageQuery())


# ---- outages


def test_a_database_that_cannot_be_reached_is_an_outage_and_wrong_sql_is_none(
    tmp_path: Path, database: Database
) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", "lamps")
    with pytest.raises(sa.exc.OperationalError) as unreachable:
        away.ping()
    assert is_outage(unreachable.value)
    for wrong in ("SELECT * FROM nowhere", "SELEC", "INSERT INTO notes (id) VALUES (NULL)"):
        with pytest.raises(sa.exc.DBAPIError) as caught, database.begin() as session:
            session.execute(sa.text(wrong))
        assert not is_outage(caught.value)
    assert not is_outage(ValueError())


def test_a_pool_that_is_exhausted_is_an_outage(postgresql: Database) -> None:
    held = [postgresql.engine.connect() for _ in range(12)]
    with pytest.raises(sa.exc.TimeoutError) as caught:
        postgresql.ping()
    assert is_outage(caught.value)
    for connection in held:
        connection.close()
    postgresql.ping()


def test_a_statement_that_takes_too_long_is_cut_off_and_no_outage(postgresql: Database) -> None:
    with pytest.raises(sa.exc.OperationalError) as caught, postgresql.begin() as session:
        session.execute(sa.text("SET LOCAL statement_timeout = 50"))
        session.execute(sa.text("SELECT pg_sleep(5)"))
    assert not is_outage(caught.value)
    postgresql.ping()


def test_a_failed_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(KeyError), database.begin() as session:
        session.execute(sa.insert(notes).values(subject="a", text="x"))
        raise KeyError
    with database.begin() as session:
        session.execute(sa.insert(notes).values(subject="b", text="x"))
    assert count(database, notes) == 1


# ---- schemas


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database for the review service."""
    if request.param == "sqlite":
        database = Database.in_folder(tmp_path, "review")
    else:
        database = Database(request.getfixturevalue("fresh_database"), "review")
    yield database
    database.close()


def test_a_schema_is_brought_up_to_date_once_and_then_there_is_nothing_to_do(empty: Database) -> None:
    if empty.is_sqlite:
        with pytest.raises(migrations.SchemaOlder, match="xinmei migrate"):
            migrations.check(empty)
    assert migrations.upgrade(empty)
    migrations.check(empty)
    assert not migrations.upgrade(empty)
    with empty.begin(writes=False) as session:
        assert ledger.verify(session) is None


def test_a_schema_of_a_newer_version_is_refused_and_not_touched(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    for refused in (migrations.upgrade, migrations.check):
        with pytest.raises(migrations.SchemaNewer, match="newer version"):
            refused(empty)
    with empty.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "from_the_future"


# ---- housekeeping


def test_old_answers_and_covered_marks_go_and_the_newest_mark_of_each_aggregate_stays(
    database: Database, clock: FixedClock
) -> None:
    old, new = clock.now() - timedelta(days=31), clock.now() - timedelta(days=1)
    marks = [("a", 1, old), ("a", 2, old), ("a", 3, new), ("b", 1, old), ("c", 1, new), ("c", 2, new)]
    answers = [("k1", old), ("k2", new)]
    with database.begin() as session:
        for aggregate, sequence, at in marks:
            row = {"queue": "q", "aggregate": aggregate, "sequence": sequence, "event_id": new_id(), "handled_at": at}
            session.execute(sa.insert(tables.inbox).values(row))
        for key, at in answers:
            row = {
                "person_id": "p",
                "key": key,
                "operation": "o",
                "request_hash": "h",
                "response": b"",
                "created_at": at,
            }
            session.execute(sa.insert(tables.idempotency).values(row))
        assert tidy(session, clock.now()) == 3
    with database.begin(writes=False) as session:
        order = tables.inbox.c.aggregate, tables.inbox.c.sequence
        left = session.execute(sa.select(*order).order_by(*order)).all()
        assert left == [("a", 3), ("b", 1), ("c", 1), ("c", 2)]
        assert session.scalars(sa.select(tables.idempotency.c.key)).all() == ["k2"]
