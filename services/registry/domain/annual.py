"""The annual review (article 7): a round a year, a self-assessment and a verdict for each account, suspension past due.

An account for which nothing was handed in by `due_on`, one with the verdict `failed`, and one that was to `rectify` and did not
pass by its day is suspended; passing afterwards lets it run again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, StateConflict
from services.registry.domain.rights import UNIT_PEOPLE, Identity, require

LATEST = timedelta(days=30)
"""How long ago a last day may lie that is set now: by some days on purpose, by months only by a slip of the pen."""
VERDICTS = ("passed", "rectify", "failed")
BY_REVIEW = "annual:"
STATES = ("pending", "assessed", *VERDICTS)
CRITERIA = (
    ("update_rhythm", "更新频率 Update rhythm", 15),
    ("content", "内容质量与导向 Content", 25),
    ("safety", "信息安全与保密 Safety", 20),
    ("interaction", "服务与互动 Interaction", 10),
    ("responsible_people", "责任人与队伍 Responsible people", 10),
    ("late_filings", "变更备案及时性 Late filings", 10),
    ("incidents", "不良信息与处置 Incidents", 10),
)


def usual_criteria() -> list[dict[str, Any]]:
    """The criteria of a round for which none were set; weights add up to 100."""
    return [{"key": key, "title": title, "weight": weight} for key, title, weight in CRITERIA]


@dataclass(eq=False, kw_only=True)
class Round:
    """A year's review, from a day until a day, both included."""

    year: int
    opens_on: date
    due_on: date
    criteria: list[dict[str, Any]]
    opened_by: str
    created_at: datetime
    closed: bool = False
    version: int = 1

    def check(self) -> None:
        errors: dict[str, list[str]] = {}
        if self.due_on < self.opens_on:
            errors["due_on"] = ["截止日期早于开始日期。 It is due before it opens."]
        keys = [criterion["key"] for criterion in self.criteria]
        if len(set(keys)) != len(keys):
            errors["criteria"] = ["指标重复。 A criterion stands twice."]
        if sum(criterion["weight"] for criterion in self.criteria) <= 0:
            errors["criteria"] = ["权重之和须大于零。 The weights must add up to more than zero."]
        if errors:
            raise InputInvalid(errors)

    def require_no_slip(self, today: date) -> None:
        """Raise `InputInvalid` where its last day was long ago: it would suspend every account that was not assessed, at once."""
        if self.due_on < today - LATEST:
            zh = "截止日期早已过去,否则所有未自评的平台将立即暂停。请核对年份与月份。"
            en = "That last day was long ago: every account would be suspended at once. Look at year and month."
            raise InputInvalid({"due_on": [f"{zh} {en}"]})

    def change(self, opens_on: date, due_on: date, criteria: list[dict[str, Any]], *, judged: bool) -> None:
        """Other days or weights; none once a verdict was given or its last day is over."""
        if judged or self.closed:
            raise StateConflict(
                zh="本轮年审已有审核结论或已截止,标准与时间不能再改。没有作任何更改。",
                en="A verdict was given or the review is over, so its days and criteria stand. Nothing was changed.",
                code="judged",
            )
        self.opens_on, self.due_on, self.criteria = opens_on, due_on, criteria
        self.check()

    def require_open(self, today: date) -> None:
        if today < self.opens_on:
            raise StateConflict(
                zh=f"本轮年审将于 {self.opens_on} 开始。没有作任何更改。",
                en=f"This review opens on {self.opens_on}. Nothing was changed.",
                code="not_open",
            )

    def total(self, scores: dict[str, int]) -> float | None:
        """The weighted mean of `scores` (0 to 100); None where none was given. Raises `InputInvalid` for unknown criteria."""
        weights = {criterion["key"]: criterion["weight"] for criterion in self.criteria}
        unknown = sorted(set(scores) - set(weights))
        if unknown:
            raise InputInvalid({f"scores.{key}": ["没有此项指标。 There is no such criterion."] for key in unknown})
        weight = sum(weights[key] for key in scores)
        return round(sum(weights[key] * score for key, score in scores.items()) / weight, 1) if weight else None


