"""Who an identity provider says somebody is, and which roles that gives: mapped by the college's own rules.

A rule reads ``claim=value -> role@unit``, the unit by its name; without one the role is held in the whole college:

    affiliation=student -> student@计算机学院; memberOf=xuanchuan -> officer
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.vocabulary import ROLES

_RULE = re.compile(r"\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*->\s*([a-z_]+)\s*(?:@\s*(.*?))?\s*")
SOURCE = "sso"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@\-]{0,49}")


@dataclass(frozen=True)
class Profile:
    """What a provider told: the user name, a name to show, and every claim as texts."""

    username: str
    name: str
    claims: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """Whoever has this value in this claim holds this role in the unit of this name."""

    claim: str
    value: str
    role: str
    unit: str

    def fits(self, profile: Profile) -> bool:
        return self.value in profile.claims.get(self.claim, ())


class RuleUnreadable(ValueError):
    """A rule of the mapping is none; the message shows it."""


def read_rules(text: str) -> list[Rule]:
    """The rules, one a line or parted by semicolons. Raises `RuleUnreadable`."""
    rules = []
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        found = _RULE.fullmatch(part)
        if found is None or found[3] not in ROLES:
            raise RuleUnreadable(
                f"{part.strip()!r} is no rule: claim=value -> role@unit, with a role of {', '.join(ROLES)}"
            )
        rules.append(Rule(found[1], found[2], found[3], found[4] or ""))
    return rules


def mapped_roles(rules: Iterable[Rule], profile: Profile) -> list[tuple[str, str]]:
    """Role and unit's name, each once, in the order of the rules."""
    return list(dict.fromkeys((rule.role, rule.unit) for rule in rules if rule.fits(profile)))


def as_profile(claims: Mapping[str, Any], username_claim: str, name_claims: Iterable[str]) -> Profile | None:
    """The profile in a provider's claims; None where the user name is missing or none that could be ours."""
    texts = {str(name): _texts(value) for name, value in claims.items()}
    username = next(iter(texts.get(username_claim, ())), "").strip().lower()
    if not _USERNAME.fullmatch(username):
        return None
    name = next((texts[claim][0] for claim in name_claims if texts.get(claim)), username)
    cleaned = "".join(char for char in name if char.isprintable()).strip()
    return Profile(username, cleaned[:60] or username, texts)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value if isinstance(one, str | int))
    return (str(value),) if isinstance(value, str | int) else ()
