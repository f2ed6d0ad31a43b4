"""Owns what a word list says: terms with category, severity and article, and the phrases that are allowed.

A lexicon is plain, ordered, immutable data. `Screener` compiles it; nothing here knows how matching is done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["block_until_answered", "escalate", "remind"]
Tier = Literal["exact", "normalised", "gap", "repeat", "pinyin", "homophone", "split", "pattern"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
# From the surest to the least sure: of two findings of one name in one place the surer one is kept.
TIERS: tuple[Tier, ...] = get_args(Tier)
FIRST_ARTICLE, LAST_ARTICLE = 1, 17


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a word list.

    `article` is the article of the regulation that a finding cites (1 to 17). `tier_hint` is the loosest tier at which the
    term may be found, in the order of `TIERS`; None allows every tier that its length and script allow.
    """

    text: str
    category: str = "general"
    severity: Severity = "escalate"
    article: int = 10
    tier_hint: Tier | None = None

    def __post_init__(self) -> None:
        """Refuses with ValueError what no list may hold: an empty text, an unknown severity, article or tier."""
        if not self.text.strip():
            raise ValueError("a term needs a text")
        if self.severity not in SEVERITIES:
            raise ValueError(f"severity must be one of {', '.join(SEVERITIES)}, not {self.severity!r}")
        if not FIRST_ARTICLE <= self.article <= LAST_ARTICLE:
            raise ValueError(f"article must be from {FIRST_ARTICLE} to {LAST_ARTICLE}, not {self.article!r}")
        if self.tier_hint is not None and self.tier_hint not in TIERS:
            raise ValueError(f"tier_hint must be one of {', '.join(TIERS)}, not {self.tier_hint!r}")

    def may_be_found_at(self, tier: Tier) -> bool:
        """Whether a finding of this tier is wanted for this term."""
        return self.tier_hint is None or TIERS.index(tier) <= TIERS.index(self.tier_hint)


@dataclass(frozen=True, slots=True, init=False)
class Lexicon:
    """A version of a word list: its terms, each text once (the first wins), and its allowed phrases.

    `names` are protected names, of which another spelling is shown; `titles` the titles that people hold.
    """

    terms: tuple[Term, ...]
    allow: tuple[str, ...]
    version: str
    names: tuple[str, ...]
    titles: Mapping[str, Sequence[str]]

    def __init__(
        self,
        terms: Iterable[Term],
        allow: Iterable[str] = (),
        version: str = "",
        *,
        names: Iterable[str] = (),
        titles: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Takes the terms and the allowed phrases in any iterable; blank phrases are dropped."""
        first: dict[str, Term] = {}
        for term in terms:
            first.setdefault(term.text, term)
        object.__setattr__(self, "terms", tuple(first.values()))
        object.__setattr__(self, "allow", tuple(dict.fromkeys(phrase for phrase in allow if phrase.strip())))
        object.__setattr__(self, "version", version)
        object.__setattr__(self, "names", tuple(dict.fromkeys(name for name in names if name not in first)))
        object.__setattr__(self, "titles", dict(titles or {}))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer is shown: it sends a text to a person and decides nothing.

    `name` is the term as listed or `rule:…`; `rule` is `term` or the rule's name. `start` and `end` are code points of the
    original text, end exclusive, and `matched` is that slice. `article` is the article of the regulation to cite.
    """

    name: str
    rule: str
    start: int
    end: int
    matched: str
    tier: Tier
    severity: Severity
    article: int
