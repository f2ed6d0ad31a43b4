"""Other ways to a seat: quotas of units, the unit's word, a lottery that anyone can verify, and swaps."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import UnitSaved
from services.contracts.training.events import TrainingNoticed
from services.kit import tables
from services.kit.deadlines import Deadlines
from services.kit.identity import Identity
from services.training.domain.sessions import Session
from services.training.handlers import approval, lottery, swapping
from services.training.handlers.enrolment import enrol
from services.training.handlers.membership import note_units
from services.training.handlers.programme import change_session, view_session
from services.training.handlers.waiting_list import confirm_seat, withdraw
from services.training.storage import plan
from services.training.storage.attendance import all_of_session, find_standing
from tests.unit.training.campus import NOON, TRAINER, Campus, student

HEAD = Identity(id="head", username="cs.head", name="院长", unit_id="cs", grants=(("responsible", "cs"),))
PAGE = {"limit": 50, "cursor": ""}


def make_units(campus: Campus) -> None:
    """Two faculties under the college, a class in each."""
    with campus.acting(TRAINER) as work:
        note_units(
            work,
            [
                UnitSaved(unit_id=unit_id, name=unit_id, kind="faculty", parent_id=path[-1], path=path)
                for unit_id, path in (
                    ("cs", ("college",)),
                    ("art", ("college",)),
                    ("class1", ("college", "cs")),
                    ("class2", ("college", "art")),
                )
            ],
        )


def enrol_as(campus: Campus, person: Identity, session: Session) -> Any:
    with campus.acting(person) as work:
        return enrol(work, session.id).enrolment


def states(campus: Campus, session: Session) -> dict[str, str]:
    with campus.acting(TRAINER) as work:
        return {row.person_id: row.state for row in all_of_session(work.session, session.id)}


def seats_of(campus: Campus, session: Session) -> tuple[int, int]:
    with campus.acting(TRAINER) as work:
        seats = view_session(work, session.id).seats
        return seats.taken, seats.waiting


def quotas_of(campus: Campus, session: Session) -> dict[str, int]:
    """Seats taken by unit."""
    with campus.acting(TRAINER) as work:
        return {unit_id: quota.taken for unit_id, quota in plan.lock_quotas(work.session, session.id).items()}


def noticed(campus: Campus, kind: str) -> list[str]:
    """Whom notices of this kind went to."""
    with campus.database.begin(writes=False) as db:
        bodies = db.scalars(
            sa.select(tables.outbox.c.body).where(tables.outbox.c.type == TrainingNoticed.type).order_by("id")
        )
        data = [msgspec.json.decode(body)["data"] for body in bodies]
    return [person for notice in data if notice["kind"] == kind for person in notice["person_ids"]]


@pytest.mark.article(16)
def test_a_unit_gets_no_more_seats_than_its_quota_and_blocks_nobody_else(campus: Campus) -> None:
    make_units(campus)
    session = campus.announce(capacity=4, quotas={"cs": 1, "*": 2})
    for n, unit in enumerate(("class1", "class1", "class2", "class2", "class2"), start=1):
        enrol_as(campus, student(n, unit), session)
    assert list(states(campus, session).values()) == ["enrolled", "waiting", "enrolled", "enrolled", "waiting"]
    assert seats_of(campus, session) == (3, 2)
    with campus.acting(student(3, "class2")) as work:
        mine = find_standing(work.session, session.id, "student3")
        assert mine is not None
        withdraw(work, session.id, mine.id)
    assert states(campus, session)["student5"] == "enrolled"
    assert states(campus, session)["student2"] == "waiting"


def test_a_larger_quota_lets_its_own_people_up_and_a_smaller_one_throws_nobody_out(campus: Campus) -> None:
    make_units(campus)
    session = campus.announce(capacity=9, quotas={"cs": 1})
    for n in (1, 2, 3):
        enrol_as(campus, student(n), session)
    enrol_as(campus, student(4, "class2"), session)
    with campus.acting(TRAINER) as work:
        change_session(work, session.id, {"quotas": {"cs": 2}})
    assert list(states(campus, session).values()) == ["enrolled", "enrolled", "waiting", "enrolled"]
    with pytest.raises(StateConflict, match="quota_taken"), campus.acting(TRAINER) as work:
        change_session(work, session.id, {"quotas": {"cs": 1}})
    with pytest.raises(InputInvalid), campus.acting(TRAINER) as work:
        change_session(work, session.id, {"quotas": {"art": 1}})
    with campus.acting(TRAINER) as work:
        assert view_session(work, session.id).quotas == {"cs": 2}


@pytest.mark.article(16)
def test_where_the_unit_has_a_say_a_wish_waits_for_it(campus: Campus) -> None:
    make_units(campus)
    session = campus.announce(capacity=1, approval=True)
    first, second, third = (enrol_as(campus, student(n), session) for n in (1, 2, 3))
    assert seats_of(campus, session) == (0, 0)
    for person in (student(1), TRAINER, Identity(id="x", username="x", name="x", grants=(("responsible", "art"),))):
        with pytest.raises(NotPermitted), campus.acting(person) as work:
            approval.decide_enrolment(work, session.id, first.id, True, "")
    with campus.acting(HEAD) as work:
        assert len(approval.list_requests(work, PAGE, vars)["items"]) == 3
        assert approval.decide_enrolment(work, session.id, second.id, True, "").state == "enrolled"
    with campus.acting(HEAD) as work:
        assert approval.decide_enrolment(work, session.id, first.id, True, "").state == "waiting"
    with campus.acting(HEAD) as work:
        assert approval.decide_enrolment(work, session.id, third.id, False, "值日").state == "refused"
    with pytest.raises(StateConflict, match="not_requested"), campus.acting(HEAD) as work:
        approval.decide_enrolment(work, session.id, third.id, True, "")
    assert seats_of(campus, session) == (1, 1)
    assert noticed(campus, "enrolment_decided") == ["student2", "student1", "student3"]
    assert enrol_as(campus, student(3), session).state == "requested"


def draw_by_hand(seed: str, entries: list[str]) -> list[str]:
    """The order as anyone can work it out with a calculator for SHA-256."""
    pot = hashlib.sha256("\n".join(sorted(entries)).encode()).hexdigest()
    return sorted(entries, key=lambda entry: hashlib.sha256(f"{seed}\n{pot}\n{entry}".encode()).hexdigest())


@pytest.mark.article(16)
def test_a_lottery_keeps_its_promise_and_anyone_can_verify_its_order(campus: Campus) -> None:
    session = campus.announce(capacity=3, way="lottery")
    entries = {enrol_as(campus, student(n), session).id: n for n in range(1, 9)}
    gone = next(iter(entries))
    with campus.acting(student(entries.pop(gone))) as work:
        withdraw(work, session.id, gone)
    assert set(states(campus, session).values()) == {"entered"}
    with campus.acting(student(2)) as work:
        before = lottery.view_draw(work, session.id).session
        promise, drawn_at = before.draw_promise, before.drawn_at
    assert (len(promise), drawn_at) == (64, None)
    engine = Deadlines(campus.works, {lottery.DRAW: lottery.draw_lots})
    assert engine.fire_due() == 0
    campus.clock.move(to=session.enrol_closes_at)
    assert engine.fire_due() == 1
    with campus.acting(student(2)) as work:
        shown = lottery.view_draw(work, session.id)
        seed, order = shown.session.draw_seed, {entry.id: entry.state for entry in shown.entries}
    assert hashlib.sha256(seed.encode()).hexdigest() == promise
    right = draw_by_hand(seed, list(entries))
    assert list(order) == right
    assert [order[entry] for entry in right] == ["enrolled"] * 3 + ["waiting"] * 4
    assert seats_of(campus, session) == (3, 4)
    with campus.acting(student(entries[right[0]])) as work:
        withdraw(work, session.id, right[0])
    assert states(campus, session)[f"student{entries[right[3]]}"] == "enrolled"


def test_a_lottery_is_drawn_once_and_not_with_the_units_word(campus: Campus) -> None:
    with pytest.raises(InputInvalid):
        campus.announce(way="lottery", approval=True)
    session = campus.announce(capacity=1, way="lottery")
    enrol_as(campus, student(1), session)
    campus.clock.move(to=session.enrol_closes_at)
    engine = Deadlines(campus.works, {lottery.DRAW: lottery.draw_lots})
    assert [engine.fire_due(), engine.fire_due()] == [1, 0]


@pytest.mark.article(16)
def test_two_who_want_each_others_sessions_swap_and_the_waiting_lists_stand_still(campus: Campus) -> None:
    later = {"starts_at": NOON + timedelta(days=5), "ends_at": NOON + timedelta(days=5, hours=2)}
    one, other = campus.announce(capacity=1), campus.announce(capacity=1, **later)
    mine, _ = enrol_as(campus, student(1), one), enrol_as(campus, student(3), one)
    theirs, _ = enrol_as(campus, student(2), other), enrol_as(campus, student(4), other)
    with campus.acting(student(1)) as work:
        offer = swapping.offer_swap(work, one.id, mine.id, other.id)
    assert offer.state == "open"
    for again in (one.id, other.id):
        with pytest.raises(StateConflict, match="no_swap"), campus.acting(student(1)) as work:
            swapping.offer_swap(work, one.id, mine.id, again)
    with pytest.raises(NotFound), campus.acting(student(4)) as work:
        swapping.offer_swap(work, other.id, theirs.id, one.id)
    with campus.acting(student(2)) as work:
        assert swapping.offer_swap(work, other.id, theirs.id, one.id).state == "done"
    assert states(campus, one) == {"student2": "enrolled", "student3": "waiting"}
    assert states(campus, other) == {"student1": "enrolled", "student4": "waiting"}
    assert seats_of(campus, one) == seats_of(campus, other) == (1, 1)
    assert noticed(campus, "seat_swapped") == ["student2", "student1"]
    with pytest.raises(StateConflict, match="swap_ended"), campus.acting(student(1)) as work:
        swapping.withdraw_swap(work, offer.id)


def test_a_swap_that_would_clash_does_not_happen(campus: Campus) -> None:
    later = {"starts_at": NOON + timedelta(days=5), "ends_at": NOON + timedelta(days=5, hours=2)}
    one, other, third = campus.announce(), campus.announce(**later), campus.announce(**later)
    mine, theirs = enrol_as(campus, student(1), one), enrol_as(campus, student(2), other)
    enrol_as(campus, student(1), third)
    with campus.acting(student(1)) as work:
        swapping.offer_swap(work, one.id, mine.id, other.id)
    with campus.acting(student(2)) as work:
        assert swapping.offer_swap(work, other.id, theirs.id, one.id).state == "open"
    assert states(campus, one) == {"student1": "enrolled"}


@pytest.mark.article(16)
def test_a_swap_keeps_both_quotas_and_waits_for_somebody_who_fits(campus: Campus) -> None:
    make_units(campus)
    later = {"starts_at": NOON + timedelta(days=5), "ends_at": NOON + timedelta(days=5, hours=2)}
    quotas = {"cs": 1, "art": 1}
    one, other = campus.announce(capacity=2, quotas=quotas), campus.announce(capacity=2, quotas=quotas, **later)
    cs_one, art_one = enrol_as(campus, student(1, "class1"), one), enrol_as(campus, student(2, "class2"), one)
    art_other = enrol_as(campus, student(3, "class2"), other)
    enrol_as(campus, student(4, "class1"), other)
    with campus.acting(student(1, "class1")) as work:
        waits = swapping.offer_swap(work, one.id, cs_one.id, other.id)
    with campus.acting(student(3, "class2")) as work:
        assert swapping.offer_swap(work, other.id, art_other.id, one.id).state == "open"
    with campus.acting(student(2, "class2")) as work:
        assert swapping.offer_swap(work, one.id, art_one.id, other.id).state == "done"
    assert states(campus, one) == {"student1": "enrolled", "student3": "enrolled"}
    assert states(campus, other) == {"student2": "enrolled", "student4": "enrolled"}
    assert (waits.state, quotas_of(campus, one), quotas_of(campus, other)) == (
        "open",
        {"art": 1, "cs": 1},
        {"art": 1, "cs": 1},
    )


@pytest.mark.article(16)
def test_a_swap_between_units_moves_the_quotas_and_gives_a_free_seat_to_the_next_in_line(campus: Campus) -> None:
    make_units(campus)
    later = {"starts_at": NOON + timedelta(days=5), "ends_at": NOON + timedelta(days=5, hours=2)}
    one = campus.announce(capacity=3, quotas={"cs": 1, "art": 2})
    other = campus.announce(capacity=3, **later)
    mine, waiting = enrol_as(campus, student(1, "class1"), one), enrol_as(campus, student(2, "class1"), one)
    theirs = enrol_as(campus, student(3, "class2"), other)
    assert (mine.state, waiting.state) == ("enrolled", "waiting")
    with campus.acting(student(1, "class1")) as work:
        swapping.offer_swap(work, one.id, mine.id, other.id)
    with campus.acting(student(3, "class2")) as work:
        assert swapping.offer_swap(work, other.id, theirs.id, one.id).state == "done"
    assert states(campus, one) == {"student2": "enrolled", "student3": "enrolled"}
    assert (quotas_of(campus, one), seats_of(campus, one)) == ({"art": 1, "cs": 1}, (2, 0))
    with campus.acting(student(3, "class2")) as work:
        withdraw(work, one.id, find_standing(work.session, one.id, "student3").id)  # type: ignore[union-attr]
    assert quotas_of(campus, one) == {"art": 0, "cs": 1}


def test_who_moves_up_is_told_and_so_is_who_must_confirm(campus: Campus) -> None:
    for hours, kind in ((0, "seat_given"), (5, "seat_offered")):
        session = campus.announce(capacity=1, confirm_hours=hours)
        first = enrol_as(campus, student(1), session)
        waiting = enrol_as(campus, student(2), session)
        with campus.acting(student(1)) as work:
            withdraw(work, session.id, first.id)
        assert noticed(campus, kind) == ["student2"]
        with campus.acting(student(2)) as work:
            if kind == "seat_offered":
                confirm_seat(work, session.id, waiting.id)
            withdraw(work, session.id, waiting.id)
