"""How work runs: the stages of review, word lists, what becomes an incident, who is on duty, where messages go, funds, the annual review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.front import Desk
from gateway.pages.actions import Action
from gateway.pages.forms import Field, Group, form
from gateway.pages.people import person_called
from gateway.pages.settings.registers import OVERSEES, SETS, STEPS, Column, Register
from gateway.pages.words import word
from services.contracts.vocabulary import PROPAGANDA


def _edit_chain(_desk: Desk, chain: Mapping[str, Any]) -> Action:
    fields = form(
        Field("channel", "", "hidden"),
        *(Group(title, _step_fields(number)) for number, title in enumerate(STEPS)),
    ).shown(chain)
    return Action(
        "edit", "review", "set_chain", "保存", "审次已设定,此后送审的文稿按新的审次。", fields, prepare=_steps
    )


def _step_fields(number: int) -> tuple[Field, ...]:
    at = f"steps.{number}"
    return (
        Field(f"{at}.role", "由谁审", "select", options="chain_role", blank=True),
        Field(f"{at}.place", "在哪里", "select", options="chain_place"),
        Field(f"{at}.when", "何时", "select", options="chain_when"),
    )


def _steps(body: dict[str, Any]) -> dict[str, Any]:
    """Steps in which nobody is chosen are left out."""
    return {**body, "steps": [step for step in body.get("steps", []) if step.get("role")]}


CHAINS = Register(
    "chains",
    "审核次序",
    "各级平台的文稿先后由谁审核。学生不得终审,一人不得审两次,这两条不可更改(第十三条)。",
    "review",
    "list_chains",
    (
        Column("级别", "tier", "word:tier"),
        Column("渠道", "channel", "word:any_channel"),
        Column("审次", "steps", "steps"),
    ),
    reads=OVERSEES,
    changes=("admin", "director"),
    edit=_edit_chain,
    key="tier",
)


def _add_term(_desk: Desk) -> Action:
    fields = form(
        Field("text", "词语", required=True, longest=100),
        Field("severity", "处理", "select", required=True, options="finding_severity", value="escalate"),
        Field("article", "依据条款", "number", required=True, value="10"),
        Field("category", "类别", longest=40, value="general"),
    )
    return Action("new", "review", "add_term", "添加", "词语已加入,此后送审的文稿按新词库初筛。", fields)


TERMS = Register(
    "terms",
    "敏感词库",
    "初筛用的词语;命中只作提醒,由人判断。简繁、全半角、夹字、谐音的变写一并识别。",
    "review",
    "list_terms",
    (
        Column("词语", "text"),
        Column("处理", "severity", "word:finding_severity"),
        Column("依据条款", "article"),
        Column("类别", "category", "word:term_category"),
        Column("加入时间", "added_at", "moment"),
    ),
    reads=OVERSEES,
    changes=PROPAGANDA,
    add=_add_term,
    rows=(Action("remove", "review", "remove_term", "移除", "词语已移除。", style="danger"),),
    filters=form(Field("q", "词语", longest=100)),
)


def _add_allowed(_desk: Desk) -> Action:
    fields = form(Field("text", "用语", required=True, longest=100))
    return Action("new", "review", "add_allowed", "添加", "用语已放行。", fields)


ALLOWED = Register(
    "allow",
    "放行用语",
    "含有敏感词但正当的用语,如“反赌博”;整句包含时不提示。",
    "review",
    "list_allowed",
    (Column("用语", "text"), Column("加入时间", "added_at", "moment")),
    reads=OVERSEES,
    changes=PROPAGANDA,
    add=_add_allowed,
    rows=(Action("remove", "review", "remove_allowed", "移除", "用语已移除。", style="danger"),),
)


def _edit_rule(_desk: Desk, rule: Mapping[str, Any]) -> Action:
    asked = (
        Field("kind", "", "hidden"),
        Field("severity", "等级", "select", required=True, options="severity"),
        Field("window_minutes", "合并时间(分钟)", "number", required=True, help="同一账号在此时间内的同类情况并为一件"),
        Field("grouping", "归并依据", "select", required=True, options="grouping"),
        Field("inhibited", "账号已有更严重的事件时不另立", "check"),
        Field("active", "启用", "check"),
    )
    fields = form(Group(word("incident_kind", rule["kind"]), asked)).shown(rule)
    return Action("edit", "alerts", "set_rule", "保存", "规则已修改。", fields)


INTAKE = Register(
    "intake",
    "事件规则",
    "已发布内容核对不符时,按什么等级立为事件(第十五条)。",
    "alerts",
    "list_rules",
    (
        Column("情形", "kind", "word:incident_kind"),
        Column("等级", "severity", "word:severity"),
        Column("合并时间(分钟)", "window_minutes"),
        Column("归并依据", "grouping", "word:grouping"),
        Column("启用", "active", "yes"),
    ),
    reads=OVERSEES,
    changes=SETS,
    edit=_edit_rule,
    key="kind",
)


def _add_rota(desk: Desk) -> Action:
    fields = form(
        Field("name", "名称", required=True, longest=200),
        Field("kind", "轮换", "select", required=True, options="rota_turning"),
        Field("starts_on", "开始日期", "date", required=True),
        Field("handover", "交班时刻", required=True, longest=5, value="08:00", help="如 08:00"),
        Field("hours_from", "每日从", longest=5, help="如 08:00;不填则全天"),
        Field("hours_to", "每日至", longest=5, help="敏感时期不受此限,全天值守"),
        Field("sensitive_only", "只在敏感时期值守", "check"),
        Field(
            "people", "轮值人员", "lines", required=True, longest=4000, help="每行一个值班员的姓名或用户名,按先后轮换"
        ),
    )

    def with_people(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "people": [person_called(desk, said, "people", "duty") for said in body["people"]]}

    return Action("new", "alerts", "make_rota", "添加", "值班表已设定。", fields, prepare=with_people)


ROTAS = Register(
    "rotas",
    "值班表",
    "谁在何时值班;必要时二十四小时值班(第十五条)。",
    "alerts",
    "list_rotas",
    (
        Column("名称", "name"),
        Column("轮换", "kind", "word:rota_kind"),
        Column("人员", "people", "people"),
        Column("交班时刻", "handover"),
        Column("开始日期", "starts_on", "day"),
        Column("在用", "active", "yes"),
    ),
    reads=OVERSEES,
    changes=SETS,
    add=_add_rota,
    rows=(Action("end", "alerts", "end_rota", "停用", "值班表已停用。", style="danger"),),
)


def _add_channel(_desk: Desk) -> Action:
    fields = form(
        Field("kind", "类型", "select", required=True, options="delivery_kind"),
        Field("name", "名称", required=True, longest=100),
        Field("url", "地址", required=True, longest=2000, help="机器人或回调的网址;邮件填 smtp 地址"),
        Field("secret", "密钥", "password", longest=500),
        Field("language", "语言", "select", required=True, options="message_language", value="zh"),
        Field("sender", "发件地址(邮件)", longest=200),
        Field("recipients", "收件地址(邮件)", "lines", longest=4000, help="每行一个"),
        Field("canary", "每日巡检", "check", help="每天发一条;没有送达时在消息页告警"),
    )
    return Action("new", "alerts", "make_channel", "添加", "渠道已添加,可发一条试验消息。", fields)


CHANNELS = Register(
    "channels",
    "消息渠道",
    "提醒发到哪里:企业微信、钉钉、飞书机器人,邮件与回调。站内消息始终都有。",
    "alerts",
    "list_channels",
    (
        Column("名称", "name"),
        Column("类型", "kind", "word:delivery_kind"),
        Column("最近送达", "last_sent_at", "moment"),
        Column("最近错误", "last_error", "fault"),
        Column("在用", "active", "yes"),
    ),
    reads=OVERSEES,
    changes=SETS,
    add=_add_channel,
    rows=(
        Action("test", "alerts", "test_channel", "发试验消息", "试验消息已发出。"),
        Action("end", "alerts", "end_channel", "停用", "渠道已停用。", style="danger"),
    ),
)


def _add_fund(_desk: Desk) -> Action:
    fields = form(
        Field("year", "年度", "number", required=True),
        Field("name", "名称", required=True, longest=200),
        Field("total", "总额(元)", required=True, longest=20, help="如 120000.00"),
    )
    return Action("new", "training", "open_fund", "设立", "专项资金已设立。", fields)


FUNDS = Register(
    "funds",
    "专项资金",
    "培训专项资金:总额、预算科目与支出(第十六条)。",
    "training",
    "list_funds",
    (
        Column("年度", "year"),
        Column("名称", "name"),
        Column("总额(元)", "total"),
        Column("已分配(元)", "allocated"),
        Column("结清", "closed_at", "moment"),
    ),
    reads=(*PROPAGANDA, "auditor", "trainer"),
    changes=PROPAGANDA,
    add=_add_fund,
)
