"""The yearly plan, places, series, those required to come, what people are told when, and materials."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import PersonSaved
from services.kit.deadlines import Deadlines
from services.training.domain.files import MATERIALS, RECEIPTS, media_type_of
from services.training.domain.plans import PlanItem
from services.training.handlers import claims, materials, planning, timekeeping
from services.training.handlers.desk import ask_leave, correct_attendance
from services.training.handlers.enrolment import enrol
from services.training.handlers.membership import note_people
from services.training.handlers.programme import announce_series, announce_session, cancel_session, change_session
from services.training.handlers.standing import set_rules
from services.training.storage import money
from tests.unit.training.campus import DIRECTOR, NOON, OFFICER, TRAINER, Campus, session_wanted, student
from tests.unit.training.test_money import make_line
from tests.unit.training.test_seating import enrol_as, noticed

PDF = b"%PDF-1.7\n" + b"x" * 50 + b"\nstartxref\n9\n%%EOF\n"


def plan_item(campus: Campus, **changes: Any) -> PlanItem:
    wanted = {
        "year": 2026,
        "month": 10,
        "kind": "salon",
        "theme": "选题与写作",
        "title": "写作沙龙",
        "times": 2,
        "budget": 0,
        "fund_line_id": None,
        "note": "",
        **changes,
    }
    with campus.acting(OFFICER) as work:
        return planning.plan_session(work, wanted)


@pytest.mark.article(16)
def test_an_item_of_the_plan_is_approved_by_a_second_person_and_holds_its_money_back(campus: Campus) -> None:
    line = make_line(campus, 1000)
    item = plan_item(campus, budget=600, fund_line_id=line.id)
    with pytest.raises(StateConflict, match="plan_state"), campus.acting(TRAINER) as work:
        announce_session(work, session_wanted(plan_id=item.id))
    with pytest.raises(NotPermitted, match="own_plan"), campus.acting(OFFICER) as work:
        planning.approve_item(work, item.id)
    with campus.acting(DIRECTOR) as work:
        planning.approve_item(work, item.id)
        assert money.find_line(work.session, line.id).reserved == 600
    campus.announce(plan_id=item.id)
    with campus.acting(TRAINER) as work:
        _, announced = planning.list_plan(work, {"limit": 9, "cursor": ""}, lambda found: {"id": found.id})
    assert announced == {item.id: 1}
    with campus.acting(DIRECTOR) as work:
        planning.drop_item(work, item.id)
        assert money.find_line(work.session, line.id).reserved == 0


def test_a_known_place_is_not_overfilled_and_clashes_are_seen_beforehand(campus: Campus) -> None:
    with campus.acting(TRAINER) as work:
        planning.add_place(work, {"name": "图书馆报告厅", "capacity": 30, "note": ""})
    with pytest.raises(InputInvalid) as caught:
        campus.announce(capacity=31)
    assert "capacity" in caught.value.errors
    session = campus.announce(capacity=30)
    with pytest.raises(InputInvalid), campus.acting(TRAINER) as work:
        change_session(work, session.id, {"capacity": 31})
    with campus.acting(TRAINER) as work:
        found = claims.preview_clashes(work, "图书馆报告厅", "别人", session.starts_at, session.ends_at)
    assert [(other.id, both) for other, both in found] == [(session.id, ["place"])]


def test_a_place_claimed_twice_is_a_warning_until_the_rules_refuse_it(campus: Campus) -> None:
    campus.announce(speaker="李老师")
    campus.announce(speaker="王老师")
    with campus.acting(OFFICER) as work:
        set_rules(work, {"on_clash": "refuse"})
    with pytest.raises(StateConflict, match="claimed_twice") as caught:
        campus.announce(speaker="张老师")
    assert caught.value.details["claims"] == ["place"]
    campus.announce(speaker="张老师", on_clash="warn")
    elsewhere = campus.announce(place="操场", speaker="赵老师")
    with pytest.raises(StateConflict, match="claimed_twice"), campus.acting(TRAINER) as work:
        change_session(work, elsewhere.id, {"speaker": "李老师"})
    with campus.acting(TRAINER) as work:
        assert change_session(work, elsewhere.id, {"title": "换了名称"}).place == "操场"


def test_one_session_may_refuse_to_share_its_place_where_the_rules_only_warn(campus: Campus) -> None:
    campus.announce()
    with pytest.raises(StateConflict, match="claimed_twice"):
        campus.announce(on_clash="refuse")
    with pytest.raises(StateConflict, match="claimed_twice"), campus.acting(TRAINER) as work:
        announce_series(work, session_wanted(on_clash="refuse"), 7, 3)
    later = {"starts_at": NOON + timedelta(days=9), "ends_at": NOON + timedelta(days=9, hours=2)}
    with campus.acting(TRAINER) as work:
        assert len(announce_series(work, session_wanted(on_clash="refuse", **later), 7, 3)) == 3


def test_a_series_is_announced_whole_or_not_at_all(campus: Campus) -> None:
    with campus.acting(TRAINER) as work:
        made = announce_series(work, session_wanted(), 7, 3)
    assert [session.starts_at - made[0].starts_at for session in made] == [timedelta(days=7 * n) for n in range(3)]
    assert len({session.series_id for session in made}) == 1
    assert made[2].title.endswith("（3/3）")


def test_themes_of_a_year_are_counted(campus: Campus) -> None:
    campus.announce(theme="摄影")
    campus.announce(theme="摄影", place="操场", hours=3.0)
    campus.announce(theme="写作", place="一号楼")
    with campus.acting(TRAINER) as work:
        found = planning.count_themes(work, 2026)
        assert planning.count_themes(work, 2025) == []
    assert [(row["theme"], row["sessions"], row["hours"]) for row in found] == [("摄影", 2, 5.0), ("写作", 1, 2.0)]


def know(campus: Campus, *people: tuple[str, str]) -> None:
    with campus.acting(TRAINER) as work:
        note_people(
            work,
            [
                PersonSaved(person_id=p, username=p, name=p, unit_id="cs", grants=((role, "cs"),), active=True)
                for p, role in people
            ],
        )


@pytest.mark.article(16)
def test_those_required_to_come_are_told_and_seen_missing(campus: Campus) -> None:
    know(campus, ("student1", "operator"), ("student2", "operator"), ("student3", "student"))
    session = campus.announce(required={"roles": ["operator"]}, capacity=9)
    assert noticed(campus, "session_required") == ["student1", "student2"]
    enrol_as(campus, student(1), session)
    with campus.acting(TRAINER) as work:
        found = [(p.id, s.state if s else None) for p, s in timekeeping.read_required(work, session.id)]
    assert found == [("student1", "enrolled"), ("student2", None)]
    campus.clock.move(to=session.starts_at - timedelta(hours=24))
    acts = {timekeeping.REMIND: timekeeping.remind, timekeeping.OVER: timekeeping.close_up}
    assert Deadlines(campus.works, acts).fire_due() == 1
    assert noticed(campus, "session_reminder") == ["student1"]
    assert noticed(campus, "session_required") == ["student1", "student2", "student2"]


@pytest.mark.article(16)
def test_everyone_who_has_a_place_hears_of_a_move_and_of_a_cancellation(campus: Campus) -> None:
    session = campus.announce(capacity=1)
    for n in (1, 2):
        enrol_as(campus, student(n), session)
    with campus.acting(TRAINER) as work:
        change_session(work, session.id, {"title": "改名不算改期"})
    assert noticed(campus, "session_moved") == []
    with campus.acting(TRAINER) as work:
        change_session(work, session.id, {"place": "大礼堂"})
    assert noticed(campus, "session_moved") == ["student1", "student2"]
    with campus.acting(TRAINER) as work:
        cancel_session(work, session.id, "讲师生病")
    assert noticed(campus, "session_cancelled") == ["student1", "student2"]
    campus.clock.move(to=session.starts_at)
    acts = {timekeeping.REMIND: timekeeping.remind, timekeeping.OVER: timekeeping.close_up}
    assert Deadlines(campus.works, acts).fire_due() == 0


def test_leave_is_asked_by_oneself_before_the_start(campus: Campus) -> None:
    session = campus.announce()
    mine = enrol_as(campus, student(1), session)
    with pytest.raises(NotFound), campus.acting(student(2)) as work:
        ask_leave(work, session.id, mine.id, "病假")
    with campus.acting(student(1)) as work:
        assert ask_leave(work, session.id, mine.id, "病假").attendance == "leave"
    campus.clock.move(to=session.starts_at)
    with pytest.raises(StateConflict, match="too_late"), campus.acting(student(1)) as work:
        ask_leave(work, session.id, mine.id, "病假")


def test_materials_are_read_by_those_who_came(campus: Campus) -> None:
    session = campus.announce()
    for n in (1, 2):
        with campus.acting(student(n)) as work:
            mine = enrol(work, session.id).enrolment
    with campus.acting(TRAINER) as work:
        file = materials.add_material(work, session.id, "课件.pdf", PDF)
        correct_attendance(work, session.id, mine.id, "present", "补签")
    campus.clock.move(to=session.ends_at)
    with campus.acting(student(2)) as work:
        assert materials.read_material(work, session.id, file.id).content == PDF
    with campus.acting(student(1)) as work:
        assert materials.list_materials(work, session.id) == []
    with pytest.raises(NotFound), campus.acting(student(1)) as work:
        materials.read_material(work, session.id, file.id)
    with pytest.raises(NotPermitted), campus.acting(student(2)) as work:
        materials.add_material(work, session.id, "x.pdf", PDF)
    assert campus.clock.now() > NOON


@pytest.mark.parametrize(
    "content", [b"", b"MZ" + b"\0" * 90, b"%PDF-1.7 half", b"PK\x03\x04nothing", b"\x89PNG\r\n\x1a\n", b"<svg/>"]
)
def test_a_file_is_what_its_content_shows(content: bytes) -> None:
    for allowed in (RECEIPTS, MATERIALS):
        with pytest.raises(InputInvalid):
            media_type_of(content, allowed)
