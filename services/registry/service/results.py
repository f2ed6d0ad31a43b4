"""The results of a round as a workbook: each account, by unit, by tier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.registry.domain.annual import Round
from services.registry.domain.results import STANDING, Tally, tally, total
from services.registry.forms.words import CHANNELS, REVIEW_STATES, STATES, TIERS
from services.registry.sheets import write_tables

ACCOUNT = (
    "备案编号",
    "平台名称",
    "渠道",
    "级别",
    "主办单位",
    "审核状态",
    "总分",
    "整改期限",
    "逾期",
    "运行状态",
    "意见",
)
LINE = ("平台数", *(REVIEW_STATES[state] for state in STANDING), "平均分", "暂停运行")


def results_workbook(term: Round, rows: list[dict[str, Any]]) -> bytes:
    """Three sheets; the criteria's points stand behind each account."""
    titles = [criterion["title"].partition(" ")[0] or criterion["key"] for criterion in term.criteria]
    keys = [criterion["key"] for criterion in term.criteria]
    by_unit = tally(rows, lambda row: row["unit_name"])
    by_tier = [*tally(rows, lambda row: TIERS[row["tier"]]), total("合计", list(rows))]
    return write_tables(
        [
            (
                "各平台",
                (*ACCOUNT, *titles),
                [[*_account(row), *(row["scores"].get(key, "") for key in keys)] for row in rows],
            ),
            ("按单位", ("主办单位", *LINE), _lines(by_unit)),
            ("按级别", ("级别", *LINE), _lines(by_tier)),
        ]
    )


def _account(row: dict[str, Any]) -> list[Any]:
    return [
        row["file_number"],
        row["name"],
        CHANNELS[row["channel"]],
        row["tier"],
        row["unit_name"],
        REVIEW_STATES[row["state"]],
        row["total"] if row["total"] is not None else "",
        row["rectify_by"].isoformat() if row["rectify_by"] else "",
        "是" if row["overdue"] else "",
        STATES[row["status"]],
        row["comment"],
    ]


def _lines(tallies: Iterable[Tally]) -> list[list[Any]]:
    return [
        [
            one.name,
            one.accounts,
            *(one.by_state[state] for state in STANDING),
            one.mean if one.mean is not None else "",
            one.suspended,
        ]
        for one in tallies
    ]
