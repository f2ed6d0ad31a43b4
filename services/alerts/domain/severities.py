"""Severities (等级): what each means, in words that the department sets, and how long a copy may stay up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(eq=False, kw_only=True)
class Severity:
    """One of I to IV: its definition in Chinese and English, and the minutes allowed for a takedown (article 15)."""

    severity: str
    zh: str
    en: str
    takedown_minutes: int

    @property
    def time_allowed(self) -> timedelta:
        return timedelta(minutes=self.takedown_minutes)


DEFAULT_SEVERITIES = {
    found.severity: found
    for found in (
        Severity(
            severity="I",
            zh="特别重大：违法有害或涉密内容，或已大范围传播，须立即处置并上报校党委。",
            en="Gravest: unlawful, harmful or secret content, or widely spread; act at once and report to the college.",
            takedown_minutes=30,
        ),
        Severity(
            severity="II",
            zh="重大：未审先发、内容被改动、停用账号发布，或可能造成较大影响。",
            en="Grave: published unreviewed, altered or by a suspended account, or likely to have a large effect.",
            takedown_minutes=120,
        ),
        Severity(
            severity="III",
            zh="较大：未备案账号、冒用名称、错误信息，影响范围有限。",
            en="Considerable: unregistered accounts, misused names, wrong facts; of limited effect.",
            takedown_minutes=24 * 60,
        ),
        Severity(
            severity="IV",
            zh="一般：程序性问题，如逾期备案、不在核准时间发布、长期未更新。",
            en="Ordinary: matters of procedure, as late filings, wrong times or long silence.",
            takedown_minutes=72 * 60,
        ),
    )
}
"""What holds where the department has set nothing else."""
