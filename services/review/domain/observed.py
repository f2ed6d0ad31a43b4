"""Accounts as review knows them, and posts that were observed in the wild."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from services.contracts.errors import StateConflict
from services.review.domain.sealing import PRECISION


@dataclass(eq=False)
class Account:
    """An account as the registry last told of it. `status` holds since `status_since`."""

    id: str
    name: str
    handle: str
    channel: str
    tier: int
    unit_id: str
    unit_name: str
    faculty_id: str
    operator_ids: list[str]
    responsible_person: str
    status: str
    status_since: datetime
    file_number: str = ""
    status_reason: str = ""
    handle_key: str = ""

    def __post_init__(self) -> None:
        self.handle_key = handle_key(self.handle)

    def take(self, told: Mapping[str, Any]) -> None:
        """Note what the registry tells of it now."""
        for name, value in told.items():
            setattr(self, name, value)
        self.handle_key = handle_key(self.handle)

    def must_be_able_to_publish(self) -> None:
        """Raise `StateConflict` where nothing may be submitted for it (articles 6, 7)."""
        if self.status != "active":
            zh, en = _STANDSTILL[self.status]
            why_zh, why_en = (
                (f"(原因:{self.status_reason})", f" ({self.status_reason})") if self.status_reason else ("", "")
            )
            raise StateConflict(
                code=f"account_{self.status}",
                zh=zh.format(self.name, why_zh),
                en=en.format(self.name, why_en),
                reason=self.status_reason,
            )
        if not self.responsible_person:
            raise StateConflict(
                code="no_responsible_person",
                zh=f"平台“{self.name}”没有登记第一责任人,不能送审。稿件没有保存,请先办理变更备案。",
                en=f"“{self.name}” has no responsible person on file. The text was not saved; file a change first.",
            )

    def was_stopped(self, moment: datetime) -> bool:
        """Whether it was suspended or closed at `moment`, as far as is known."""
        return self.status != "active" and moment + PRECISION >= self.status_since


def handle_key(handle: str) -> str:
    """A handle or address as it is compared: without width, case, scheme, ``www.``, a leading @ and a slash at the end."""
    plain = unicodedata.normalize("NFKC", handle).strip().casefold()
    for start in ("https://", "http://", "www.", "@"):
        plain = plain.removeprefix(start)
    return plain.rstrip("/")[:200]


_STANDSTILL = {
    "suspended": (
        "平台“{}”已被暂停运行{},不能送审或发布。稿件没有保存,请先按年度审核或处置要求恢复运行。",
        "“{}” is suspended{} and may not publish. The text was not saved; have the account resumed first.",
    ),
    "closed": (
        "平台“{}”已注销{},不能送审或发布。稿件没有保存。",
        "“{}” is closed{} and may not publish. The text was not saved.",
    ),
}


@dataclass(eq=False)
class ObservedPost:
    """A post that was really published, and what became of the comparison. Known again by URL and content."""

    id: str
    account_id: str
    channel: str
    handle: str
    tier: int
    unit_id: str
    faculty_id: str
    url: str
    url_hash: str
    content_hash: str
    title: str
    body: str
    published_at: datetime
    verdict: str
    submission_id: str
    version: int
    fingerprint: str
    similarity: float
    diff: list[dict[str, str]]
    observed_at: datetime
    observed_by: str

    def judged_anew(self, judged: ObservedPost) -> ObservedPost:
        """This post with what a later judgement found; it stays the same record."""
        for name in (field.name for field in fields(self)):
            if name != "id":
                setattr(self, name, getattr(judged, name))
        return self
