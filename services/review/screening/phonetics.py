"""Owns how characters sound and how a Latin word is read as pinyin, tones aside.

A syllable is a small number; 0 is no syllable. Each character has its usual reading and perhaps further ones that are common.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.letters import Codes, Positions, read_table

TABLE_SIZE: Final = 1 << 16  # ideographs outside the Basic Multilingual Plane have no reading here
LONGEST_SYLLABLE: Final = 6
LONGEST_WORD: Final = 120
MOST_INITIALS: Final = 3
MOST_PARSES: Final = 3
INITIALS: Final = frozenset("abcdefghjklmnopqrstwxyz")
DOUBLE_INITIALS: Final = frozenset({"zh", "ch", "sh"})


@dataclass(frozen=True, slots=True)
class Sounds:
    """The readings of every character.

    `usual[code]` is a syllable's number; `numbers` and `names` go from name to number and back; `initial[number]` is the code of
    its first letter. `others[offsets[n]:offsets[n + 1]]` are the usual readings of characters that are also read as syllable n;
    `further` gives each character's own further readings.
    """

    usual: NDArray[np.uint16]
    names: tuple[str, ...]
    numbers: dict[str, int]
    initial: Codes
    others: NDArray[np.uint16]
    offsets: Positions
    further: dict[int, tuple[int, ...]]

    def readings(self, code: int) -> tuple[int, ...]:
        """Every common reading of a character; none where it has none."""
        usual = int(self.usual[min(code, TABLE_SIZE - 1)])
        return (usual, *self.further.get(code, ())) if usual else ()

    def alike(self, one: int, other: int) -> bool:
        """Whether two characters share a reading."""
        return not set(self.readings(one)).isdisjoint(self.readings(other))


@cache
def load_sounds() -> Sounds:
    """Reads the table of syllables, once a process."""
    usual = np.zeros(TABLE_SIZE, dtype=np.uint16)
    names = [""]
    numbers: dict[str, int] = {}
    further: dict[int, tuple[int, ...]] = {}
    later: list[tuple[int, str]] = []
    for line in read_table("syllables.txt"):
        # A syllable that only serves as a further reading has an empty second field.
        name, first, *rest = [*line.split(" "), ""]
        numbers[name] = len(names)
        usual[[ord(char) for char in first]] = len(names)
        later.append((len(names), rest[0]))
        names.append(name)
    others: list[set[int]] = [set() for _ in names]
    for number, chars in later:
        for char in chars:
            further[ord(char)] = (*further.get(ord(char), ()), number)
            others[number].add(int(usual[ord(char)]))
    flat = [other for group in others for other in sorted(group)]
    return Sounds(
        usual=usual,
        names=tuple(names),
        numbers=numbers,
        initial=np.array([ord(name[0]) if name else 0 for name in names], dtype=np.uint32),
        others=np.array(flat, dtype=np.uint16),
        offsets=np.cumsum([0, *map(len, others)]),
        further=further,
    )


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of a Latin word: a whole syllable, or an initial where `syllable` is 0. `start` and `end` count its letters."""

    start: int
    end: int
    syllable: int
    initial: int


@lru_cache(maxsize=20_000)
def parse_word(word: str) -> tuple[tuple[Sound, ...], ...]:
    """The ways to read a lower-case Latin word as pinyin: whole syllables, or a few initials; none for most foreign words."""
    parses = parse_syllables(word) if len(word) <= LONGEST_WORD else []
    initials = parse_initials(word)
    return tuple(parses) + ((initials,) if initials else ())


def parse_syllables(word: str) -> list[tuple[Sound, ...]]:
    """The ways to cut a word wholly into syllables: the one with the longest syllables first, then others."""
    numbers = load_sounds().numbers
    ways: list[list[tuple[Sound, ...]]] = [[] for _ in word] + [[()]]
    for start in range(len(word) - 1, -1, -1):
        for end in range(min(start + LONGEST_SYLLABLE, len(word)), start, -1):
            number = numbers.get(word[start:end])
            if number:
                sound = Sound(start, end, number, ord(word[start]))
                ways[start].extend((sound, *rest) for rest in ways[end])
        del ways[start][MOST_PARSES:]
    return [way for way in ways[0] if way]


def parse_initials(word: str) -> tuple[Sound, ...]:
    """The word as initials of syllables, zh, ch and sh taken together; empty where it is too long or no such thing."""
    sounds: list[Sound] = []
    start = 0
    while start < len(word) and len(sounds) <= MOST_INITIALS:
        end = start + 2 if word[start : start + 2] in DOUBLE_INITIALS else start + 1
        if word[start] not in INITIALS:
            return ()
        sounds.append(Sound(start, end, 0, ord(word[start])))
        start = end
    return tuple(sounds) if len(sounds) <= MOST_INITIALS else ()
