"""Owns what the index finds in a stream, sorted by what is to be done with it: terms to judge, phrases allowed, patterns to try.

All of it in numpy, for ordinary texts are full of triggers and allowed phrases.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.review.screening.glossary import Glossary, Kind
from services.review.screening.letters import Positions
from services.review.screening.prefixes import Entries
from services.review.screening.spans import Cover
from services.review.screening.stream import Stream, plain_text

WIDEST_FORM: Final = 4  # characters, invisible ones included, that an allowed phrase may take for each of its own


@dataclass(frozen=True, slots=True)
class Candidates:
    """The places of a stream where entries of a glossary may stand, and these entries."""

    stream: Stream
    glossary: Glossary
    places: Positions
    entries: Entries

    @classmethod
    def of(cls, stream: Stream, glossary: Glossary, singles: Positions) -> "Candidates":
        """Searches the stream; `singles` are the tokens that may be entries by themselves."""
        places, entries = glossary.index.find(stream.codes)
        if len(singles):
            codes = stream.codes[singles]
            left = np.searchsorted(glossary.single_codes, codes, side="left")
            counts = np.searchsorted(glossary.single_codes, codes, side="right") - left
            alone = np.repeat(singles, counts)
            which = glossary.singles[np.arange(len(alone)) - np.repeat(np.cumsum(counts) - counts - left, counts)]
            long_enough = np.diff(stream.first)[alone] >= glossary.runs[glossary.offsets[which]]
            places = np.concatenate([places, alone[long_enough]])
            entries = np.concatenate([entries, which[long_enough]])
        return cls(stream, glossary, places, entries)

    def of_kind(self, kind: int) -> tuple[Positions, Entries]:
        """The candidates of one kind."""
        if not len(self.entries):
            return self.places, self.entries
        fit = self.glossary.kinds[self.entries] == kind
        return self.places[fit], self.entries[fit]

    def pairs(self, kind: int) -> list[tuple[int, int]]:
        """The candidates of one kind, place and entry."""
        places, entries = self.of_kind(kind)
        return list(zip(places.tolist(), entries.tolist(), strict=True))

    def readings_of(self, places: Positions) -> Positions:
        """The number of the reading in which each token stands."""
        if not len(places):
            return places
        characters = self.stream.kept[self.stream.first[places]]
        joined = characters if self.stream.origin is None else self.stream.origin[characters]
        return np.searchsorted(np.array(self.stream.bounds), joined, side="right") - 1

    def stands(self, first: int, last: int, entry: int) -> bool:
        """Whether an allowed phrase that has signs of its own stands with them at some characters."""
        text, stream = self.glossary.signed.get(entry), self.stream
        end = last + 1
        if text is None or end - first > len(text) * WIDEST_FORM:
            return False
        return plain_text(stream.characters[first:end], stream.signs[first:end])[0] == text

    def triggers(self) -> set[tuple[int, int]]:
        """Which triggers stand in which readings."""
        places, entries = self.of_kind(Kind.TRIGGER)
        return set(zip(self.readings_of(places).tolist(), entries.tolist(), strict=True))

    def allowed(self) -> dict[int, Cover]:
        """What the allowed phrases cover in each text; a phrase counts only as it stands, with nothing put between."""
        places, entries = self.of_kind(Kind.ALLOW)
        if not len(places):
            return {}
        stream, glossary = self.stream, self.glossary
        last = places + glossary.tokens[entries] - 1
        begin = stream.first[places + 1] - glossary.runs[glossary.offsets[entries]]
        end = stream.first[last] + glossary.runs[glossary.offsets[entries + 1] - 1] - 1
        whole = end - begin + 1 == glossary.sizes[entries]
        alone = stream.kept[end] - stream.kept[begin] == end - begin
        for place in (whole & ~alone).nonzero()[0].tolist():
            alone[place] = self.stands(
                int(stream.kept[begin[place]]), int(stream.kept[end[place]]), int(entries[place])
            )
        whole &= alone
        spans: dict[int, list[tuple[int, int]]] = {}
        for start, stop in zip(stream.kept[begin[whole]].tolist(), stream.kept[end[whole]].tolist(), strict=True):
            number, first, final = stream.place(start, stop + 1)
            spans.setdefault(stream.readings[number].post, []).append((first, final))
        return {post: Cover(found) for post, found in spans.items()}
