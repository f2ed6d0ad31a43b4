"""Owns the search for characters written as their parts: 十尃 for 博, 亻牛 for 件.

Two or three parts side by side are read as the character they make, where that character stands in the lexicon beside the
character that stands beside them here; the text so read is searched again around the place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.components import load_components, part_forms, standard_parts_table
from services.review.screening.glossary import Glossary, Kind
from services.review.screening.judge import Hit, Judge, Span
from services.review.screening.letters import NOTHING, Codes, Positions
from services.review.screening.stream import Stream

FIRST_PART: Final = 1 << 9
SECOND_PART: Final = 1 << 10
WIDEST_CONTEXT: Final = 11
FEW: Final = 4
NEIGHBOUR_BITS: Final = 18


@dataclass(frozen=True, slots=True)
class Composite:
    """`width` tokens from `token` on, read as the character `code`."""

    token: int
    width: int
    code: int


class PartIndex:
    """The characters of a glossary's terms by their parts, and which characters stand side by side in them."""

    def __init__(self, glossary: Glossary) -> None:
        """Takes every ideograph of every term apart."""
        self.glossary = glossary
        wanted = np.repeat((glossary.kinds == Kind.TERM) & (glossary.tokens > 0), glossary.tokens)
        alphabet = np.unique(glossary.codes[wanted]).tolist()
        components = load_components()
        ways = [(way, code) for code in alphabet for way in components.get(code, ())]
        self.triples: dict[tuple[int, ...], list[int]] = {}
        for way, code in ways:
            if len(way) > 2:
                self.triples.setdefault(way, []).append(code)
        self.heads = {way[:2] for way in self.triples}
        pairs = sorted({(way[0] << 16 | way[1], code) for way, code in ways if max(way) < 1 << 16})
        self.pair_keys = np.array([key for key, _ in pairs], dtype=np.uint32)
        self.pair_codes = [code if self.is_pair(key, code) else 0 for key, code in pairs]
        self.longest = int(glossary.tokens[glossary.kinds == Kind.TERM].max(initial=0))
        self.neighbours = self.neighbour_filter()
        self.single = frozenset(glossary.single_codes.tolist())

    @staticmethod
    def is_pair(key: int, code: int) -> bool:
        """Whether these two parts alone make the character, and are not only the first two of three."""
        return (key >> 16, key & 0xFFFF) in load_components()[code]

    def neighbour_filter(self) -> NDArray[np.uint8]:
        """Marks every two characters that stand side by side in an entry."""
        table = np.zeros(1 << NEIGHBOUR_BITS, dtype=np.uint8)
        codes = self.glossary.codes
        inside = np.ones(max(len(codes) - 1, 0), dtype=bool)
        ends = self.glossary.offsets[1:-1] - 1
        inside[ends[(ends >= 0) & (ends < len(inside))]] = False
        table[neighbour_slot(codes[:-1][inside], codes[1:][inside])] = 1
        return table

    def mark(self, table: NDArray[np.uint16]) -> None:
        """Sets the flags of first and second parts in a look-up table over characters, in place."""
        forms: dict[int, list[int]] = {}
        for form, standard in part_forms().items():
            forms.setdefault(standard, []).append(form)
        keys = self.pair_keys.tolist()
        for parts, flag in (({key >> 16 for key in keys}, FIRST_PART), ({key & 0xFFFF for key in keys}, SECOND_PART)):
            table[[form for part in parts for form in [part, *forms.get(part, ())]]] |= flag

    def composites(self, codes: Codes, pairs: Positions) -> list[Composite]:
        """What the tokens at these places may be read as, where it may be part of a term."""
        table = standard_parts_table()
        first, second = table.take(codes[pairs], mode="clip"), table.take(codes[pairs + 1], mode="clip")
        keys = first << np.uint32(16) | second
        left = np.searchsorted(self.pair_keys, keys, side="left")
        right = np.searchsorted(self.pair_keys, keys, side="right")
        made = []
        for place in np.flatnonzero(right > left).tolist():
            token = int(pairs[place])
            made += [Composite(token, 2, code) for code in self.pair_codes[left[place] : right[place]] if code]
            made += self.threes(codes, table, token)
        return [composite for composite in made if self.fits(codes, composite, made)] if made else []

    def threes(self, codes: Codes, table: NDArray[np.uint32], token: int) -> list[Composite]:
        """The characters that three parts from `token` on make."""
        parts = tuple(int(table[min(code, len(table) - 1)]) for code in codes[token : token + 3].tolist())
        return [Composite(token, 3, code) for code in self.triples.get(parts, ())]

    def fits(self, codes: Codes, composite: Composite, made: list[Composite]) -> bool:
        """Whether a composite may stand where it does: beside a character that is its neighbour in a term, or by itself."""
        before = int(codes[composite.token - 1]) if composite.token else NOTHING
        end = composite.token + composite.width
        after = int(codes[end]) if end < len(codes) else NOTHING
        near = np.array([[before, composite.code], [composite.code, after]], dtype=np.uint32)
        if composite.code in self.single or self.neighbours[neighbour_slot(near[:, 0], near[:, 1])].any():
            return True
        # A neighbour may itself be written in parts.
        return len(made) > 1 and any(abs(other.token - composite.token) in (2, 3) for other in made)


