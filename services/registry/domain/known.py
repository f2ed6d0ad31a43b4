"""What the system knows of an account's year, as a self-assessment that is written already, and as points to begin with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

OFF_PER_LATE_FILING, OFF_PER_FAULTY_POST = 20, 10
OFF_PER_INCIDENT = {"incidents_i": 50, "incidents_ii": 30, "incidents_iii": 15, "incidents_iv": 5}
RHYTHM = ((7, 100), (14, 80), (30, 60))
SILENT, WRONG_OFFICE = 30, 60
SEVERITIES = {"incidents_i": "Ⅰ级", "incidents_ii": "Ⅱ级", "incidents_iii": "Ⅲ级", "incidents_iv": "Ⅳ级"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """Facts of one account and year. `counted` holds posts, faulty_posts, incidents_i to _iv and late_filings."""

    year: int
    counted: dict[str, int]
    overdue_filings: int
    last_post_on: date | None
    silent_days: int
    dormant: bool
    responsible_fits: bool
    late_filings_ever: int

    @property
    def incidents(self) -> int:
        return sum(self.counted[name] for name in OFF_PER_INCIDENT)


def suggested_scores(known: Known, criteria: Collection[str]) -> dict[str, int]:
    """Points from 0 to 100 for those of `criteria` that the facts speak to; people judge the others by themselves."""
    counted = known.counted
    late = counted["late_filings"] + known.overdue_filings
    points = {
        "update_rhythm": next((points for days, points in RHYTHM if known.silent_days <= days), SILENT),
        "safety": 100 - OFF_PER_FAULTY_POST * counted["faulty_posts"],
        "responsible_people": 100 if known.responsible_fits else WRONG_OFFICE,
        "late_filings": 100 - OFF_PER_LATE_FILING * late,
        "incidents": 100 - sum(off * counted[name] for name, off in OFF_PER_INCIDENT.items()),
    }
    return {name: max(found, 0) for name, found in points.items() if name in criteria}


def prefilled(known: Known, criteria: Collection[str]) -> dict[str, Any]:
    """A self-assessment for the unit to go on from: what is known, in words and points."""
    return {
        "summary": _summary(known),
        "problems": "\n".join(_problems(known)),
        "scores": suggested_scores(known, criteria),
        "plan": "",
    }


def _summary(known: Known) -> str:
    counted = known.counted
    last = f"最近一次发布为 {known.last_post_on}" if known.last_post_on else "尚未见到发布"
    return (
        f"{known.year} 年,系统所见本平台发布 {counted['posts']} 条,其中未按审定稿发布 {counted['faulty_posts']} 条,{last};"
        f"逾期填报变更 {counted['late_filings']} 次,到期未报 {known.overdue_filings} 项;"
        f"不良信息事件 {known.incidents} 起。"
    )


def _problems(known: Known) -> list[str]:
    found = [f"{SEVERITIES[name]}事件 {known.counted[name]} 起" for name in OFF_PER_INCIDENT if known.counted[name]]
    if known.dormant:
        found.append(f"已 {known.silent_days} 天未发布,属休眠平台")
    if known.counted["late_filings"] or known.overdue_filings:
        found.append("变更备案不及时")
    if not known.responsible_fits:
        found.append("第一责任人职务与《办法》第六条不符")
    return found
