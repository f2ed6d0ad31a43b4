"""The order of an aggregate's events on both databases: what comes early waits, and a whole chain follows what it waited for."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from services.kit import tables
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.work import Work, Works
from tests.unit.kit.world import (
    DELAYS,
    Mail,
    Notebook,
    chain_holds,
    count,
    failed,
    parked,
    replay,
)


def test_an_event_that_comes_before_its_predecessor_waits_and_follows_it_at_once(
    book: Notebook, mail: Mail, database: Database
) -> None:
    first, second, third = (mail.event("a", number) for number in (1, 2, 3))
    book.inbox.process([third, mail.event("b", 1)])
    book.inbox.process([second])
    assert book.texts() == ["b#1"]
    assert [row.error.partition(":")[0] for row in failed(database)] == ["OutOfOrder", "OutOfOrder"]
    book.inbox.process([first])
    while book.inbox.retry_due():
        pass
    assert book.texts("a") == ["a#1", "a#2", "a#3"]
    assert failed(database) == []


def test_chains_that_wait_for_their_first_event_follow_it_together(
    works: Works, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book, accounts = Notebook(works, batch=True), [f"a{number}" for number in range(40)]
    for number in (4, 3, 2, 1):
        book.inbox.process([mail.event(account, number) for account in accounts])
    assert book.runs == [40]
    assert book.inbox.retry_due() == 120
    assert book.runs == [40, 120]
    assert all(book.texts(account) == [f"{account}#{number}" for number in (1, 2, 3, 4)] for account in accounts)
    assert failed(database) == []
    assert chain_holds(database)


def test_one_bad_event_among_those_that_wait_stops_its_own_chain_only(
    works: Works, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book, accounts = Notebook(works, batch=True), [f"a{number}" for number in range(10)]
    for number in (3, 2, 1):
        book.inbox.process([mail.event(account, number) for account in accounts])
    book.bad = {"a5#2"}
    book.retry_until_quiet(clock)
    assert [row.aggregate for row in parked(database)] == ["account:a5", "account:a5"]
    assert len(book.texts()) == 28
    book.bad = set()
    replay(database, clock)
    book.retry_until_quiet(clock)
    assert book.texts("a5") == ["a5#1", "a5#2", "a5#3"]
    assert failed(database) == []


def test_of_those_that_wait_the_ones_that_are_still_too_early_are_put_off_and_the_others_handled(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.inbox.process([mail.event("a", 3), mail.event("b", 3), mail.event("b", 2)])
    book.inbox.process([mail.event("b", 1)])
    clock.move(by=timedelta(seconds=DELAYS[0]))
    assert book.inbox.retry_due() == 3
    assert book.texts() == ["b#1", "b#2", "b#3"]
    (early,) = failed(database)
    assert (early.aggregate, early.attempts) == ("account:a", 2)
    assert early.next_try_at == clock.now() + timedelta(seconds=DELAYS[1])


def test_two_processes_do_not_retry_the_same_queue_at_once(postgresql: Database, mail: Mail, clock: FixedClock) -> None:
    first, second = (Notebook(Works("lamps", postgresql, clock)) for _ in range(2))
    for number in (2, 1):
        first.inbox.process([mail.event("a", number)])
    meanwhile = []

    def another_chain_becomes_due(_work: Work) -> None:
        for number in (2, 1):
            second.inbox.process([mail.event("b", number)])
        meanwhile.append(second.inbox.retry_due())

    first.bad, first.fault = {"a#2"}, another_chain_becomes_due
    assert first.inbox.retry_due() == 1
    assert meanwhile == [0]
    assert second.inbox.retry_due() == 1
    assert sorted(first.texts()) == ["a#1", "a#2", "b#1", "b#2"]


def test_in_one_batch_events_are_put_in_their_order(book: Notebook, mail: Mail) -> None:
    book.inbox.process([mail.event("a", 3), mail.event("a", 1), mail.event("b", 1), mail.event("a", 2)])
    assert book.texts("a") == ["a#1", "a#2", "a#3"]
    assert book.texts("b") == ["b#1"]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_twice_late_or_split_is_never_applied_backwards(
    works: Works, mail: Mail, database: Database, clock: FixedClock, seed: int, batch: bool
) -> None:
    chance, book = random.Random(seed), Notebook(works, batch=batch)
    events = [mail.event(account, number) for account in "abc" for number in range(1, 9)]
    arriving = events + chance.choices(events, k=20)
    chance.shuffle(arriving)
    book.bad = {"b#4"}
    while arriving:
        size = chance.randint(1, 9)
        book.inbox.process(arriving[:size])
        arriving = arriving[size:]
        clock.move(by=timedelta(seconds=chance.choice((0, 0.5, 3))))
        book.inbox.retry_due()
        _assert_in_order(book)
    book.retry_until_quiet(clock)
    assert book.texts("b") == ["b#1", "b#2", "b#3"]
    book.bad = set()
    replay(database, clock)
    book.retry_until_quiet(clock)
    _assert_in_order(book)
    assert sorted(book.texts()) == sorted(f"{account}#{number}" for account in "abc" for number in range(1, 9))
    assert failed(database) == []


def _assert_in_order(book: Notebook) -> None:
    for account in "abc":
        texts = book.texts(account)
        assert texts == [f"{account}#{number}" for number in range(1, len(texts) + 1)]


def test_events_of_a_type_that_nobody_here_handles_keep_their_place_in_the_order(
    book: Notebook, mail: Mail, database: Database
) -> None:
    unhandled = mail.envelope(_renamed("a"), 2)
    book.inbox.process([mail.event("a", 1), mail.letter(unhandled), mail.event("a", 3), mail.freeze_lifted("f", 1)])
    assert book.texts() == ["a#1", "a#3"]
    assert count(database, tables.inbox) == 4


def _renamed(account: str):
    from services.contracts.registry.events import AccountChanged

    return AccountChanged(
        account_id=account,
        name="新名",
        handle="h",
        channel="weibo",
        tier=2,
        unit_id="u",
        unit_name="U",
        faculty_id="u",
        operator_ids=(),
        responsible_person="r",
    )
