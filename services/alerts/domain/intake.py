"""Intake: what is found, by which rule it opens an incident, and which findings are the same matter.

Findings with the same key join one incident while its window is open; an account under an incident that is no less grave
gets no second one (inhibition).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

VERDICTS = ("altered", "unreviewed", "outside_window", "unregistered_account", "suspended_account")
KINDS = (
    *VERDICTS,
    "escalated_finding",
    "filing_overdue",
    "name_misuse",
    "dormant_account",
    "personal_account",
    "outside_report",
)
PROCEDURE = ("escalated_finding", "filing_overdue", "dormant_account")
"""Nothing was published yet, or it is not about what was published."""
GROUPINGS = ("account", "content", "none")
FALLBACK = "unreviewed"
GRAVEST_FIRST = ("I", "II", "III", "IV")


@dataclass(eq=False, kw_only=True)
class IntakeRule:
    """What a kind of finding opens: its severity, and for how long later findings join the same incident.

    `grouping`: findings of one ``account`` join, or of one ``content`` wherever it appears, or only the same content on the
    same account (``none``). `inhibited`: none is opened while the account has one that is no less grave. Not `active`: none
    is opened at all.
    """

    kind: str
    severity: str
    window_minutes: int
    grouping: str = "account"
    inhibited: bool = True
    active: bool = True

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.window_minutes)

    def yields_to(self, severity: str, kind: str) -> bool:
        """Whether an incident of this severity and kind takes in what this rule would open: one that is no less grave.

        What is only a matter of procedure never takes in what was really published.
        """
        if not self.inhibited or (kind in PROCEDURE and self.kind not in PROCEDURE):
            return False
        return GRAVEST_FIRST.index(severity) <= GRAVEST_FIRST.index(self.severity)


_DAY = 24 * 60
DEFAULT_RULES = {
    rule.kind: rule
    for rule in (
        IntakeRule(kind="unreviewed", severity="II", window_minutes=_DAY),
        IntakeRule(kind="altered", severity="II", window_minutes=_DAY),
        IntakeRule(kind="suspended_account", severity="II", window_minutes=_DAY),
        IntakeRule(kind="unregistered_account", severity="III", window_minutes=7 * _DAY),
        IntakeRule(kind="outside_window", severity="IV", window_minutes=_DAY),
        IntakeRule(kind="escalated_finding", severity="III", window_minutes=_DAY),
        IntakeRule(kind="filing_overdue", severity="IV", window_minutes=30 * _DAY),
        IntakeRule(kind="name_misuse", severity="III", window_minutes=7 * _DAY),
        IntakeRule(kind="dormant_account", severity="IV", window_minutes=30 * _DAY),
        IntakeRule(kind="personal_account", severity="III", window_minutes=_DAY),
        IntakeRule(kind="outside_report", severity="III", window_minutes=_DAY, grouping="none"),
    )
}
"""What holds where the department has set nothing else."""

KIND_NAMES = {
    "unreviewed": "未审先发",
    "altered": "发布内容与送审稿不一致",
    "suspended_account": "停用账号仍在发布",
    "unregistered_account": "未备案账号发布",
    "outside_window": "未在核准时间内发布",
    "escalated_finding": "送审稿含须上报内容",
    "filing_overdue": "变更备案逾期",
    "name_misuse": "冒用学校名称",
    "dormant_account": "账号长期未更新",
    "personal_account": "个人账号违规",
    "outside_report": "外部来件",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was found: of a known account, or at a place (``channel:handle``); with a post where there is one."""

    kind: str
    account_id: str = ""
    place: str = ""
    name: str = ""
    source: str = ""
    severity: str = ""
    url: str = ""
    title: str = ""
    excerpt: str = ""
    published_at: str = ""
    verdict: str = ""
    submission_id: str = ""
    observed_post_id: str = ""
    fingerprint: str = ""
    summary: str = ""

    @property
    def checksum(self) -> str:
        """SHA-256 of title and excerpt; empty where neither is known."""
        told = f"{self.title}\n{self.excerpt}"
        return hashlib.sha256(told.encode()).hexdigest() if told.strip() else ""

    @property
    def content(self) -> str:
        """What makes two findings the same content."""
        return self.fingerprint or self.checksum or self.url

    def key(self, rule: IntakeRule) -> str:
        """What findings have in common that belong to one incident."""
        where = self.account_id or self.place or self.url
        parts = {"account": where, "content": f"#{self.content or where}", "none": f"{where}#{self.content}"}
        key = f"{parts[rule.grouping]}|{self.kind}"
        return key if len(key) <= 240 else hashlib.sha256(key.encode()).hexdigest()


def title_for(kind: str, account_name: str, post_title: str) -> str:
    """A title in words for an incident that an event opened."""
    told = f"{KIND_NAMES.get(kind, kind)}：{account_name or '未知账号'}"
    return f"{told}《{post_title}》"[:200] if post_title else told[:200]
