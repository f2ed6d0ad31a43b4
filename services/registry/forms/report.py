"""Printed reports of the annual review: the round's results, and the scoring sheet of an inspection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.kit.api import CAMPUS_ZONE
from services.registry.domain.accounts import Account
from services.registry.domain.annual import Review, Round
from services.registry.domain.known import Known, prefilled
from services.registry.domain.results import STANDING, Tally, tally, total
from services.registry.forms.words import CHANNELS, REVIEW_STATES, TIERS

LINE = ("平台数", *(REVIEW_STATES[state] for state in STANDING), "平均分")


@dataclass(frozen=True)
class Table:
    """A heading over columns of these relative widths: `texts` columns of texts, then figures, then `notes` columns of texts.

    `room` is what stands above and below each line, in points: enough to write by hand where that is wanted.
    """

    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    notes: int = 0
    room: int = 6


@dataclass(frozen=True)
class Report:
    """A paper of paragraphs and tables, with lines to be signed at its end."""

    title: str
    subtitle: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    signs: tuple[str, ...]
    notes: str


def annual_report(term: Round, rows: list[dict[str, Any]], college: str, now: datetime) -> Report:
    """The round in words and figures: by tier, by unit, and who did not pass."""
    whole = total("合计", list(rows))
    by_tier = [*tally(rows, lambda row: TIERS[row["tier"]]), whole]
    by_unit = tally(rows, lambda row: row["unit_name"])
    return Report(
        f"{college}{term.year}年度新媒体平台审核报告",
        f"宣传统战部 {_day(now)}",
        (_opening(term, whole), _criteria(term)),
        (
            _tallies("一、按级别", "级别", by_tier),
            _tallies("二、按单位", "主办单位", by_unit),
            _not_passed(rows),
        ),
        ("审核人(签字):", "宣传统战部负责人(签字、盖章):"),
        _printed(now),
    )


def scoring_sheet(term: Round, review: Review, account: Account, unit: str, known: Known, now: datetime) -> Report:
    """What an inspector takes along: facts, and a line a criterion with room for points and notes - or with those given."""
    given = review.inspection or {"scores": {}, "notes": {}}
    own = (review.assessment or {}).get("scores") or {}
    facts = prefilled(known, [])
    rows = tuple(
        (
            criterion["title"].partition(" ")[0] or criterion["key"],
            str(criterion["weight"]),
            str(own.get(criterion["key"], "")),
            str(given["scores"].get(criterion["key"], "")),
            given["notes"].get(criterion["key"], ""),
        )
        for criterion in term.criteria
    )
    where = f"{CHANNELS[account.channel]} · {TIERS[account.tier]} · {unit}"
    return Report(
        f"{term.year}年度审核检查评分表",
        f"{account.name}({account.file_number})",
        (where, facts["summary"], *([f"须关注:{facts['problems']}"] if facts["problems"] else [])),
        (
            Table(
                "评分(每项 0 至 100)",
                ("指标", "权重", "自评", "检查", "检查说明"),
                (2.6, 0.8, 0.8, 0.8, 5.0),
                rows,
                notes=1,
                room=11,
            ),
        ),
        (f"总分:{given.get('total') or ''}", "检查人(签字):", "被检查单位负责人(签字):"),
        _printed(now),
    )


def _opening(term: Round, whole: Tally) -> str:
    states = "、".join(
        f"{REVIEW_STATES[state]} {whole.by_state[state]} 个" for state in STANDING if whole.by_state[state]
    )
    mean = f",平均 {whole.mean} 分" if whole.mean is not None else ""
    return (
        f"根据《校园新媒体建设与管理办法》第七条,{term.year} 年度审核于 {_plain(term.opens_on)}至 {_plain(term.due_on)}"
        f"进行,应审平台 {whole.accounts} 个:{states or '暂无'}{mean}。现有 {whole.suspended} 个平台暂停运行。"
    )


def _criteria(term: Round) -> str:
    parts = (
        f"{criterion['title'].partition(' ')[0] or criterion['key']} {criterion['weight']}"
        for criterion in term.criteria
    )
    return f"评分指标与权重:{'、'.join(parts)}。"


def _tallies(title: str, first: str, tallies: Iterable[Tally]) -> Table:
    rows = tuple(
        (
            one.name,
            str(one.accounts),
            *(str(one.by_state[state]) for state in STANDING),
            f"{one.mean}" if one.mean is not None else "—",
        )
        for one in tallies
    )
    return Table(title, (first, *LINE), (2.6, *([1.15] * len(LINE))), rows)


def _not_passed(rows: list[dict[str, Any]]) -> Table:
    found = tuple(
        (
            row["file_number"],
            row["name"],
            row["unit_name"],
            REVIEW_STATES[row["state"]] + ("(逾期)" if row["overdue"] else ""),
            f"{_plain(row['rectify_by'])}前" if row["rectify_by"] else "",
        )
        for row in rows
        if row["state"] != "passed"
    )
    return Table(
        "三、尚未通过的平台", ("备案编号", "平台名称", "主办单位", "状态", "期限"), (2.9, 2.8, 2.2, 1.6, 2.0), found, 5
    )


def _printed(now: datetime) -> str:
    return f"打印时间 {now.astimezone(CAMPUS_ZONE):%Y-%m-%d %H:%M}"


def _day(at: datetime) -> str:
    return _plain(at.astimezone(CAMPUS_ZONE))


def _plain(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
