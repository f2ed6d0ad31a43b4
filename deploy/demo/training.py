"""The demo's training (article 16): the year's plan and fund, sessions held and to come, a lottery, wishes that wait for their unit."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from deploy.demo.accounts import Progress
from deploy.demo.cast import Cast
from deploy.demo.corpus import SESSIONS
from services.kit.clock import CAMPUS_ZONE

Travel = Callable[[float], datetime]
HELD = 3
OPERATORS = ["cs.operator", "club.operator", "library.operator", "econ.operator"]
"""Who runs accounts and came to the first training: they hold a certificate."""
PLACES = (("行政楼 301", 60), ("图书馆报告厅", 120), ("艺术楼 105", 40), ("学术报告厅", 200), ("大学生活动中心", 80))
LINES = (("专家讲课费", "40000.00"), ("主题沙龙", "20000.00"), ("外出学习", "45000.00"))
PLAN = (
    ("training", "制度与流程", "新媒体运营岗前培训", 2, "", ""),
    ("salon", "选题与写作", "写作主题沙龙", 4, "6000.00", "主题沙龙"),
    ("outbound", "交流学习", "走访兄弟院校融媒体中心", 1, "18000.00", "外出学习"),
    ("inbound", "危机应对", "舆情应对专家讲座", 2, "8000.00", "专家讲课费"),
)
SAID = (
    (5, "案例讲得很透,回去就能用。"),
    (5, ""),
    (4, "希望多留一些提问时间。"),
    (4, ""),
    (3, "场地有点挤。"),
    (5, "期待下一期。"),
)


def paper(title: str) -> str:
    """A small PDF in base64: materials and receipts of the demo."""
    text = f"BT /F1 18 Tf 40 140 Td ({title}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 200] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    )
    body, places = "%PDF-1.4\n", []
    for number, found in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{found}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return base64.b64encode((body + end).encode()).decode()


def open_year(cast: Cast, travel: Travel) -> dict[str, str]:
    """The year's fund with its lines, the places, and the plan, proposed by the trainer and approved by the director: the ids
    of the approved items by theme."""
    at = travel(7.5)
    fund = cast.ask(
        "officer", "training", "open_fund", {"year": at.year, "name": "新媒体人员培训专项资金", "total": "120000.00"}
    )
    lines = {
        title: cast.ask("officer", "training", "add_line", {"title": title, "amount": amount}, id=fund["id"])["id"]
        for title, amount in LINES
    }
    for name, capacity in PLACES:
        cast.ask("trainer", "training", "add_place", {"name": name, "capacity": capacity})
    approved: dict[str, str] = {}
    for number, (kind, theme, title, times, budget, line) in enumerate(PLAN):
        item = {"year": at.year, "month": at.month, "kind": kind, "theme": theme, "title": title, "times": times}
        if budget:
            item |= {"budget": budget, "fund_line_id": lines[line]}
        planned = cast.ask("trainer", "training", "plan_session", item)
        if number < len(PLAN) - 1:
            item = cast.ask("director", "training", "approve_plan_item", id=planned["id"])
            approved[theme] = item["id"]
            if line == "主题沙龙":
                _spend(cast, fund["id"], item["reservation_id"])
    return approved


def _spend(cast: Cast, fund_id: str, reservation_id: str) -> None:
    """One expense with its receipt, approved; another that waits, without one."""
    for amount, purpose in (("1200.00", "沙龙讲师课酬"), ("368.50", "场地布置与茶歇")):
        body = {"reservation_id": reservation_id, "amount": amount, "purpose": purpose}
        expense = cast.ask("trainer", "training", "file_expense", body, id=fund_id)
        if amount == "1200.00":
            where = {"id": fund_id, "expense_id": expense["id"]}
            file = {"name": "课酬发票.pdf", "media_type": "application/pdf", "base64": paper("INVOICE 1200.00")}
            cast.ask("trainer", "training", "add_receipt", file, **where)
            cast.ask("director", "training", "approve_expense", {"comment": "同意"}, **where)


def hold_sessions(cast: Cast, chance: Random, plan: dict[str, str], travel: Travel, progress: Progress) -> None:
    """Sessions of the last weeks with their certificates, and the next ones with students on seats and waiting."""
    students = [f"student{n}" for n in range(1, 21)]
    for number, found in enumerate(SESSIONS):
        progress("培训 sessions", number + 1, len(SESSIONS))
        at = travel(9 + number * 3.5)
        body = _session(at + timedelta(days=6), at, *found)
        if number == len(SESSIONS) - 1:
            body["capacity"] = 8
        if body["theme"] in plan:
            body["plan_id"] = plan[body["theme"]]
        session = cast.ask("trainer", "training", "announce_session", body)
        staff = OPERATORS if number == 0 else []
        seated = _enrol(cast, [*staff, *chance.sample(students, 12)], session["id"])
        if number < HELD:
            _certify(cast, travel, 9 + number * 3.5 + 6.9, session["id"], seated)
    _today(cast, travel)
    _other_ways(cast, chance.sample(students, 9), travel)
    _series(cast, travel)


def _session(
    day: datetime, opens: datetime, kind: str, title: str, theme: str, speaker: str, place: str, capacity: int
) -> dict[str, Any]:
    starts = day.astimezone(CAMPUS_ZONE).replace(hour=14, minute=0, second=0, microsecond=0)
    return {
        "kind": kind,
        "title": title,
        "theme": theme,
        "speaker": speaker,
        "place": place,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "capacity": capacity,
        "enrol_opens_at": opens.isoformat(),
        "enrol_closes_at": (starts - timedelta(hours=1)).isoformat(),
        "audience": {},
        "hours": 2,
        "certificate_months": 24 if kind == "training" else 0,
    }


def _enrol(cast: Cast, students: list[str], session_id: str) -> list[tuple[str, str]]:
    """Who got a seat, each with the enrolment's id."""
    placed = [(student, cast.ask(student, "training", "enrol", id=session_id)) for student in students]
    return [(student, found["id"]) for student, found in placed if found["state"] == "enrolled"]


