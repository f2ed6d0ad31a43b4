"""A salon from the year's plan to certificates and expenses, over HTTP on both profiles (article 16)."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import icalendar
import openpyxl
import pytest

from clients.python.xinmei_client import shapes
from tests.e2e.college import College
from tests.e2e.running import eventually, refusal

PDF = b"%PDF-1.7\n" + b"x" * 64 + b"\nstartxref\n9\n%%EOF\n"


class Salon:
    """The salon on its way: what the people of the college do with it, step by step."""

    def __init__(self, college: College) -> None:
        self.college = college
        year = datetime.now(UTC).year
        officer = college["officer"].api.training
        self.fund = officer.open_fund({"year": year, "name": "新媒体培训专项", "total": "5000"})
        self.line = officer.add_line(self.fund["id"], {"title": "主题沙龙", "amount": "3000"})

    def held(self) -> dict[str, str]:
        """What the line holds."""
        line = self.college["officer"].api.training.list_lines(self.fund["id"])["items"][0]
        return {"reserved": line["reserved"], "spent": line["spent"], "available": line["available"]}

    def plan(self) -> shapes.TrainingPlanItem:
        now, trainer = datetime.now(UTC), self.college["trainer"].api.training
        item: shapes.TrainingNewPlanItem = {
            "year": now.year,
            "month": now.month,
            "kind": "salon",
            "theme": "选题与写作",
            "title": "写作沙龙",
            "times": 1,
            "budget": "1200.00",
            "fund_line_id": self.line["id"],
        }
        planned = trainer.plan_session(item)["id"]
        assert refusal(lambda: trainer.approve_plan_item(planned))[0] == 403
        return self.college["director"].api.training.approve_plan_item(planned)

    def announce(self, **changes: Any) -> dict[str, Any]:
        now = datetime.now(UTC)
        body = {
            "kind": "salon",
            "title": "主题沙龙:让标题会说话",
            "theme": "选题与写作",
            "speaker": "省报编辑",
            "place": "图书馆报告厅",
            "starts_at": (now + timedelta(hours=2)).isoformat(),
            "ends_at": (now + timedelta(hours=4)).isoformat(),
            "capacity": 2,
            "enrol_opens_at": (now - timedelta(minutes=1)).isoformat(),
            "enrol_closes_at": (now + timedelta(hours=1)).isoformat(),
            "audience": {},
            "hours": 2,
            **changes,
        }
        announced: dict[str, Any] = self.college["trainer"].post("/training-sessions", body, 201)
        return announced


def upload(college: College, who: str, path: str, name: str, content: bytes) -> httpx.Response:
    return college[who].send("POST", path, files={"file": (name, content, "application/octet-stream")})


@pytest.mark.article(16)
def test_a_salon_from_the_plan_to_certificates_and_expenses(college: College) -> None:
    salon = Salon(college)
    item = salon.plan()
    assert salon.held() == {"reserved": "1200.00", "spent": "0.00", "available": "1800.00"}
    session_id: str = salon.announce(plan_id=item["id"])["id"]
    _enrol_and_move_up(college, session_id)
    _check_in(college, session_id)
    _certify(college, session_id)
    _say_how_it_was(college, f"/training-sessions/{session_id}")
    _spend(college, salon, item)


def _enrol_and_move_up(college: College, session_id: str) -> None:
    placed = [college[f"student{n}"].api.training.enrol(session_id) for n in (1, 2, 3)]
    assert [found["state"] for found in placed] == ["enrolled", "enrolled", "waiting"]
    assert placed[2]["position"] == 1
    gone = college["student1"].api.training.withdraw(session_id, placed[0]["id"])
    assert gone["state"] == "withdrawn"
    mine = college["student3"].api.training.list_own_enrolments()["items"]
    assert {found["id"]: found["state"] for found in mine}[placed[2]["id"]] == "enrolled"
    moved = college["trainer"].api.training.change_session(session_id, {"place": "大学生活动中心"})
    assert moved["place"] == "大学生活动中心"


def _check_in(college: College, session_id: str) -> None:
    trainer, student3 = college["trainer"].api.training, college["student3"].api.training
    shown: shapes.TrainingCheckIn = {"token": college["student2"].api.training.show_pass(session_id)["token"]}
    assert refusal(lambda: student3.check_in(session_id, shown))[0] == 403
    assert trainer.check_in(session_id, shown)["attendance"] == "present"
    assert refusal(lambda: trainer.check_in(session_id, shown)) == (409, "already_checked_in")
    waiting = next(e for e in student3.list_own_enrolments()["items"] if e["state"] == "enrolled")
    trainer.correct_attendance(session_id, waiting["id"], {"attendance": "late", "reason": "手机没电,现场核对证件"})
    sheet = openpyxl.load_workbook(io.BytesIO(trainer.attendance_sheet(session_id))).active
    assert {row[4].value for row in sheet.iter_rows(min_row=5)} == {"到场", "迟到"}


def _certify(college: College, session_id: str) -> None:
    issued = college["trainer"].api.training.issue_certificates(session_id)["items"]
    assert {found["person_id"] for found in issued} == {college["student2"].id, college["student3"].id}
    number = next(found["number"] for found in issued if found["person_id"] == college["student2"].id)
    with httpx.Client(base_url=f"{college.suite.base_url}/api/v1", timeout=15) as visitor:
        checked = visitor.get(f"/certificates/{number}").json()
        assert visitor.get(f"/certificates/{number}.pdf").status_code == 401
    assert set(checked) == {"number", "status", "holder", "title", "hours", "held_on", "issued_on"}
    assert (checked["status"], checked["holder"][1:].strip("*")) == ("valid", "")
    assert college["student2"].ask("GET", f"/certificates/{number}.pdf").content.startswith(b"%PDF")
    assert college["student1"].ask("GET", f"/certificates/{number}.pdf").status_code == 404


def _say_how_it_was(college: College, path: str) -> None:
    material = upload(college, "trainer", f"{path}/materials", "课件.pdf", PDF).json()
    assert college["student1"].get(f"{path}/materials")["items"] == []
    assert upload(college, "trainer", f"{path}/materials", "课件.pdf", b"MZ").status_code == 422
    assert material["media_type"] == "application/pdf"
    college["student2"].post(f"{path}/feedback", {"score": 5, "comment": "很实用"}, 201)
    assert college["student1"].ask("POST", f"{path}/feedback", {"score": 1}).status_code == 403
    found = college["trainer"].get(f"{path}/feedback")
    assert (found["count"], found["scores"]["5"], found["comments"]) == (1, 1, ["很实用"])


def _spend(college: College, salon: Salon, item: shapes.TrainingPlanItem) -> None:
    fund, reservation = salon.fund["id"], item["reservation_id"]
    assert reservation
    trainer, director, officer = (college[who].api.training for who in ("trainer", "director", "officer"))
    wanted: shapes.TrainingNewExpense = {"reservation_id": reservation, "amount": "800.50", "purpose": "专家讲课费"}
    expense = trainer.file_expense(fund, wanted)["id"]
    trainer.add_receipt(fund, expense, ("发票.pdf", PDF + b"\n", "application/octet-stream"))
    assert refusal(lambda: trainer.approve_expense(fund, expense, {}))[0] == 403
    assert director.approve_expense(fund, expense, {})["state"] == "approved"
    too_much = refusal(lambda: trainer.file_expense(fund, {**wanted, "amount": "399.51"}))
    assert too_much == (409, "insufficient_funds")
    officer.release_reservation(fund, reservation)
    assert salon.held() == {"reserved": "0.00", "spent": "800.50", "available": "2199.50"}
    book = openpyxl.load_workbook(io.BytesIO(college["auditor"].api.training.fund_sheet(fund)))
    assert [cell.value for cell in book["支出"][5]][2:6] == ["专家讲课费", 800.5, "已批准", "1 份"]
    assert officer.close_fund(fund, {"carry_over": True})["carried_out"] == "4199.50"


@pytest.mark.article(16)
def test_a_calendar_by_secret_token_says_what_was_called_off(college: College) -> None:
    salon = Salon(college)
    session = salon.announce(
        starts_at=(datetime.now(UTC) + timedelta(days=9)).isoformat(),
        ends_at=(datetime.now(UTC) + timedelta(days=9, hours=2)).isoformat(),
    )
    college["club.operator"].post(f"/training-sessions/{session['id']}/enrolments", status=201)
    old = college["club.operator"].post("/me/calendar-token", status=201)["path"]
    new = college["club.operator"].post("/me/calendar-token", status=201)["path"]
    college["trainer"].post(f"/training-sessions/{session['id']}/cancel", {"reason": "讲师生病"})
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as visitor:
        assert visitor.get(old).status_code == 404
        calendar = icalendar.Calendar.from_ical(visitor.get(new).content)
    (event,) = (event for event in calendar.walk("VEVENT") if str(event["UID"]).startswith(session["id"]))
    assert str(event["STATUS"]) == "CANCELLED"
    assert event.decoded("dtstart") == datetime.fromisoformat(session["starts_at"]).replace(microsecond=0)


@pytest.mark.article(16)
def test_whoever_has_a_place_finds_the_news_among_their_messages(college: College) -> None:
    session = Salon(college).announce(
        title="改期的沙龙",
        starts_at=(datetime.now(UTC) + timedelta(days=19)).isoformat(),
        ends_at=(datetime.now(UTC) + timedelta(days=19, hours=2)).isoformat(),
    )
    college["student1"].post(f"/training-sessions/{session['id']}/enrolments", status=201)
    college["trainer"].ask("PATCH", f"/training-sessions/{session['id']}", {"place": "操场"})

    def told() -> bool:
        return any("改期的沙龙" in message["zh"] for message in college["student1"].get("/messages")["items"])

    assert eventually(told, "the message of the move")
