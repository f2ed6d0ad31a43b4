"""Enrolling: seats, the waiting list, audiences, clashes; one by one and in batches, with the same result."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from services.contracts.errors import NotFound, StateConflict, XinmeiError
from services.contracts.registry.events import PersonSaved, UnitMerged, UnitSaved
from services.kit import ledger, tables
from services.kit.identity import Identity
from services.training.handlers.enrolment import Placed, Wish, enrol, enrol_many
from services.training.handlers.membership import add_member, note_people, note_unit_merged, note_units
from services.training.handlers.programme import cancel_session, view_session
from services.training.handlers.waiting_list import confirm_seat, list_enrolments, view_enrolment, withdraw
from services.training.storage.tables import enrolments
from tests.unit.training.campus import ADMIN, AUDITOR, KEEPER, NOON, TRAINER, Campus, student


def enrol_as(campus: Campus, identity: Identity, session_id: str) -> Placed:
    with campus.acting(identity) as work:
        return enrol(work, session_id)


def refusal(campus: Campus, identity: Identity, session_id: str) -> str:
    with pytest.raises(XinmeiError) as caught, campus.acting(identity) as work:
        enrol(work, session_id)
    return caught.value.code


def standing(campus: Campus, session_id: str) -> list[tuple[str, str]]:
    query = sa.select(enrolments.c.person_id, enrolments.c.state).where(enrolments.c.session_id == session_id)
    with campus.database.begin(writes=False) as session:
        return [(row.person_id, row.state) for row in session.execute(query.order_by(enrolments.c.arrival))]


@pytest.mark.article(16)
def test_three_students_enrol_on_two_seats_and_the_third_waits(campus: Campus) -> None:
    session = campus.announce(capacity=2)
    placed = [enrol_as(campus, student(n), session.id) for n in (1, 2, 3, 4)]
    assert [(p.enrolment.state, p.position) for p in placed] == [
        ("enrolled", 0),
        ("enrolled", 0),
        ("waiting", 1),
        ("waiting", 2),
    ]
    with campus.acting(student(1)) as work:
        seats = view_session(work, session.id).seats
    assert (seats.taken, seats.waiting, seats.arrivals) == (2, 2, 4)


def test_one_who_is_enrolled_or_waits_is_not_enrolled_again(campus: Campus) -> None:
    session = campus.announce(capacity=1)
    enrol_as(campus, student(1), session.id)
    enrol_as(campus, student(2), session.id)
    assert refusal(campus, student(1), session.id) == "already_enrolled"
    assert refusal(campus, student(2), session.id) == "already_enrolled"
    assert standing(campus, session.id) == [("student1", "enrolled"), ("student2", "waiting")]


def test_the_database_itself_refuses_a_second_standing_enrolment(campus: Campus) -> None:
    session = campus.announce()
    first = enrol_as(campus, student(1), session.id).enrolment
    copy = {c.key: getattr(first, c.key) for c in enrolments.c} | {"id": "other", "arrival": 9}
    with pytest.raises(sa.exc.IntegrityError), campus.acting(student(1)) as work:
        work.session.execute(sa.insert(enrolments).values(copy))


@pytest.mark.parametrize("shift", [timedelta(hours=-2), timedelta(days=2), timedelta(days=9)])
def test_enrolment_is_refused_before_it_opens_and_after_it_closes(campus: Campus, shift: timedelta) -> None:
    session = campus.announce()
    campus.clock.move(by=shift)
    assert refusal(campus, student(1), session.id) == "not_open"


def test_enrolment_opens_at_its_very_second(campus: Campus) -> None:
    session = campus.announce(enrol_opens_at=NOON)
    assert enrol_as(campus, student(1), session.id).enrolment.state == "enrolled"


def test_a_cancelled_session_takes_nobody_and_is_cancelled_once(campus: Campus) -> None:
    session = campus.announce()
    with campus.acting(TRAINER) as work:
        cancel_session(work, session.id, "讲师临时有事")
    assert refusal(campus, student(1), session.id) == "not_open"
    with pytest.raises(StateConflict, match="cancelled"), campus.acting(TRAINER) as work:
        cancel_session(work, session.id, "再次取消")


def test_sessions_that_overlap_clash_and_those_that_touch_do_not(campus: Campus) -> None:
    first = campus.announce()
    overlapping = campus.announce(
        starts_at=first.starts_at + timedelta(hours=1), ends_at=first.ends_at + timedelta(hours=1)
    )
    after = campus.announce(starts_at=first.ends_at, ends_at=first.ends_at + timedelta(hours=1))
    enrol_as(campus, student(1), first.id)
    assert refusal(campus, student(1), overlapping.id) == "clash"
    assert enrol_as(campus, student(1), after.id).enrolment.state == "enrolled"


def test_a_session_that_was_called_off_clashes_with_nothing(campus: Campus) -> None:
    first, second = campus.announce(), campus.announce()
    enrol_as(campus, student(1), first.id)
    with campus.acting(TRAINER) as work:
        cancel_session(work, first.id, "场地停电")
    assert enrol_as(campus, student(1), second.id).enrolment.state == "enrolled"


@pytest.mark.article(16)
def test_an_audience_admits_a_unit_with_those_below_it_and_members_of_the_association(campus: Campus) -> None:
    with campus.acting(KEEPER) as work:
        note_units(
            work,
            [UnitSaved(unit_id="class1", name="一班", kind="class", parent_id="cs", path=("college", "cs"))],
        )
        person = PersonSaved(
            person_id="student3",
            username="student3",
            name="学生3",
            unit_id="art",
            grants=(("student", "art"),),
            active=True,
        )
        note_people(work, [person])
        add_member(work, "student3", "视频组")
    of_faculty = campus.announce(audience={"unit_id": "cs"})
    of_association = campus.announce(
        audience={"association": True}, starts_at=NOON + timedelta(days=5), ends_at=NOON + timedelta(days=5, hours=1)
    )
    assert enrol_as(campus, student(1, "class1"), of_faculty.id)
    assert refusal(campus, student(2, "art"), of_faculty.id) == "not_in_audience"
    assert refusal(campus, student(1, "class1"), of_association.id) == "not_in_audience"
    assert enrol_as(campus, student(3, "art"), of_association.id)


def test_auditors_and_administrators_take_no_part(campus: Campus) -> None:
    session = campus.announce()
    assert refusal(campus, AUDITOR, session.id) == "not_permitted"
    assert refusal(campus, ADMIN, session.id) == "not_permitted"
    assert refusal(campus, student(1), "no-such-session") == "not_found"


@pytest.mark.article(16)
def test_a_withdrawal_moves_the_waiting_list_up_in_order_of_arrival(campus: Campus) -> None:
    session = campus.announce(capacity=1)
    placed = [enrol_as(campus, student(n), session.id).enrolment for n in (1, 2, 3)]
    with campus.acting(student(1)) as work:
        assert withdraw(work, session.id, placed[0].id).state == "withdrawn"
    assert standing(campus, session.id) == [
        ("student1", "withdrawn"),
        ("student2", "enrolled"),
        ("student3", "waiting"),
    ]
    assert enrol_as(campus, student(1), session.id).position == 2


def test_a_newcomer_never_passes_those_who_wait(campus: Campus) -> None:
    session = campus.announce(capacity=1)
    first = enrol_as(campus, student(1), session.id).enrolment
    for n in (2, 3):
        enrol_as(campus, student(n), session.id)
    with campus.acting(student(1)) as work:
        withdraw(work, session.id, first.id)
    late = [enrol_as(campus, student(n), session.id) for n in range(4, 14)]
    assert [p.position for p in late] == list(range(2, 12))
    assert standing(campus, session.id)[1] == ("student2", "enrolled")


def test_only_the_person_and_organisers_withdraw_an_enrolment_or_see_it(campus: Campus) -> None:
    session = campus.announce()
    mine = enrol_as(campus, student(1), session.id).enrolment
    for stranger in (student(2), AUDITOR):
        with pytest.raises(NotFound), campus.acting(stranger) as work:
            withdraw(work, session.id, mine.id)
    with pytest.raises(NotFound), campus.acting(student(2)) as work:
        view_enrolment(work, session.id, mine.id)
    with campus.acting(student(2)) as work:
        assert list_enrolments(work, session.id, {"limit": 10, "cursor": ""}, vars)["items"] == []
    with campus.acting(TRAINER) as work:
        assert withdraw(work, session.id, mine.id).state == "withdrawn"
    with pytest.raises(StateConflict), campus.acting(student(1)) as work:
        withdraw(work, session.id, mine.id)


def test_a_seat_offered_to_the_first_who_waits_is_confirmed_by_them_alone(campus: Campus) -> None:
    session = campus.announce(capacity=1, confirm_hours=12)
    first, second = (enrol_as(campus, student(n), session.id).enrolment for n in (1, 2))
    with campus.acting(student(1)) as work:
        withdraw(work, session.id, first.id)
    assert standing(campus, session.id)[1] == ("student2", "offered")
    with pytest.raises(NotFound), campus.acting(student(3)) as work:
        confirm_seat(work, session.id, second.id)
    with campus.acting(student(2)) as work:
        assert confirm_seat(work, session.id, second.id).state == "enrolled"


def test_a_batch_gives_what_the_same_wishes_give_one_by_one(campus: Campus) -> None:
    chance = random.Random(7)
    people = [student(n) for n in range(1, 25)] + [AUDITOR]
    wishes = [(chance.choice(people), chance.randrange(4)) for _ in range(160)]

    def announce() -> list[str]:
        days = (3, 3, 8, 9)
        return [
            campus.announce(
                capacity=5, starts_at=NOON + timedelta(days=d), ends_at=NOON + timedelta(days=d, hours=1), audience=a
            ).id
            for d, a in zip(days, ({}, {}, {"person_ids": [f"student{n}" for n in range(1, 13)]}, {}), strict=True)
        ]

    def say(outcome: Placed | XinmeiError) -> tuple[str, int]:
        return (outcome.enrolment.state, outcome.position) if isinstance(outcome, Placed) else (outcome.code, 0)

    alone: list[tuple[str, int]] = []
    together: list[tuple[str, int]] = []
    singly = announce()
    for person, place in wishes:
        with campus.acting(person) as work:
            alone.append(say(enrol_many(work, [Wish(identity=person, session_id=singly[place])])[0]))
    with campus.database.begin() as session:
        session.execute(sa.delete(enrolments))
    batched = announce()
    for start in range(0, len(wishes), 40):
        with campus.acting(people[0]) as work:
            part = [Wish(identity=person, session_id=batched[place]) for person, place in wishes[start : start + 40]]
            together.extend(say(outcome) for outcome in enrol_many(work, part))
    assert together == alone
    assert {"enrolled", "waiting", "already_enrolled", "clash", "not_in_audience", "not_permitted"} <= {
        s for s, _ in alone
    }


def count_statements(campus: Campus, wishes: list[Wish]) -> int:
    seen: list[str] = []
    event.listen(campus.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    with campus.acting(wishes[0].identity) as work:
        assert all(isinstance(outcome, Placed) for outcome in enrol_many(work, wishes))
    return len(seen)


def test_a_batch_costs_no_more_statements_than_one_enrolment(campus: Campus) -> None:
    session = campus.announce(capacity=100)
    one = count_statements(campus, [Wish(identity=student(1), session_id=session.id)])
    many = count_statements(campus, [Wish(identity=student(n), session_id=session.id) for n in range(2, 62)])
    assert many <= one <= 12


def test_every_enrolment_of_a_batch_is_told_in_its_own_persons_name(campus: Campus) -> None:
    session = campus.announce()
    with campus.acting(student(1)) as work:
        enrol_many(work, [Wish(identity=student(n), session_id=session.id, cause=f"request{n}") for n in (1, 2)])
    with campus.database.begin(writes=False) as db:
        bodies = [bytes(body) for body in db.scalars(sa.select(tables.outbox.c.body).order_by(tables.outbox.c.id))]
        actors = list(db.scalars(sa.select(tables.ledger.c.actor).where(tables.ledger.c.action == "enrol")))
        assert ledger.verify(db) is None
    assert [actor["id"] for actor in actors] == ["student1", "student2"]
    assert b'"request2"' in bodies[2]
    assert b'"student2"' in bodies[2]


def gone(number: int) -> PersonSaved:
    name = f"student{number}"
    return PersonSaved(person_id=name, username=name, name=name, unit_id="class1", grants=(), active=False)


@pytest.mark.article(16)
def test_who_leaves_the_college_gives_the_seat_back_and_the_next_gets_it(campus: Campus) -> None:
    ahead = campus.announce(capacity=1)
    for number in (1, 2, 3):
        enrol_as(campus, student(number), ahead.id)
    for _ in range(2):  # told twice, done once
        with campus.acting(KEEPER) as work:
            note_people(work, [gone(1), gone(2)])
    assert standing(campus, ahead.id) == [
        ("student1", "withdrawn"),
        ("student2", "withdrawn"),
        ("student3", "enrolled"),
    ]
    with campus.acting(student(3)) as work:
        seats = view_session(work, ahead.id).seats
    assert (seats.taken, seats.waiting) == (1, 0)


def test_what_is_over_keeps_who_was_absent(campus: Campus) -> None:
    session = campus.announce()
    mine = enrol_as(campus, student(1), session.id).enrolment
    campus.clock.move(to=session.ends_at)
    with pytest.raises(XinmeiError) as caught, campus.acting(student(1)) as work:
        withdraw(work, session.id, mine.id)
    assert caught.value.code == "over"
    with campus.acting(KEEPER) as work:
        note_people(work, [gone(1)])
    assert standing(campus, session.id) == [("student1", "enrolled")]


def test_a_unit_that_was_merged_leaves_its_wishes_to_the_other(campus: Campus) -> None:
    session = campus.announce(approval=True, audience={"unit_id": "class1"})
    enrol_as(campus, student(1), session.id)
    with campus.acting(KEEPER) as work:
        note_unit_merged(work, UnitMerged(unit_id="class1", name="一班", into_id="class2", into_name="二班"))
    with campus.database.begin(writes=False) as db:
        assert db.scalars(sa.select(enrolments.c.unit_id)).all() == ["class2"]
    with campus.acting(student(2, "class2")) as work:
        assert view_session(work, session.id).audience == {"unit_id": "class2"}
