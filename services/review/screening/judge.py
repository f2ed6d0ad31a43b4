"""Owns the decision whether a candidate is a hit: gaps, repeats, whole words, digits for letters, ordinary words cut in two.

A candidate is a sequence of tokens whose codes are those of an entry. The judge looks at what the folding left out.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from services.review.screening.glossary import Entry, Glossary
from services.review.screening.letters import BLANK, CLAUSE, DIGIT, HAN, INVISIBLE, KEPT, LATIN
from services.review.screening.lexicon import Tier
from services.review.screening.stream import Stream
from services.review.screening.words import CONTEXT, cuts_words

WIDEST_GAP: Final = 16  # visible separators between two characters of a term
WIDEST_GAP_OF_TWO: Final = 6  # and of a term of two characters
WIDEST_GAP_IN_CHARACTER: Final = 2  # and between the parts of one character
MOST_HITS: Final = 1000  # of one term in one text; a text made of nothing else would otherwise take minutes
FEWEST_LETTERS: Final = 2  # true letters in a word whose others are digits

Span = tuple[int, int]  # the first and the last token that one element of an entry is made of


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entry: characters `start` to `end` (exclusive) of a stream."""

    entry: int
    start: int
    end: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two elements: how many visible separators, whether a clause ends, whether it is only blank."""

    width: int
    clause: bool
    blank: bool


class Scene:
    """A candidate and the few tokens around it, taken out of the stream once; positions count from the scene's first token."""

    def __init__(self, stream: Stream, first: int, last: int) -> None:
        """Shows the tokens from `first` to `last`."""
        self.stream = stream
        self.begin = max(first - CONTEXT - 1, 0)
        end = min(last + CONTEXT + 2, len(stream.codes))
        edges = stream.first[self.begin : end + 1]
        self.codes: list[int] = stream.codes[self.begin : end].tolist()
        letters: list[int] = edges.tolist()
        self.runs = [after - before for before, after in pairwise(letters)]
        self.heads: list[int] = stream.kept.take(edges[:-1]).tolist()
        self.tails: list[int] = stream.kept.take(edges[1:] - 1).tolist()
        self.signs: list[int] = stream.signs.take(self.heads).tolist()

    def gap(self, before: int, after: int) -> Gap | None:
        """What stands between two tokens; None where nothing does that anyone sees."""
        start, end = self.tails[before] + 1, self.heads[after]
        if end <= start:
            return None
        signs = self.stream.signs[start:end]
        visible = signs[(signs & (INVISIBLE | KEPT)) == 0]
        if not len(visible):
            return None
        return Gap(len(visible), bool(np.any(visible & CLAUSE)), bool(np.all(visible & BLANK)))

    def neighbour(self, token: int, step: int) -> int:
        """The signs of the token beside this one; 0 where something visible or the end of the text stands between."""
        beside = token + step
        if not 0 <= beside < len(self.codes) or self.apart(min(token, beside)):
            return 0
        return self.signs[beside]

    def apart(self, token: int) -> bool:
        """Whether anything visible stands between a token and the next."""
        if self.heads[token + 1] == self.tails[token] + 1:
            return False
        return not self.stream.seen & INVISIBLE or self.gap(token, token + 1) is not None

    def context(self, token: int, step: int) -> str:
        """The ideographs that stand right beside a token, in reading order."""
        codes, runs = self.codes, self.runs
        chars: list[str] = []
        while len(chars) < CONTEXT and self.neighbour(token, step) & HAN:
            token += step
            chars.append(chr(codes[token]) if runs[token] == 1 else chr(codes[token]) * min(runs[token], CONTEXT))
        return "".join(chars if step > 0 else reversed(chars))

    def text(self, first: int, last: int) -> str:
        """The folded letters of some tokens, repeats left out."""
        return "".join(map(chr, self.codes[first : last + 1]))


