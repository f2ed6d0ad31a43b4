"""Changing a session after its announcement, and offered seats that nobody confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.kit import tables
from services.kit.deadlines import Deadlines
from services.training.domain.sessions import Session
from services.training.handlers.enrolment import enrol
from services.training.handlers.programme import change_session, view_session
from services.training.handlers.waiting_list import UNCONFIRMED, pass_seat_on, withdraw
from services.training.storage.attendance import all_of_session
from tests.unit.training.campus import TRAINER, Campus, student


def fill(campus: Campus, people: int, **changes: object) -> tuple[Session, list[str]]:
    """A session in which these people enrolled in their order, and their enrolments' ids."""
    session = campus.announce(**changes)
    ids = []
    for n in range(1, people + 1):
        with campus.acting(student(n)) as work:
            ids.append(enrol(work, session.id).enrolment.id)
    return session, ids


def states(campus: Campus, session: Session) -> list[str]:
    with campus.acting(TRAINER) as work:
        return [
            row.state for row in all_of_session(work.session, session.id, "enrolled", "waiting", "offered", "withdrawn")
        ]


@pytest.mark.article(16)
def test_fewer_seats_than_are_taken_are_refused_and_nobody_is_thrown_out(campus: Campus) -> None:
    session, _ = fill(campus, 4, capacity=3)
    with pytest.raises(StateConflict, match="seats_taken") as caught, campus.acting(TRAINER) as work:
        change_session(work, session.id, {"capacity": 2})
    assert caught.value.details["taken"] == 3
    assert states(campus, session) == ["enrolled", "enrolled", "enrolled", "waiting"]


def test_more_seats_go_to_those_who_wait_in_order_of_arrival(campus: Campus) -> None:
    session, _ = fill(campus, 5, capacity=1)
    with campus.acting(TRAINER) as work:
        changed = change_session(work, session.id, {"capacity": 3, "place": "大礼堂"})
    assert (changed.seats.taken, changed.seats.waiting, changed.place) == (3, 2, "大礼堂")
    assert states(campus, session) == ["enrolled", "enrolled", "enrolled", "waiting", "waiting"]


def test_a_session_that_was_moved_keeps_its_people_and_its_place_in_the_calendar(campus: Campus) -> None:
    session, _ = fill(campus, 1)
    before = session.calendar_key
    with campus.acting(TRAINER) as work:
        moved = change_session(
            work,
            session.id,
            {"starts_at": session.starts_at + timedelta(days=1), "ends_at": session.ends_at + timedelta(days=1)},
        )
    assert moved.calendar_key > before
    with pytest.raises(InputInvalid), campus.acting(TRAINER) as work:
        change_session(work, session.id, {"ends_at": session.starts_at})
    with campus.acting(TRAINER) as work:
        assert view_session(work, session.id).ends_at == moved.ends_at
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        change_session(work, session.id, {"place": "操场"})


def test_an_offered_seat_that_nobody_confirms_goes_on_to_the_next(campus: Campus) -> None:
    session, ids = fill(campus, 3, capacity=1, confirm_hours=12)
    with campus.acting(student(1)) as work:
        withdraw(work, session.id, ids[0])
    assert states(campus, session) == ["withdrawn", "offered", "waiting"]
    engine = Deadlines(campus.works, {UNCONFIRMED: pass_seat_on})
    campus.clock.move(by=timedelta(hours=11, minutes=59))
    assert engine.fire_due() == 0
    campus.clock.move(by=timedelta(minutes=1))
    assert engine.fire_due() == 1
    assert states(campus, session) == ["withdrawn", "withdrawn", "offered"]
    campus.clock.move(by=timedelta(hours=12))
    assert engine.fire_due() == 1
    with campus.acting(TRAINER) as work:
        seats = view_session(work, session.id).seats
    assert (seats.taken, seats.waiting) == (0, 0)


def test_a_seat_is_given_at_once_where_there_is_no_time_to_confirm_it(campus: Campus) -> None:
    session, ids = fill(campus, 2, capacity=1, confirm_hours=100)
    with campus.acting(student(1)) as work:
        withdraw(work, session.id, ids[0])
    assert states(campus, session) == ["withdrawn", "enrolled"]
    with campus.database.begin(writes=False) as db:
        waiting = sa.select(sa.func.count()).where(tables.deadlines.c.kind == UNCONFIRMED)
        assert db.scalar(waiting) == 0
