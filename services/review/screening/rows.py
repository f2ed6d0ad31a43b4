"""Owns a filter that says whether a few codes in a row may be part of a term: a small table of bits, wrong only one way."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.letters import Codes, Positions

MOST_BITS: Final = 23
FACTORS: Final = tuple(np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35))


class RowFilter:
    """Says, with few mistakes and those only one way, whether some codes in a row are among the rows that it was made of."""

    def __init__(self, rows: Sequence[Sequence[Codes]]) -> None:
        """Each of `rows` is two or three columns of equal length: the first codes of its rows, the second, and so on."""
        size = sum(len(columns[0]) for columns in rows)
        bits = min(max((16 * size).bit_length(), 8), MOST_BITS)
        self.shift = np.uint32(32 - bits)
        self.table = np.zeros(1 << bits, dtype=bool)
        for columns in rows:
            for slot in self.slots(*columns):
                self.table[slot] = True

    def slots(self, *columns: Codes) -> tuple[Codes, Codes]:
        """The two places where each row is marked."""
        mixed = columns[0] * FACTORS[0]
        for column, factor in zip(columns[1:], FACTORS[1:], strict=False):
            mixed = mixed + column * factor
        return mixed >> self.shift, (mixed ^ mixed >> np.uint32(15)) * np.uint32(0x2C1B3C6D) >> self.shift

    def has(self, *columns: Codes) -> NDArray[np.bool_]:
        """Whether each row is known."""
        one, other = self.slots(*columns)
        return np.asarray(self.table.take(one) & self.table.take(other))

    def holds(self, codes: Codes, places: Positions) -> NDArray[np.bool_]:
        """Whether any three codes in a row that hold the code at each place are known."""
        known = np.zeros(len(places), dtype=bool)
        for away in (-2, -1, 0):
            known |= self.has(*(codes.take(np.maximum(places + away + step, 0), mode="clip") for step in range(3)))
        return known


def triples_of(offsets: Positions, entries: Positions) -> Positions:
    """The place of the first token of every three in a row of some entries; entry i stands from `offsets[i]` on."""
    counts = np.maximum(offsets[entries + 1] - offsets[entries] - 2, 0)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    places: Positions = np.repeat(offsets[entries], counts) + within
    return places
