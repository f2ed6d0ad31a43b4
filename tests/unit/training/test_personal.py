"""Calendar feeds, sheets, papers, feedback, and the duty to be trained after an incident."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar

from services.contracts.alerts.events import IncidentOpened
from services.contracts.errors import NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import AccountApproved, AccountChanged
from services.kit.deadlines import Deadlines
from services.kit.identity import Identity
from services.training.domain.certificates import Certificate
from services.training.domain.duties import Duty
from services.training.domain.sessions import Session
from services.training.feeds import write_calendar
from services.training.handlers import duties, personal
from services.training.handlers.certification import issue_certificates, open_certificate, revoke_certificate
from services.training.handlers.desk import correct_attendance, read_attendance
from services.training.handlers.enrolment import enrol
from services.training.handlers.programme import cancel_session
from services.training.papers import print_certificate
from services.training.sheets import write_attendance
from services.training.storage.duties import save_accounts
from tests.unit.training.campus import AUDITOR, NOON, TRAINER, Campus, student

PAGE = {"limit": 20, "cursor": ""}


def enrol_as(campus: Campus, person: Identity, session: Session) -> str:
    with campus.acting(person) as work:
        return enrol(work, session.id).enrolment.id


def attend(campus: Campus, person: Identity, session: Session) -> str:
    enrolment_id = enrol_as(campus, person, session)
    with campus.acting(TRAINER) as work:
        return correct_attendance(work, session.id, enrolment_id, "present", "签到机故障").id


def read_feed(campus: Campus, token: str) -> dict[str, Any]:
    with campus.acting(Identity(id="", username="", name="")) as work:
        feed = write_calendar(personal.open_calendar(work, token), work.now, "https://xinmei.example")
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(feed).walk("VEVENT")}


@pytest.mark.article(16)
def test_a_calendar_opens_with_right_times_and_says_what_was_cancelled(campus: Campus) -> None:
    kept, dropped = (
        campus.announce(title="写作课"),
        campus.announce(title="摄影课", starts_at=NOON + timedelta(days=5), ends_at=NOON + timedelta(days=5, hours=1)),
    )
    full = campus.announce(
        title="剪辑课", capacity=1, starts_at=NOON + timedelta(days=6), ends_at=NOON + timedelta(days=6, hours=1)
    )
    enrol_as(campus, student(2), full)
    for session in (kept, dropped, full):
        enrol_as(campus, student(1), session)
    with campus.acting(TRAINER) as work:
        cancel_session(work, dropped.id, "讲师生病")
    with campus.acting(student(1)) as work:
        token = personal.renew_calendar_token(work)
    found = read_feed(campus, token)
    assert {title: str(event["STATUS"]) for title, event in found.items()} == {
        "写作课": "CONFIRMED",
        "摄影课": "CANCELLED",
        "[候补] 剪辑课": "TENTATIVE",
    }
    assert found["写作课"].start == kept.starts_at
    assert found["写作课"].end == kept.ends_at
    assert found["摄影课"]["SEQUENCE"] == 1


def test_a_renewed_calendar_token_ends_the_one_before(campus: Campus) -> None:
    with campus.acting(student(1)) as work:
        first = personal.renew_calendar_token(work)
    with campus.acting(student(1)) as work:
        second = personal.renew_calendar_token(work)
    assert read_feed(campus, second) == {}
    for bad in (first, "x", "student1"):
        with pytest.raises(NotFound):
            read_feed(campus, bad)


def test_the_attendance_sheet_holds_everyone_and_no_formula(campus: Campus) -> None:
    session = campus.announce(capacity=1, title="=HYPERLINK(1)")
    evil = Identity(id="student9", username="s9", name='=cmd|"x"!A1', unit_id="class1", grants=(("student", ""),))
    attend(campus, evil, session)
    enrol_as(campus, student(1), session)
    with campus.acting(AUDITOR) as work:
        sheet = openpyxl.load_workbook(io.BytesIO(write_attendance(*read_attendance(work, session.id)))).active
    rows = [[cell.value for cell in row][1:5] for row in sheet.iter_rows(min_row=5)]
    assert rows == [['=cmd|"x"!A1', None, "已报名", "到场"], ["学生1", None, "候补", None]]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        read_attendance(work, session.id)


def issued(campus: Campus, *people: Identity, **changes: Any) -> list[Certificate]:
    """Certificates for these people, of a session that is over a while after it was announced."""
    now = campus.clock.now()
    times = {"enrol_opens_at": now, "enrol_closes_at": now + timedelta(days=2)}
    session = campus.announce(
        starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=2), **times, **changes
    )
    for person in people:
        attend(campus, person, session)
    with campus.acting(TRAINER) as work:
        return issue_certificates(work, session.id)


@pytest.mark.article(16)
def test_a_certificate_is_printed_for_its_holder_and_not_for_others(campus: Campus) -> None:
    certificate = issued(campus, student(1))[0]
    with campus.acting(student(1)) as work:
        paper = print_certificate(
            open_certificate(work, certificate.number), "示例职业学院", "https://x.example", work.now
        )
    assert paper.startswith(b"%PDF-")
    with pytest.raises(NotFound), campus.acting(student(2)) as work:
        open_certificate(work, certificate.number)


def test_feedback_is_given_once_by_those_who_attended_and_read_without_names(campus: Campus) -> None:
    session = campus.announce(capacity=5)
    for n in (1, 2):
        attend(campus, student(n), session)
    enrol_as(campus, student(3), session)
    for n, score in ((1, 5), (2, 4)):
        with campus.acting(student(n)) as work:
            personal.give_feedback(work, session.id, score, "很实用")
    with pytest.raises(StateConflict, match="feedback_given"), campus.acting(student(1)) as work:
        personal.give_feedback(work, session.id, 1, "")
    with pytest.raises(NotPermitted, match="not_attended"), campus.acting(student(3)) as work:
        personal.give_feedback(work, session.id, 1, "")
    with campus.acting(TRAINER) as work:
        results = personal.view_feedback(work, session.id)
    assert (results.average, results.scores, results.comments) == (4.5, {5: 1, 4: 1}, ["很实用", "很实用"])


def approve(campus: Campus, *operators: str) -> None:
    with campus.acting(TRAINER) as work:
        facts: dict[str, Any] = {
            "account_id": "account1",
            "name": "计院之声",
            "handle": "cs",
            "channel": "weibo",
            "tier": 2,
            "unit_id": "cs",
            "unit_name": "计算机学院",
            "faculty_id": "cs",
            "operator_ids": operators,
            "responsible_person": "周老师",
        }
        duties.note_accounts(
            work, [AccountApproved(file_number="1", application_id="a", **facts), AccountChanged(**facts)]
        )


def open_incident(campus: Campus, incident_id: str = "i1", severity: str = "II", account_id: str = "account1") -> None:
    told = IncidentOpened(
        incident_id=incident_id,
        title="未审先发",
        severity=severity,
        account_id=account_id,
        source="observed",
        kind="unreviewed",
    )
    with campus.acting(TRAINER) as work:
        duties.require_of_incidents(work, [(told, NOON)])


def owed(campus: Campus, person: Identity, **wanted: Any) -> list[tuple[str, str]]:
    with campus.acting(person) as work:

        def dump(duty: Duty) -> dict[str, Any]:
            return {"row": (duty.person_id, duty.state(work.now))}

        return [item["row"] for item in duties.list_duties(work, {**PAGE, "kind": "incident", **wanted}, dump)["items"]]


@pytest.mark.article(15, 16)
@pytest.mark.parametrize("account_first", [True, False])
def test_an_incident_requires_those_who_run_the_account_to_be_trained(campus: Campus, account_first: bool) -> None:
    if account_first:
        approve(campus, "student1", "student2")
    open_incident(campus)
    if not account_first:
        assert owed(campus, AUDITOR) == []
        approve(campus, "student1", "student2")
    assert owed(campus, AUDITOR) == [("student1", "owed"), ("student2", "owed")]
    open_incident(campus)
    assert len(owed(campus, AUDITOR)) == 2
    number = issued(campus, student(1))[0].number
    assert owed(campus, AUDITOR, state="met") == [("student1", "met")]
    campus.clock.move(by=timedelta(days=31))
    assert owed(campus, AUDITOR, state="overdue") == [("student2", "overdue")]
    with campus.acting(TRAINER) as work:
        revoke_certificate(work, number, "代签")
    assert len(owed(campus, AUDITOR, state="overdue")) == 2


def test_an_incident_told_in_the_same_moment_as_its_account_is_looked_at_again(campus: Campus) -> None:
    open_incident(campus)
    with campus.acting(TRAINER) as work:
        save_accounts(
            work.session, [{"id": "account1", "name": "计院之声", "unit_id": "cs", "operator_ids": ["student1"]}]
        )
    assert owed(campus, AUDITOR) == []
    campus.clock.move(by=timedelta(minutes=1))
    assert Deadlines(campus.works, {duties.UNASSIGNED: duties.assign_late}).fire_due() == 1
    assert owed(campus, AUDITOR) == [("student1", "owed")]


def test_a_lesser_incident_and_one_without_an_account_ask_for_nothing(campus: Campus) -> None:
    approve(campus, "student1")
    open_incident(campus, "i1", "IV")
    open_incident(campus, "i2", "I", "")
    assert owed(campus, AUDITOR) == []


def test_duties_are_seen_by_overseers_by_the_unit_and_by_oneself(campus: Campus) -> None:
    approve(campus, "student1", "student2")
    open_incident(campus)
    head = Identity(id="head", username="cs.head", name="院长", unit_id="cs", grants=(("responsible", "cs"),))
    other = Identity(id="other", username="art.head", name="院长", unit_id="art", grants=(("responsible", "art"),))
    assert len(owed(campus, head)) == 2
    assert owed(campus, other) == []
    assert owed(campus, student(1)) == [("student1", "owed")]
