"""Owns the stream that is matched: many readings at once, folded, without separators, repeats run together.

A stream is a few parallel numpy arrays, so that the cost of Python is paid once a batch and not once a character. Every token
of the stream knows which characters of which reading it stands for; a `NOTHING` token breaks the stream between two readings.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.letters import (
    BLANK,
    CODE,
    DIGIT,
    DIGIT_OF,
    DOUBTFUL,
    EXPANDS,
    INVISIBLE,
    KEPT,
    KEYCAP,
    LATIN,
    Codes,
    Letters,
    Positions,
    load_letters,
)
from services.review.screening.markup import Reading

BREAK: Final = KEPT
FIRST_EMOJI_LETTER: Final = 0x10000
REGIONAL_LETTERS: Final = 3  # so many letters in emoji side by side are a word and no flag


@dataclass(frozen=True, eq=False)
class Stream:
    """A batch of readings as tokens.

    `signs` has an entry of the folding table per character; `kept` the characters that are letters; `first` for each token the
    index in `kept` of its first letter, and one more at the end; `codes` the folded letter of each token.
    """

    readings: Sequence[Reading]
    bounds: list[int]
    characters: Codes
    signs: Codes
    seen: int
    origin: Positions | None
    kept: Positions
    first: Positions
    codes: Codes

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Stream":
        """Folds a batch of readings; never raises, whatever the texts hold."""
        letters = load_letters()
        characters = np.frombuffer(
            "\0".join([reading.text for reading in readings]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32
        )
        bounds = list(accumulate((len(reading.text) + 1 for reading in readings), initial=0))
        signs = letters.folded.take(characters, mode="clip")
        if len(readings) > 1:
            signs[np.array(bounds[1:-1]) - 1] = BREAK
        seen = int(np.bitwise_or.reduce(signs)) if len(signs) else 0
        origin = None
        if seen & EXPANDS:
            characters, signs, origin = expand(letters, characters, signs)
        if seen & DOUBTFUL:
            signs = settle_doubts(characters, signs)
        kept = ((signs & KEPT) != 0).nonzero()[0]
        codes = signs.take(kept, mode="clip") & CODE
        fresh = np.empty(len(codes) + 1, dtype=bool)
        fresh[0] = fresh[-1] = True
        np.not_equal(codes[1:], codes[:-1], out=fresh[1:-1])
        first = fresh.nonzero()[0] if len(codes) else np.zeros(1, dtype=np.intp)
        return cls(
            readings=readings,
            bounds=bounds,
            characters=characters,
            signs=signs,
            seen=seen,
            origin=origin,
            kept=kept,
            first=first,
            codes=codes.take(first[:-1], mode="clip"),
        )

    @cached_property
    def separators(self) -> NDArray[np.int32]:
        """How many visible separators stand before each character."""
        return np.cumsum((self.signs & (KEPT | INVISIBLE)) == 0, dtype=np.int32)

    def flags(self, tokens: Positions | slice) -> Codes:
        """The table's entries of the first letters of some tokens."""
        return self.signs.take(self.kept.take(self.first[:-1][tokens]))

    def runs(self, start: int, end: int) -> list[int]:
        """How often the letter of each token from `start` to `end` stands there in a row."""
        runs: list[int] = np.diff(self.first[start : end + 1]).tolist()
        return runs

    def heads(self, start: int, end: int) -> list[int]:
        """The first character of each token from `start` to `end`."""
        heads: list[int] = self.kept.take(self.first[start:end]).tolist()
        return heads

    def tails(self, start: int, end: int) -> list[int]:
        """The last character of each token from `start` to `end`."""
        tails: list[int] = self.kept.take(self.first[start + 1 : end + 1] - 1).tolist()
        return tails

    def reading_of(self, character: int) -> int:
        """The number of the reading in which a character stands."""
        joined = character if self.origin is None else int(self.origin[character])
        return bisect_right(self.bounds, joined) - 1

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """The reading of a span of characters (end exclusive), and the span in code points of the original text."""
        last = end - 1
        if self.origin is not None:
            start, last = int(self.origin[start]), int(self.origin[last])
        number = bisect_right(self.bounds, start) - 1
        base = self.bounds[number]
        return number, *self.readings[number].original_span(start - base, last + 1 - base)

    def characters_of(self, number: int) -> slice:
        """Where the characters of one reading stand."""
        start, end = self.bounds[number], self.bounds[number + 1] - 1
        if self.origin is not None:
            start, end = (int(place) for place in np.searchsorted(self.origin, [start, end]))
        return slice(start, end)