class Judge:
    """Judges the candidates of one stream against one glossary."""

    def __init__(self, stream: Stream, glossary: Glossary, is_allowed: Callable[[Hit], bool]) -> None:
        """`is_allowed` says of a hit whether an allowed phrase covers it; such a hit is none."""
        self.stream = stream
        self.glossary = glossary
        self.is_allowed = is_allowed
        self.counts: Counter[tuple[int, int]] = Counter()
        self.enough: set[tuple[int, int]] = set()

    def literal(self, token: int, number: int) -> Hit | None:
        """A candidate whose codes stand in the stream as in entry `number`, from `token` on."""
        if self.enough and self.has_enough(token, number):
            return None
        entry = self.glossary.entry(number)
        count = len(entry.codes)
        scene = Scene(self.stream, token, token + count - 1)
        first = token - scene.begin
        last = first + count - 1
        if scene.codes[first : last + 1] != entry.codes or not runs_suffice(entry, scene.runs[first : last + 1]):
            return None
        gaps = find_gaps(scene, [(place, place) for place in range(first, last + 1)])
        if not (
            gaps_pass(entry, gaps, count) and edges_pass(scene, first, last, entry) and leet_passes(scene, first, entry)
        ):
            return None
        if entry.han and (entry.size == 2 or len(gaps) == 1) and literal_cuts(scene, first, last, entry):
            return None
        start, end = self.ends(token, entry, scene.runs[first : last + 1])
        tier = self.literal_tier(number, gaps, scene.runs[first : last + 1], start, end)
        return self.counted(Hit(number, start, end, tier))

    def has_enough(self, token: int, number: int) -> bool:
        """Whether an entry has been found in a text so often that another place tells nobody anything."""
        return (self.stream.reading_of(self.stream.heads(token, token + 1)[0]), number) in self.enough

    def counted(self, hit: Hit) -> Hit | None:
        """The hit, once it is counted; None where it is allowed."""
        if self.is_allowed(hit):
            return None
        key = (self.stream.reading_of(hit.start), hit.entry)
        self.counts[key] += 1
        if self.counts[key] >= MOST_HITS:
            self.enough.add(key)
        return hit

    def literal_tier(self, number: int, gaps: list[Gap], runs: list[int], start: int, end: int) -> Tier:
        """How sure a literal hit is. A word of Latin letters is taken whole, of other terms the middle counts."""
        entry = self.glossary.entry(number)
        if gaps:
            return "gap"
        inner = slice(None) if entry.latin else slice(1, -1)
        if any(run > want for run, want in zip(runs[inner], entry.runs[inner], strict=True)):
            return "repeat"
        text = self.stream.characters[start:end].tobytes().decode("utf-32-le", "replace")
        exact = number < len(self.glossary.terms) and text == self.glossary.terms[number].text
        return "exact" if exact else "normalised"

    def replaced(self, number: int, spans: Sequence[Span], tier: Tier, replaced: Sequence[bool]) -> Hit | None:
        """A candidate some of whose elements are pinyin, homophones or parts; `replaced` says which."""
        if self.enough and self.has_enough(spans[0][0], number):
            return None
        entry = self.glossary.entry(number)
        scene = Scene(self.stream, spans[0][0], spans[-1][1])
        local = [(first - scene.begin, last - scene.begin) for first, last in spans]
        if not gaps_pass(entry, find_gaps(scene, local), len(spans)):
            return None
        if tier == "split" and (is_torn(scene, local, entry) or split_cuts(scene, local, entry)):
            return None
        if tier == "homophone" and homophone_is_natural(scene, local, replaced):
            return None
        return self.counted(Hit(number, scene.heads[local[0][0]], scene.tails[local[-1][1]] + 1, tier))

    def ends(self, token: int, entry: Entry, runs: list[int]) -> Span:
        """The characters of a literal hit: of letters repeated at an edge only as many as the term has."""
        stream, count = self.stream, len(runs)
        first, last = int(stream.first[token]), int(stream.first[token + count]) - 1
        if not entry.latin:
            first += runs[0] - entry.runs[0] if count > 1 else 0
            last -= runs[-1] - entry.runs[-1]
        return int(stream.kept[first]), int(stream.kept[last]) + 1


def find_gaps(scene: Scene, spans: Sequence[Span]) -> list[Gap]:
    """The gaps between elements; where there is none, none is listed."""
    return [gap for (_, before), (after, _) in pairwise(spans) if (gap := scene.gap(before, after))]


def runs_suffice(entry: Entry, runs: list[int]) -> bool:
    """Letters may be stretched, never cut short; digits stand as often as listed."""
    if runs == entry.runs:
        return True
    if any(run < want for run, want in zip(runs, entry.runs, strict=True)):
        return False
    return not entry.digits or all(
        run == want for run, want, sign in zip(runs, entry.runs, entry.signs, strict=True) if sign & DIGIT
    )


