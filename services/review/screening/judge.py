"""Owns the decision whether a candidate is a hit: gaps, repeats, whole words, digits for letters, ordinary words cut in two.

A candidate is a sequence of tokens whose codes are those of an entry. The judge looks at what the folding left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.review.screening.glossary import Glossary
from services.review.screening.letters import BLANK, CLAUSE, DIGIT, HAN, INVISIBLE, KEPT, LATIN
from services.review.screening.lexicon import Tier
from services.review.screening.stream import Stream
from services.review.screening.words import CONTEXT, cuts_words

WIDEST_GAP: Final = 16  # visible separators between two characters of a term
WIDEST_GAP_OF_TWO: Final = 6  # and of a term of two characters
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


class Judge:
    """Judges the candidates of one stream against one glossary."""

    def __init__(self, stream: Stream, glossary: Glossary) -> None:
        """Keeps both; holds no other state."""
        self.stream = stream
        self.glossary = glossary

    def literal(self, token: int, entry: int) -> Hit | None:
        """A candidate whose codes stand in the stream as in the entry, from `token` on."""
        book, stream = self.glossary, self.stream
        place = book.token_slice(entry)
        count = place.stop - place.start
        if stream.codes[token : token + count].tolist() != book.codes[place].tolist():
            return None
        runs, wanted = stream.runs(token, token + count), book.runs[place].tolist()
        spans = [(number, number) for number in range(token, token + count)]
        gaps = self.gaps(spans)
        if not (self.runs_suffice(entry, runs, wanted) and self.gaps_pass(entry, gaps, spans)):
            return None
        if not (self.edges_pass(token, token + count - 1, entry) and self.leet_passes(token, entry)):
            return None
        if self.doubtful_words(entry, gaps) and self.cuts(token, token + count - 1, entry, runs, wanted):
            return None
        start, end = self.ends(token, entry, runs, wanted)
        return Hit(entry, start, end, self.literal_tier(entry, gaps, runs, wanted, start, end))

    def literal_tier(
        self, entry: int, gaps: list[Gap], runs: list[int], wanted: list[int], start: int, end: int
    ) -> Tier:
        """How sure a literal hit is."""
        if gaps:
            return "gap"
        inner = zip(runs[1:-1], wanted[1:-1], strict=True) if not self.glossary.latin[entry] else zip(runs, wanted, strict=True)
        if any(run > want for run, want in inner):
            return "repeat"
        text = self.stream.characters[start:end].tobytes().decode("utf-32-le", "replace")
        exact = entry < len(self.glossary.terms) and text == self.glossary.terms[entry].text
        return "exact" if exact else "normalised"

    def replaced(self, entry: int, spans: Sequence[Span], tier: Tier, replaced: Sequence[bool]) -> Hit | None:
        """A candidate some of whose elements are pinyin, homophones or parts; `replaced` says which."""
        gaps = self.gaps(spans)
        if not self.gaps_pass(entry, gaps, spans) or (tier == "split" and any(map(self.torn, spans))):
            return None
        if tier == "homophone" and self.homophone_is_natural(spans, replaced):
            return None
        if tier == "split" and self.glossary.sizes[entry] <= 2 and self.cuts_around(spans[0][0], spans[-1][1], entry):
            return None
        start = self.stream.heads(spans[0][0], spans[0][0] + 1)[0]
        end = self.stream.tails(spans[-1][1], spans[-1][1] + 1)[0] + 1
        return Hit(entry, start, end, tier)

    def gaps(self, spans: Sequence[Span]) -> list[Gap]:
        """The gaps between elements; where there is none, none is listed."""
        first, last = spans[0][0], spans[-1][1]
        heads, tails = self.stream.heads(first, last + 1), self.stream.tails(first, last + 1)
        gaps = []
        for (_, before), (after, _) in zip(spans, spans[1:], strict=False):
            start, end = tails[before - first] + 1, heads[after - first]
            if end > start and (gap := self.gap(start, end)):
                gaps.append(gap)
        return gaps

    def gap(self, start: int, end: int) -> Gap | None:
        """The gap made of characters `start` to `end`; None where all of them are invisible."""
        signs = self.stream.signs[start:end]
        visible = signs[(signs & (INVISIBLE | KEPT)) == 0]
        if not len(visible):
            return None
        return Gap(len(visible), bool(np.any(visible & CLAUSE)), bool(np.all(visible & BLANK)))

    def torn(self, span: Span) -> bool:
        """Whether anything visible stands between the parts of one character."""
        start, end = self.stream.tails(span[0], span[0] + 1)[0] + 1, self.stream.heads(span[1], span[1] + 1)[0]
        return end > start and self.gap(start, end) is not None

    def runs_suffice(self, entry: int, runs: list[int], wanted: list[int]) -> bool:
        """Letters may be stretched, never cut short; digits stand as often as listed."""
        if any(run < want for run, want in zip(runs, wanted, strict=True)):
            return False
        if not self.glossary.digits[entry]:
            return True
        digits = (self.glossary.flags[self.glossary.token_slice(entry)] & DIGIT).tolist()
        return all(run == want for run, want, digit in zip(runs, wanted, digits, strict=True) if digit)

    def gaps_pass(self, entry: int, gaps: list[Gap], spans: Sequence[Span]) -> bool:
        """Whether the gaps look made on purpose: not too wide, and no single pause of ordinary prose."""
        if not gaps:
            return True
        widest = WIDEST_GAP if len(spans) > 2 else WIDEST_GAP_OF_TWO
        if any(gap.width > widest for gap in gaps) or (len(gaps) == 1 and gaps[0].clause):
            return False
        # Latin words stand apart anyway: a term is spelled out letter by letter, or it is two words.
        spelled = len(gaps) * 2 >= len(spans) - 1 or not all(gap.blank for gap in gaps)
        return spelled or not self.glossary.latin[entry]

    def edges_pass(self, first: int, last: int, entry: int) -> bool:
        """A term of Latin letters is a whole word; a number at the edge of a term is the whole number."""
        if self.glossary.latin[entry]:
            return not (self.runs_on(first, -1) or self.runs_on(last, 1))
        if not self.glossary.digits[entry]:
            return True
        flags = self.glossary.flags[self.glossary.token_slice(entry)]
        ahead = flags[0] & DIGIT and self.neighbour(first, -1) & DIGIT
        behind = flags[-1] & DIGIT and self.neighbour(last, 1) & DIGIT
        return not (ahead or behind)

    def runs_on(self, token: int, step: int) -> bool:
        """Whether the Latin word at a token goes on beyond it, perhaps after digits that stand for letters."""
        while (flags := self.neighbour(token, step)) & (LATIN | DIGIT):
            if flags & LATIN:
                return True
            token += step
        return False

    def neighbour(self, token: int, step: int) -> int:
        """The signs of the token beside this one; 0 where a visible character or the end of the text stands between."""
        beside = token + step
        if not 0 <= beside < len(self.stream.codes):
            return 0
        left, right = min(token, beside), max(token, beside)
        start, end = self.stream.tails(left, left + 1)[0] + 1, self.stream.heads(right, right + 1)[0]
        if end > start and self.gap(start, end):
            return 0
        return int(self.stream.signs[self.stream.heads(beside, beside + 1)[0]])

    def leet_passes(self, token: int, entry: int) -> bool:
        """Digits may stand for some of the letters of a word, never letters for digits."""
        book = self.glossary
        place = book.token_slice(entry)
        count = place.stop - place.start
        if not book.latin[entry] and bool(np.all(book.flags[place] & HAN)):
            return True
        wanted = book.flags[place]
        given = self.stream.flags(slice(token, token + count))
        if np.any((wanted & DIGIT != 0) & (given & DIGIT == 0)):
            return False
        letters = wanted & LATIN != 0
        imitated = int(np.count_nonzero(letters & (given & DIGIT != 0)))
        true = int(np.count_nonzero(letters)) - imitated
        return not imitated or true >= (FEWEST_LETTERS if book.latin[entry] else 1)

    def doubtful_words(self, entry: int, gaps: list[Gap]) -> bool:
        """Whether ordinary words may explain the hit: two ideographs, or one gap in a longer term."""
        return bool(self.glossary.han[entry]) and (self.glossary.sizes[entry] == 2 or len(gaps) == 1)

    def cuts(self, first: int, last: int, entry: int, runs: list[int], wanted: list[int]) -> bool:
        """Whether a literal hit cuts ordinary words; letters repeated beyond need belong to the words around."""
        codes = self.stream.codes
        left = self.context(first, -1) + chr(int(codes[first])) * min(runs[0] - wanted[0], CONTEXT)
        right = chr(int(codes[last])) * min(runs[-1] - wanted[-1], CONTEXT) + self.context(last, 1)
        return cuts_words(left, self.glossary.letters(entry), right)

    def cuts_around(self, first: int, last: int, entry: int) -> bool:
        """Whether a hit written in parts cuts ordinary words, in the text as written or as meant."""
        left, right = self.context(first, -1), self.context(last, 1)
        written = "".join(map(chr, self.stream.codes[first : last + 1].tolist()))
        return cuts_words(left, self.glossary.letters(entry), right) or cuts_words(left, written, right)

    def homophone_is_natural(self, spans: Sequence[Span], replaced: Sequence[bool]) -> bool:
        """Whether a homophone at an edge belongs to an ordinary word that goes on beyond it (校园代表 is no 校园贷)."""
        first, last = spans[0][0], spans[-1][1]
        text = "".join(map(chr, self.stream.codes[first : last + 1].tolist()))
        left = self.context(first, -1) if replaced[0] else ""
        right = self.context(last, 1) if replaced[-1] else ""
        return cuts_words(left, text, right)

    def context(self, token: int, step: int) -> str:
        """The ideographs that stand right beside a token, in reading order."""
        stream = self.stream
        first = token if step > 0 else max(token - CONTEXT, 0)
        last = min(token + CONTEXT, len(stream.codes) - 1) if step > 0 else token
        heads, tails = stream.heads(first, last + 1), stream.tails(first, last + 1)
        codes, runs = stream.codes[first : last + 1].tolist(), stream.runs(first, last + 1)
        flags = stream.signs.take(heads).tolist()
        chars: list[str] = []
        here = token - first
        while 0 <= here + step < len(codes) and flags[here + step] & HAN:
            start, end = tails[min(here, here + step)] + 1, heads[max(here, here + step)]
            if end > start and self.gap(start, end):
                break
            here += step
            chars.append(chr(codes[here]) * min(runs[here], CONTEXT))
        return "".join(chars if step > 0 else reversed(chars))

    def ends(self, token: int, entry: int, runs: list[int], wanted: list[int]) -> Span:
        """The characters of a literal hit: of letters repeated at an edge only as many as the term has."""
        stream, count = self.stream, len(runs)
        first, last = int(stream.first[token]), int(stream.first[token + count]) - 1
        if not self.glossary.latin[entry]:
            first += runs[0] - wanted[0] if count > 1 else 0
            last -= runs[-1] - wanted[-1]
        return int(stream.kept[first]), int(stream.kept[last]) + 1
