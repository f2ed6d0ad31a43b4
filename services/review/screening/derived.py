"""Owns the other ways to read pieces of a stream, gathered so that one search serves all of them.

A piece is a sequence of elements, each made of one or more tokens of the stream. Pieces stand end to end with a break between
them, in parallel lists.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.review.screening.judge import Span
from services.review.screening.letters import NOTHING, Codes


class DerivedStream:
    """Pieces of a stream, read anew.

    For each element: `codes` is its character (0 for pinyin), `sounds` its syllable or the code of an initial, `spans` the
    tokens it is made of, `changed` whether it is read otherwise than it stands.
    """

    def __init__(self) -> None:
        """Begins with nothing."""
        self.codes: list[int] = []
        self.sounds: list[int] = []
        self.spans: list[Span] = []
        self.changed: list[bool] = []

    def add(self, code: int, sound: int, span: Span, *, changed: bool) -> None:
        """Adds one element."""
        self.codes.append(code)
        self.sounds.append(sound)
        self.spans.append(span)
        self.changed.append(changed)

    def add_tokens(self, codes: Sequence[int], sounds: Sequence[int], first: int) -> None:
        """Adds tokens as they stand, from token `first` on."""
        self.codes += codes
        self.sounds += sounds
        self.spans += [(token, token) for token in range(first, first + len(codes))]
        self.changed += [False] * len(codes)

    def end_piece(self) -> None:
        """Separates what comes from what was added; nothing is found across."""
        self.add(NOTHING, NOTHING, (0, 0), changed=False)

    def code_array(self) -> Codes:
        """The characters, for a search."""
        return np.array(self.codes, dtype=np.uint32)

    def sound_array(self) -> Codes:
        """The syllables or initials, for a search."""
        return np.array(self.sounds, dtype=np.uint32)

    def holds_change(self, places: NDArray[np.intp], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each stretch of `counts` elements from `places` on holds an element that is read otherwise."""
        running = np.concatenate([[0], np.cumsum(self.changed)])
        return np.asarray(running[places + counts] > running[places])
