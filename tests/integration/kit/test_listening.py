"""A queue that begins to hear of a kind of aggregate while the suite already runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.listening import begin_listening
from tests.unit.kit.world import NOON, QUEUE, Mail, Notebook, failed


def listen_since(database: Database, since: datetime) -> None:
    with database.begin() as session:
        begin_listening(session, QUEUE, ["account"], since)


def test_an_aggregate_older_than_the_queues_interest_may_begin_with_any_number_and_then_keeps_its_order(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    """Several processes take from one queue: what one of them sees first need not be the first."""
    listen_since(database, NOON)
    before = (NOON - timedelta(seconds=1)).isoformat()
    book.inbox.process([mail.event("a", 5, begun=before), mail.event("a", 7, begun=before)])
    assert book.texts() == []
    book.inbox.process([mail.event("a", 4, begun=before), mail.event("a", 6, begun=before)])
    book.retry_until_quiet(clock)
    assert book.texts() == ["a#4", "a#5", "a#6", "a#7"]
    assert failed(database) == []
    book.inbox.process([mail.event("a", 8, begun=before)])
    assert book.texts()[4:] == ["a#8"], "once begun it is as any other"


def test_an_aggregate_that_began_while_the_queue_listened_begins_with_its_first_event(
    book: Notebook, mail: Mail, database: Database
) -> None:
    listen_since(database, NOON)
    book.inbox.process([mail.event("a", 2, begun=NOON.isoformat()), mail.event("b", 2, begun="")])
    assert book.texts() == []
    assert [row.error.partition(":")[0] for row in failed(database)] == ["OutOfOrder", "OutOfOrder"]


def test_since_when_a_queue_listens_is_remembered_once(book: Notebook, mail: Mail, database: Database) -> None:
    listen_since(database, NOON)
    listen_since(database, NOON + timedelta(days=1))
    book.inbox.process([mail.event("a", 2, begun=NOON.isoformat())])
    assert book.texts() == []
