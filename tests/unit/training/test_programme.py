"""The programme, the association and the board: who may do and see what; and that the migration makes the mapped tables."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from services.contracts.errors import InputInvalid, NotPermitted, Stale, StateConflict
from services.kit.identity import Identity
from services.kit.migrations import differences
from services.training.domain.audience import Attendee, admits
from services.training.handlers.boards import view_board
from services.training.handlers.claims import find_clashes
from services.training.handlers.enrolment import enrol
from services.training.handlers.membership import (
    accept_member,
    add_member,
    end_membership,
    give_role,
    list_members,
    read_members,
)
from services.training.handlers.programme import announce_session, cancel_session, view_session
from services.training.member_sheets import write_members
from services.training.schemas import dump_board
from services.training.storage.tables import metadata
from tests.unit.training.campus import ADMIN, AUDITOR, KEEPER, NOON, OFFICER, TRAINER, Campus, session_wanted, student


def test_the_migration_makes_what_is_mapped(campus: Campus) -> None:
    assert differences(campus.database, metadata) == []


@pytest.mark.article(16)
@pytest.mark.parametrize("person", [student(1), KEEPER, AUDITOR, ADMIN])
def test_only_trainers_and_the_propaganda_department_announce_sessions(campus: Campus, person: Identity) -> None:
    with pytest.raises(NotPermitted), campus.acting(person) as work:
        announce_session(work, session_wanted())


def test_a_session_that_ends_before_it_starts_is_refused(campus: Campus) -> None:
    for change in (
        {"ends_at": NOON},
        {"enrol_closes_at": NOON - timedelta(hours=2)},
        {"enrol_closes_at": NOON + timedelta(days=9)},
        {"ends_at": NOON + timedelta(days=200)},
    ):
        with pytest.raises(InputInvalid):
            campus.announce(**change)


def test_a_session_is_not_called_off_by_one_who_saw_an_older_version(campus: Campus) -> None:
    session = campus.announce()
    with pytest.raises(Stale), campus.acting(TRAINER, if_match='"7"') as work:
        cancel_session(work, session.id, "讲师生病")
    with campus.acting(TRAINER, if_match='"1"') as work:
        assert cancel_session(work, session.id, "讲师生病").version == 2


def test_an_administrator_of_settings_sees_no_session(campus: Campus) -> None:
    session = campus.announce()
    with pytest.raises(NotPermitted), campus.acting(ADMIN) as work:
        view_session(work, session.id)
    with pytest.raises(NotPermitted), campus.acting(ADMIN) as work:
        view_board(work, unit_id="", mine=False)


@pytest.mark.parametrize(
    "audience,admitted",
    [
        ({}, True),
        ({"unit_id": "cs"}, True),
        ({"unit_id": "art"}, False),
        ({"roles": ["operator", "student"]}, True),
        ({"roles": ["operator"]}, False),
        ({"association": True}, False),
        ({"association": False}, True),
        ({"person_ids": ["p"]}, True),
        ({"person_ids": ["q"]}, False),
        ({"person_ids": ["p"], "unit_id": "art"}, True),
        ({"person_ids": ["q"], "unit_id": "cs"}, True),
        ({"unit_id": "cs", "roles": ["operator"]}, False),
    ],
)
def test_an_audience_admits_those_it_words(audience: dict[str, object], admitted: bool) -> None:
    attendee = Attendee(person_id="p", roles=frozenset({"student"}), unit_ids=frozenset({"college", "cs", "class1"}))
    assert admits(audience, attendee) is admitted


@pytest.mark.article(16)
def test_a_student_applies_and_is_taken_in_by_the_association_not_by_themselves(campus: Campus) -> None:
    with campus.acting(student(1)) as work:
        member = add_member(work, "", "采编部")
    assert member.state == "applied"
    with pytest.raises(StateConflict, match="already_member"), campus.acting(student(1)) as work:
        add_member(work, "", "")
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        add_member(work, "student2", "")
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        accept_member(work, member.id)
    with campus.acting(KEEPER) as work:
        assert accept_member(work, member.id).state == "active"
        assert give_role(work, member.id, "group_leader", None).role == "group_leader"
    with campus.acting(student(1)) as work:
        assert end_membership(work, member.id).role == "member"
    with campus.acting(student(1)) as work:
        assert add_member(work, "", "").state == "applied"


@pytest.mark.article(16)
def test_an_officer_of_the_association_cannot_promote_themselves(campus: Campus) -> None:
    with campus.acting(KEEPER) as work:
        own = add_member(work, "", "")
    for act in (lambda w: accept_member(w, own.id), lambda w: give_role(w, own.id, "president", None)):
        with pytest.raises(NotPermitted), campus.acting(KEEPER) as work:
            act(work)
    with pytest.raises(InputInvalid), campus.acting(KEEPER) as work:
        add_member(work, "nobody-known", "")
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        list_members(work, {"limit": 5, "cursor": ""}, vars)


def test_the_board_shows_each_reader_what_they_may_see(campus: Campus) -> None:
    session = campus.announce(capacity=1)
    campus.announce(
        starts_at=NOON - timedelta(days=3),
        ends_at=NOON - timedelta(days=2),
        enrol_opens_at=NOON - timedelta(days=9),
        enrol_closes_at=NOON - timedelta(days=4),
    )
    for n in (1, 2):
        with campus.acting(student(n)) as work:
            enrol(work, session.id)
    with campus.acting(OFFICER) as work:
        whole = dump_board(view_board(work, unit_id="class1", mine=False))
    assert whole["sessions"] == {"announced": 2, "coming": 1, "capacity": 1, "taken": 1, "waiting": 1}
    assert whole["unit"] == {"enrolled": 1, "waiting": 1, "attended": 0}
    assert whole["funds"] == []
    assert [s["id"] for s in whole["coming"]] == [session.id]
    with campus.acting(student(2)) as work:
        own = dump_board(view_board(work, unit_id="class1", mine=True))
    assert [(row["state"], row["position"]) for row in own["mine"]] == [("waiting", 1)]
    assert "funds" not in own
    assert "association" not in own
    with pytest.raises(NotPermitted), campus.acting(student(2)) as work:
        view_board(work, unit_id="art", mine=False)


def test_sessions_in_one_place_or_with_one_speaker_at_one_time_are_named_as_clashes(campus: Campus) -> None:
    first = campus.announce(title="写作课", place="报告厅", speaker="李老师")
    campus.announce(title="另一处", place="操场", speaker="王老师")
    later = first.ends_at + timedelta(hours=1)
    campus.announce(title="另一时", place="报告厅", speaker="李老师", starts_at=first.ends_at, ends_at=later)
    newcomer = campus.announce(title="摄影课", place="报告厅", speaker="")
    with campus.acting(TRAINER) as work:
        found = [(other.title, claims) for other, claims in find_clashes(work, newcomer)]
    assert found == [("写作课", ["place"])]


def test_the_yearbook_lists_active_members_with_their_roles(campus: Campus) -> None:
    for number in (1, 2):
        with campus.acting(student(number)) as work:
            member = add_member(work, "", "采编部")
    with campus.acting(KEEPER) as work:
        accept_member(work, member.id)
        give_role(work, member.id, "vice_president", None)
        sheet = openpyxl.load_workbook(io.BytesIO(write_members(*read_members(work), work.now))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows == [[1, "学生2", None, "采编部", "副会长", "2026-09-01", None, 0, 0, "任职"]]
