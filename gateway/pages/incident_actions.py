"""What people do with an incident: every button with its form, and who is offered which (article 15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gateway.pages.actions import Action
from gateway.pages.forms import Field, form
from gateway.pages.people import Prepare
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

HANDLES = (*PROPAGANDA, "duty")
COMMENT = form(Field("comment", "说明", "area", longest=2000))
NEW = Action(
    "new",
    "alerts",
    "report_incident",
    "上报",
    "事件已上报,值班员将收到提醒。",
    form(
        Field("title", "标题", required=True, longest=200),
        Field("severity", "等级", "select", required=True, options="severity", value="III"),
        Field("source", "来源", longest=200, help="如:师生反映、巡查、上级通报"),
        Field("urls", "相关网址", "lines", longest=20_000, help="每行一个"),
        Field("summary", "情况说明", "area", longest=10_000),
    ),
)
KEEP_FILE = Action(
    "evidence",
    "alerts",
    "keep_file",
    "留存证据文件",
    "证据已留存,校验值已登记。",
    form(
        Field("file", "截图或文件", "file", required=True, accept="image/*,application/pdf,video/mp4,text/plain"),
        Field("url", "来源网址", "url", longest=2000),
        Field("note", "说明", longest=2000),
    ),
    style="plain",
)
KEEP_TEXT = Action(
    "evidence-texts",
    "alerts",
    "keep_text",
    "留存原文",
    "证据已留存,校验值已登记。",
    form(
        Field("text", "原文(逐字留存)", "tall", required=True, longest=100_000),
        Field("url", "来源网址", "url", longest=2000),
    ),
    style="plain",
)
LINK_POST = Action(
    "posts",
    "alerts",
    "link_post",
    "关联内容",
    "内容已关联。",
    form(
        Field("url", "网址", "url", required=True, longest=2000),
        Field("title", "标题", longest=500),
        Field("text", "内容摘录", "area", longest=4000),
    ),
    style="plain",
)
NAME_PERSON = Action(
    "people",
    "alerts",
    "name_person",
    "关联人员",
    "人员已关联。",
    form(
        Field("name", "姓名", required=True, longest=200),
        Field("part", "身份", "select", required=True, options="part"),
        Field("note", "说明", longest=1000),
    ),
    style="plain",
)
REVIEW = Action(
    "review",
    "alerts",
    "write_review",
    "撰写复盘",
    "复盘已保存。",
    form(
        Field("held_at", "复盘时间", "moment", required=True),
        Field("causes", "原因", "area", required=True, longest=10_000),
        Field("handling", "处置是否及时得当", "area", required=True, longest=10_000),
        Field("lessons", "教训与改进", "area", required=True, longest=10_000),
    ),
    style="plain",
)
CHECK = Action(
    "check",
    "alerts",
    "check_takedown",
    "人工复核",
    "复核结果已登记。",
    form(
        Field("gone", "内容已经看不到", "check"),
        Field("note", "说明", longest=1000),
    ),
    style="plain",
    prepare=lambda body: {**body, "gone": bool(body.get("gone"))},
)
OUTCOME = Action(
    "done",
    "alerts",
    "finish_action",
    "报告完成",
    "整改结果已登记。",
    form(Field("outcome", "完成情况", "area", required=True, longest=1000)),
    style="plain",
)
CONFIRM = Action("confirm", "alerts", "confirm_incident", "确认知悉", "已确认知悉。")
REVIEWED = ("contained", "resolved", "closed")
MOVES = {
    "reported": ("acknowledge",),
    "acknowledged": ("own", "contain", "resolve"),
    "contained": ("own", "resolve"),
    "resolved": ("close", "reopen"),
    "closed": ("reopen",),
}
ACTIONS = {
    action.name: action
    for action in (
        Action("acknowledge", "alerts", "acknowledge_incident", "受理", "已受理。", COMMENT),
        CONFIRM,
        KEEP_FILE,
        KEEP_TEXT,
        LINK_POST,
        NAME_PERSON,
        REVIEW,
        Action("own", "alerts", "assign_incident", "由我负责", "已由您负责。", style="plain"),
        Action("contain", "alerts", "contain_incident", "已控制传播", "已记录控制情况。", COMMENT),
        Action("resolve", "alerts", "resolve_incident", "处置完毕", "已记录处置结果。", COMMENT),
        Action("close", "alerts", "close_incident", "办结", "事件已办结。", COMMENT),
        Action("reopen", "alerts", "reopen_incident", "重新处理", "事件已重新处理。", COMMENT, style="danger"),
        Action(
            "comments",
            "alerts",
            "comment_incident",
            "补充情况",
            "已补充。",
            form(Field("comment", "情况", "area", required=True, longest=2000)),
            style="plain",
        ),
        Action(
            "takedowns",
            "alerts",
            "ask_takedown",
            "要求删除",
            "已下达处置要求。",
            form(
                Field("url", "网址", "url", required=True, longest=2000),
                Field("due_at", "完成时限", "moment"),
            ),
            style="danger",
        ),
    )
}
DONE = Action(
    "done",
    "alerts",
    "finish_takedown",
    "报告已处置",
    "处置结果已登记。",
    form(Field("evidence", "处置证据", "area", required=True, longest=4000, help="如截图编号、删除时间、核对人")),
)


ROWS = {("takedowns", "done"): DONE, ("takedowns", "check"): CHECK, ("actions", "done"): OUTCOME}


def merge_action(others: Sequence[Mapping[str, Any]]) -> Action:
    """Making it part of another open incident."""
    options = [(other["id"], other["title"]) for other in others]
    fields = (
        Field("into", "并入", "select", required=True, options=options),
        Field("comment", "说明", longest=2000),
    )
    return Action("merge", "alerts", "merge_incident", "合并到其他事件", "事件已合并。", form(*fields), style="plain")


def set_action(owner: Field, prepare: Prepare) -> Action:
    """Giving somebody something to do until the end of a day; `owner` asks for whom, `prepare` makes their id of it."""
    fields = (
        Field("text", "整改事项", "area", required=True, longest=1000),
        owner,
        Field("due_on", "期限", "date", required=True),
    )
    return Action(
        "actions", "alerts", "set_action", "下达整改", "整改事项已下达。", form(*fields), style="plain", prepare=prepare
    )


def offered(incident: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do now; the alerts service decides in the end."""
    adding = [] if identity.has("auditor") else [ACTIONS["comments"], KEEP_FILE, KEEP_TEXT, LINK_POST]
    asked = [CONFIRM] if any(one["id"] == identity.id for one in incident["awaiting"]) else []
    if not identity.has(*HANDLES):
        return [*asked, *adding]
    comment = [*adding, NAME_PERSON, *([_review(incident)] if incident["state"] in REVIEWED else [])]
    if incident["merged_into"]:
        return []
    moves = [ACTIONS[name] for name in MOVES.get(incident["state"], ()) if name != "close" or identity.has(*PROPAGANDA)]
    asking = [] if incident["state"] == "closed" else [ACTIONS["takedowns"]]
    return [*asked, *moves, *asking, *comment]


def _review(incident: Mapping[str, Any]) -> Action:
    """The review's form, with what was written before."""
    return replace(REVIEW, form=REVIEW.form.shown(incident["review"])) if incident["review"] else REVIEW
