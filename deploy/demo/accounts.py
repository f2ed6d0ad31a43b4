"""The demo's accounts: 120 over all channels and tiers, each through its own chain from draft to approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from deploy.demo.cast import Cast
from deploy.demo.corpus import (
    AUDIENCES,
    CHANNEL_WORDS,
    EMERGENCY_PLAN,
    FREQUENCIES,
    PURPOSES,
    REVIEW_RULES,
    UNITS,
    handle_for,
)

ACCOUNTS = 120
WAITING = 6
TIER_1, TIER_3 = 10, 36
TIER_2_UNITS = ("cs", "mech", "econ", "art", "library", "logistics", "affairs", "league")
TIER_3_UNITS = ("club", "radio")
THEMES = (
    "招生",
    "就业",
    "科创",
    "志愿",
    "学风",
    "文艺",
    "体育",
    "心理",
    "党建",
    "校友",
    "国际交流",
    "实训",
    "阅读",
    "公寓",
)
TITLES = {
    "faculty": "党支部书记",
    "propaganda": "部长",
    "club": "会长",
    "student_affairs": "部长",
    "youth_league": "书记",
}
MANAGED_BY = {"club": "cs", "radio": "art"}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DemoAccount:
    """An account as the generator knows it: who runs it, and who reviews its texts in turn."""

    id: str
    tier: int
    unit: str
    channel: str
    name: str
    handle: str
    operator: str
    reviewers: tuple[str, ...]


def open_accounts(cast: Cast, chance: Random, travel: Callable[[float], None], progress: Progress) -> list[DemoAccount]:
    """All accounts; the last few applications stay on their way, so that something waits for everyone."""
    used: set[tuple[str, str]] = set()
    opened = []
    total = ACCOUNTS + WAITING
    for number in range(total):
        travel(number / total * 7)
        progress("平台 accounts", number + 1, total)
        tier, unit = _place(number, chance)
        channels = list(CHANNEL_WORDS)
        channel = channels[number % len(channels)]
        application = _draft(cast, chance, number, tier, unit, channel, (unit, channel) in used)
        used.add((unit, channel))
        account = _through(cast, application, tier, unit, steps=number - ACCOUNTS if number >= ACCOUNTS else None)
        if account:
            opened.append(
                DemoAccount(
                    account,
                    tier,
                    unit,
                    channel,
                    application["name"],
                    application["handle"],
                    _operator(tier, unit),
                    _reviewers(tier, unit),
                )
            )
    return opened


def _place(number: int, chance: Random) -> tuple[int, str]:
    """Tier and unit; the first two make sure of the accounts that the contract names."""
    if number == 0:
        return 2, "cs"
    if number == 1:
        return 3, "club"
    if number < 2 + TIER_1:
        return 1, "propaganda"
    if number < 2 + TIER_1 + TIER_3:
        return 3, chance.choice(TIER_3_UNITS)
    return 2, chance.choice(TIER_2_UNITS)


def _operator(tier: int, unit: str) -> str:
    return "officer" if tier == 1 else f"{unit}.operator"


def _reviewers(tier: int, unit: str) -> tuple[str, ...]:
    if tier == 1:
        return ()
    if tier == 3:
        return ("club.leader" if unit == "club" else f"{unit}.head", f"{MANAGED_BY[unit]}.editor")
    return (f"{unit}.editor", f"{unit}.head")


def _draft(cast: Cast, chance: Random, number: int, tier: int, unit: str, channel: str, again: bool) -> dict[str, Any]:
    label, words = CHANNEL_WORDS[channel]
    unit_name, kind = next((plan.name, plan.kind) for plan in UNITS if plan.key == unit)
    operator = _operator(tier, unit)
    name = f"{unit_name}{chance.choice(THEMES) if again else ''}{chance.choice(words)}"
    body = {
        "channel": channel,
        "name": name,
        "handle": handle_for(channel, number),
        "tier": tier,
        "unit_id": cast.units[unit],
        "purpose": chance.choice(PURPOSES),
        "audience": chance.choice(AUDIENCES),
        "update_frequency": chance.choice(FREQUENCIES),
        "responsible_person": {"name": "王建国", "title": TITLES.get(kind, "主任"), "phone": "13800000000"},
        "administrators": [{"name": "李明", "number": f"9{number:06d}", "phone": "13900000000"}],
        "review_rules": REVIEW_RULES,
        "emergency_plan": EMERGENCY_PLAN,
        "undertaking": True,
        "duplicate_reason": f"面向不同服务对象,与原有{label}分工明确。" if again else None,
    }
    if tier == 3:
        body["adviser"] = {"name": "陈老师", "title": "指导教师"}
    made: dict[str, Any] = cast.ask(operator, "registry", "create_application", body)
    return made


def _through(cast: Cast, application: dict[str, Any], tier: int, unit: str, steps: int | None) -> str | None:
    """Take an application through its chain, or only `steps` of it; the account's id where it was approved."""
    chain: list[tuple[str, str]] = [(_operator(tier, unit), "submit_application")]
    if tier == 2:
        chain.append((f"{unit}.head", "endorse_application"))
    if tier == 3:
        chain += [(f"{MANAGED_BY[unit]}.head", "endorse_application"), ("league", "endorse_application")]
    chain.append(("director", "approve_application"))
    answer: dict[str, Any] = {}
    for username, operation in chain if steps is None else chain[: min(steps % 4, len(chain) - 1)]:
        answer = cast.ask(
            username, "registry", operation, {} if operation.startswith("approve") else None, id=application["id"]
        )
    found: str | None = answer.get("account_id") if answer else None
    return found
