"""Owns the search for terms written in pinyin: wholly (daixielunwen), in part (dai写论文), or by initials (赌b网站).

The few places of a batch where a Latin word may be pinyin are taken out with the ideographs around them and spelled as
syllables; everything else is left to the other searches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.derived import DerivedStream
from services.review.screening.homophones import SoundIndex, SoundMatches
from services.review.screening.judge import Hit, Judge, Span
from services.review.screening.letters import DIGIT, INVISIBLE, LATIN, Codes, Positions
from services.review.screening.parts import Composite, is_letter
from services.review.screening.phonetics import LONGEST_WORD, MOST_INITIALS, Sound, load_sounds, parse_word
from services.review.screening.stream import Stream

WIDEST_CONTEXT: Final = 11  # tokens on each side of a Latin word
LITERAL_BESIDE_INITIALS: Final = 2
TONES: Final = frozenset(map(ord, "iea2s"))  # the digits 1 to 5, as they are folded
MOST_REPLACED: Final = 1


@dataclass(frozen=True, slots=True)
class LatinWord:
    """Tokens `first` to `last` of a stream, and the ways to read them as pinyin."""

    first: int
    last: int
    parses: tuple[tuple[tuple[Span, Sound], ...], ...]


class PinyinSearch:
    """Finds the terms of a sound index that are written in pinyin in one stream."""

    def __init__(self, stream: Stream, judge: Judge, index: SoundIndex, composites: list[Composite]) -> None:
        """`index` holds the terms; `judge` decides on candidates; `composites` may be read as one character each."""
        self.stream, self.judge, self.index = stream, judge, index
        self.sounds = load_sounds()
        self.composites = {composite.token: composite for composite in composites}

    def hits(self) -> Iterator[Hit]:
        """Every hit; the same place may be found more than once."""
        whole, initials = DerivedStream(), DerivedStream()
        for group in self.groups(list(self.words())):
            choices = (0, -1, 1) if any(len(word.parses) > 1 for word in group) else (0,)
            for choice in choices:
                self.spell(whole, initials, group, choice, {})
            if self.composites:
                self.spell(whole, initials, group, 0, self.composites)
        yield from self.search_syllables(whole)
        yield from self.search_initials(initials)

    def words(self) -> Iterator[LatinWord]:
        """The Latin words that can be read as pinyin; as initials only beside characters of a term that has them."""
        stream = self.stream
        latin = is_letter(stream.codes).nonzero()[0]
        latin = latin[(stream.flags(latin) & LATIN) != 0]
        if not len(latin):
            return
        starts, ends = self.word_edges(latin)
        known = self.index.initial_triples.holds(stream.codes, latin)
        letters = stream.codes[latin].astype(np.uint8).tobytes().decode("ascii", "replace")
        stretched = stream.first[latin + 1] - stream.first[latin] > 1
        marks = [np.concatenate([[0], np.cumsum(mark)]) for mark in (known, stretched)]
        initials, repeats = (((running[ends] - running[starts]) > 0).tolist() for running in marks)
        for start, end, initial, repeat in zip(starts.tolist(), ends.tolist(), initials, repeats, strict=True):
            # Most words are no pinyin; that is known before anything is laid out for them.
            spelled = parse_word(letters[start:end]) if end - start <= LONGEST_WORD else ()
            syllabic = spelled and spelled[0][0].syllable
            if (not spelled and not repeat) or not (initial or syllabic or (repeat and end - start > MOST_INITIALS)):
                continue
            if parses := self.parses(int(latin[start]), letters[start:end], repeat):
                kept = tuple(parse for parse in parses if initial or parse[0][1].syllable)
                if kept:
                    yield LatinWord(int(latin[start]), int(latin[end - 1]), kept)

    def parses(self, first: int, word: str, repeat: bool) -> tuple[tuple[tuple[Span, Sound], ...], ...]:
        """The ways to read a word that begins at a token; with letters repeated as they stand, or else run together."""
        collapsed = parse_word(word)
        if repeat and (collapsed or len(word) > MOST_INITIALS):
            runs = self.stream.runs(first, first + len(word))
            tokens = [first + place for place, run in enumerate(runs) for _ in range(min(run, 3))]
            spelled = parse_word("".join(char * min(run, 3) for char, run in zip(word, runs, strict=True)))
            if spelled and spelled[0][0].syllable:
                return place_sounds(spelled, tokens)
        return place_sounds(collapsed, range(first, first + len(word)))

    def word_edges(self, latin: Positions) -> tuple[Positions, Positions]:
        """Where words begin and end among Latin tokens: nothing visible between the letters, or something between all."""
        stream = self.stream
        heads, tails = stream.kept[stream.first[latin]], stream.kept[stream.first[latin + 1] - 1]
        apart, broken = heads[1:] > tails[:-1] + 1, np.diff(latin) > 1
        if stream.seen & INVISIBLE:
            apart &= np.diff(stream.separators[heads]) > 0
        # A letter alone between separators continues a word that is spelled out, as in d.u.b.o.
        alone = np.concatenate([[True], apart | broken]) & np.concatenate([apart | broken, [True]])
        spelled = alone[:-1] & alone[1:]
        edges = np.flatnonzero(broken | (apart & ~spelled)) + 1
        return np.concatenate([[0], edges]), np.concatenate([edges, [len(latin)]])

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

    def spell(
        self,
        whole: DerivedStream,
        initials: DerivedStream,
        group: list[LatinWord],
        choice: int,
        composites: dict[int, Composite],
    ) -> None:
        """Adds the words of a group and the ideographs around them; `choice` picks among the parses of the words.

        What holds only whole syllables goes to the one stream, spelled in syllables; what holds initials to the other.
        """
        parses = [word.parses[min(choice, len(word.parses) - 1)] for word in group]
        initial = any(not sound.syllable for parse in parses for _, sound in parse)
        derived = initials if initial else whole
        token = max(group[0].first - self.reach, 0)
        for word, parse in zip(group, parses, strict=True):
            self.spell_between(derived, token, word.first, composites, initial=initial)
            for span, sound in parse:
                derived.add(0, sound.initial if initial else sound.syllable, span, changed=True)
            token = word.last + 1
        last = min(token + self.reach, len(self.stream.codes))
        self.spell_between(derived, token, last, composites, initial=initial)
        derived.end_piece()

    def spell_between(
        self, derived: DerivedStream, start: int, end: int, composites: dict[int, Composite], *, initial: bool
    ) -> None:
        """Adds tokens that are no pinyin, some of them taken together as one character."""
        for token in range(start, end) if composites else ():
            composite = composites.get(token)
            if composite and token >= start and token + composite.width <= end:
                self.spell_ideographs(derived, start, token, initial=initial)
                start = token + composite.width
                sound = self.sounds_of(np.array([composite.code], dtype=np.uint32), initial=initial)[0]
                derived.add(composite.code, sound, (token, start - 1), changed=False)
        self.spell_ideographs(derived, start, end, initial=initial)

    def spell_ideographs(self, derived: DerivedStream, start: int, end: int, *, initial: bool) -> None:
        """Adds tokens as they stand; a tone number right after a syllable is passed over."""
        if start < end and derived.changed and derived.changed[-1] and self.is_tone(start):
            start += 1
        codes = self.stream.codes[start:end]
        derived.add_tokens(codes.tolist(), self.sounds_of(codes, initial=initial), start)

    def is_tone(self, token: int) -> bool:
        """Whether a token is a digit from 1 to 5."""
        return int(self.stream.codes[token]) in TONES and bool(self.stream.flags(slice(token, token + 1))[0] & DIGIT)

    def sounds_of(self, codes: Codes, *, initial: bool) -> list[int]:
        """The syllables of characters, or the codes of their initials."""
        syllables = self.sounds.usual.take(codes, mode="clip")
        values: list[int] = (self.sounds.initial.take(syllables) if initial else syllables).tolist()
        return values

    def search_syllables(self, derived: DerivedStream) -> Iterator[Hit]:
        """The terms in whole syllables, at most one character of which is a homophone."""
        found = self.index.find(derived.sound_array(), derived.code_array())
        for place, entry in self.candidates(derived, found, found.replaced <= MOST_REPLACED):
            yield from self.judged(derived, place, entry)

    def search_initials(self, derived: DerivedStream) -> Iterator[Hit]:
        """The terms of which some characters are only initials, and enough of the others stand literally."""
        if not derived.codes:
            return
        found = self.index.find_initials(derived.sound_array(), derived.code_array())
        fit = (found.replaced == 0) & (found.literal >= LITERAL_BESIDE_INITIALS)
        for place, entry in self.candidates(derived, found, fit):
            if self.syllables_fit(derived, place, entry) and not self.is_label(derived, place, entry):
                yield from self.judged(derived, place, entry)

    def candidates(
        self, derived: DerivedStream, found: SoundMatches, fit: NDArray[np.bool_]
    ) -> Iterator[tuple[int, int]]:
        """The matches that fit and hold pinyin."""
        fit = fit & derived.holds_change(found.places, self.judge.glossary.tokens[found.entries])
        yield from zip(found.places[fit].tolist(), found.entries[fit].tolist(), strict=True)

    def syllables_fit(self, derived: DerivedStream, place: int, entry: int) -> bool:
        """Whether whole syllables beside initials are the term's."""
        glossary = self.judge.glossary
        for step, code in enumerate(glossary.codes[glossary.token_slice(entry)].tolist()):
            first, last = derived.spans[place + step]
            letters = "".join(map(chr, self.stream.codes[first : last + 1].tolist()))
            syllable = self.sounds.numbers.get(letters) if derived.changed[place + step] and last > first else None
            if syllable and syllable not in self.sounds.readings(code):
                return False
        return True

    def is_label(self, derived: DerivedStream, place: int, entry: int) -> bool:
        """Whether a short term would end or begin in one capital letter, as 校园D座 does: a label and no pinyin."""
        count = int(self.judge.glossary.tokens[entry])
        edges = [edge for edge in (place, place + count - 1) if derived.changed[edge]]
        if count > LITERAL_BESIDE_INITIALS + 1 or not edges:
            return False
        head = self.stream.heads(derived.spans[edges[0]][0], derived.spans[edges[0]][0] + 1)[0]
        return chr(int(self.stream.characters[head])).isupper()

    def judged(self, derived: DerivedStream, place: int, entry: int) -> Iterator[Hit]:
        """What the judge makes of one candidate."""
        part = slice(place, place + int(self.judge.glossary.tokens[entry]))
        if hit := self.judge.replaced(entry, derived.spans[part], "pinyin", derived.changed[part]):
            yield hit


def place_sounds(
    parses: tuple[tuple[Sound, ...], ...], tokens: Sequence[int]
) -> tuple[tuple[tuple[Span, Sound], ...], ...]:
    """Parses with the tokens of each piece; `tokens` has one for each letter."""
    return tuple(tuple(((tokens[sound.start], tokens[sound.end - 1]), sound) for sound in parse) for parse in parses)