def gaps_pass(entry: Entry, gaps: list[Gap], count: int) -> bool:
    """Whether the gaps look made on purpose: not too wide, and no single pause of ordinary prose."""
    if not gaps:
        return True
    widest = WIDEST_GAP if count > 2 else WIDEST_GAP_OF_TWO
    if any(gap.width > widest for gap in gaps) or (len(gaps) == 1 and gaps[0].clause):
        return False
    # Latin words stand apart anyway: a term is spelled out letter by letter, or it is two words.
    spelled = len(gaps) * 2 >= count - 1 or not all(gap.blank for gap in gaps)
    return spelled or not entry.latin


def edges_pass(scene: Scene, first: int, last: int, entry: Entry) -> bool:
    """A term of Latin letters is a whole word; a number at the edge of a term is the whole number."""
    if entry.latin:
        return not (runs_on(scene, first, -1) or runs_on(scene, last, 1))
    if not entry.digits:
        return True
    ahead = entry.signs[0] & DIGIT and scene.neighbour(first, -1) & DIGIT
    behind = entry.signs[-1] & DIGIT and scene.neighbour(last, 1) & DIGIT
    return not (ahead or behind)


def runs_on(scene: Scene, token: int, step: int) -> bool:
    """Whether the Latin word at a token goes on beyond it, perhaps after digits that stand for letters."""
    while (signs := scene.neighbour(token, step)) & (LATIN | DIGIT):
        if signs & LATIN:
            return True
        token += step
    return False


def leet_passes(scene: Scene, first: int, entry: Entry) -> bool:
    """Digits may stand for some of the letters of a word, never letters for digits."""
    if entry.han:
        return True
    given = scene.signs[first : first + len(entry.codes)]
    if any(want & DIGIT and not sign & DIGIT for want, sign in zip(entry.signs, given, strict=True)):
        return False
    letters = [sign for want, sign in zip(entry.signs, given, strict=True) if want & LATIN]
    imitated = sum(1 for sign in letters if sign & DIGIT)
    return not imitated or len(letters) - imitated >= (FEWEST_LETTERS if entry.latin else 1)


def literal_cuts(scene: Scene, first: int, last: int, entry: Entry) -> bool:
    """Whether a literal hit cuts ordinary words; letters repeated beyond need belong to the words around.

    Where every letter is repeated the repeats are no words.
    """
    spare = [run - want for run, want in zip(scene.runs[first : last + 1], entry.runs, strict=True)]
    if all(spare):
        return False
    left = scene.context(first, -1) + chr(scene.codes[first]) * min(spare[0], CONTEXT)
    right = chr(scene.codes[last]) * min(spare[-1], CONTEXT) + scene.context(last, 1)
    return cuts_words(left, entry.letters, right)


def is_torn(scene: Scene, spans: Sequence[Span], entry: Entry) -> bool:
    """Whether the parts of one character stand in separate clauses, or too far apart."""
    loose = WIDEST_GAP_IN_CHARACTER if entry.size > 2 else 0
    gaps = [scene.gap(token, token + 1) for first, last in spans for token in range(first, last)]
    return any(gap.clause or gap.width > loose for gap in gaps if gap)


def split_cuts(scene: Scene, spans: Sequence[Span], entry: Entry) -> bool:
    """Whether a short term written in parts cuts ordinary words, in the text as written or as meant."""
    if entry.size > 2:
        return False
    first, last = spans[0][0], spans[-1][1]
    left, right = scene.context(first, -1), scene.context(last, 1)
    return cuts_words(left, entry.letters, right) or cuts_words(left, scene.text(first, last), right)


def homophone_is_natural(scene: Scene, spans: Sequence[Span], replaced: Sequence[bool]) -> bool:
    """Whether a homophone at an edge belongs to an ordinary word that goes on beyond it (校园代表 is no 校园贷)."""
    first, last = spans[0][0], spans[-1][1]
    left = scene.context(first, -1) if replaced[0] else ""
    right = scene.context(last, 1) if replaced[-1] else ""
    return cuts_words(left, scene.text(first, last), right, listed=False)
