"""What is filled in about a session: when it is announced, and when it is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gateway.front import Desk
from gateway.pages.actions import Action, ask, every
from gateway.pages.forms import Field, Group, form
from gateway.pages.training.tabs import READS_PURSE
from services.contracts.errors import XinmeiError
from services.kit.clock import CAMPUS_ZONE
from services.kit.identity import Identity

_TIMES = (
    Field("starts_at", "开始", "moment", required=True),
    Field("ends_at", "结束", "moment", required=True),
    Field("enrol_opens_at", "报名开始", "moment", required=True, help="到这一秒开放"),
    Field("enrol_closes_at", "报名截止", "moment", required=True),
)
_WHAT = (
    Field("title", "名称", required=True, longest=200),
    Field("kind", "类型", "select", required=True, options="session_kind"),
    Field("theme", "主题", longest=200),
    Field("speaker", "主讲", longest=200),
    Field("place", "地点", longest=200, help="与已登记场地同名时核对容量"),
    Field(
        "on_clash",
        "地点或主讲冲突时",
        "select",
        options="on_clash",
        blank=True,
        help="不选则按“规则与场地”中的设定",
    ),
)
_REPEATED = (
    Field("times", "场数", "number", help="不填则只办一场;填 2 至 30 则作为系列一次发布"),
    Field("every_days", "间隔天数", "number", help="例如 7 为每周一场;各场席位分开,同一秒开放报名"),
)
_SEATS = (
    Field("capacity", "席位", "number", required=True),
    Field(
        "way",
        "名额分配",
        "select",
        required=True,
        options="enrolment_way",
        help="摇号在报名截止时进行,种子公开可验证",
    ),
    Field("confirm_hours", "候补确认时限(小时)", "number", help="不填则候补直接递补"),
    Field("quotas", "单位名额", "lines", longest=4000, help="一行一个:单位=名额;“*=名额”为其他单位。不填则不限"),
    Field("approval", "报名须单位审批", "check"),
)
CLASHES = ("/training/clashes", "place", "speaker", "starts_at", "ends_at", "except")
"""Where the form is checked while it is filled in: who else claims the place or the speaker at that time."""


def announcing(desk: Desk, identity: Identity) -> Action:
    """The form of a new session, with the lines of the fund and the items of the plan to choose from."""
    lines = fund_lines(desk, identity)
    plan = ask(desk, "training", "list_plan", limit="200", state="approved")["items"]
    items = [(item["id"], f"{item['year']}-{item['month']:02d} {item['title']}") for item in plan]
    groups = (
        Group("内容", _WHAT),
        Group("时间", _TIMES),
        Group("重复举办(系列)", _REPEATED),
        Group("席位", _SEATS),
        Group("对象", _audience(unit_options(desk))),
        Group("学时与经费", _hours_and_money(items, lines)),
    )
    whole = form(*groups).filled({"enrol_opens_at": f"{desk.clock.now().astimezone(CAMPUS_ZONE):%Y-%m-%dT%H:%M}"})

    def prepare(body: dict[str, Any]) -> dict[str, Any]:
        return _read_quotas(desk, body)

    return Action("new", "training", "announce_session", "发布", "场次已发布。", whole, prepare=prepare, check=CLASHES)


def repeated(action: Action) -> Action:
    """The same form, announced as a series: its sessions at once, or none of them."""

    def prepare(body: dict[str, Any]) -> dict[str, Any]:
        session = action.prepare(body)
        return {**{name: session.pop(name, None) for name in ("times", "every_days")}, "session": session}

    return replace(action, operation="announce_series", done="系列场次已发布。", prepare=prepare)


def as_typed(action: Action) -> Action:
    """A series that was refused, with what is wrong at the fields of the one form."""
    errors = {name.removeprefix("session."): texts for name, texts in action.form.errors.items()}
    return replace(action, form=replace(action.form, errors=errors))


def _audience(units: list[tuple[str, str]]) -> tuple[Field, ...]:
    return (
        Field("audience.unit_id", "面向单位", "select", options=units, blank=True),
        Field("audience.roles.0", "面向身份", "select", options="role", blank=True),
        Field(
            "required.roles.0",
            "要求参加的身份",
            "select",
            options="role",
            blank=True,
            help="要求参加者会收到通知,名单可查",
        ),
        Field("audience.association", "仅限协会会员", "check"),
    )


def _hours_and_money(items: list[tuple[str, str]], lines: list[tuple[str, str]]) -> tuple[Field, ...]:
    return (
        Field("hours", "学时", "decimal"),
        Field("certificate_months", "证书有效期(月)", "number", help="不填则长期有效"),
        Field("plan_id", "年度计划项目", "select", options=items, blank=True),
        Field("fund_line_id", "经费科目", "select", options=lines, blank=True),
        Field("budget", "预算(元)", longest=20),
    )


def changing(session: dict[str, Any]) -> Action:
    """The form of what may be changed after the announcement, filled in."""
    fields = form(
        Group("内容", tuple(field for field in _WHAT if field.name != "kind")),
        Group("时间", _TIMES),
        Group(
            "席位",
            (
                Field("capacity", "席位", "number", required=True),
                Field("except", "本场", "hidden", value=session["id"]),
            ),
        ),
    )

    def prepare(body: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in body.items() if name != "except"}

    return Action(
        "change",
        "training",
        "change_session",
        "保存更改",
        "已更改;有席位和候补的人都会收到通知。",
        fields.shown({**session, "except": session["id"]}),
        prepare=prepare,
        check=CLASHES,
    )


def unit_options(desk: Desk) -> list[tuple[str, str]]:
    """Units to choose from."""
    return [(unit["id"], unit["name"]) for unit in every(desk, "registry", "list_units")]


def fund_lines(desk: Desk, identity: Identity) -> list[tuple[str, str]]:
    """The lines of the open funds with what they hold, for those who may see the purse."""
    if not identity.has(*READS_PURSE):
        return []
    found = []
    for fund in ask(desk, "training", "list_funds", limit="20")["items"]:
        if fund["closed_at"] is None:
            for line in ask(desk, "training", "list_lines", {"id": fund["id"]}, limit="200")["items"]:
                found.append((line["id"], f"{fund['year']} {line['title']} ({line['available']})"))
    return found


def _read_quotas(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """Lines of unit and number as the service takes them; a unit goes by its name or its id."""
    lines = body.pop("quotas", [])
    if not lines:
        return body
    try:
        ids = {name: unit_id for unit_id, name in unit_options(desk)}
    except XinmeiError:
        ids = {}
    found: dict[str, Any] = {}
    for line in lines:
        unit, _, number = line.replace("＝", "=").rpartition("=")
        seats = number.strip()
        found[ids.get(unit.strip(), unit.strip())] = int(seats) if seats.isascii() and seats.isdigit() else seats
    return {**body, "quotas": found}