@dataclass(eq=False, kw_only=True)
class Review:
    """One account in one round."""

    id: str
    year: int
    account_id: str
    tier: int
    unit_id: str
    faculty_id: str
    state: str = "pending"
    assessment: dict[str, Any] | None = None
    assessed_by: str = ""
    assessed_at: datetime | None = None
    inspection: dict[str, Any] | None = None
    verdict: str = ""
    scores: dict[str, int] = field(default_factory=dict)
    total: float | None = None
    comment: str = ""
    rectify_by: date | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    overdue: bool = False
    version: int = 1

    @property
    def people(self) -> Collection[str]:
        return ()

    def assess(self, by: Identity, operator_ids: Collection[str], assessment: dict[str, Any], now: datetime) -> None:
        """The unit's own view of its account; again after a verdict `rectify` or `failed`."""
        mine = by.id in operator_ids or any(by.holds(role, self.unit_id) for role in UNIT_PEOPLE)
        require(mine, "自评由主办单位填写。", "The unit that runs the account assesses it.")
        if self.state == "passed":
            raise StateConflict(state=self.state)
        self.assessment, self.assessed_by, self.assessed_at = assessment, by.id, now
        if self.state == "pending":
            self.state = "assessed"

    def inspect(self, by: Identity, sheet: dict[str, Any], now: datetime) -> None:
        """The scoring sheet of an inspection; the newest stands. Nobody inspects what they assessed."""
        require(by.has("officer", "director"), "检查评分由宣传统战部进行。", "The propaganda department inspects.")
        require(by.id != self.assessed_by, "不得检查本人填写的自评。", "Nobody inspects what they assessed.")
        if self.verdict == "passed":
            raise StateConflict(state=self.state)
        self.inspection = {**sheet, "by": by.id, "by_name": by.name, "at": now.isoformat()}

    def decide(
        self,
        by: Identity,
        verdict: str,
        *,
        scores: dict[str, int],
        total: float | None,
        comment: str,
        rectify_by: date | None,
        now: datetime,
        today: date,
    ) -> None:
        """The propaganda department's verdict. Who assessed the account does not decide on it."""
        require(
            by.has("officer", "director"), "审核结论由宣传统战部作出。", "The propaganda department gives the verdict."
        )
        require(by.id != self.assessed_by, "不得审核本人填写的自评。", "Nobody decides on their own assessment.")
        if verdict == "rectify" and rectify_by is None:
            raise InputInvalid({"rectify_by": ["限期整改须给出期限。 A verdict to rectify needs its day."]})
        if verdict == "rectify" and rectify_by is not None and rectify_by < today - LATEST:
            raise InputInvalid({"rectify_by": ["整改期限早已过去。 That day to rectify by was long ago."]})
        self.state = self.verdict = verdict
        self.scores, self.total, self.comment = scores, total, comment
        self.rectify_by = rectify_by if verdict == "rectify" else None
        self.overdue = self.overdue and verdict == "failed"
        self.decided_by, self.decided_at = by.id, now

    @property
    def cause(self) -> str:
        """The mark by which a suspension is known to come from this review."""
        return f"{BY_REVIEW}{self.year}"

    @property
    def forbids_running(self) -> bool:
        """Failed, or past a day without having passed since (article 7)."""
        return self.state == "failed" or self.overdue

    def miss_due(self) -> bool:
        """Past the round's last day: whether nothing was handed in."""
        self.overdue = self.overdue or self.state == "pending"
        return self.state == "pending"

    def miss_rectification(self) -> bool:
        """Past its own day: whether it was not passed since."""
        if self.state != "rectify":
            return False
        self.overdue = True
        return True