def neighbour_slot(left: Codes, right: Codes) -> Codes:
    """Where two neighbours are marked."""
    return (left * np.uint32(0x9E3779B1) + right * np.uint32(0x85EBCA6B)) >> np.uint32(32 - NEIGHBOUR_BITS)


class PartSearch:
    """Finds in one stream the terms of which characters are written in parts."""

    def __init__(self, stream: Stream, judge: Judge, index: PartIndex) -> None:
        """`index` knows the parts; `judge` decides on candidates."""
        self.stream, self.judge, self.index = stream, judge, index

    def hits(self, pairs: Positions) -> Iterator[Hit]:
        """Every hit around the places where two parts stand side by side; one may be found more than once."""
        group: list[Composite] = []
        for composite in sorted(self.index.composites(self.stream.codes, pairs), key=lambda made: made.token):
            if group and composite.token - group[-1].token > 2 * self.reach:
                yield from self.search_group(group)
                group = []
            group.append(composite)
        if group:
            yield from self.search_group(group)

    @property
    def reach(self) -> int:
        """How many tokens beside a composite may belong to a term with it."""
        return min(self.index.longest, WIDEST_CONTEXT) + 1

    def search_group(self, group: list[Composite]) -> Iterator[Hit]:
        """Reads a group all at once from the left and from the right, and one by one where it is small."""
        choices = [without_overlap(group), without_overlap(group[::-1])[::-1]]
        if len(group) <= FEW:
            choices += [[composite] for composite in group]
        seen = set()
        for choice in choices:
            if tuple(choice) not in seen:
                seen.add(tuple(choice))
                yield from self.search(choice)

    def search(self, choice: list[Composite]) -> Iterator[Hit]:
        """The hits in the tokens around some composites, each of which counts as one character."""
        codes, spans, composed = self.compose(choice)
        glossary = self.judge.glossary
        stream = np.array(codes, dtype=np.uint32)
        places, entries = glossary.index.find(stream)
        found = list(zip(places.tolist(), entries.tolist(), strict=True))
        for number, code in enumerate(codes):
            if composed[number] and code in self.index.single:
                same = np.flatnonzero(glossary.single_codes == code)
                found += [(number, int(entry)) for entry in glossary.singles[same]]
        for place, entry in found:
            count = int(glossary.tokens[entry])
            if glossary.kinds[entry] == Kind.TERM and any(composed[place : place + count]):
                hit = self.judge.replaced(entry, spans[place : place + count], "split", composed[place : place + count])
                if hit:
                    yield hit

    def compose(self, choice: list[Composite]) -> tuple[list[int], list[Span], list[bool]]:
        """The tokens around some composites: their codes, the tokens each is made of, and which are composites."""
        first = max(choice[0].token - self.reach, 0)
        last = min(choice[-1].token + choice[-1].width + self.reach, len(self.stream.codes))
        plain = self.stream.codes[first:last].tolist()
        codes: list[int] = []
        spans: list[Span] = []
        composed: list[bool] = []
        token = first
        for composite in [*choice, None]:
            upto = composite.token if composite else last
            codes += plain[token - first : upto - first]
            spans += [(number, number) for number in range(token, upto)]
            composed += [False] * (upto - token)
            if composite:
                codes.append(composite.code)
                spans.append((upto, upto + composite.width - 1))
                composed.append(True)
                token = upto + composite.width
        return codes, spans, composed


def without_overlap(group: list[Composite]) -> list[Composite]:
    """The composites in the given order, without those that share a token with one before."""
    taken: list[Composite] = []
    for composite in group:
        if not taken or composite.token >= taken[-1].token + taken[-1].width or composite.token + composite.width <= taken[-1].token:
            taken.append(composite)
    return taken