def expand(letters: Letters, characters: Codes, signs: Codes) -> tuple[Codes, Codes, Positions]:
    """Puts the letters of expanding characters in their place; the third array says where each stood before."""
    spread = np.flatnonzero(signs & EXPANDS)
    which = np.searchsorted(letters.expanding, characters[spread])
    counts = np.ones(len(characters), dtype=np.intp)
    counts[spread] = letters.offsets[which + 1] - letters.offsets[which]
    origin = np.repeat(np.arange(len(characters)), counts)
    begins = np.cumsum(counts) - counts
    within = np.arange(len(origin)) - begins[origin]
    wide = np.flatnonzero((signs & EXPANDS)[origin])
    expanded = characters[origin]
    which = np.searchsorted(letters.expanding, expanded[wide])
    expanded[wide] = letters.expansions[letters.offsets[which] + within[wide]]
    fresh = signs[origin]
    fresh[wide] = letters.folded[expanded[wide]]
    return expanded, fresh, origin


def settle_doubts(characters: Codes, signs: Codes) -> Codes:
    """Decides which doubtful letters are letters: @ $ € beside a Latin letter, emoji letters in company.

    An emoji digit that stands alone between other characters is a separator; several in a row are a number.
    """
    signs = signs.copy()
    visible = np.flatnonzero((signs & INVISIBLE) == 0)
    seen = signs[visible]
    doubtful = np.flatnonzero(seen & DOUBTFUL)
    if len(doubtful):
        begins = np.concatenate([[0], np.flatnonzero(np.diff(doubtful) > 1) + 1])
        counts = np.diff(np.append(begins, len(doubtful)))
        firsts = doubtful[begins]
        latin = (seen & (LATIN | DOUBTFUL)) == LATIN
        beside = latin[np.maximum(firsts - 1, 0)] | latin[np.minimum(firsts + counts, len(seen) - 1)]
        emoji = np.minimum.reduceat(characters[visible[doubtful]], begins) >= FIRST_EMOJI_LETTER
        letters = np.repeat(beside | (emoji & (counts >= REGIONAL_LETTERS)), counts)
        signs[visible[doubtful[~letters]]] &= ~np.uint32(KEPT | LATIN)
    settle_keycaps(characters, signs)
    return signs


def settle_keycaps(characters: Codes, signs: Codes) -> None:
    """Takes lone keycap digits out of the stream, in place; the digits of a keycapped number stay."""
    caps = np.flatnonzero(characters == ord(KEYCAP))
    if not len(caps):
        return
    visible = np.flatnonzero((signs & INVISIBLE) == 0)
    order = np.searchsorted(visible, caps) - 1
    order = np.unique(order[order >= 0])
    lone = np.ones(len(order), dtype=bool)
    side_by_side = np.diff(order) == 1
    lone[1:] &= ~side_by_side
    lone[:-1] &= ~side_by_side
    capped = visible[order[lone]]
    capped = capped[(signs[capped] & DIGIT) != 0]
    signs[capped] &= ~np.uint32(KEPT)


def plain_text(characters: Codes, signs: Codes) -> tuple[str, Positions]:
    """A folded text that keeps its punctuation and digits, for patterns, and the character that each of its letters is.

    Invisible characters are gone; a blank of any kind but a line end is a space.
    """
    shown = np.flatnonzero((signs & INVISIBLE) == 0)
    signs = signs.take(shown)
    codes = signs & CODE
    original = characters.take(shown)
    doubtful = np.flatnonzero(signs & DOUBTFUL)
    codes[doubtful] = [SMALL_SIGNS.get(code, code) for code in original[doubtful].tolist()]
    codes[(signs & BLANK) != 0] = ord(" ")
    codes[(original == ord("\n")) | (original == ord("\r"))] = ord("\n")
    digits = (signs & DIGIT) != 0
    if digits.any():
        codes[digits] = DIGITS.take(codes[digits], mode="clip")
    return codes.astype(np.uint32).tobytes().decode("utf-32-le", "replace"), shown


def digit_table() -> Codes:
    """From a folded digit to the digit it was."""
    table = np.arange(128, dtype=np.uint32)
    for letter, digit in DIGIT_OF.items():
        table[letter] = ord(digit)
    return table


DIGITS: Final = digit_table()
# The at sign and the currency signs in their wide and small forms.
SMALL_SIGNS: Final = {ord("＠"): ord("@"), ord("﹫"): ord("@"), ord("＄"): ord("$"), ord("﹩"): ord("$")}
