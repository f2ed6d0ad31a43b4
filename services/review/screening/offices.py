"""Owns two rules that need to know a college: names under protection written otherwise, and people given a wrong title.

A protected name in pinyin, homophones or parts is misuse or a slip (article 8); a person who is called by a title that is not
theirs is a wrong statement (article 13). Both are shown to people, as all findings are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from services.review.screening.lexicon import Finding, Term

PROTECTED: Final = "protected_name"
WRONG_TITLE: Final = "wrong_title"
ALTERED: Final = ("pinyin", "homophone", "split")
SHORTEST_NAME: Final = 4
DEPUTY: Final = "副"
# Ends of titles; a title is one of these with what may stand before it (党委书记, 常务副院长).
BEFORE_TITLE: Final = "(?:学校|学院|院|系|校)?(?:党委|党总支|党支部|纪委|团委|支部)?(?:常务|执行|第一)?副?"
TITLE_ENDS: Final = "书记|校长|院长|部长|处长|主任|所长|馆长|科长|主席|会长|社长|秘书长|理事长|董事长|总经理|教授|讲师|研究员|工程师|辅导员|委员"
TITLE: Final = f"{BEFORE_TITLE}(?:{TITLE_ENDS})"
_leading = re.compile(f"(?:{TITLE})$")
_following = re.compile(f"[（(]?({TITLE})")
LONGEST_TITLE: Final = 14


def protected_terms(names: Iterable[str]) -> list[Term]:
    """The names as terms, so that the searches for disguises find them."""
    return [Term(name, PROTECTED, "remind", 8) for name in names if len(name) >= SHORTEST_NAME]


def as_protected(finding: Finding) -> Finding | None:
    """A finding of a protected name by its rule; None where the name stands there as it is."""
    if finding.tier not in ALTERED:
        return None
    return Finding(
        f"rule:{PROTECTED}", PROTECTED, finding.start, finding.end, finding.matched, finding.tier, "remind", 8
    )


class Titles:
    """Which titles people hold; empty where no list was kept."""

    def __init__(self, held: Mapping[str, Sequence[str]]) -> None:
        """`held` gives each person's titles."""
        self.held = dict(held)
        names = sorted(map(re.escape, self.held), key=len, reverse=True)
        self._names = re.compile("|".join(names)) if names else None

    def find(self, text: str) -> Iterator[Finding]:
        """The places where somebody is called by a title that is not theirs; linear in the text."""
        for match in self._names.finditer(text) if self._names else ():
            span = self._title_beside(text, match)
            if span and not any(fits(span[2], title) for title in self.held[match[0]]):
                start, end = min(match.start(), span[0]), max(match.end(), span[1])
                yield Finding(
                    f"rule:{WRONG_TITLE}",
                    WRONG_TITLE,
                    start,
                    end,
                    text[start:end],
                    "pattern",
                    "block_until_answered",
                    13,
                )

    @staticmethod
    def _title_beside(text: str, name: re.Match[str]) -> tuple[int, int, str] | None:
        """Where a title stands right before the name or right after it, and which."""
        begin = max(name.start() - LONGEST_TITLE, 0)
        if found := _leading.search(text[begin : name.start()]):
            return begin + found.start(), name.start(), found[0]
        if found := _following.match(text, name.end()):
            return found.start(1), found.end(1), found[1]
        return None


def fits(said: str, held: str) -> bool:
    """Whether a title as said is the one that is held, perhaps shortened or with its office before it; a deputy is not the head."""
    short, long = sorted((said, held), key=len)
    return long == short or (long.endswith(short) and not long.removesuffix(short).endswith(DEPUTY))
