"""Campaigns (联动, article 12): one brief, many accounts; material approved once, taken unchanged or adapted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.errors import InputInvalid
from services.review.domain.observed import Account
from services.review.domain.versions import Version

ABSENT = "none"


@dataclass(eq=False)
class Campaign:
    """`scope` is ``{"tier", "channel", "unit_id", "account_ids"}``, each empty (0, ``""``, ``[]``) for all."""

    id: str
    title: str
    brief: str
    starts_at: datetime
    ends_at: datetime
    scope: dict[str, Any]
    material_version: int
    created_by: str
    created_by_name: str
    created_at: datetime

    def reaches(self, account: Account) -> bool:
        scope = self.scope
        return (
            scope["tier"] in (0, account.tier)
            and scope["channel"] in ("", account.channel)
            and scope["unit_id"] in ("", account.unit_id, account.faculty_id)
            and (not scope["account_ids"] or account.id in scope["account_ids"])
        )

    def must_take(self, account: Account, now: datetime) -> None:
        """Raise `InputInvalid` where a text of this account does not belong here, or the campaign is over."""
        if not self.reaches(account):
            raise InputInvalid({"campaign_id": ["该平台不在联动范围内。 The account is not in the campaign's scope."]})
        if now > self.ends_at:
            raise InputInvalid({"campaign_id": ["该联动已结束。 The campaign is over."]})


@dataclass(eq=False)
class Material:
    """What the propaganda department approved for all accounts of a campaign; each version is kept."""

    campaign_id: str
    version: int
    title: str
    body: str
    media: list[dict[str, Any]]
    approved_by: str
    approved_by_name: str
    approved_role: str
    approved_at: datetime

    def is_unchanged_in(self, version: Version) -> bool:
        """Whether a text takes it as it is: title, body and media."""
        media = [item["checksum"] for item in self.media]
        return (self.title, self.body, media) == (
            version.title,
            version.body,
            [item["checksum"] for item in version.media],
        )

    def approval(self) -> dict[str, Any]:
        """The approval that an unchanged copy is sealed with."""
        return {
            "stage": 1,
            "role": self.approved_role,
            "person_id": self.approved_by,
            "name": self.approved_by_name,
            "at": self.approved_at.isoformat(),
        }


def check_period(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise InputInvalid({"ends_at": ["须晚于开始时间。 Must be later than the beginning."]})


def count_states(lines: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many accounts stand where."""
    found: dict[str, int] = {}
    for line in lines:
        found[line["state"]] = found.get(line["state"], 0) + 1
    return found


OWES = (ABSENT, "screening", "in_review", "returned", "approved", "held", "on_hold", "expired", "rejected")
"""Where an account stands that has nothing published yet."""


def remind_at(starts_at: datetime, ends_at: datetime, now: datetime) -> datetime:
    """When to remind those who owe: when three quarters of the period are over."""
    return max(starts_at + (ends_at - starts_at) * 0.75, now)


@dataclass(frozen=True)
class Result:
    """What an account has to show: `way` is unchanged, adapted or empty; `late` after the campaign's end."""

    account: Account
    state: str
    way: str
    url: str
    published_at: datetime | None
    late: bool


def sum_up(results: Sequence[Result]) -> dict[str, Any]:
    """How many accounts took part, and how; also by unit, the unit that owes most first."""
    units: dict[str, list[Result]] = {}
    for result in results:
        units.setdefault(result.account.unit_name, []).append(result)
    by_unit = [{"unit_name": name, **_counted(of_unit)} for name, of_unit in units.items()]
    by_unit.sort(key=lambda unit: (-unit["outstanding"], unit["unit_name"]))
    return {**_counted(results), "by_unit": by_unit}


def _counted(results: Sequence[Result]) -> dict[str, Any]:
    published = [result for result in results if result.state == "published"]
    return {
        "accounts": len(results),
        "published": len(published),
        "unchanged": sum(result.way == "unchanged" for result in published),
        "adapted": sum(result.way == "adapted" for result in published),
        "late": sum(result.late for result in published),
        "outstanding": sum(result.state in OWES for result in results),
    }
