"""Owns the search for terms by sound: homophones in Chinese text, and pinyin once it has been cut into syllables.

Only terms of three ideographs or more take part. A stream of syllables is searched for the syllables of terms; a candidate
counts where enough characters stand literally, so that ordinary phrases that merely sound like a term are left alone.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.glossary import Glossary, Kind, sums
from services.review.screening.letters import Codes, Positions
from services.review.screening.phonetics import load_sounds
from services.review.screening.prefixes import Entries, PrefixIndex
from services.review.screening.rows import RowFilter, triples_of

FEWEST: Final = 3
# So many characters of a term of n may be homophones; the others stand literally or as pinyin.
MOST_REPLACED: Final = 2
LITERAL_AT_LEAST: Final = 2
# Which characters of three in a row are initials: one, or two beside each other.
INITIAL_MASKS: Final = ((0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 1, 1), (1, 1, 0), (1, 0, 1))


@dataclass(frozen=True, slots=True)
class SoundMatches:
    """Candidates: where each begins, its entry, and how many of its elements are homophones and how many stand literally."""

    places: Positions
    entries: Entries
    replaced: NDArray[np.int64]
    literal: NDArray[np.int64]


class SoundIndex:
    """The terms of a glossary by their syllables, and (made when first needed) by the initials of their syllables."""

    def __init__(self, glossary: Glossary) -> None:
        """Spells every term of three ideographs or more; each common reading of a character counts."""
        self.glossary = glossary
        self.sounds = load_sounds()
        fit = glossary.han & (glossary.kinds == Kind.TERM) & (glossary.tokens >= FEWEST)
        self.entries: Positions = np.flatnonzero(fit)
        self.syllables = self.sounds.usual.take(glossary.codes, mode="clip").astype(np.uint32)
        spelled = sums(self.syllables == 0, glossary.offsets)[self.entries] == 0
        self.entries = self.entries[spelled]
        self.longest = int(glossary.tokens[self.entries].max(initial=0))
        self.index = PrefixIndex(*self.spellings(), first=FEWEST)

    def spellings(self) -> tuple[Codes, Positions, Entries]:
        """Every spelling of every term: the usual one, and those where one character is read in another common way."""
        flat, offsets, payload = self.glossary.sequences(self.syllables, self.entries)
        places, readings = self.other_readings(flat)
        owner = np.searchsorted(offsets, places, side="right") - 1
        lengths = np.diff(offsets)[owner]
        more_offsets = np.concatenate([[0], np.cumsum(lengths)])
        within = np.arange(int(more_offsets[-1])) - np.repeat(more_offsets[:-1], lengths)
        more = flat[np.repeat(offsets[owner], lengths) + within]
        more[more_offsets[:-1] + places - offsets[owner]] = readings
        all_offsets = np.concatenate([offsets, offsets[-1] + more_offsets[1:]])
        return np.concatenate([flat, more]), all_offsets, np.concatenate([payload, payload[owner]])

    def other_readings(self, flat: Codes) -> tuple[Positions, Codes]:
        """For each place of the spellings, the other syllables that may stand there.

        They are the further readings of the term's own character, and the usual readings of characters that may also be read
        like it: both sides of 'the two share a reading'.
        """
        sounds = self.sounds
        counts = np.diff(sounds.offsets)[flat]
        places = np.repeat(np.arange(len(flat)), counts)
        within = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        readings = sounds.others[sounds.offsets[flat[places]] + within].astype(np.uint32)
        codes = self.glossary.sequences(self.glossary.codes, self.entries)[0]
        several = np.flatnonzero(np.isin(codes, np.array(list(sounds.further), dtype=np.uint32)))
        own = [(place, reading) for place in several.tolist() for reading in sounds.further[int(codes[place])]]
        own_places = np.array([place for place, _ in own], dtype=np.intp)
        own_readings = np.array([reading for _, reading in own], dtype=np.uint32)
        return np.concatenate([places, own_places]), np.concatenate([readings, own_readings])

    @cached_property
    def initials(self) -> PrefixIndex:
        """The same terms by the first letters of their syllables."""
        letters = self.sounds.initial.take(self.syllables)
        return PrefixIndex(*self.glossary.sequences(letters, self.entries), first=FEWEST)

    @cached_property
    def initial_triples(self) -> RowFilter:
        """Three characters in a row of a term, one or two of them as the first letter of their syllable."""
        letters = self.sounds.initial.take(self.syllables)
        first = triples_of(self.glossary.offsets, self.entries)
        spelled = [[self.glossary.codes[first + step], letters[first + step]] for step in range(3)]
        columns = [[spelled[step][bit] for step, bit in enumerate(mask)] for mask in INITIAL_MASKS]
        return RowFilter(columns)

    def find(self, syllables: Codes, literal: Codes) -> SoundMatches:
        """Terms whose syllables stand in `syllables`; `literal` has the character of each element, 0 for pinyin."""
        return self.compare(*self.index.find(syllables), literal)

    def find_initials(self, letters: Codes, literal: Codes) -> SoundMatches:
        """Terms whose initials stand in `letters`; `literal` as in `find`."""
        return self.compare(*self.initials.find(letters), literal)

    def compare(self, places: Positions, entries: Entries, literal: Codes) -> SoundMatches:
        """Counts what stands literally and what only sounds alike."""
        tokens = self.glossary.tokens[entries]
        offsets = self.glossary.offsets[entries]
        equal = np.zeros(len(places), dtype=np.int64)
        other = np.zeros(len(places), dtype=np.int64)
        for step in range(int(tokens.max(initial=0))):
            inside = np.flatnonzero(tokens > step)
            given = literal[places[inside] + step]
            same = given == self.glossary.codes[offsets[inside] + step]
            equal[inside] += same
            other[inside] += ~same & (given != 0)
        return SoundMatches(places, entries, other, equal)

    def homophones(self, syllables: Codes, codes: Codes) -> tuple[Positions, Entries]:
        """Terms of which one or two characters are written with homophones, and at least two literally."""
        places, entries = self.index.find(syllables)
        if not len(places):
            return places, entries
        found = self.compare(places, entries, codes)
        near = (found.replaced > 0) & (found.replaced <= MOST_REPLACED) & (found.literal >= LITERAL_AT_LEAST)
        return found.places[near], found.entries[near]
