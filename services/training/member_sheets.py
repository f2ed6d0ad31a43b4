"""The association as Excel: its members, and a year of it as a yearbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.training.domain.association import Member, Term, Yearbook
from services.training.domain.rules import Rules
from services.training.sheets import Row, local, new_book, save, write_table

MEMBERS = {
    "序号 No.": 9,
    "姓名 Name": 16,
    "单位 Unit": 24,
    "部门 Department": 18,
    "职务 Role": 16,
    "入会 Since": 18,
    "任期至 Term ends": 18,
    "学时 Hours": 12,
    "积分 Points": 12,
    "骨干依据 Backbone": 22,
}
TERMS = {
    "姓名 Name": 16,
    "单位 Unit": 24,
    "职务 Role": 16,
    "部门 Department": 18,
    "起 From": 16,
    "止 Until": 16,
    "结束原因 Ended by": 18,
    "接任 Successor": 16,
}
ACTIVITIES = {
    "日期 Date": 16,
    "姓名 Name": 16,
    "单位 Unit": 24,
    "类别 Kind": 16,
    "活动 Activity": 36,
    "学时 Hours": 12,
    "积分 Points": 12,
}
ROLES = {"member": "会员", "backbone": "骨干", "group_leader": "部长", "vice_president": "副会长", "president": "会长"}
REASONS = {"named": "任命", "leads": "任职", "hours": "学时", "points": "积分"}
ENDS = {"": "在任", "expired": "任期届满", "changed": "职务调整", "handed_over": "交接", "left": "离会"}
KINDS = {"attended": "培训", "article": "发稿", "event": "活动", "lecture": "授课", "duty": "值守", "other": "其他"}
TITLE = "大学生新媒体协会"


def write_members(members: Sequence[Member], units: dict[str, str], rules: Rules, now: datetime) -> bytes:
    """The association's active members, each with why they are backbone where they are."""
    book, sheet = new_book("会员名册")
    rows = _member_rows(members, units, rules, now)
    write_table(sheet, f"{TITLE}会员名册", f"{local(now)[:10]}    共 {len(members)} 人", MEMBERS, rows)
    return save(book)


def write_yearbook(found: Yearbook, now: datetime) -> bytes:
    """Four sheets: members, offices, activities, backbone."""
    book, sheet = new_book("会员")
    about = f"{found.year} 年    {local(now)[:10]} 导出"
    rows = _member_rows(found.members, found.units, found.rules, now)
    write_table(sheet, f"{TITLE}年鉴", about, MEMBERS, rows)
    offices = [_term_row(found, term) for term in found.terms]
    write_table(book.create_sheet("任职"), f"{TITLE}任职情况", about, TERMS, offices)
    write_table(book.create_sheet("活动"), f"{TITLE}活动记录", about, ACTIVITIES, _activity_rows(found))
    backbone = [row for row in rows if row[-1]]
    write_table(book.create_sheet("学生骨干"), "学生骨干名单", about, MEMBERS, backbone)
    return save(book)


def _member_rows(members: Sequence[Member], units: dict[str, str], rules: Rules, now: datetime) -> list[Row]:
    return [
        (
            number,
            member.name,
            units.get(member.unit_id, ""),
            member.group,
            ROLES[member.role],
            local(member.since)[:10],
            local(member.term_ends_at)[:10],
            member.hours,
            member.points,
            "、".join(REASONS[reason] for reason in member.backbone_reasons(now, rules)),
        )
        for number, member in enumerate(members, start=1)
    ]


def _term_row(found: Yearbook, term: Term) -> Row:
    member, successor = found.known.get(term.member_id), found.known.get(term.successor_id or "")
    return (
        member.name if member else "",
        found.units.get(member.unit_id, "") if member else "",
        ROLES[term.role],
        term.department,
        local(term.began_at)[:10],
        local(term.ended_at or term.ends_at)[:10],
        ENDS[term.end_reason],
        successor.name if successor else "",
    )


def _activity_rows(found: Yearbook) -> list[Row]:
    return [
        (
            local(activity.happened_at)[:10],
            found.known[activity.member_id].name,
            found.units.get(found.known[activity.member_id].unit_id, ""),
            KINDS[activity.kind],
            activity.title,
            activity.hours,
            activity.points,
        )
        for activity in found.activities
    ]