def _certify(cast: Cast, travel: Travel, day: float, session_id: str, seated: list[tuple[str, str]]) -> None:
    travel(day)
    came = seated[:-2]
    for number, (_, enrolment_id) in enumerate(came):
        body = {"attendance": "late" if number == 1 else "present", "reason": "现场签到"}
        cast.ask("trainer", "training", "correct_attendance", body, id=session_id, enrolment_id=enrolment_id)
    cast.ask("trainer", "training", "issue_certificates", id=session_id)
    file = {"name": "课件.pdf", "media_type": "application/pdf", "base64": paper("Slides")}
    cast.ask("trainer", "training", "add_material", file, id=session_id)
    for (student, _), (score, comment) in zip(came, SAID, strict=False):
        cast.ask(student, "training", "give_feedback", {"score": score, "comment": comment}, id=session_id)


def _today(cast: Cast, travel: Travel) -> None:
    """A session that begins in some hours: its check-in desk is open."""
    now = travel(28)
    body = _session(
        now, now - timedelta(hours=1), "salon", "主题沙龙:午后读稿会", "选题与写作", "校报主编", "大学生活动中心", 20
    )
    body |= {
        "starts_at": (now + timedelta(hours=3)).isoformat(),
        "ends_at": (now + timedelta(hours=5)).isoformat(),
        "enrol_closes_at": (now + timedelta(hours=2)).isoformat(),
        "required": {"roles": ["operator"], "unit_id": cast.units["cs"]},
    }
    session = cast.ask("trainer", "training", "announce_session", body)
    _enrol(cast, [f"student{n}" for n in range(1, 6)], session["id"])


def _other_ways(cast: Cast, students: list[str], travel: Travel) -> None:
    """A lottery with its pot, and a visit that asks for each unit's word."""
    now = travel(28)
    lottery = _session(
        now + timedelta(days=8),
        now - timedelta(hours=1),
        "inbound",
        "请进来:融媒体采编实战营",
        "采编实战",
        "省台记者",
        "学术报告厅",
        4,
    )
    visit = _session(
        now + timedelta(days=12),
        now - timedelta(hours=1),
        "outbound",
        "走出去:参观省级媒体",
        "交流学习",
        "宣传统战部",
        "校门口集合",
        10,
    )
    for body, more in ((lottery, {"way": "lottery"}), (visit, {"approval": True})):
        session = cast.ask("trainer", "training", "announce_session", {**body, **more})
        for student in students:
            cast.ask(student, "training", "enrol", id=session["id"])


def _series(cast: Cast, travel: Travel) -> None:
    """A workshop three weeks running with seats by faculty; one who has a seat in the first would rather come to the second."""
    now = travel(28)
    first = now + timedelta(days=15)
    words = ("training", "短视频拍摄工作坊", "摄影与短视频", "融媒体中心", "艺术楼 105")
    body = {**_session(first, now - timedelta(hours=1), *words, 6), "quotas": {cast.units["cs"]: 2, "*": 4}}
    made = cast.ask("trainer", "training", "announce_series", {"session": body, "every_days": 7, "times": 3})["items"]
    seated = _enrol(cast, [f"student{n}" for n in range(10, 16)], made[0]["id"])
    _enrol(cast, [f"student{n}" for n in range(16, 20)], made[1]["id"])
    wish = {"to_session_id": made[1]["id"]}
    cast.ask(seated[0][0], "training", "offer_swap", wish, id=made[0]["id"], enrolment_id=seated[0][1])
