"""Owns the arithmetic of spans (start, and end exclusive): what covers what, and what is taken already."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Cover:
    """A fixed set of spans that is asked whether one of them covers another span; an answer takes logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        """Takes the spans in any order; they may overlap."""
        ordered = sorted(spans)
        self.starts = [start for start, _ in ordered]
        # Of all spans that begin up to here, the furthest end: it belongs to a span that covers whatever ends before it.
        self.ends = list(accumulate((end for _, end in ordered), max))

    def covers(self, start: int, end: int) -> bool:
        """Whether one span begins at or before `start` and ends at or after `end`."""
        place = bisect_right(self.starts, start)
        return place > 0 and self.ends[place - 1] >= end


class Places:
    """Spans that do not overlap: each is taken once."""

    def __init__(self) -> None:
        """Begins with none."""
        self.starts: list[int] = []
        self.ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Takes a span and says True; False where it overlaps one that is taken."""
        place = bisect_left(self.starts, start)
        if (place > 0 and self.ends[place - 1] > start) or (place < len(self.starts) and self.starts[place] < end):
            return False
        self.starts.insert(place, start)
        self.ends.insert(place, end)
        return True
