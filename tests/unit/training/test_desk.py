"""The check-in desk: a token works once, for its person, within its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.errors import NotPermitted, StateConflict, XinmeiError
from services.kit.identity import Identity
from services.training.domain.check_in import STEP_SECONDS, make_token, read_token
from services.training.domain.enrolments import Enrolment
from services.training.domain.rules import Rules
from services.training.domain.sessions import Session
from services.training.handlers.certification import (
    check_certificate,
    issue_certificates,
    list_own_certificates,
    revoke_certificate,
)
from services.training.handlers.desk import check_in, correct_attendance, show_pass
from services.training.handlers.enrolment import enrol
from services.training.handlers.membership import accept_member, add_member, list_backbone, list_members
from services.training.handlers.programme import cancel_session
from services.training.handlers.waiting_list import view_enrolment, withdraw
from services.training.schemas import dump_certificate_check
from services.training.storage.association import credit, find_member
from services.training.storage.attendance import find_standing
from tests.unit.training.campus import AUDITOR, DIRECTOR, KEEPER, NOON, TRAINER, Campus, student


@pytest.fixture
def session(campus: Campus) -> Session:
    """A session whose students 1 and 2 have seats and student 3 waits; the clock stands at its start."""
    found = campus.announce(hours=8.0)
    for n in (1, 2, 3):
        with campus.acting(student(n)) as work:
            enrol(work, found.id)
    campus.clock.move(to=found.starts_at)
    return found


def token_of(campus: Campus, session: Session, person: Identity) -> str:
    with campus.acting(person) as work:
        return show_pass(work, session.id).token


def scan(campus: Campus, session: Session, token: str, at_desk: Identity = TRAINER) -> Enrolment:
    with campus.acting(at_desk) as work:
        return check_in(work, session.id, token)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(XinmeiError) as caught:
        act()
    return caught.value.code


@pytest.mark.article(16)
def test_a_token_checks_its_person_in_once(campus: Campus, session: Session) -> None:
    token = token_of(campus, session, student(1))
    arrived = scan(campus, session, token)
    assert (arrived.person_id, arrived.attendance, arrived.checked_in_at) == ("student1", "present", session.starts_at)
    assert refused(lambda: scan(campus, session, token)) == "already_checked_in"
    assert refused(lambda: token_of(campus, session, student(1))) == "already_checked_in"


@pytest.mark.article(16)
def test_who_runs_the_desk_is_checked_in_by_another(campus: Campus) -> None:
    found = campus.announce()
    with campus.acting(TRAINER) as work:
        enrol(work, found.id)
    campus.clock.move(to=found.starts_at)
    token = token_of(campus, found, TRAINER)
    assert refused(lambda: scan(campus, found, token)) == "own_check_in"
    assert scan(campus, found, token, at_desk=DIRECTOR).attendance == "present"


@pytest.mark.article(16)
def test_a_screenshot_sent_to_a_friend_helps_nobody(campus: Campus, session: Session) -> None:
    screenshot = token_of(campus, session, student(1))
    with pytest.raises(NotPermitted):
        scan(campus, session, screenshot, at_desk=student(2))
    assert scan(campus, session, screenshot).person_id == "student1"
    friend = _enrolment_of(campus, session, 2)
    with campus.acting(TRAINER) as work:
        assert view_enrolment(work, session.id, friend).attendance == ""


def _enrolment_of(campus: Campus, session: Session, number: int) -> str:
    with campus.acting(TRAINER) as work:
        found = find_standing(work.session, session.id, f"student{number}")
    assert found is not None
    return found.id


def test_a_token_dies_with_its_time(campus: Campus, session: Session) -> None:
    token = token_of(campus, session, student(1))
    campus.clock.move(by=timedelta(seconds=2 * STEP_SECONDS))
    assert refused(lambda: scan(campus, session, token)) == "token_expired"
    assert scan(campus, session, token_of(campus, session, student(1))).attendance == "present"


def test_a_token_belongs_to_one_session_and_cannot_be_made_up(campus: Campus, session: Session) -> None:
    other = campus.announce(starts_at=NOON + timedelta(days=3, hours=3), ends_at=NOON + timedelta(days=3, hours=4))
    token = token_of(campus, session, student(1))
    assert refused(lambda: scan(campus, other, token)) == "token_invalid"
    forged = token.replace("student1", "student2")
    for bad in (forged, "x", "a.b.c", "student1.9.9.9", token + "A", "student1.١٢.x", "名.1.签"):
        assert refused(partial(scan, campus, session, bad)) == "token_invalid"


def test_one_who_waits_has_no_token_and_one_who_withdrew_neither(campus: Campus, session: Session) -> None:
    assert refused(lambda: token_of(campus, session, student(3))) == "not_enrolled"
    token = token_of(campus, session, student(2))
    mine = _enrolment_of(campus, session, 2)
    with campus.acting(student(2)) as work:
        withdraw(work, session.id, mine)
    assert refused(lambda: scan(campus, session, token)) == "not_enrolled"


def test_the_desk_is_closed_the_week_before_and_the_day_after(campus: Campus, session: Session) -> None:
    for moment in (session.starts_at - timedelta(days=2), session.ends_at + timedelta(hours=3)):
        campus.clock.move(to=moment)
        assert refused(lambda: token_of(campus, session, student(1))) == "desk_closed"


def test_one_who_comes_eleven_minutes_after_the_start_is_late(campus: Campus, session: Session) -> None:
    campus.clock.move(by=timedelta(minutes=11))
    assert scan(campus, session, token_of(campus, session, student(1))).attendance == "late"


def test_attendance_is_corrected_with_a_reason_by_another_person(campus: Campus, session: Session) -> None:
    enrolment_id = _enrolment_of(campus, session, 1)
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        correct_attendance(work, session.id, enrolment_id, "present", "手机没电")
    with campus.acting(TRAINER) as work:
        assert correct_attendance(work, session.id, enrolment_id, "present", "手机没电").checked_in_at is not None
    with pytest.raises(StateConflict), campus.acting(student(1)) as work:
        withdraw(work, session.id, enrolment_id)


@pytest.mark.article(16)
def test_certificates_go_to_those_who_attended_and_to_nobody_else(campus: Campus, session: Session) -> None:
    with pytest.raises(StateConflict, match="nobody_attended"), campus.acting(TRAINER) as work:
        issue_certificates(work, session.id)
    scan(campus, session, token_of(campus, session, student(2)))
    with pytest.raises(NotPermitted), campus.acting(student(2)) as work:
        issue_certificates(work, session.id)
    with campus.acting(TRAINER) as work:
        issued = issue_certificates(work, session.id)
    assert [(c.person_id, c.number[:11]) for c in issued] == [("student2", "2026-00001-")]
    scan(campus, session, token_of(campus, session, student(1)))
    with campus.acting(TRAINER) as work:
        again = issue_certificates(work, session.id)
    assert [c.person_id for c in again] == ["student2", "student1"]
    assert again[0].number == issued[0].number
    with campus.acting(student(1)) as work:
        own = list_own_certificates(work, {"limit": 9, "cursor": ""}, lambda c: {"number": c.number})["items"]
    assert own == [{"number": again[1].number}]


@pytest.mark.article(16)
def test_the_public_check_masks_the_name_and_tells_of_revocation(campus: Campus, session: Session) -> None:
    scan(campus, session, token_of(campus, session, student(1)))
    with campus.acting(TRAINER) as work:
        number = issue_certificates(work, session.id)[0].number
        shown = dump_certificate_check(check_certificate(work, number), work.now)
    assert (shown["status"], shown["holder"], shown["held_on"]) == ("valid", "学**", "2026-09-04")
    assert "student1" not in str(shown)
    with campus.acting(DIRECTOR) as work:
        assert dump_certificate_check(revoke_certificate(work, number, "冒名"), work.now)["status"] == "revoked"
    with pytest.raises(StateConflict), campus.acting(DIRECTOR) as work:
        revoke_certificate(work, number, "冒名")
    assert refused(lambda: _check(campus, number + "X")) == "not_found"


def _check(campus: Campus, number: str) -> object:
    with campus.acting(AUDITOR) as work:
        return check_certificate(work, number)


@pytest.mark.article(16)
def test_a_member_with_eight_hours_counts_as_backbone_and_a_revoked_certificate_takes_them_back(
    campus: Campus, session: Session
) -> None:
    with campus.acting(student(1)) as work:
        add_member(work, "", "")
    page = {"limit": 9, "cursor": ""}
    with campus.acting(KEEPER) as work:
        accept_member(work, list_members(work, page, lambda m: {"id": m.id})["items"][0]["id"])
    scan(campus, session, token_of(campus, session, student(1)))

    def backbone() -> list[dict[str, object]]:
        with campus.acting(KEEPER) as work:
            dump = lambda m: {"name": m.name, "reasons": m.backbone_reasons(work.now, Rules())}  # noqa: E731
            return list(list_backbone(work, page, dump)["items"])

    assert backbone() == []
    with campus.acting(TRAINER) as work:
        number = issue_certificates(work, session.id)[0].number
    assert backbone() == [{"name": "学生1", "reasons": ["hours"]}]
    with campus.acting(DIRECTOR) as work:
        revoke_certificate(work, number, "冒名")
    assert backbone() == []


@pytest.mark.article(16)
def test_who_was_given_a_certificate_is_not_marked_absent_until_it_is_revoked(campus: Campus, session: Session) -> None:
    enrolment = scan(campus, session, token_of(campus, session, student(1)))
    with campus.acting(TRAINER) as work:
        number = issue_certificates(work, session.id)[0].number

    def correct(state: str) -> str:
        with campus.acting(TRAINER) as work:
            return correct_attendance(work, session.id, enrolment.id, state, "代签").attendance

    assert refused(lambda: correct("absent")) == "certified"
    assert correct("late") == "late"
    with campus.acting(TRAINER) as work:
        revoke_certificate(work, number, "代签")
    assert correct("absent") == "absent"


@pytest.mark.article(16)
def test_hours_add_up_to_what_they_say_on_paper(campus: Campus) -> None:
    with campus.acting(student(9)) as work:
        member = add_member(work, "", "")
        for hours in (0.1, 2.3, 2.3, 3.3):
            credit(work.session, member.id, hours, hours)
    with campus.acting(KEEPER) as work:
        found = find_member(work.session, member.id)
        assert (found.hours, found.points) == (8.0, 8.0)
        accept_member(work, member.id)
        assert "hours" in found.backbone_reasons(work.now, Rules())


def test_a_cancelled_session_checks_nobody_in(campus: Campus, session: Session) -> None:
    token = token_of(campus, session, student(1))
    with campus.acting(TRAINER) as work:
        cancel_session(work, session.id, "停电")
    assert refused(lambda: scan(campus, session, token)) == "cancelled"


@given(text=st.text(max_size=60))
def test_no_text_at_all_breaks_the_reading_of_a_token(text: str) -> None:
    with pytest.raises(StateConflict):
        read_token("secret", "session", text, NOON)


@given(seconds=st.integers(0, 200))
def test_a_token_holds_at_least_thirty_and_less_than_sixty_seconds(seconds: int) -> None:
    token = make_token("secret", "session", "person", NOON)
    try:
        assert read_token("secret", "session", token, NOON + timedelta(seconds=seconds)) == "person"
        assert seconds < 2 * STEP_SECONDS
    except StateConflict:
        assert seconds >= 2 * STEP_SECONDS


def test_a_certificate_with_a_term_expires(campus: Campus) -> None:
    found = campus.announce(certificate_months=12)
    with campus.acting(student(1)) as work:
        enrol(work, found.id)
    campus.clock.move(to=found.starts_at)
    scan(campus, found, token_of(campus, found, student(1)))
    with campus.acting(TRAINER) as work:
        certificate = issue_certificates(work, found.id)[0]
    assert certificate.status(campus.clock.now() + timedelta(days=360)) == "valid"
    assert certificate.status(campus.clock.now() + timedelta(days=366)) == "expired"
