"""The demo's student new-media association: departments, members in office, a hand-over, what they did, and who wants to join."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from deploy.demo.cast import Cast

Travel = Callable[[float], datetime]
DEPARTMENTS = (
    ("采编部", "选题、采访与写作"),
    ("视觉部", "摄影、设计与短视频"),
    ("运营部", "排版、发布与数据"),
    ("秘书部", "会务、档案与考勤"),
)
OFFICES = ("president", "vice_president", "group_leader", "group_leader", "group_leader")
MEMBERS, WAITING = 9, 2
DONE = (
    ("article", "校运会图文特稿", 1.5),
    ("event", "组织摄影采风", 3.0),
    ("lecture", "给新成员讲排版", 2.0),
    ("article", "毕业季人物专访", 2.0),
    ("duty", "值守开学季信息", 4.0),
)


def gather(cast: Cast, travel: Travel) -> None:
    """Found the departments, take people in, give offices, note what was done; one office is handed over."""
    at = travel(24)
    for name, work in DEPARTMENTS:
        cast.ask("association", "training", "add_department", {"name": name, "work": work})
    members = []
    for number in range(1, MEMBERS + WAITING + 1):
        group = DEPARTMENTS[number % len(DEPARTMENTS)][0]
        member = cast.ask(f"student{number}", "training", "add_member", {"group": group})
        if number <= MEMBERS:
            cast.ask("association", "training", "accept_member", id=member["id"])
            members.append(member["id"])
    for member_id, role in zip(members, OFFICES, strict=False):
        body = {"role": role, "term_ends_at": (at + timedelta(days=300)).isoformat()}
        cast.ask("association", "training", "give_role", body, id=member_id)
    for number, (kind, title, hours) in enumerate(DONE):
        done: dict[str, Any] = {
            "kind": kind,
            "title": title,
            "hours": hours,
            "happened_at": (at - timedelta(days=number)).isoformat(),
        }
        cast.ask("association", "training", "note_activity", done, id=members[number % 3])
    travel(26)
    handed = {"to_member_id": members[-1], "notes": "选题库在共享文档,周三例会;待完成:年度优秀稿件汇编。"}
    cast.ask("association", "training", "hand_over", handed, id=members[4])
    graduates = {"graduates_at": (at + timedelta(days=200)).isoformat()}
    cast.ask("association", "training", "set_graduation", graduates, id=members[0])
