"""Owns the search for terms written in pinyin: wholly (daixielunwen), in part (dai写论文), or by initials (赌b网站).

The few places of a batch where a Latin word may be pinyin are taken out with the ideographs around them and spelled as
syllables; everything else is left to the other searches.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from services.review.screening.homophones import SoundIndex
from services.review.screening.judge import Hit, Judge, Span
from services.review.screening.letters import DIGIT, HAN, LATIN, Codes
from services.review.screening.phonetics import LONGEST_WORD, Sound, load_sounds, parse_word
from services.review.screening.stream import Stream

WIDEST_CONTEXT: Final = 11  # tokens on each side of a Latin word
LITERAL_BESIDE_INITIALS: Final = 2
TONES: Final = frozenset(map(ord, "iea2s"))  # the digits 1 to 5, as they are folded
MOST_REPLACED: Final = 1


@dataclass(slots=True)
class Spelling:
    """A piece of text as syllables. Four lists run side by side; `initials` says whether any element is only an initial."""

    spans: list[Span] = field(default_factory=list)
    syllables: list[int] = field(default_factory=list)
    letters: list[int] = field(default_factory=list)
    literal: list[int] = field(default_factory=list)
    words: int = 0
    initials: bool = False


@dataclass(frozen=True, slots=True)
class LatinWord:
    """Tokens `first` to `last` of a stream, and the ways to read them as pinyin."""

    first: int
    last: int
    parses: tuple[tuple[tuple[Span, Sound], ...], ...]


class PinyinSearch:
    """Finds the terms of a sound index that are written in pinyin in one stream."""

    def __init__(self, stream: Stream, judge: Judge, index: SoundIndex) -> None:
        """`index` holds the terms; `judge` decides on candidates."""
        self.stream, self.judge, self.index = stream, judge, index
        self.usual = load_sounds().usual

    def hits(self) -> Iterator[Hit]:
        """Every hit; the same place may be found more than once."""
        for group in self.groups(list(self.words())):
            for choice in (0, -1, 1) if any(len(word.parses) > 1 for word in group) else (0,):
                yield from self.search(self.spell(group, choice))

    def words(self) -> Iterator[LatinWord]:
        """The Latin words that can be read as pinyin; initials only beside an ideograph."""
        for first, last in self.latin_runs():
            letters, tokens = self.letters(first, last, stretched=True)
            parses = parse_word(letters)
            if not parses or parses[0][0].syllable == 0:
                collapsed, places = self.letters(first, last, stretched=False)
                if collapsed != letters and parse_word(collapsed):
                    letters, tokens, parses = collapsed, places, parse_word(collapsed)
            beside = self.judge.neighbour(first, -1) & HAN or self.judge.neighbour(last, 1) & HAN
            kept = [parse for parse in parses if parse[0].syllable or beside or self.near_ideograph(first, last)]
            if kept:
                spans = [tuple(((tokens[sound.start], tokens[sound.end - 1]), sound) for sound in parse) for parse in kept]
                yield LatinWord(first, last, tuple(spans))

    def near_ideograph(self, first: int, last: int) -> bool:
        """Whether the token before or after is an ideograph, whatever stands between."""
        flags = self.stream.flags(np.array([max(first - 1, 0), min(last + 1, len(self.stream.codes) - 1)]))
        return bool(np.any(flags & HAN))

    def latin_runs(self) -> Iterator[Span]:
        """The runs of Latin letters with nothing visible between them, short enough to be words."""
        stream = self.stream
        latin = np.flatnonzero(stream.flags(slice(None)) & LATIN)
        if not len(latin):
            return
        starts = stream.kept[stream.first[latin]]
        separators = stream.separators[starts]
        broken = (np.diff(latin) > 1) | (np.diff(separators) > 0)
        edges = np.flatnonzero(broken) + 1
        firsts = latin[np.concatenate([[0], edges])]
        lasts = latin[np.concatenate([edges - 1, [len(latin) - 1]])]
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            if last - first < LONGEST_WORD:
                yield first, last

    def letters(self, first: int, last: int, *, stretched: bool) -> tuple[str, list[int]]:
        """The letters of some tokens and the token of each; with repeats as they stand, or run together."""
        codes = self.stream.codes[first : last + 1].tolist()
        runs = [min(run, 3) for run in self.stream.runs(first, last + 1)] if stretched else [1] * len(codes)
        tokens = [first + place for place, run in enumerate(runs) for _ in range(run)]
        return "".join(chr(code) * run for code, run in zip(codes, runs, strict=True)), tokens

    def groups(self, words: list[LatinWord]) -> Iterator[list[LatinWord]]:
        """Words so near one another that a term may hold several."""
        group: list[LatinWord] = []
        for word in words:
            if group and word.first - group[-1].last > self.reach + 1:
                yield group
                group = []
            group.append(word)
        if group:
            yield group

    @property
    def reach(self) -> int:
        """How many tokens beside a word may belong to a term with it."""
        return min(self.index.longest - 1, WIDEST_CONTEXT)

    def spell(self, group: list[LatinWord], choice: int) -> Spelling:
        """The words of a group and the ideographs around them, as one sequence; `choice` picks among their parses."""
        spelling = Spelling()
        token = max(group[0].first - self.reach, 0)
        for word in group:
            self.spell_ideographs(spelling, token, word.first)
            parse = word.parses[min(choice, len(word.parses) - 1)] if choice >= 0 else word.parses[-1]
            for span, sound in parse:
                self.add(spelling, span, sound.syllable, sound.initial, 0)
                spelling.initials |= not sound.syllable
            token = word.last + 1
        self.spell_ideographs(spelling, token, min(token + self.reach, len(self.stream.codes)))
        return spelling

    def spell_ideographs(self, spelling: Spelling, start: int, end: int) -> None:
        """Adds tokens that are no pinyin; a tone number right after a syllable is passed over."""
        if end <= start:
            return
        codes = self.stream.codes[start:end]
        syllables = self.usual.take(codes, mode="clip")
        letters = load_sounds().initial.take(syllables)
        flags = self.stream.flags(slice(start, end)).tolist()
        values = zip(codes.tolist(), syllables.tolist(), letters.tolist(), flags, strict=True)
        for place, (code, syllable, letter, flag) in enumerate(values):
            tone = place == 0 and flag & DIGIT and code in TONES and spelling.literal and not spelling.literal[-1]
            if not tone:
                self.add(spelling, (start + place, start + place), syllable, letter, code)

    @staticmethod
    def add(spelling: Spelling, span: Span, syllable: int, letter: int, literal: int) -> None:
        """Adds one element."""
        spelling.spans.append(span)
        spelling.syllables.append(syllable)
        spelling.letters.append(letter)
        spelling.literal.append(literal)

    def search(self, spelling: Spelling) -> Iterator[Hit]:
        """The hits in one spelling that hold at least one element of pinyin."""
        literal: Codes = np.array(spelling.literal, dtype=np.uint32)
        if spelling.initials:
            found = self.index.find_initials(np.array(spelling.letters, dtype=np.uint32), literal)
            fit = (found.replaced == 0) & (found.literal >= LITERAL_BESIDE_INITIALS)
        else:
            found = self.index.find(np.array(spelling.syllables, dtype=np.uint32), literal)
            fit = found.replaced <= MOST_REPLACED
        fit &= found.literal + found.replaced < self.judge.glossary.tokens[found.entries]
        for place, entry in zip(found.places[fit].tolist(), found.entries[fit].tolist(), strict=True):
            if self.sounds_fit(spelling, place, entry):
                yield from self.judged(spelling, place, entry)

    def sounds_fit(self, spelling: Spelling, place: int, entry: int) -> bool:
        """Whether whole syllables of a spelling with initials are the term's, and initials are not a room's letter."""
        if not spelling.initials:
            return True
        codes = self.judge.glossary.codes[self.judge.glossary.token_slice(entry)].tolist()
        count = len(codes)
        for step, code in enumerate(codes):
            syllable = spelling.syllables[place + step]
            pinyin = not spelling.literal[place + step]
            if pinyin and syllable and syllable not in load_sounds().readings(code):
                return False
        edges = [spelling.literal[place], spelling.literal[place + count - 1]]
        return not self.is_label(spelling, place, count) if 0 in edges else True

    def is_label(self, spelling: Spelling, place: int, count: int) -> bool:
        """Whether a short term would end or begin in one capital letter, as 校园D座 does: a label and no pinyin."""
        if count > LITERAL_BESIDE_INITIALS + 1:
            return False
        edge = place if not spelling.literal[place] else place + count - 1
        head = self.stream.heads(spelling.spans[edge][0], spelling.spans[edge][0] + 1)[0]
        return chr(int(self.stream.characters[head])).isupper()

    def judged(self, spelling: Spelling, place: int, entry: int) -> Iterator[Hit]:
        """What the judge makes of one candidate."""
        count = int(self.judge.glossary.tokens[entry])
        spans = spelling.spans[place : place + count]
        hit = self.judge.replaced(entry, spans, "pinyin", [not code for code in spelling.literal[place : place + count]])
        if hit:
            yield hit
