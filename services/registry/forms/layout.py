"""What stands where on Form 1 (附件1) and Form 2 (附件2): rows of cells over twelve columns, A4 upright.

Signatures and seals are put on paper, so that every office has its box; what was signed in the system is printed into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.kit.api import CAMPUS_ZONE
from services.registry.domain.accounts import Account
from services.registry.domain.applications import Application
from services.registry.domain.changes import Change
from services.registry.forms.words import CHANGES, CHANNELS, FIELDS, ROLES, TIERS

COLUMNS = 12
LABEL, HALF = 2, 4
UNDERTAKING = (
    "本单位已阅知《校园新媒体建设与管理办法》,承诺遵守国家法律法规和学校规定,严格执行先审后发和保密制度,"
    "对所发布内容的真实性、正确性、导向性负责;平台名称、管理人员或维护方式变更的,一周内报宣传统战部备案。"
)


@dataclass(frozen=True)
class Cell:
    """A cell `span` columns wide; a `label`, a value, or a box to `sign` of at least `height` cm."""

    text: str
    span: int
    label: bool = False
    sign: str = ""
    height: float = 0.9


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Paper:
    """A form: which annex, its title, the file number above and the notes below the table, and where its QR code leads."""

    annex: str
    title: str
    number: str
    rows: tuple[Row, ...]
    notes: str
    link: str


def form_1(application: Application, form: dict[str, Any], college: str, unit: str, link: str, now: datetime) -> Paper:
    """《新媒体平台备案及审批表》; `form` holds the fields with their personal data as the reader may see it."""
    adviser = form.get("adviser") or {}
    rows = [
        _pair("平台名称", form["name"], "平台类型", CHANNELS[form["channel"]]),
        _pair("账号(网址)", form["handle"], "平台级别", TIERS[form["tier"]]),
        _pair("主办单位", unit, "更新频率", form["update_frequency"]),
        _wide("功能定位", form["purpose"]),
        _wide("服务对象", _audience(form["audience"])),
        _person("第一责任人", form["responsible_person"], "职务", "title"),
        *(_person(f"管理员 {at}", one, "工号/学号", "number") for at, one in enumerate(form["administrators"], 1)),
        *([_person("指导教师", adviser, "职务", "title")] if adviser else []),
        _wide("内容审核制度", form["review_rules"]),
        _wide("应急预案", form["emergency_plan"]),
        *([_wide("重复开设理由", form["duplicate_reason"])] if form["duplicate_reason"] else []),
        (Cell("承诺", LABEL, label=True), Cell(UNDERTAKING, 10, sign="申请人(签字):", height=2.2)),
        *_decisions(application),
    ]
    number = application.file_number or "(审批通过后编号)"
    return Paper("附件1", f"{college}新媒体平台备案及审批表", number, tuple(rows), _note(application.id, now), link)


def form_2(
    change: Change, account: Account, shown: dict[str, Any], college: str, unit: str, link: str, now: datetime
) -> Paper:
    """《新媒体平台管理员变更登记表》; `shown` holds `before` and `after` as the reader may see them."""
    filed = f"{_day(change.filed_at)}{'(逾期填报)' if change.late else ''}"
    confirmed = "☑ 已确认" if change.handover_confirmed else "☐ 未确认"
    rows = [
        _pair("平台名称", account.name, "备案编号", account.file_number),
        _pair("平台类型", CHANNELS[account.channel], "平台级别", TIERS[account.tier]),
        _pair("主办单位", unit, "变更事项", CHANGES[change.kind]),
        _pair("变更日期", _plain_day(change.changed_on), "填报日期", filed),
        _wide("变更前", _fields(shown["before"])),
        _wide("变更后", _fields(shown["after"])),
        _wide("变更原因", change.reason),
        _pair("密码与绑定交接", confirmed, "填报人", change.filed_by_name),
        _sign("原管理员", _confirmed(change, "outgoing"), "签字:"),
        _sign("新管理员", _confirmed(change, "incoming"), "签字:"),
        _sign("主办单位意见", "", "负责人签字(盖章):"),
        _sign("宣传统战部备案意见", _decided(change), "负责人签字(盖章):"),
    ]
    title = f"{college}新媒体平台管理员变更登记表"
    return Paper("附件2", title, account.file_number, tuple(rows), _note(change.id, now), link)


def _decisions(application: Application) -> list[Row]:
    """A box for each endorsement that the tier asks for, and the last for the propaganda department."""
    offices = {1: [], 2: ["主办单位意见"], 3: ["所属院部意见", "团委或学工部意见"]}[application.tier]
    rows = []
    for at, office in enumerate(offices):
        given = application.endorsements[at] if at < len(application.endorsements) else None
        rows.append(_sign(office, _endorsed(given) if given else "", "负责人签字(盖章):"))
    last = (
        f"同意备案。{_day(application.decided_at)}"
        if application.state == "approved" and application.decided_at
        else ""
    )
    return [*rows, _sign("宣传统战部审批意见", last, "负责人签字(盖章):")]


def _endorsed(endorsement: dict[str, Any]) -> str:
    role = ROLES.get(endorsement["role"], endorsement["role"])
    return f"同意。{endorsement['name']}({role}) {_day(datetime.fromisoformat(endorsement['at']))}"


def _confirmed(change: Change, side: str) -> str:
    """What one side confirmed in the system."""
    given = change.handover.get(side)
    return f"密码与绑定信息已交接。{given['name']} {_day(datetime.fromisoformat(given['at']))}" if given else ""


def _decided(change: Change) -> str:
    words = {"accepted": "已受理备案。", "returned": "退回。"}.get(change.state, "")
    return f"{words}{change.decided_by_name} {_day(change.decided_at)}" if words and change.decided_at else ""


def _pair(label: str, value: str, label2: str, value2: str) -> Row:
    return Cell(label, LABEL, label=True), Cell(value, HALF), Cell(label2, LABEL, label=True), Cell(value2, HALF)


def _wide(label: str, value: str) -> Row:
    return Cell(label, LABEL, label=True), Cell(value, COLUMNS - LABEL, height=1.4)


def _sign(label: str, value: str, line: str) -> Row:
    return Cell(label, LABEL, label=True), Cell(value, COLUMNS - LABEL, sign=line, height=1.9)


def _person(label: str, person: dict[str, Any], second: str, key: str) -> Row:
    return (
        Cell(label, LABEL, label=True),
        Cell(person.get("name") or "", 2),
        Cell(second, 2, label=True),
        Cell(person.get(key) or "", 2),
        Cell("联系电话", 2, label=True),
        Cell(person.get("phone") or "", 2),
    )


def _audience(audience: Any) -> str:
    if isinstance(audience, str):
        return audience
    words = [ROLES.get(role, role) for role in audience.get("roles", ())]
    return "、".join(words) or "全校师生"


def _fields(fields: dict[str, Any]) -> str:
    return "\n".join(f"{FIELDS.get(name, name)}:{_value(value)}" for name, value in fields.items() if value)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ";".join(_value(one) for one in value)
    return CHANNELS.get(str(value), FIELDS.get(str(value), str(value)))


def _note(id_: str, now: datetime) -> str:
    return f"记录编号 {id_} 打印时间 {now.astimezone(CAMPUS_ZONE):%Y-%m-%d %H:%M} 扫描二维码查看在线记录"


def _day(at: datetime | None) -> str:
    return _plain_day(at.astimezone(CAMPUS_ZONE)) if at else ""


def _plain_day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
