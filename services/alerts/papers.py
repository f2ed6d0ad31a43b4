"""Papers for the file: the report of an incident, and its print as PDF.

Both forms of the report are made from the same `Report`: facts, tables and lines to sign.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from eventlet import tpool

from services.alerts.domain.accountability import Record
from services.alerts.domain.aftermath import IncidentReview
from services.alerts.domain.incidents import TimelineEntry
from services.alerts.domain.intake import KIND_NAMES
from services.alerts.domain.takedowns import Takedown
from services.kit.api import CAMPUS_ZONE

PDF = "application/pdf"
TEMPLATE = Path(__file__).parent / "report.typ"

STATES = {
    "reported": "待确认",
    "acknowledged": "已确认",
    "contained": "已控制",
    "resolved": "已解决",
    "closed": "已关闭",
}
KINDS = {**KIND_NAMES, "reported_by_people": "人工上报"}
ACTIONS = {
    "reported": "上报", "post_seen": "发现帖文", "acknowledge": "确认", "assign": "指派", "contain": "控制", "resolve": "解决",
    "close": "关闭", "reopen": "重新打开", "escalated": "升级通知", "nobody_to_tell": "升级（无人可通知）", "comment": "留言",
    "escalation_exhausted": "升级步骤已用尽", "acknowledgement_lapsed": "确认后未处置，退回待确认", "takedown_asked": "下达处置",
    "evidence_kept": "留存证据", "person_named": "关联人员", "merged_into": "并入其他事件", "merged_from": "并入本事件",
    "joined": "同一账号的其他情况", "reviewed": "撰写复盘", "action_set": "下达整改", "action_done": "整改完成",
    "action_overdue": "整改逾期", "confirmed": "确认收到", "takedown_checked": "复核处置", "takedown_still_there": "复核：仍可访问",
    "directive_revised": "更新统一部署", "directive_withdrawn": "撤回统一部署",
    "takedown_done": "处置完成", "takedown_overdue": "处置逾期", "directive_issued": "下达统一部署", "directive_overdue": "统一部署逾期",
}  # fmt: skip


PARTS = {
    "author": "作者", "editor": "编辑", "approver": "审核人", "publisher": "发布人", "responsible": "第一责任人", "finder": "发现人",
    "witness": "知情人", "handler": "处置人",
}  # fmt: skip
NUMBERS = "一二三四五六七"


@dataclass(frozen=True)
class Table:
    """A heading, columns with their share of the width, and rows."""

    heading: str
    columns: list[tuple[str, int]]
    rows: list[list[str]]


@dataclass(frozen=True)
class Report:
    """What a paper says, in order."""

    college: str
    title: str
    number: str
    facts: list[tuple[str, str]]
    sections: list[tuple[str, str]]
    tables: list[Table]
    made: str


def said(at: datetime | None) -> str:
    """Campus time to the minute; empty for none."""
    return at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M") if at else ""


def _minutes(count: int | None) -> str:
    return "" if count is None else f"{count} 分钟"


def compose_report(gathered: dict[str, Any], college: str) -> Report:
    """The report of an incident from what `gather_report` found."""
    record: Record = gathered["record"]
    return Report(
        college=college,
        title="校园新媒体事件处置报告",
        number=record.incident.id,
        facts=_facts(record),
        sections=_sections(gathered),
        tables=_tables(gathered),
        made=said(gathered["now"]),
    )


def _facts(record: Record) -> list[tuple[str, str]]:
    incident, account = record.incident, record.account
    return [
        ("事件", incident.title),
        ("级别", f"{incident.severity} 级"),
        ("类型", KINDS.get(incident.kind, incident.kind)),
        ("状态", STATES[incident.state]),
        ("账号", account.name if account else "未登记账号"),
        ("主办单位", account.unit_name if account else ""),
        ("第一责任人", account.responsible_person if account else ""),
        ("审核人", "、".join(record.approved_by) or "无审核记录"),
        ("发现人", record.noticed_by),
        ("发现时间", said(incident.reported_at)),
        ("确认人及用时", f"{record.acknowledged_by} {_minutes(record.minutes_to_acknowledge)}".strip()),
        ("控制用时", _minutes(record.minutes_to_contain)),
        ("解决用时", _minutes(record.minutes_to_resolve)),
        ("处置项数", f"{record.takedowns}（逾期 {record.takedowns_late}）"),
    ]


def _tables(gathered: dict[str, Any]) -> list[Table]:
    """What has rows, numbered in order."""
    found = [table for table in _all_tables(gathered) if table.rows]
    return [replace(t, heading=f"{NUMBERS[number]}、{t.heading}") for number, t in enumerate(found)]


def _all_tables(gathered: dict[str, Any]) -> list[Table]:
    return [
        Table("帖文", [("发现时间", 4), ("标题与摘录", 7), ("链接", 6)], [
            [said(p.seen_at), f"{p.title}\n{p.excerpt[:200]}".strip(), p.url] for p in gathered["posts"]
        ]),
        Table("留存证据", [("名称", 4), ("来源链接", 5), ("留存", 4), ("SHA-256", 6)], [
            [e.name, e.url, f"{said(e.kept_at)}\n{e.kept_by_name}", _in_fours(e.sha256)] for e in gathered["evidence"]
        ]),
        Table("相关人员", [("姓名", 4), ("身份", 4), ("说明", 9)], [
            [p.name, PARTS.get(p.part, p.part), p.note[:200]] for p in gathered["people"]
        ]),
        Table("处置任务", [("链接", 6), ("期限", 4), ("完成时间", 4), ("证据与复核", 5)], [
            [t.url, said(t.due_at), said(t.done_at) or "未完成", _proof(t)] for t in gathered["takedowns"]
        ]),
        Table("统一部署", [("内容", 8), ("期限", 3), ("完成/总数", 3)], [
            [d.text[:200], said(d.due_at), f"{d.done_count}/{d.total}"] for d in gathered["directives"]
        ]),
        Table("处置经过", [("时间", 4), ("人员", 3), ("事项", 4), ("说明", 7)], [
            [said(e.at), _actor(e), ACTIONS.get(e.action, e.action), _told(e)] for e in gathered["timeline"]
        ]),
        Table("整改事项", [("事项", 7), ("负责人", 3), ("期限", 3), ("结果", 5)], [
            [a.text, a.owner_name, a.due_on.isoformat(), a.outcome or ("已逾期" if a.overdue else "进行中")]
            for a in gathered["actions"]
        ]),
    ]  # fmt: skip


def _in_fours(sha256: str) -> str:
    """A checksum in four lines, for a narrow column."""
    return "\n".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))


def _proof(asked: Takedown) -> str:
    checked = {"gone": "复核：已消失", "there": "复核：仍存在", "person": "待人工复核"}.get(asked.check_state, "")
    return "\n".join(part for part in (asked.evidence[:200], checked) if part)


def _sections(gathered: dict[str, Any]) -> list[tuple[str, str]]:
    """Running text under its headings: what happened, and what its review found."""
    review: IncidentReview | None = gathered["review"]
    found = [("事件概述", gathered["record"].incident.summary)]
    if review:
        found += [("复盘：原因", review.causes), ("复盘：处置", review.handling), ("复盘：教训与改进", review.lessons)]
    return [(heading, text) for heading, text in found if text]


def _actor(entry: TimelineEntry) -> str:
    return "系统" if entry.actor_id.startswith("service:") else entry.actor_name


def _told(entry: TimelineEntry) -> str:
    """What a line of the timeline adds, in words."""
    details = entry.details
    for name in ("comment", "name", "url", "title", "owner_name", "evidence"):
        if details.get(name):
            return str(details[name])[:200]
    return f"第 {details['level']} 步" if "level" in details else ""


# ---- PDF


def print_pdf(report: Report) -> bytes:
    """The report as PDF, A4."""
    words = {"report": json.dumps(asdict(report), ensure_ascii=False)}
    paper: bytes = tpool.execute(_compile, words, "pdf")
    return paper


def _compile(words: dict[str, str], form: Any) -> Any:
    return typst.compile(_template(), sys_inputs=words, format=form)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
