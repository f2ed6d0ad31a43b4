"""Owns the search for many sequences in one long one: a filter on the first codes, then prefix by prefix, all in numpy.

Chinese has a large alphabet, so the first two or three codes tell nearly every place apart; what is left is followed like the
path through a trie, one level at a time for all places at once. Time is linear in the text times the longest sequence.
"""

from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.letters import Codes, Positions

Hashes = NDArray[np.uint64]
Entries = NDArray[np.int32]

LONGEST: Final = 64  # what comes after so many codes of a sequence is left to the judge
CONTINUES: Final = 1
ENDS: Final = 2
MOST_FILTER_BITS: Final = 22
SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTORS: Final = tuple(np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35))
# Odd, unrelated to one another, the same in every process; they keep no secret.
FACTORS: Final = np.array(
    [int.from_bytes(sha256(bytes([place])).digest()[:8], "little") | 1 for place in range(LONGEST)], dtype=np.uint64
)
NO_POSITIONS: Final = np.zeros(0, dtype=np.intp)
NO_ENTRIES: Final = np.zeros(0, dtype=np.int32)


class PrefixIndex:
    """Finds where any of many sequences of codes begins. Every sequence has at least `first` codes (2 or 3)."""

    def __init__(self, codes: Codes, offsets: Positions, payload: Entries, first: int) -> None:
        """`codes` holds all sequences end to end, sequence i from `offsets[i]` to `offsets[i + 1]`; it stands for `payload[i]`."""
        self.first = first
        self.size = len(payload)
        starts = offsets[:-1]
        lengths = np.minimum(np.diff(offsets), LONGEST)
        self.longest = int(lengths.max(initial=0))
        bits = min(max(int(self.size * 16).bit_length(), 8), MOST_FILTER_BITS)
        self.filter_shift = np.uint32(32 - bits)
        self.filter = np.zeros(1 << bits, dtype=bool)
        self.filter[self.key([codes.take(starts + place, mode="clip") for place in range(first)])] = True
        self.build_levels(codes, starts, lengths, payload)

    def build_levels(self, codes: Codes, starts: Positions, lengths: Positions, payload: Entries) -> None:
        """Hashes every prefix, and sorts the sequences by the hash of their whole."""
        hashes = np.zeros(self.size, dtype=np.uint64)
        keys = int(lengths.sum()) if self.size else 1
        bits = min(max(keys * 4, 256).bit_length(), 22)
        self.level_shift = np.uint64(64 - bits)
        self.levels = np.zeros(1 << bits, dtype=np.uint8)
        for place in range(self.longest):
            going = np.flatnonzero(lengths > place)
            hashes[going] += term(codes[starts[going] + place], place)
            if place + 1 >= self.first:
                longer = going[lengths[going] > place + 1]
                self.levels[self.slot(hashes[longer])] |= CONTINUES
        self.levels[self.slot(hashes)] |= ENDS
        order = np.argsort(hashes, kind="stable")
        self.hashes = hashes[order]
        self.payload = payload[order]

    def key(self, columns: list[Codes]) -> Codes:
        """The filter's slot for the first codes."""
        mixed = columns[0] * FIRST_FACTORS[0]
        for column, factor in zip(columns[1:], FIRST_FACTORS[1:], strict=False):
            mixed = mixed + column * factor
        return mixed >> self.filter_shift

    def slot(self, hashes: Hashes) -> Hashes:
        """Where the bits of a prefix stand."""
        return (hashes * SPREAD) >> self.level_shift

    def find(self, codes: Codes) -> tuple[Positions, Entries]:
        """Every place where a sequence begins, and what it stands for; both in no particular order."""
        reach = len(codes) - self.first + 1
        if reach <= 0 or not self.size:
            return NO_POSITIONS, NO_ENTRIES
        keys = self.key([codes[place : place + reach] for place in range(self.first)])
        places = self.filter.take(keys, mode="clip").nonzero()[0]
        return self.follow(codes, places)

    def follow(self, codes: Codes, places: Positions) -> tuple[Positions, Entries]:
        """Follows the prefixes that begin at `places`, all of them one code further a step."""
        if not len(places):
            return NO_POSITIONS, NO_ENTRIES
        hashes = np.zeros(len(places), dtype=np.uint64)
        for place in range(self.first):
            hashes += term(codes[places + place], place)
        found: list[tuple[Positions, Entries]] = []
        for length in range(self.first, self.longest + 1):
            bits = self.levels.take(self.slot(hashes).astype(np.intp))
            ends = (bits & ENDS).nonzero()[0]
            if len(ends):
                found.append(self.look_up(places[ends], hashes[ends]))
            going = ((bits & CONTINUES) & (places + length < len(codes))).nonzero()[0]
            if not len(going) or length == self.longest:
                break
            places = places[going]
            hashes = hashes[going] + term(codes[places + length], length)
        if not found:
            return NO_POSITIONS, NO_ENTRIES
        return np.concatenate([places for places, _ in found]), np.concatenate([entries for _, entries in found])

    def look_up(self, places: Positions, hashes: Hashes) -> tuple[Positions, Entries]:
        """The sequences whose whole has one of these hashes; several may share one."""
        left = np.searchsorted(self.hashes, hashes, side="left")
        counts = np.searchsorted(self.hashes, hashes, side="right") - left
        total = int(counts.sum())
        if not total:
            return NO_POSITIONS, NO_ENTRIES
        within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(places, counts), self.payload[np.repeat(left, counts) + within]


def term(codes: Codes, place: int) -> Hashes:
    """What codes at one place of a sequence add to its hash; code 0 adds something too, so that lengths differ."""
    return np.asarray((codes + np.uint64(1)) * FACTORS[place])
