"""What leans on the database, over PostgreSQL: many people at once, and the tests of SQLite once more."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import eventlet
import pytest
import sqlalchemy as sa

from services.contracts.errors import StateConflict
from services.kit import ledger
from services.training.domain.funds import balance_of
from services.training.handlers import money as handlers
from services.training.handlers import purse
from services.training.handlers.enrolment import Wish, enrol, enrol_many
from services.training.handlers.programme import cancel_session
from services.training.handlers.swapping import offer_swap
from services.training.handlers.waiting_list import withdraw
from services.training.storage import money
from services.training.storage.tables import enrolments, seats
from tests.unit.training.campus import NOON, OFFICER, TRAINER, Campus, student
from tests.unit.training.test_changes import (  # noqa: F401
    test_a_session_that_was_moved_keeps_its_people_and_its_place_in_the_calendar,
    test_an_offered_seat_that_nobody_confirms_goes_on_to_the_next,
    test_more_seats_go_to_those_who_wait_in_order_of_arrival,
)
from tests.unit.training.test_desk import (  # noqa: F401
    session,
    test_a_member_with_eight_hours_counts_as_backbone_and_a_revoked_certificate_takes_them_back,
    test_a_screenshot_sent_to_a_friend_helps_nobody,
    test_certificates_go_to_those_who_attended_and_to_nobody_else,
)
from tests.unit.training.test_enrolment import (  # noqa: F401
    test_a_batch_costs_no_more_statements_than_one_enrolment,
    test_a_batch_gives_what_the_same_wishes_give_one_by_one,
    test_an_audience_admits_a_unit_with_those_below_it_and_members_of_the_association,
    test_the_database_itself_refuses_a_second_standing_enrolment,
)
from tests.unit.training.test_money import (  # noqa: F401
    make_line,
    test_a_rejected_expense_gives_its_money_back,
    test_a_session_reserves_its_budget_and_gives_it_back_when_called_off,
)
from tests.unit.training.test_offices import (  # noqa: F401
    test_the_name_of_who_was_erased_stands_in_no_membership_enrolment_or_certificate,
)
from tests.unit.training.test_personal import (  # noqa: F401
    test_a_calendar_opens_with_right_times_and_says_what_was_cancelled,
    test_an_incident_requires_those_who_run_the_account_to_be_trained,
    test_duties_are_seen_by_overseers_by_the_unit_and_by_oneself,
    test_feedback_is_given_once_by_those_who_attended_and_read_without_names,
)
from tests.unit.training.test_planning import (  # noqa: F401
    test_an_item_of_the_plan_is_approved_by_a_second_person_and_holds_its_money_back,
    test_materials_are_read_by_those_who_came,
    test_themes_of_a_year_are_counted,
    test_those_required_to_come_are_told_and_seen_missing,
)
from tests.unit.training.test_programme import (  # noqa: F401
    test_the_board_shows_each_reader_what_they_may_see,
    test_the_migration_makes_what_is_mapped,
)
from tests.unit.training.test_purse import PDF
from tests.unit.training.test_purse import file as file_expense
from tests.unit.training.test_seating import (  # noqa: F401
    test_a_lottery_keeps_its_promise_and_anyone_can_verify_its_order,
    test_a_unit_gets_no_more_seats_than_its_quota_and_blocks_nobody_else,
    test_two_who_want_each_others_sessions_swap_and_the_waiting_lists_stand_still,
)


def at_once(act: Callable[[Any], Any], over: Iterable[Any], width: int = 32) -> list[Any]:
    """Do it for all of these, `width` at a time."""
    return list(eventlet.GreenPool(width).imap(act, over))


def standing(campus: Campus, session_id: str) -> tuple[dict[str, list[int]], Any]:
    """The arrivals by state, and the row of seats."""
    found: dict[str, list[int]] = {"enrolled": [], "waiting": [], "withdrawn": []}
    query = sa.select(enrolments.c.state, enrolments.c.arrival).where(enrolments.c.session_id == session_id)
    with campus.database.begin(writes=False) as db:
        for row in db.execute(query.order_by(enrolments.c.arrival)):
            found[row.state].append(row.arrival)
        assert ledger.verify(db) is None
        return found, db.execute(sa.select(seats).where(seats.c.session_id == session_id)).one()


@pytest.mark.article(16)
def test_two_hundred_people_at_once_on_a_hundred_seats(campus: Campus) -> None:
    wanted = campus.announce(capacity=100)

    def come(number: int) -> None:
        with campus.acting(student(number)) as work:
            enrol(work, wanted.id)

    at_once(come, range(200))
    found, row = standing(campus, wanted.id)
    assert found["enrolled"] == list(range(1, 101))
    assert found["waiting"] == list(range(101, 201))
    assert (row.taken, row.waiting, row.arrivals) == (100, 100, 200)


def test_batches_at_once_sell_no_seat_twice(campus: Campus) -> None:
    wanted = campus.announce(capacity=1000)

    def come(batch: int) -> None:
        wishes = [Wish(identity=student(n), session_id=wanted.id) for n in range(batch * 50, batch * 50 + 50)]
        with campus.acting(student(0)) as work:
            enrol_many(work, wishes)

    at_once(come, range(40), width=4)
    found, _ = standing(campus, wanted.id)
    assert found["enrolled"] == list(range(1, 1001))
    assert found["waiting"] == list(range(1001, 2001))


@pytest.mark.article(16)
def test_withdrawals_among_enrolments_always_give_the_seat_to_the_first_who_waits(campus: Campus) -> None:
    wanted, chance = campus.announce(capacity=10), random.Random(3)

    def come_and_go(number: int) -> None:
        with campus.acting(student(number)) as work:
            mine = enrol(work, wanted.id).enrolment.id
        eventlet.sleep(chance.random() / 50)
        if number % 3 == 0:
            with campus.acting(student(number)) as work:
                withdraw(work, wanted.id, mine)

    at_once(come_and_go, range(90))
    found, row = standing(campus, wanted.id)
    assert (len(found["enrolled"]), len(found["waiting"]), len(found["withdrawn"])) == (10, 50, 30)
    assert max(found["enrolled"]) < min(found["waiting"])
    assert (row.taken, row.waiting) == (10, 50)


@pytest.mark.article(16)
def test_a_seat_given_back_while_ten_others_enrol_goes_to_the_first_who_waits(campus: Campus) -> None:
    for _ in range(5):
        wanted = campus.announce(capacity=3)
        mine = []
        for n in range(6):
            with campus.acting(student(n)) as work:
                mine.append(enrol(work, wanted.id).enrolment.id)

        def act(number: int, session_id: str = wanted.id, first: str = mine[0]) -> None:
            with campus.acting(student(number)) as work:
                withdraw(work, session_id, first) if number == 0 else enrol(work, session_id)

        at_once(act, [*range(100, 105), 0, *range(105, 110)])
        found, row = standing(campus, wanted.id)
        assert found["enrolled"] == [2, 3, 4]
        assert found["waiting"] == [5, 6, *range(7, 17)]
        assert (row.taken, row.waiting) == (3, 12)
        with campus.acting(TRAINER) as work:
            cancel_session(work, wanted.id, "换一场")


@pytest.mark.article(16)
def test_people_swap_seats_and_enrol_at_once_and_no_two_of_them_wait_for_each_other(campus: Campus) -> None:
    """Nothing here tries again: PostgreSQL would end one of two that wait for each other, and the test with it."""
    for turn in range(4):
        starts = [NOON + timedelta(days=3 + turn, hours=hours) for hours in (0, 4)]
        both = [campus.announce(capacity=15, starts_at=at, ends_at=at + timedelta(hours=2)) for at in starts]
        pair, seats_of = (both[0].id, both[1].id), {}
        for n in range(20):
            with campus.acting(student(n)) as work:
                seats_of[n] = enrol(work, pair[n % 2]).enrolment

        def act(step: tuple[str, int], pair: tuple[str, str] = pair, held: dict[int, Any] = seats_of) -> str:
            what, n = step
            mine, other = pair[n % 2], pair[1 - n % 2]
            try:
                with campus.acting(student(n)) as work:
                    if what == "swap":
                        return offer_swap(work, mine, held[n].id, other).state
                    return enrol(work, other).enrolment.state
            except StateConflict:
                return "refused"

        steps = [("swap", n) for n in range(20)] + [("enrol", n) for n in range(10)]
        random.Random(turn).shuffle(steps)
        assert "done" in at_once(act, steps, width=16)
        for session_id in pair:
            found, row = standing(campus, session_id)
            assert (row.taken, row.waiting) == (len(found["enrolled"]), len(found["waiting"]))
            assert row.taken <= 15
        with campus.acting(TRAINER) as work:
            for session_id in pair:
                cancel_session(work, session_id, "下一轮")


@pytest.mark.article(16)
def test_what_is_left_of_a_fund_is_carried_over_once_however_often_it_is_closed_at_once(campus: Campus) -> None:
    line = make_line(campus, amount=1_000, total=5_000)

    def close(_: int) -> str:
        try:
            with campus.acting(OFFICER) as work:
                return str(purse.close_fund(work, line.fund_id, carry_over=True).carried_to)
        except StateConflict as error:
            return error.code

    answers = at_once(close, range(8))
    assert answers.count("fund_closed") == 7
    following = next(answer for answer in answers if answer != "fund_closed")
    with campus.acting(OFFICER) as work:
        assert money.find_fund(work.session, following).total == 5_000


def test_one_person_never_gets_two_overlapping_sessions_at_once(campus: Campus) -> None:
    both = [campus.announce(capacity=99).id, campus.announce(capacity=99).id]

    def come(wish: tuple[int, str]) -> int:
        try:
            with campus.acting(student(wish[0])) as work:
                enrol(work, wish[1])
        except StateConflict:
            return 0
        return 1

    assert sum(at_once(come, [(n, place) for n in range(40) for place in (*both, both[0])])) == 40


@pytest.mark.article(16)
def test_parallel_workers_take_no_line_below_zero_and_the_movements_add_up(campus: Campus) -> None:
    line, chance = make_line(campus, 5000), random.Random(5)

    def spend(number: int) -> None:
        amount = chance.randrange(1, 400)
        try:
            with campus.acting(OFFICER) as work:
                if number % 2:
                    held = handlers.reserve_money(work, line.fund_id, line.id, amount, "预留", None)
                    handlers.file_expense(
                        work,
                        line.fund_id,
                        {"reservation_id": held.id, "amount": max(1, amount // 2), "purpose": "课酬"},
                    )
                    handlers.release_reservation(work, line.fund_id, held.id) if number % 3 else None
                else:
                    handlers.file_expense(work, line.fund_id, {"line_id": line.id, "amount": amount, "purpose": "课酬"})
        except StateConflict:
            return

    at_once(spend, range(120))
    with campus.acting(OFFICER) as work:
        now, moved = money.find_line(work.session, line.id), money.movements_of_line(work.session, line.id)
    assert 0 <= now.available < 400
    assert vars(balance_of(moved)) == {"amount": 5000, "reserved": now.reserved, "spent": now.spent}


@pytest.mark.article(16)
def test_the_same_receipt_handed_in_for_several_expenses_at_once_stands_at_one(campus: Campus) -> None:
    line = make_line(campus, 5000)
    expenses = [file_expense(campus, line, 100) for _ in range(8)]

    def hand_in(expense: str) -> str:
        try:
            with campus.acting(TRAINER) as work:
                purse.add_receipt(work, line.fund_id, expense, "发票.pdf", PDF)
                work.session.flush()
                eventlet.sleep(0.02)
        except StateConflict as error:
            return error.code
        return "kept"

    assert sorted(at_once(hand_in, expenses)) == ["kept", *["receipt_used"] * 7]
