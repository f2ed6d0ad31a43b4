"""Owns the look-up table that turns any code point into the letter it stands for, and says what kind of character it is.

One entry is 32 bits: the folded code point in the low 21, what the character is in the high 11. Folding is, in this order:
compatibility forms, look-alikes from other scripts, case, diacritics, traditional to simplified, digits to the letters they
imitate. The table is built once, when first asked for, from `unicodedata` and two data files.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Positions = NDArray[np.intp]

CODE: Final = (1 << 21) - 1
KEPT: Final = 1 << 21  # a letter, digit or ideograph: stays in the stream that is matched
INVISIBLE: Final = 1 << 22  # leaves no trace: zero width, combining, control
DIGIT: Final = 1 << 23
LATIN: Final = 1 << 24
HAN: Final = 1 << 25
CLAUSE: Final = 1 << 26  # punctuation that ends a clause or a sentence
BLANK: Final = 1 << 27  # spaces and line ends
EXPANDS: Final = 1 << 28  # stands for several letters
DOUBTFUL: Final = 1 << 29  # a letter only in the right company: @ $ € and letters in emoji
NUMERAL: Final = 1 << 30  # a digit of any kind, Chinese numerals included
MARK: Final = 1 << 31  # a character that addresses are made with: @ /
NOTHING: Final = 0  # the code of the break between two texts

LEET: Final = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s"}
DIGIT_OF: Final = {ord(letter): digit for digit, letter in LEET.items()}
DOUBTFUL_SIGNS: Final = {"@": "a", "$": "s", "€": "e"}
CHINESE_NUMERALS: Final = dict(
    zip(
        "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺㊀㊁㊂㊃㊄㊅㊆㊇㊈㈠㈡㈢㈣㈤㈥㈦㈧㈨",
        "0012345678912345678921" + "123456789" * 2,
        strict=True,
    )
)
# Strokes and long marks that people put between characters; as letters they occur in no term.
STROKES: Final = "丶丨丿亅乀乁ー〡ㆍㄧ"
# Look-alikes that Unicode's list of confusables leaves out: small forms, small capitals, turned and stroked letters.
FURTHER_LOOKS: Final = {
    "a": "ᴀɐΛλ", "b": "вʙ", "c": "ᴄɔ¢", "d": "ᴅđ", "e": "ᴇǝєɛεэ", "f": "ꜰɟ", "g": "ɢ", "h": "нʜɥħ", "i": "ιі", "j": "ᴊ",
    "k": "кκᴋʞ", "l": "ʟł", "m": "мᴍ", "n": "пηɴ", "o": "ø", "p": "ᴘ", "r": "ʀɹ", "s": "ꜱ", "t": "тτᴛʇŧ", "u": "μµц",
    "v": "ᴠʌ", "w": "ωшʍ", "y": "ʎ", "z": "ᴢ",
}  # fmt: skip
# Radicals that Unicode encodes as symbols, each with the component that people mean by it.
RADICALS: Final = dict(
    zip(
        "⺅⺉⺊⺌⺗⺘⺡⺣⺤⺨⺩⺪⺬⺭⺮⺯⺰⺳⺶⺹⺼⺾⺿⻀⻂⻅⻆⻈⻊⻋⻌⻍⻏⻐⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻥⻦⻨⻩⻬⻮⻰⻳",
        "亻刂卜小心扌氵灬爫犭王疋示礻竹纟纟网羊耂月艹艹艹衤见角讠足车辶辶阝钅长门阝雨青韦页风飞食饣马鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
CLAUSE_ENDS: Final = "。！？；，：!?;:,｡"
KEYCAP: Final = "\u20e3"
FIRST_ASTRAL_IDEOGRAPH: Final = 0x20000
DASHES: Final = "‐‑‒–—―−﹣－"
FILLERS: Final = "\u115f\u1160\u3164\uffa0\u2800\ufffc"
LONGEST_EXPANSION: Final = 4


@dataclass(frozen=True, slots=True)
class Letters:
    """The folding table, and the letters that each expanding character stands for (sorted by code point)."""

    folded: Codes
    expanding: Codes
    offsets: Positions
    expansions: Codes


def read_table(name: str) -> list[str]:
    """The lines of one data file of the engine."""
    return (files(__package__) / "data" / name).read_text("utf-8").splitlines()


@cache
def load_letters() -> Letters:
    """Builds the table; about a fifth of a second, once a process."""
    folding = Folding()
    folded = np.arange(0x110000, dtype=np.uint32)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF)):
        folded[first : last + 1] |= KEPT | HAN
    folded[0xAC00:0xD7A4] |= KEPT
    expansions: dict[int, str] = {}
    for code in worth_a_look(folding.variants):
        if unicodedata.category(chr(code)) in {"Cn", "Co", "Cs"}:
            continue
        letters = folding.fold(chr(code))
        if len(letters) > 1:
            expansions[code] = letters[:LONGEST_EXPANSION]
        folded[code] = EXPANDS if len(letters) > 1 else folding.describe(chr(code), letters)
    codes = sorted(expansions)
    counts = np.array([len(expansions[code]) for code in codes], dtype=np.intp)
    return Letters(
        folded=folded,
        expanding=np.array(codes, dtype=np.uint32),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        expansions=np.array([ord(char) for code in codes for char in expansions[code]], dtype=np.uint32),
    )


def worth_a_look(variants: Iterable[str]) -> Iterator[int]:
    """Every code point that is not simply itself: the blocks outside plain ideographs, and the traditional forms."""
    yield from range(0x3400)
    yield from (ord(char) for char in variants)
    yield from (ord(char) for char in STROKES + "".join(CHINESE_NUMERALS))
    yield from range(0xA000, 0xAC00)
    yield from range(0xD7B0, 0xD800)
    yield from range(0xF900, 0x20000)
    yield from range(0x2F800, 0x2FA20)
    yield from range(0xE0000, 0xE1000)


class Folding:
    """Works out one character at a time, while the table is built."""

    def __init__(self) -> None:
        """Reads the look-alikes and the traditional forms, and spells out the letters in circles and squares."""
        self.variants = RADICALS | {form: line[0] for line in read_table("variants.txt") for form in line[1:]}
        self.looks = {look: line[0] for line in read_table("confusables.txt") for look in line[2:]}
        self.looks |= {look: letter for letter, looks in FURTHER_LOOKS.items() for look in looks}
        self.pictured = {
            chr(first + place): chr(ord("a") + place) for first in (0x1F150, 0x1F170, 0x1F1E6) for place in range(26)
        }

    def fold(self, char: str) -> str:
        """The letters a character stands for; itself where it stands for nothing else."""
        if char in self.pictured or char in self.looks:
            return self.pictured.get(char) or self.looks[char]
        if char in DASHES:
            return "-"
        value = unicodedata.digit(char, None)
        if value is not None:
            return str(value)
        plain = unicodedata.normalize("NFKC", char)
        if plain in DOUBTFUL_SIGNS:
            return DOUBTFUL_SIGNS[plain]
        # (1) and 1. in one character mean the digit; what is only punctuation stays one sign.
        letters = "".join(part for part in plain if part.isalnum()) or plain[:1]
        return "".join(map(self.simplify, letters)) or char

    def simplify(self, char: str) -> str:
        """One letter without case, diacritics, foreign look and traditional form."""
        value = unicodedata.digit(char, None)
        if value is not None:
            return str(value)
        look = self.looks.get(char) or self.looks.get(char.casefold())
        if look:
            return look
        bare = "".join(
            part for part in unicodedata.normalize("NFD", char.casefold()) if unicodedata.category(part) != "Mn"
        )
        bare = unicodedata.normalize("NFC", bare) or char
        return "".join(self.variants.get(part) or self.looks.get(part) or part for part in bare)

    def describe(self, char: str, letter: str) -> int:
        """The table's entry for a character that stands for one letter, or for a digit, which is kept as its letter."""
        plain = unicodedata.normalize("NFKC", char)
        entry = ord(LEET.get(letter, letter)) | self.kind(char, letter)
        if plain in DOUBTFUL_SIGNS or char in self.pictured or char == KEYCAP:
            entry |= DOUBTFUL
        if letter in CHINESE_NUMERALS or char in CHINESE_NUMERALS or entry & DIGIT:
            entry |= NUMERAL
        return entry | (MARK if plain in {"/", "@"} else 0)

    def kind(self, char: str, letter: str) -> int:
        """What a character is, as flags."""
        category = unicodedata.category(char)
        if category in {"Mn", "Me", "Cf"} or char in FILLERS or (category == "Cc" and char not in "\t\n\v\f\r\x85"):
            return INVISIBLE
        if category in {"Zs", "Zl", "Zp", "Cc"}:
            return BLANK
        if letter in CLAUSE_ENDS:
            return CLAUSE
        if letter in STROKES or category in {"Cn", "Co", "Cs"}:
            return 0
        if letter.isascii() and letter.isalnum():
            return KEPT | (DIGIT if letter.isdigit() else LATIN)
        if "\u3400" <= letter <= "\u9fff" or letter == "〇" or ord(letter) >= FIRST_ASTRAL_IDEOGRAPH:
            return KEPT | HAN
        return KEPT if letter.isalpha() else 0
