"""What a run of pytest said of itself in its last lines, and one such line for several runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLOSING = re.compile(r"^(?:=+ )?(?P<counts>\d+ \w+.*|no tests ran) in [\d.]+s\b")
_COUNT = re.compile(r"(\d+) (\w+)")
_NAMED = re.compile(r"^(?:FAILED|ERROR) (\S+::.*?)(?: - .*)?$")
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error", "rerun")


def counts_of(log: str) -> Counter[str] | None:
    """``{"passed": 12, "failed": 1}``; None where pytest did not come to its end."""
    for line in reversed(_COLOUR.sub("", log).splitlines()):
        if found := _CLOSING.match(line):
            return Counter({_singular(word): int(number) for number, word in _COUNT.findall(found["counts"])})
    return None


def failed_of(log: str) -> list[str]:
    """The tests that failed or broke, as pytest's summary names them."""
    found = (_NAMED.match(line) for line in _COLOUR.sub("", log).splitlines())
    return list(dict.fromkeys(match[1] for match in found if match))


def _singular(word: str) -> str:
    return word.rstrip("s") if word in ("errors", "warnings") else word


def closing_line(counts: Counter[str], seconds: float, width: int = 100) -> str:
    """As pytest ends a run."""
    said = ", ".join(f"{counts[word]} {_plural(word, counts[word])}" for word in ORDER if counts[word])
    minutes, rest = divmod(int(seconds), 60)
    text = f" {said or 'no tests ran'} in {seconds:.2f}s ({minutes // 60}:{minutes % 60:02}:{rest:02}) "
    return text.center(width, "=")


def _plural(word: str, number: int) -> str:
    return f"{word}s" if word in ("error", "warning") and number > 1 else word


def total(all_counts: Iterable[Counter[str]]) -> Counter[str]:
    """The sum over several runs."""
    found: Counter[str] = Counter()
    for counts in all_counts:
        found.update(counts)
    return found
