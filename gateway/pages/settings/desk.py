"""Registers of the review desk: who stands in for whom, the titles that people hold, and the processes that screen."""

from __future__ import annotations

from gateway.front import Desk
from gateway.pages.actions import Action, ask, require
from gateway.pages.forms import Field, form
from gateway.pages.settings.registers import OVERSEES, Column, Register
from services.contracts.vocabulary import PROPAGANDA

REVIEWS = (*OVERSEES, "reviewer", "responsible", "league", "student_affairs")


def _add_substitute(desk: Desk) -> Action:
    identity = require(desk).identity
    people = [(one["id"], one["name"]) for one in ask(desk, "review", "list_reviewers")["items"]]
    others = [one for one in people if one[0] != identity.id]
    absent = Field("absent_id", "请假人", "select", required=True, options=people, value=identity.id)
    fields = form(
        absent if identity.has("admin", *PROPAGANDA) else Field("absent_id", "", "hidden", value=identity.id),
        Field("substitute_id", "代审人", "select", required=True, options=others),
        Field("starts_at", "开始", "moment", required=True),
        Field("ends_at", "截止", "moment", required=True),
        Field("reason", "原因", longest=500),
    )
    return Action("new", "review", "set_substitute", "设定代审", "代审已设定,到期自动结束。", fields)


SUBSTITUTES = Register(
    "substitutes",
    "代审安排",
    "请假、外出期间由谁代为审核。代审人仍不得审自己的文稿,不得审两次;封印上写明代谁审核(第十三条)。",
    "review",
    "list_substitutes",
    (
        Column("请假人", "absent_name"),
        Column("代审人", "substitute_name"),
        Column("开始", "starts_at", "moment"),
        Column("截止", "ends_at", "moment"),
        Column("原因", "reason"),
    ),
    reads=REVIEWS,
    changes=REVIEWS,
    add=_add_substitute,
    rows=(Action("end", "review", "end_substitute", "提前结束", "代审已结束。", style="plain"),),
)


def _add_titles(_desk: Desk) -> Action:
    fields = form(
        Field("name", "姓名", required=True, longest=40),
        Field("titles", "职务", "lines", longest=800, help="每行一个,写全称;留空则不再核对此人"),
    )
    return Action("new", "review", "set_titles", "保存", "职务已登记,此后送审的文稿按此核对。", fields)


TITLES = Register(
    "titles",
    "人员职务",
    "登记校领导等人员的正确职务;文稿中姓名旁写成别的职务时提示,须答复后方可通过(第十三条)。",
    "review",
    "list_titles",
    (Column("姓名", "name"), Column("职务", "titles", "list")),
    reads=OVERSEES,
    changes=PROPAGANDA,
    add=_add_titles,
)

PROCESSES = Register(
    "processes",
    "审核进程",
    "正在运行的审核进程各用哪一版词库、遵守哪些冻结。",
    "review",
    "list_processes",
    (
        Column("进程", "name"),
        Column("词库版本", "lexicon_version"),
        Column("启用时间", "adopted_at", "moment"),
        Column("遵守的冻结", "freezes", "count"),
        Column("最近一次", "seen_at", "moment"),
    ),
    reads=(*OVERSEES, "duty"),
    changes=(),
    key="name",
)
