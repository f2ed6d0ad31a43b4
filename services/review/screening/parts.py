"""Owns the search for characters written as their parts: 十尃 for 博, 亻牛 for 件.

Two or three parts side by side are read as the character they make, where that character stands in the lexicon beside the
character that stands beside them here; the text so read is searched again around the place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.components import load_components, part_forms, standard_parts_table
from services.review.screening.derived import DerivedStream
from services.review.screening.glossary import Glossary, Kind
from services.review.screening.judge import Hit, Judge
from services.review.screening.letters import LATIN, NOTHING, Codes, Positions
from services.review.screening.rows import RowFilter, triples_of
from services.review.screening.stream import Stream

PART_CLASSES: Final = 11
FIRST_PART: Final = 10  # the lowest bit of the classes of first parts
SECOND_PART: Final = FIRST_PART + PART_CLASSES
WIDEST_CONTEXT: Final = 11
FEW: Final = 4
PAIR_BITS: Final = 19
PAIR_SHIFT: Final = np.uint32(32 - PAIR_BITS)
PAIR_FACTOR: Final = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Composite:
    """`width` tokens from `token` on, read as the character `code`."""

    token: int
    width: int
    code: int


class PartIndex:
    """The characters of a glossary's terms by their parts, and which characters stand side by side in them.

    `keys` are the first two different parts of each way to write a character, sorted, and `first_runs` and `second_runs` how
    often each stands in a row (替 is 夫夫日); `thirds` is the third part or 0; `made` the character. `repeated` has the characters
    that are one part several times.
    """

    def __init__(self, glossary: Glossary) -> None:
        """Takes every ideograph of every term apart."""
        self.glossary = glossary
        wanted = np.repeat((glossary.kinds == Kind.TERM) & (glossary.tokens > 0), glossary.tokens)
        components = load_components()
        self.repeated: dict[tuple[int, int], list[int]] = {}
        ways = []
        for code in np.unique(glossary.codes[wanted]).tolist():
            for way in components.get(code, ()):
                runs = [(part, len(list(group))) for part, group in groupby(way)]
                if len(runs) == 1:
                    self.repeated.setdefault(runs[0], []).append(code)
                elif max(way) < 1 << 16:
                    third = runs[2][0] if len(runs) > 2 else 0
                    ways.append((runs[0][0] << 16 | runs[1][0], third, code, runs[0][1], runs[1][1]))
        self.repeating = np.isin(standard_parts_table(), np.array([part for part, _ in self.repeated], dtype=np.uint32))
        table = np.array(sorted(ways), dtype=np.uint32).reshape(-1, 5)
        self.keys, self.thirds, self.made, self.first_runs, self.second_runs = (column.copy() for column in table.T)
        self.known = np.zeros(1 << PAIR_BITS, dtype=bool)
        self.known[self.keys * PAIR_FACTOR >> PAIR_SHIFT] = True
        terms = (glossary.kinds == Kind.TERM).nonzero()[0]
        self.longest = int(glossary.tokens[terms].max(initial=0))
        first = triples_of(glossary.offsets, terms)
        self.triples = RowFilter([[glossary.codes[first + step] for step in range(3)]])
        pairs = terms[glossary.tokens[terms] == 2]
        self.pairs = RowFilter([[glossary.codes[glossary.offsets[pairs] + step] for step in range(2)]])
        self.neighbours = RowFilter([[glossary.codes[:-1], glossary.codes[1:]]])

    def mark(self, table: NDArray[np.uint32]) -> None:
        """Sets, in a look-up table over characters, the class of each first part and the classes that a second part follows."""
        forms: dict[int, list[int]] = {}
        for form, standard in part_forms().items():
            forms.setdefault(standard, []).append(form)
        for key in self.keys.tolist():
            first, second = key >> 16, key & 0xFFFF
            bit = 1 << part_class(first)
            table[[first, *forms.get(first, ())]] |= np.uint32(bit << FIRST_PART)
            table[[second, *forms.get(second, ())]] |= np.uint32(bit << SECOND_PART)

    def repeats(self, stream: Stream) -> list[Composite]:
        """The tokens that are one part several times, as 木木 is 林, where that may be part of a term."""
        runs = np.diff(stream.first)
        tokens = (runs > 1).nonzero()[0]
        tokens = tokens[self.repeating.take(stream.codes[tokens], mode="clip")]
        standard = standard_parts_table().take(stream.codes[tokens], mode="clip").tolist()
        found = zip(tokens.tolist(), standard, runs[tokens].tolist(), strict=True)
        made = [(token, code) for token, part, run in found for code in self.repeated.get((part, run), ())]
        if not made:
            return []
        places, codes = np.array([token for token, _ in made]), np.array([code for _, code in made], dtype=np.uint32)
        fit = self.fits(stream, places, codes, np.ones(len(made), dtype=np.intp))
        return [Composite(token, 1, code) for (token, code), fits in zip(made, fit.tolist(), strict=True) if fits]

    def composites(self, stream: Stream, pairs: Positions) -> list[Composite]:
        """What the tokens at these places may be read as, in order, where that may be part of a term."""
        standard, codes = standard_parts_table(), stream.codes
        keys = standard.take(codes[pairs], mode="clip") << np.uint32(16) | standard.take(codes[pairs + 1], mode="clip")
        known = self.known.take(keys * PAIR_FACTOR >> PAIR_SHIFT)
        if not known.any():
            return []
        pairs, keys = pairs[known], keys[known]
        left = np.searchsorted(self.keys, keys, side="left")
        counts = np.searchsorted(self.keys, keys, side="right") - left
        tokens = np.repeat(pairs, counts)
        ways = np.arange(len(tokens)) - np.repeat(np.cumsum(counts) - counts - left, counts)
        thirds = self.thirds[ways]
        given = standard.take(codes.take(tokens + 2, mode="clip"), mode="clip")
        whole = (thirds == 0) | ((thirds == given) & (tokens + 2 < len(codes)))
        edges = stream.first
        whole &= edges[tokens + 1] - edges[tokens] >= self.first_runs[ways]
        whole &= edges[tokens + 2] - edges[tokens + 1] >= self.second_runs[ways]
        tokens, made, widths = tokens[whole], self.made[ways[whole]], np.where(thirds[whole] == 0, 2, 3)
        if not len(tokens):
            return []
        fit = self.fits(stream, tokens, made, widths)
        values = zip(tokens[fit].tolist(), widths[fit].tolist(), made[fit].tolist(), strict=True)
        return [Composite(token, width, code) for token, width, code in values]

    def fits(self, stream: Stream, tokens: Positions, made: Codes, widths: Positions) -> NDArray[np.bool_]:
        """Whether each composite may stand where it does: by itself, or beside characters that are beside it in a term.

        A neighbour may also be written in parts, or in pinyin.
        """
        away = [tokens - 2, tokens - 1, tokens + widths, tokens + widths + 1]
        before2, before, after, after2 = (codes_at(stream, places) for places in away)
        fit = self.pairs.has(before, made) | self.pairs.has(made, after)
        for three in ((before2, before, made), (before, made, after), (made, after, after2)):
            fit |= self.triples.has(*three)
        if stream.seen & LATIN:
            latin2, latin, follows, follows2 = (is_latin(stream, places) for places in away)
            fit |= latin | follows
            fit |= (latin2 & self.neighbours.has(before, made)) | (follows2 & self.neighbours.has(made, after))
        if len(self.glossary.single_codes):
            fit |= np.isin(made, self.glossary.single_codes)
        for step in range(1, FEW):
            beside = tokens[step:] == (tokens + widths)[:-step]
            beside &= self.neighbours.has(made[:-step], made[step:])
            fit[step:] |= beside
            fit[:-step] |= beside
        return np.asarray(fit)


def part_class(part: int) -> int:
    """One of a few classes of parts, so that the flags of two characters tell most pairs apart."""
    return (part * 0x9E3779B1 & 0xFFFFFFFF) * PART_CLASSES >> 32


def codes_at(stream: Stream, tokens: Positions) -> Codes:
    """The codes of tokens; a break beyond either end of the stream."""
    inside = (tokens >= 0) & (tokens < len(stream.codes))
    return np.where(inside, stream.codes.take(tokens, mode="clip"), np.uint32(NOTHING))


def is_latin(stream: Stream, tokens: Positions) -> NDArray[np.bool_]:
    """Which tokens are Latin letters, and no digits that imitate them."""
    latin = is_letter(codes_at(stream, tokens))
    places = latin.nonzero()[0]
    latin[places] = (stream.flags(tokens[places]) & LATIN) != 0
    return latin


def is_letter(codes: Codes) -> NDArray[np.bool_]:
    """Which codes are Latin letters or digits that imitate them."""
    return codes - np.uint32(ord("a")) < np.uint32(26)


def part_pairs(properties: NDArray[np.uint32]) -> Positions:
    """The places where two characters stand side by side that may be two parts of one; `mark` made the table they are of."""
    both = properties[:-1] << np.uint32(PART_CLASSES) & properties[1:]
    places: Positions = (both >= np.uint32(1 << SECOND_PART)).nonzero()[0]
    return places


class PartSearch:
    """Finds in one stream the terms of which characters are written in parts."""

    def __init__(self, stream: Stream, judge: Judge, index: PartIndex) -> None:
        """`index` knows the parts; `judge` decides on candidates."""
        self.stream, self.judge, self.index = stream, judge, index

    def hits(self, composites: list[Composite]) -> Iterator[Hit]:
        """Every hit around these places, which are in order; one may be found more than once."""
        derived = DerivedStream()
        group: list[Composite] = []
        for composite in composites:
            if group and composite.token - group[-1].token > 2 * self.reach:
                self.read_group(derived, group)
                group = []
            group.append(composite)
        if group:
            self.read_group(derived, group)
            yield from self.search(derived)

    @property
    def reach(self) -> int:
        """How many tokens beside a composite may belong to a term with it."""
        return min(self.index.longest, WIDEST_CONTEXT) + 1

    def read_group(self, derived: DerivedStream, group: list[Composite]) -> None:
        """Reads a group all at once from the left and from the right, and one by one where it is small."""
        choices = [without_overlap(group), without_overlap(group[::-1])[::-1]]
        if len(group) <= FEW:
            choices += [[composite] for composite in group]
        for choice in dict.fromkeys(map(tuple, choices)):
            self.read_choice(derived, choice)

    def read_choice(self, derived: DerivedStream, choice: tuple[Composite, ...]) -> None:
        """Adds the tokens around some composites, each of which counts as one character."""
        token = max(choice[0].token - self.reach, 0)
        last = min(choice[-1].token + choice[-1].width + self.reach, len(self.stream.codes))
        plain = self.stream.codes[token:last].tolist()
        first = token
        for composite in choice:
            piece = plain[token - first : composite.token - first]
            derived.add_tokens(piece, piece, token)
            token = composite.token + composite.width
            derived.add(composite.code, 0, (composite.token, token - 1), changed=True)
        derived.add_tokens(plain[token - first :], plain[token - first :], token)
        derived.end_piece()

    def search(self, derived: DerivedStream) -> Iterator[Hit]:
        """The hits that hold a composite."""
        glossary = self.judge.glossary
        places, entries = glossary.index.find(derived.code_array())
        wanted = (glossary.kinds[entries] == Kind.TERM) & derived.holds_change(places, glossary.tokens[entries])
        found = list(zip(places[wanted].tolist(), entries[wanted].tolist(), strict=True))
        if len(glossary.singles):
            found += self.singles(derived)
        for place, entry in found:
            part = slice(place, place + int(glossary.tokens[entry]))
            if hit := self.judge.replaced(entry, derived.spans[part], "split", derived.changed[part]):
                yield hit

    def singles(self, derived: DerivedStream) -> Iterator[tuple[int, int]]:
        """The composites that are terms by themselves."""
        glossary = self.judge.glossary
        for place in np.flatnonzero(derived.changed).tolist():
            for entry in glossary.singles[glossary.single_codes == derived.codes[place]].tolist():
                if glossary.kinds[entry] == Kind.TERM:
                    yield place, entry


def without_overlap(group: list[Composite]) -> list[Composite]:
    """The composites in the given order, without those that share a token with one before."""
    taken: list[Composite] = []
    for composite in group:
        if (
            not taken
            or composite.token >= taken[-1].token + taken[-1].width
            or composite.token + composite.width <= taken[-1].token
        ):
            taken.append(composite)
    return taken
