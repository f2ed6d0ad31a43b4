"""Whether what was published is what was approved (articles 13, 15): exact text first, then likeness by shingles.

Texts are compared without punctuation, emoji, white space and case, so that these do not cry wolf. Letters and figures count,
each of them, with the signs that make a figure what it is (3.5%, 10:30, -5), so that a changed figure or name does not pass.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from services.review.domain.sealing import Seal

VERDICTS = ("approved", "altered", "unreviewed", "outside_window", "unregistered_account", "suspended_account")
SHINGLE = 3
SKETCH = 64
LIKE = 0.3
CLOSE_SHORT = 0.6
SHORT = 200
COMPARED = 3
"""Seals most alike by their sketch that are compared in full."""

_thousands = re.compile(r"(?<=\d)[,](?=\d{3}(?!\d))")
_in_figures = re.compile(r"(?<=\d)([.:/~\-])(?=\d)|(-)(?=\d)")
_KEPT = {".": "\ue001", ":": "\ue002", "/": "\ue003", "~": "\ue004", "-": "\ue005"}
_SIGNS = frozenset("%‰+<=>±×÷≤≥≠")


class _Filter(dict[int, int | None]):
    """Which characters count, learned as they come."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        category = unicodedata.category(char)
        counts = category[0] == "L" or category[0] == "N" or category in ("Sc", "Co", "Mc") or char in _SIGNS
        self[code] = code if counts else None
        return self[code]


_filter = _Filter()


def essence(text: str) -> str:
    """`text` reduced to what counts in the comparison."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("−", "-")
    marked = _in_figures.sub(lambda found: _KEPT[found.group(1) or found.group(2)], _thousands.sub("", plain))
    return marked.translate(_filter)


def digest(*texts: str) -> str:
    """SHA-256 of the essence of all `texts` together."""
    return hashlib.sha256("".join(map(essence, texts)).encode("utf-8", "surrogatepass")).hexdigest()


def shingles(text: str) -> set[int]:
    """The text's runs of three characters, each as a 32-bit number."""
    runs = (text[i : i + SHINGLE] for i in range(max(len(text) - SHINGLE + 1, 1)))
    return {zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs}


def sketch(found: Iterable[int]) -> list[int]:
    """The smallest of a text's shingles: enough to estimate how alike two texts are."""
    return sorted(found)[:SKETCH]


def likeness_of_sketches(one: Sequence[int], other: Sequence[int]) -> float:
    """An estimate of the Jaccard likeness of the sets that the sketches come from, 0 to 1."""
    smallest = set(sketch({*one, *other}))
    return len(smallest.intersection(one).intersection(other)) / len(smallest) if smallest else 0.0


def likeness(one: str, other: str) -> float:
    """How alike two essences are, 0 to 1: by shingles, or for short texts by their common runs where that is more."""
    a, b = shingles(one), shingles(other)
    common = len(a & b)
    jaccard = common / len(a | b)
    contained = common / len(a) if len(one) >= SHINGLE * 10 else 0.0
    if max(len(one), len(other)) > SHORT:
        return max(jaccard, contained * 0.9)
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return max(jaccard, ratio if ratio >= CLOSE_SHORT else 0.0)


@dataclass(frozen=True)
class Sealed:
    """A seal with the text it covers."""

    seal: Seal
    title: str
    body: str


@dataclass(frozen=True)
class Judgement:
    """A verdict on an observed post; `sealed` is the approval it was compared with, if any; `similarity` 0 to 1."""

    verdict: str
    sealed: Sealed | None = None
    similarity: float = 0.0


def judge_exact(seals: Sequence[Seal], published_at: datetime) -> tuple[str, Seal] | None:
    """The verdict where `seals` cover exactly this text: approved, or outside its window; None where none stood by then."""
    for seal in seals:
        if seal.stood_at(published_at) and seal.covers(published_at):
            return "approved", seal
    for seal in seals:
        if seal.voided_at is None or seal.stood_at(published_at):
            return "outside_window", seal
    return None


def judge_like(title: str, body: str, nearest: Sequence[Sealed]) -> Judgement:
    """Altered where the text is like one of `nearest`; else unreviewed."""
    published = essence(title + body)
    best, alike = None, 0.0
    for sealed in nearest:
        found = likeness(essence((sealed.title if title else "") + sealed.body), published)
        if found > alike:
            best, alike = sealed, found
    if best is None or alike < LIKE:
        return Judgement("unreviewed", None, round(alike, 3))
    return Judgement("altered", best, min(round(alike, 3), 0.999))
