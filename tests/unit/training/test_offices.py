"""The association's inner life: terms that end, offices handed over, graduation, departments, points by rule, the yearbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.contracts.registry.events import PersonSaved, erased_username
from services.kit.deadlines import Deadlines
from services.kit.identity import Identity
from services.training.domain.association import Member
from services.training.domain.rules import Rules
from services.training.handlers import activities, membership, offices, standing
from services.training.handlers.certification import revoke_certificate
from services.training.member_sheets import write_yearbook
from services.training.storage.association import find_member
from services.training.storage.attendance import all_of_session
from services.training.storage.certificates import find_certificate
from tests.unit.training.campus import AUDITOR, KEEPER, NOON, OFFICER, TRAINER, Campus, student
from tests.unit.training.test_personal import issued
from tests.unit.training.test_seating import noticed

PAGE = {"limit": 50, "cursor": ""}
ACTS = {
    offices.TERM_ENDS: offices.let_term_end,
    offices.GRADUATING: offices.warn_of_graduation,
    offices.GRADUATES: offices.let_graduate,
}


def join(campus: Campus, number: int, department: str = "") -> str:
    """The membership of a student who was taken in."""
    with campus.acting(student(number)) as work:
        member = membership.add_member(work, "", department)
    with campus.acting(KEEPER) as work:
        return membership.accept_member(work, member.id).id


def appoint(campus: Campus, member_id: str, role: str, days: int = 0) -> None:
    ends_at = campus.clock.now() + timedelta(days=days) if days else None
    with campus.acting(KEEPER) as work:
        membership.give_role(work, member_id, role, ends_at)


def look(campus: Campus, member_id: str) -> Member:
    with campus.acting(AUDITOR) as work:
        return find_member(work.session, member_id)


def fire(campus: Campus, **by: Any) -> int:
    campus.clock.move(by=timedelta(**by))
    return Deadlines(campus.works, ACTS).fire_due()


def know_keeper(campus: Campus) -> None:
    grants = (("association", "club"),)
    with campus.acting(TRAINER) as work:
        event = PersonSaved(
            person_id="keeper", username="association", name="会长", unit_id="club", grants=grants, active=True
        )
        membership.note_people(work, [event])


@pytest.mark.article(16)
def test_an_office_ends_with_its_term(campus: Campus) -> None:
    know_keeper(campus)
    member_id = join(campus, 1)
    appoint(campus, member_id, "president", days=365)
    assert fire(campus, days=364) == 0
    assert look(campus, member_id).role == "president"
    assert fire(campus, days=1) == 1
    assert look(campus, member_id).role == "member"
    assert noticed(campus, "term_over") == ["student1", "keeper"]


def test_a_new_office_ends_the_one_before_and_the_terms_stay_on_record(campus: Campus) -> None:
    member_id = join(campus, 1)
    appoint(campus, member_id, "group_leader", days=100)
    appoint(campus, member_id, "president", days=300)
    assert fire(campus, days=101) == 0
    with campus.acting(AUDITOR) as work:
        found, names = offices.list_terms(work, PAGE, vars_of)
    assert [(term["role"], term["end_reason"]) for term in found["items"]] == [
        ("president", ""),
        ("group_leader", "changed"),
    ]
    assert names == {member_id: "学生1"}


def vars_of(term: Any) -> dict[str, Any]:
    return {name: getattr(term, name) for name in ("member_id", "successor_id", "role", "end_reason", "notes")}


@pytest.mark.article(16)
def test_an_office_is_handed_over_with_what_the_successor_needs_to_know(campus: Campus) -> None:
    old, new = join(campus, 1, "视频部"), join(campus, 2)
    appoint(campus, old, "group_leader", days=100)
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        offices.hand_over(work, old, new, "")
    with pytest.raises(InputInvalid), campus.acting(KEEPER) as work:
        offices.hand_over(work, old, old, "")
    with campus.acting(KEEPER) as work:
        successor = offices.hand_over(work, old, new, "账号密码在保密柜；周五例会。")
    assert (successor.role, successor.group, look(campus, old).role) == ("group_leader", "视频部", "member")
    with pytest.raises(StateConflict, match="no_office"), campus.acting(KEEPER) as work:
        offices.hand_over(work, old, new, "")
    assert noticed(campus, "handed_over") == ["student1", "student2"]
    with campus.acting(AUDITOR) as work:
        found, _ = offices.list_terms(work, {**PAGE, "member_id": old}, vars_of)
    assert [(term["successor_id"], term["notes"]) for term in found["items"]] == [(new, "账号密码在保密柜；周五例会。")]
    assert fire(campus, days=100) == 1
    assert look(campus, new).role == "member"


@pytest.mark.article(16)
def test_who_graduates_is_reminded_to_hand_over_and_leaves_by_themselves(campus: Campus) -> None:
    know_keeper(campus)
    member_id = join(campus, 1)
    appoint(campus, member_id, "vice_president")
    with campus.acting(KEEPER) as work:
        offices.set_graduation(work, member_id, NOON + timedelta(days=90))
    assert fire(campus, days=30) == 1
    assert noticed(campus, "handover_wanted") == ["student1", "keeper"]
    assert fire(campus, days=60) == 1
    assert (look(campus, member_id).state, look(campus, member_id).role) == ("alumni", "member")
    assert noticed(campus, "office_vacant") == ["student1", "keeper"]


def test_who_is_gone_from_the_college_is_no_member_any_more(campus: Campus) -> None:
    member_id = join(campus, 1)
    with campus.acting(TRAINER) as work:
        event = PersonSaved(
            person_id="student1", username="s1", name="学生1", unit_id="class1", grants=(), active=False
        )
        membership.note_people(work, [event])
    assert look(campus, member_id).state == "alumni"


def test_departments_count_their_members_and_name_their_heads(campus: Campus) -> None:
    with campus.acting(KEEPER) as work:
        offices.add_department(work, "采编部", "选题与写作")
        offices.add_department(work, "视频部", "")
    first, second = join(campus, 1, "采编部"), join(campus, 2)
    with pytest.raises(InputInvalid), campus.acting(KEEPER) as work:
        membership.move_member(work, second, "没有的部")
    with campus.acting(KEEPER) as work:
        membership.move_member(work, second, "采编部")
    appoint(campus, first, "group_leader")
    with campus.acting(student(5)) as work:
        found = offices.list_departments(work)
    assert [(row["name"], row["members"], row["heads"]) for row in found] == [
        ("采编部", 2, ["学生1"]),
        ("视频部", 0, []),
    ]


@pytest.mark.article(16)
def test_points_follow_from_the_rules_and_make_backbone_with_a_why(campus: Campus) -> None:
    member_id = join(campus, 1)
    with campus.acting(OFFICER) as work:
        standing.set_rules(work, {"points": {"article": 20.0}, "backbone_points": 35.0})
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        activities.note_activity(work, member_id, "article", "校运会特稿", 0.0, NOON)
    for title in ("特稿一", "特稿二"):
        with campus.acting(KEEPER) as work:
            activities.note_activity(work, member_id, "article", title, 0.5, NOON)
    number = issued(campus, student(1))[0].number
    member = look(campus, member_id)
    assert (member.hours, member.points) == (3.0, 42.0)
    with campus.acting(AUDITOR) as work:
        rules = membership.rules_of(work)
        backbone = membership.list_backbone(
            work, PAGE, lambda m: {"id": m.id, "reasons": m.backbone_reasons(work.now, rules)}
        )
    assert backbone["items"] == [{"id": member_id, "reasons": ["points"]}]
    with campus.acting(TRAINER) as work:
        revoke_certificate(work, number, "代签")
    assert (look(campus, member_id).hours, look(campus, member_id).points) == (1.0, 40.0)


def test_the_yearbook_tells_a_year_of_the_association(campus: Campus) -> None:
    first, second = join(campus, 1, "采编部"), join(campus, 2)
    appoint(campus, first, "president", days=100)
    with campus.acting(KEEPER) as work:
        offices.hand_over(work, first, second, "")
        activities.note_activity(work, first, "lecture", "写作课", 2.0, NOON)
    with campus.acting(AUDITOR) as work:
        book = openpyxl.load_workbook(io.BytesIO(write_yearbook(offices.read_yearbook(work, 2026), work.now)))
        empty = openpyxl.load_workbook(io.BytesIO(write_yearbook(offices.read_yearbook(work, 2025), work.now)))
    rows = {name: [[cell.value for cell in row] for row in book[name].iter_rows(min_row=5)] for name in book.sheetnames}
    assert [(row[0], row[2], row[6], row[7]) for row in rows["任职"]] == [
        ("学生1", "会长", "交接", "学生2"),
        ("学生2", "会长", "在任", None),
    ]
    assert [(row[1], row[3], row[6]) for row in rows["活动"]] == [("学生1", "授课", 5)]
    assert [row[1] for row in rows["学生骨干"]] == ["学生2"]
    assert empty["任职"].max_row < 5
    with pytest.raises(NotPermitted), campus.acting(Identity(id="x", username="x", name="x")) as work:
        offices.read_yearbook(work, 2026)


def test_the_name_of_who_was_erased_stands_in_no_membership_enrolment_or_certificate(campus: Campus) -> None:
    member_id = join(campus, 1)
    certificate = issued(campus, student(1))[0]
    gone = PersonSaved(
        person_id="student1", username=erased_username("student1"), name="已删除", unit_id="", grants=(), active=False
    )
    with campus.acting(TRAINER) as work:
        membership.note_people(work, [gone])
        assert find_certificate(work.session, certificate.number).person_name == "已删除"
        assert [row.person_name for row in all_of_session(work.session, certificate.session_id)] == ["已删除"]
    assert look(campus, member_id).name == "已删除"


@pytest.mark.article(16)
def test_who_leads_counts_as_backbone_until_the_term_is_over_and_eight_hours_or_thirty_points_do_as_well() -> None:
    def reasons(**given: Any) -> list[str]:
        plain = {
            "id": "m",
            "person_id": "p",
            "name": "",
            "unit_id": "",
            "state": "active",
            "role": "member",
            "group": "",
        }
        member = Member(**{**plain, "hours": 0.0, "since": NOON, **given})
        return member.backbone_reasons(NOON, Rules())

    ends = NOON + timedelta(seconds=1)
    assert reasons(role="president", term_ends_at=ends) == reasons(role="group_leader") == ["leads"]
    assert reasons(role="president", term_ends_at=NOON) == []
    assert (reasons(hours=7.9), reasons(hours=8.0)) == ([], ["hours"])
    assert (reasons(points=29.9), reasons(points=30.0)) == ([], ["points"])
    assert reasons(state="left", role="backbone", hours=9.0) == []
