"""A queue that begins to hear of a kind of aggregate while the suite already runs."""

from __future__ import annotations

from datetime import timedelta

from services.kit import tables
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.listening import begin_listening
from services.kit.work import Works
from tests.unit.kit.world import QUEUE, Mail, Notebook, count

HOUR = timedelta(hours=1)


def listen(database: Database, clock: FixedClock, topic: str) -> None:
    with database.begin() as session:
        begin_listening(session, QUEUE, [topic], clock.now())


def test_an_aggregate_older_than_the_queue_begins_with_whatever_number_comes_first(
    works: Works, database: Database, clock: FixedClock
) -> None:
    mail, book = Mail(), Notebook(works)
    before = (clock.now() - HOUR).isoformat()
    listen(database, clock, "account")
    book.inbox.process([mail.event("a", 5, begun=before)])
    book.inbox.process([mail.event("a", 7, begun=before), mail.event("a", 6, begun=before)])
    book.retry_until_quiet(clock)
    assert book.texts() == ["a#5", "a#6", "a#7"]


def test_an_aggregate_younger_than_the_queue_still_begins_with_its_first_event(
    works: Works, database: Database, clock: FixedClock
) -> None:
    mail, book = Mail(), Notebook(works)
    listen(database, clock, "account")
    book.inbox.process([mail.event("a", 2, begun=(clock.now() + HOUR).isoformat())])
    assert book.texts() == []
    assert count(database, tables.failed_events) == 1


def test_a_queue_remembers_only_the_first_time_it_began_to_listen(
    database: Database, clock: FixedClock, works: Works
) -> None:
    listen(database, clock, "account")
    since = clock.now()
    clock.move(by=HOUR)
    listen(database, clock, "account")
    mail, book = Mail(), Notebook(works)
    book.inbox.process([mail.event("a", 2, begun=(since + HOUR / 2).isoformat())])
    assert book.texts() == []
