"""How people stand who run accounts: what they owe, when it is due, what the review service hears, and what the rules make of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.contracts.errors import NotPermitted
from services.contracts.registry.events import AccountChanged, PersonSaved
from services.contracts.training.events import TrainingNoticed, TrainingStandingChanged
from services.kit import tables
from services.kit.deadlines import Deadlines
from services.training.domain.duties import CERTIFICATE_NEEDED
from services.training.handlers import duties, standing
from services.training.handlers.certification import revoke_certificate
from services.training.handlers.membership import note_people
from tests.unit.training.campus import AUDITOR, DIRECTOR, OFFICER, TRAINER, Campus, student
from tests.unit.training.test_personal import issued, open_incident, owed
from tests.unit.training.test_seating import noticed

ACTS = {
    standing.REMIND: standing.remind,
    standing.DUE: standing.fall_due,
    standing.EXPIRING: standing.warn_of_expiry,
    standing.EXPIRED: standing.let_expire,
}


def run_account(campus: Campus, *people: str) -> None:
    with campus.acting(TRAINER) as work:
        event = AccountChanged(
            account_id="account1",
            name="计院之声",
            handle="cs",
            channel="weibo",
            tier=2,
            unit_id="cs",
            unit_name="计算机学院",
            faculty_id="cs",
            operator_ids=people,
            responsible_person="周老师",
        )
        duties.note_accounts(work, [event])


def told(campus: Campus) -> list[tuple[str, str]]:
    """How people stood, as it was told, in order."""
    query = sa.select(tables.outbox.c.body).where(tables.outbox.c.type == TrainingStandingChanged.type)
    with campus.database.begin(writes=False) as db:
        data = [msgspec.json.decode(body)["data"] for body in db.scalars(query.order_by(tables.outbox.c.id))]
    return [(found["person_id"], found["mode"]) for found in data]


def worded(campus: Campus, language: str) -> str:
    """What people who owe a training were told, in one language."""
    query = sa.select(tables.outbox.c.body).where(tables.outbox.c.type == TrainingNoticed.type)
    with campus.database.begin(writes=False) as db:
        data = [msgspec.json.decode(body)["data"] for body in db.scalars(query)]
    return " ".join(found[language] for found in data if found["kind"] == "duty_owed")


def set_rules(campus: Campus, **wanted: Any) -> None:
    with campus.acting(OFFICER) as work:
        standing.set_rules(work, wanted)


def at_desk(campus: Campus) -> int:
    return Deadlines(campus.works, ACTS).fire_due()


@pytest.mark.article(16)
def test_who_comes_to_run_an_account_owes_a_certificate_and_is_warned(campus: Campus) -> None:
    number = issued(campus, student(2))[0].number
    run_account(campus, "student1", "student2")
    assert owed(campus, AUDITOR, kind="administrator") == [("student1", "owed")]
    assert told(campus) == [("student1", "warn")]
    assert noticed(campus, "duty_owed") == ["student1"]
    assert {lang: [part in worded(campus, lang) for part in CERTIFICATE_NEEDED] for lang in ("zh", "en")} == {
        "zh": [True, False],
        "en": [False, True],
    }
    run_account(campus, "student1", "student2")
    assert told(campus) == [("student1", "warn")]
    issued(campus, student(1))
    assert told(campus) == [("student1", "warn"), ("student1", "clear")]
    with campus.acting(TRAINER) as work:
        revoke_certificate(work, number, "代签")
    run_account(campus, "student2")
    assert sorted(owed(campus, AUDITOR, kind="administrator")) == [("student1", "met"), ("student2", "owed")]


@pytest.mark.article(16)
def test_where_the_rules_block_one_may_hand_nothing_in_once_the_time_is_over(campus: Campus) -> None:
    with pytest.raises(NotPermitted), campus.acting(TRAINER) as work:
        standing.set_rules(work, {"certificate_needed": "off"})
    with campus.acting(TRAINER) as work:
        note_people(
            work,
            [
                PersonSaved(
                    person_id="head",
                    username="cs.head",
                    name="院长",
                    unit_id="cs",
                    grants=(("responsible", "cs"),),
                    active=True,
                )
            ],
        )
    set_rules(campus, certificate_needed="block", grace_days=10, remind_days=3)
    run_account(campus, "student1")
    campus.clock.move(by=timedelta(days=7))
    assert at_desk(campus) == 1
    assert noticed(campus, "duty_due") == ["student1"]
    assert told(campus) == [("student1", "warn")]
    campus.clock.move(by=timedelta(days=3))
    assert at_desk(campus) == 1
    assert told(campus)[-1] == ("student1", "block")
    assert noticed(campus, "duty_overdue") == ["student1", "head"]
    set_rules(campus, certificate_needed="warn")
    assert told(campus)[-1] == ("student1", "warn")
    issued(campus, student(1))
    assert told(campus)[-1] == ("student1", "clear")


def test_where_no_certificate_is_needed_nobody_owes_one_but_an_incident_still_asks(campus: Campus) -> None:
    set_rules(campus, certificate_needed="off")
    run_account(campus, "student1")
    assert told(campus) == []
    open_incident(campus)
    assert told(campus) == [("student1", "warn")]


def test_who_no_longer_runs_the_account_owes_nothing_for_it(campus: Campus) -> None:
    run_account(campus, "student1")
    run_account(campus, "student2")
    assert told(campus) == [("student1", "warn"), ("student2", "warn"), ("student1", "clear")]
    assert owed(campus, AUDITOR, kind="administrator") == [("student2", "owed")]


@pytest.mark.article(16)
def test_a_certificate_that_ends_is_announced_and_owed_again(campus: Campus) -> None:
    run_account(campus, "student1")
    number = issued(campus, student(1), certificate_months=12)[0].number
    assert told(campus)[-1] == ("student1", "clear")
    campus.clock.move(by=timedelta(days=336))
    at_desk(campus)
    assert noticed(campus, "certificate_expiring") == ["student1"]
    campus.clock.move(by=timedelta(days=30))
    at_desk(campus)
    assert told(campus)[-1] == ("student1", "warn")
    assert number


@pytest.mark.article(16)
def test_who_runs_an_account_by_a_certificate_that_is_revoked_owes_one_again(campus: Campus) -> None:
    number = issued(campus, student(1))[0].number
    run_account(campus, "student1")
    assert owed(campus, AUDITOR, kind="administrator") == []
    with campus.acting(TRAINER) as work:
        revoke_certificate(work, number, "代签")
    assert owed(campus, AUDITOR, kind="administrator") == [("student1", "owed")]
    assert told(campus) == [("student1", "warn")]


def test_duties_are_counted_by_unit(campus: Campus) -> None:
    run_account(campus, "student1", "student2")
    issued(campus, student(1))
    campus.clock.move(by=timedelta(days=31))
    with campus.acting(DIRECTOR) as work:
        found, _ = standing.count_units(work)
    assert found == [{"unit_id": "cs", "owed": 1, "overdue": 1, "met": 1, "people": 1}]
    with campus.acting(student(3)) as work:
        assert standing.count_units(work)[0] == []
