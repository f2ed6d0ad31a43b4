"""Owns a lexicon in the form that is matched: folded, without separators, repeats run together, indexed by its first codes.

One glossary holds three kinds of entries: terms, allowed phrases, and the triggers that say in which texts a pattern is worth
trying. It is built by the same folding as the texts, so both always meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.letters import (
    BLANK,
    DIGIT,
    HAN,
    INVISIBLE,
    KEPT,
    LATIN,
    NOTHING,
    STROKES,
    Codes,
    Positions,
)
from services.review.screening.lexicon import Lexicon, Term
from services.review.screening.markup import Reading
from services.review.screening.prefixes import Entries, PrefixIndex
from services.review.screening.stream import Stream, plain_text

IDEOGRAPHS_TO_SPARE: Final = 2  # with so many, the punctuation of a term may be left out; with fewer it must stand


class Kind:
    """What an entry is for."""

    TERM: Final = 0
    VERBATIM: Final = 1  # a term that is mostly signs (C++, 24/7): found only with its signs
    ALLOW: Final = 2
    TRIGGER: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, for the judge: its codes, how often each stands in a row, what each is, and its letters in full."""

    codes: list[int]
    runs: list[int]
    signs: list[int]
    letters: str
    size: int
    latin: bool
    han: bool
    digits: bool


class Glossary:
    """The compiled entries, as parallel arrays, and the index over them.

    `offsets[i]` to `offsets[i + 1]` are the tokens of entry i in `codes`, `runs` (how often each letter stands in a row) and
    `flags`; `sizes[i]` is its number of letters.
    """

    def __init__(self, lexicon: Lexicon, triggers: Sequence[str]) -> None:
        """Folds and indexes; about half a second for 60,000 terms, under a millisecond for a few."""
        self.terms: tuple[Term, ...] = lexicon.terms
        texts = [*(term.text for term in lexicon.terms), *lexicon.allow, *triggers]
        count = len(texts)
        self.kinds = np.full(count, Kind.TRIGGER, dtype=np.uint8)
        self.kinds[: len(self.terms) + len(lexicon.allow)] = Kind.ALLOW
        self.kinds[: len(self.terms)] = Kind.TERM
        stream = Stream.of([Reading(number, text) for number, text in enumerate(texts)])
        self.take_tokens(stream, count)
        self.describe(stream, count)
        self.index_entries()
        self.entries: dict[int, Entry] = {}

    def take_tokens(self, stream: Stream, count: int) -> None:
        """The tokens of every entry, end to end."""
        tokens = np.flatnonzero(stream.codes != NOTHING)
        characters = stream.kept[stream.first[tokens]]
        joined = characters if stream.origin is None else stream.origin[characters]
        owner = np.searchsorted(np.array(stream.bounds), joined, side="right") - 1
        self.offsets: Positions = np.searchsorted(owner, np.arange(count + 1))
        self.codes: Codes = stream.codes[tokens]
        self.runs: NDArray[np.int32] = np.diff(stream.first)[tokens].astype(np.int32)
        self.flags: Codes = stream.flags(tokens)
        self.tokens = np.diff(self.offsets)
        self.sizes = sums(self.runs, self.offsets)

    def describe(self, stream: Stream, count: int) -> None:
        """Which entries are of one script, and which live by their signs."""
        self.latin = (sums((self.flags & LATIN) != 0, self.offsets) == self.tokens) & (self.tokens > 0)
        ideographs = sums((self.flags & HAN) != 0, self.offsets)
        self.han = (ideographs == self.tokens) & (self.tokens > 0)
        self.digits = sums((self.flags & DIGIT) != 0, self.offsets)
        owner = np.array(owners(stream, (stream.signs & (KEPT | INVISIBLE | BLANK)) == 0), dtype=np.intp)
        scarce = owner[(ideographs[owner] < IDEOGRAPHS_TO_SPARE) & (self.kinds[owner] == Kind.TERM)]
        self.kinds[scarce] = Kind.VERBATIM
        self.verbatim = {int(number): plain_text(*pick(stream, int(number)))[0].strip() for number in scarce}
        self.strokes = {number: set(STROKES) & set(self.terms[number].text) for number in self.verbatim}
        self.signed = {
            number: inner_text(stream, number)
            for number in owners(stream, (stream.signs & (KEPT | INVISIBLE)) == 0)
            if self.kinds[number] == Kind.ALLOW and self.tokens[number]
        }
        self.signs_only = [number for number in self.verbatim if not self.tokens[number]]

    def index_entries(self) -> None:
        """Indexes entries of two tokens and more; those of one are a short list of codes."""
        longer = np.flatnonzero(self.tokens >= 2)
        self.index = PrefixIndex(*self.sequences(self.codes, longer), first=2)
        single = np.flatnonzero(self.tokens == 1)
        codes = self.codes[self.offsets[single]]
        order = np.argsort(codes, kind="stable")
        self.single_codes, self.singles = codes[order], single[order].astype(np.int32)

    def sequences(self, codes: Codes, entries: Positions) -> tuple[Codes, Positions, Entries]:
        """Some entries' codes as a `PrefixIndex` takes them."""
        lengths = self.tokens[entries]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        within = np.arange(int(offsets[-1])) - np.repeat(offsets[:-1], lengths)
        flat = codes[np.repeat(self.offsets[entries], lengths) + within]
        return flat, offsets, entries.astype(np.int32)

    def token_slice(self, entry: int) -> slice:
        """Where an entry's tokens stand in `codes`, `runs` and `flags`."""
        return slice(int(self.offsets[entry]), int(self.offsets[entry + 1]))

    def entry(self, number: int) -> Entry:
        """One entry, made when it is first asked for."""
        entry = self.entries.get(number)
        if entry is None:
            tokens = self.token_slice(number)
            codes, runs = self.codes[tokens].tolist(), self.runs[tokens].tolist()
            entry = self.entries[number] = Entry(
                codes=codes,
                runs=runs,
                signs=self.flags[tokens].tolist(),
                letters="".join(chr(code) * run for code, run in zip(codes, runs, strict=True)),
                size=int(self.sizes[number]),
                latin=bool(self.latin[number]),
                han=bool(self.han[number]),
                digits=bool(self.digits[number]),
            )
        return entry


def sums(values: NDArray[np.int32] | NDArray[np.bool_], offsets: Positions) -> NDArray[np.int64]:
    """The sum of each entry's values."""
    running = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    return np.asarray(running[offsets[1:]] - running[offsets[:-1]])


def owners(stream: Stream, marked: NDArray[np.bool_]) -> list[int]:
    """The readings that hold a marked character, in order."""
    places = marked.nonzero()[0]
    joined = places if stream.origin is None else stream.origin[places]
    numbers: list[int] = np.unique(np.searchsorted(np.array(stream.bounds), joined, side="right") - 1).tolist()
    return numbers


def inner_text(stream: Stream, number: int) -> str:
    """The folded text of one reading from its first letter to its last."""
    place = stream.characters_of(number)
    first, last = np.searchsorted(stream.kept, [place.start, place.stop])
    begin, end = int(stream.kept[first]), int(stream.kept[last - 1]) + 1
    return plain_text(stream.characters[begin:end], stream.signs[begin:end])[0]


def pick(stream: Stream, number: int) -> tuple[Codes, Codes]:
    """The characters and signs of one reading."""
    place = stream.characters_of(number)
    return stream.characters[place], stream.signs[place]
