"""How the suite alerts: what severities mean, by which steps an incident escalates, who outside may report, how messages are
worded, and what became of those that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.front import Desk
from gateway.pages.actions import Action
from gateway.pages.forms import Field, Form, Group, form
from gateway.pages.settings.registers import OVERSEES, SETS, STEPS, Column, Register

MOST_STEPS = 4
TEMPLATE_PREVIEW = ("preview_template", "text", "language")
TEMPLATE_SAVED = "模板已保存,样例见列表;在“消息渠道”可发试验消息。"


def _edit_severity(_desk: Desk, found: Mapping[str, Any]) -> Action:
    fields = form(
        Field("severity", "", "hidden"),
        Field("zh", "定义(中文)", "area", required=True, longest=2000),
        Field("en", "定义(英文)", "area", required=True, longest=2000),
        Field("takedown_minutes", "删除时限(分钟)", "number", required=True),
    ).shown(found)
    return Action("edit", "alerts", "set_severity", "保存", "等级定义已修改。", fields)


SEVERITIES = Register(
    "severities",
    "事件等级",
    "各级事件的含义与删除时限;未另定时限的处置按此计算(第十五条)。",
    "alerts",
    "list_severities",
    (
        Column("等级", "severity", "word:severity"),
        Column("定义(中文)", "zh", "long"),
        Column("删除时限(分钟)", "takedown_minutes"),
    ),
    reads=OVERSEES,
    changes=SETS,
    edit=_edit_severity,
    key="severity",
)


def _add_policy(_desk: Desk) -> Action:
    steps = (Group(title, _step_fields(number)) for number, title in enumerate(STEPS[:MOST_STEPS]))
    fields = form(
        Field("name", "名称", required=True, longest=200),
        Field("severity", "适用等级", "select", required=True, options="severity", value="II"),
        Field("repeat", "重复遍数", "number", required=True, value="1"),
        Field(
            "acknowledged_minutes",
            "受理后多久无进展即退回(分钟)",
            "number",
            required=True,
            value="240",
            help="0 为不退回",
        ),
        Field("sensitive_only", "只在敏感时期使用", "check"),
        *steps,
    )
    done = "升级策略已设定,此后新立的事件按此升级。"
    return Action("new", "alerts", "make_policy", "添加", done, fields, prepare=_policy)


def _step_fields(number: int) -> tuple[Field, ...]:
    at, first = f"steps.{number}", number == 0
    return (
        Field(f"{at}.who", "通知谁", "select", options="step_target", blank=not first, required=first),
        Field(f"{at}.minutes", "等待(分钟)", "number", value="15" if first else ""),
        Field(f"{at}.require", "确认", "select", options="step_require", required=True),
    )


def _policy(body: dict[str, Any]) -> dict[str, Any]:
    """Steps in which nobody is chosen are left out."""
    steps = [_step(step) for step in body.pop("steps", []) if step.get("who")]
    return {**body, "severities": [body.pop("severity", "")], "steps": steps}


def _step(typed: Mapping[str, Any]) -> dict[str, Any]:
    kind, _, value = str(typed["who"]).partition(":")
    more = {"minutes": typed["minutes"]} if "minutes" in typed else {}
    return {"targets": [{"kind": kind, "value": value}], "require": typed.get("require", "any"), **more}


POLICIES = Register(
    "policies",
    "升级策略",
    "事件无人受理时,逐级通知谁、各等多久;可要求全员确认。未设定的等级按内置策略升级。",
    "alerts",
    "list_policies",
    (
        Column("名称", "name"),
        Column("适用等级", "severities", "list"),
        Column("步骤数", "steps", "count"),
        Column("重复遍数", "repeat"),
        Column("只在敏感时期使用", "sensitive_only", "yes"),
        Column("在用", "active", "yes"),
    ),
    reads=OVERSEES,
    changes=SETS,
    add=_add_policy,
    rows=(Action("end", "alerts", "end_policy", "停用", "升级策略已停用。", style="danger"),),
)


def _edit_template(_desk: Desk, found: Mapping[str, Any]) -> Action:
    shown = _template_form().shown(found)
    return Action("edit", "alerts", "save_template", "保存", TEMPLATE_SAVED, shown, preview=TEMPLATE_PREVIEW)


def _template_form() -> Form:
    return form(
        Field("channel_kind", "渠道类型", "select", required=True, options="template_channel"),
        Field("notice", "消息", "select", required=True, options="notice"),
        Field("language", "语言", "select", required=True, options="message_language", value="zh"),
        Field(
            "text",
            "模板",
            "tall",
            required=True,
            longest=4000,
            help="可用 {{ text }} {{ title }} {{ severity }} {{ link }} {{ sent_at }};可用 if 与 upper、truncate 等",
        ),
    )


def _add_template(_desk: Desk) -> Action:
    return Action("new", "alerts", "save_template", "添加", TEMPLATE_SAVED, _template_form(), preview=TEMPLATE_PREVIEW)


TEMPLATES = Register(
    "message-templates",
    "消息模板",
    "各渠道的消息怎么写,中英文分设;最具体的模板优先。",
    "alerts",
    "list_templates",
    (
        Column("渠道类型", "channel_kind", "word:template_channel"),
        Column("消息", "notice", "word:notice"),
        Column("语言", "language", "word:message_language"),
        Column("模板", "text", "long"),
        Column("样例", "sample", "long"),
    ),
    reads=OVERSEES,
    changes=SETS,
    add=_add_template,
    edit=_edit_template,
    rows=(Action("test", "alerts", "test_template", "发试验消息", "试验消息已发出,结果见发送记录。"),),
)

DELIVERIES = Register(
    "deliveries",
    "发送记录",
    "每条消息经哪个渠道、试了几次、对方怎么答复。",
    "alerts",
    "list_deliveries",
    (
        Column("内容", "title", "to:/settings/deliveries/"),
        Column("消息", "kind", "word:told_of"),
        Column("状态", "state", "word:delivery_state"),
        Column("次数", "attempts"),
        Column("答复", "code", "fault"),
        Column("时间", "created_at", "moment"),
    ),
    reads=OVERSEES,
    changes=(),
    filters=form(Field("state", "状态", "select", options="delivery_state", longest=10)),
)


def _add_source(_desk: Desk) -> Action:
    fields = form(
        Field("name", "名称", required=True, longest=200),
        Field("severity", "来件未注明时的等级", "select", required=True, options="severity", value="III"),
    )
    return Action("new", "alerts", "make_source", "添加", "来源已添加。", fields)


SOURCES = Register(
    "intake-sources",
    "外部来源",
    "舆情监测等外部系统或邮箱,可用签名的请求上报事件;密钥只在添加时显示一次。",
    "alerts",
    "list_sources",
    (
        Column("名称", "name"),
        Column("等级", "severity", "word:severity"),
        Column("最近来件", "last_used_at", "moment"),
        Column("来件数", "used"),
        Column("在用", "active", "yes"),
    ),
    reads=OVERSEES,
    changes=SETS,
    add=_add_source,
    once=("secret", "path"),
    once_hint="对“时间戳.正文”以密钥作 HMAC-SHA256,十六进制写入 X-Xinmei-Signature,时间戳(秒)写入 X-Xinmei-Timestamp,五分钟内有效。邮件以 message/rfc822 原文发送。",
    rows=(Action("end", "alerts", "end_source", "停用", "来源已停用。", style="danger"),),
)
