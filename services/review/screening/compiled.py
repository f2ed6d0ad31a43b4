"""Owns what a screener makes of a lexicon once and every batch uses."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.glossary import Glossary
from services.review.screening.homophones import SoundIndex
from services.review.screening.parts import PartIndex
from services.review.screening.patterns import TRIGGERS

# What a token's property tells: its syllable in the low bits, whether it is an entry by itself, and which parts it may be
# (`parts.FIRST_PART` and `parts.SECOND_PART`).
SYLLABLE: Final = (1 << 9) - 1
SINGLE: Final = 1 << 9


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A lexicon's indexes, and the look-up table that says of a character all that the searches ask first."""

    glossary: Glossary
    sounds: SoundIndex
    parts: PartIndex
    properties: NDArray[np.uint32]

    def trigger(self, entry: int) -> str:
        """The trigger that an entry is."""
        return TRIGGERS[entry - (len(self.glossary.kinds) - len(TRIGGERS))]
