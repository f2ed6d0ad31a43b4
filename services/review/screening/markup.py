"""Owns how a text is read when it carries markup: entities are decoded, and tags are taken out in a second reading.

A text without `&`, `<` or `[` has one reading, itself. What stands inside a tag is still screened, in the first reading, for a
tag may never be rendered. Everything here runs in linear time: patterns are bounded, comments are found once.
"""

import re
from dataclasses import dataclass
from html.entities import html5
from typing import Final

NESTED_ENTITIES: Final = 4
ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,8})|#([0-9]{1,9})|([A-Za-z][A-Za-z0-9]{1,31}));?")
TAG = re.compile(
    r"</?[a-zA-Z][^<>]{0,800}>|<![a-zA-Z\[][^<>]{0,800}>"
    r"|\[/?(?:b|i|u|s|url|img|color|size|font|quote|code|center|em|at)(?:=[^\[\]<>\n]{0,200})?\]",
    re.IGNORECASE,
)
LAST_CODE_POINT: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    `text` is what is read; where it differs from the original, `starts` and `ends` give for each of its characters the code
    points of the original that it stands for, end exclusive. `post` is the number of the text in its batch.
    """

    post: int
    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """A span of this reading, in code points of the original text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def read(post: int, text: str) -> list[Reading]:
    """Every reading of a text: itself with entities decoded, and once more without tags where it has any."""
    if "&" not in text and "<" not in text and "[" not in text:
        return [Reading(post, text)]
    whole = Reading(post, text)
    for _ in range(NESTED_ENTITIES if "&" in text else 0):
        decoded = decode_entities(whole)
        if decoded is whole:
            break
        whole = decoded
    bare = remove_tags(whole)
    return [whole] if bare is whole else [whole, bare]


def decode_entities(reading: Reading) -> Reading:
    """The reading with one layer of entities decoded; the very same object where it has none."""
    pieces = []
    for match in ENTITY.finditer(reading.text):
        char = entity_text(match)
        if char is not None:
            pieces.append((match.start(), match.end(), char))
    return replace(reading, pieces)


def entity_text(match: re.Match[str]) -> str | None:
    """What an entity stands for; None where it is no entity."""
    hexadecimal, decimal, name = match.groups()
    if name:
        return html5.get(name + ";") if match[0].endswith(";") else None
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code <= LAST_CODE_POINT else "\ufffd"


def remove_tags(reading: Reading) -> Reading:
    """The reading without tags and comments; the very same object where it has none."""
    pieces = [(match.start(), match.end(), "") for match in TAG.finditer(reading.text)]
    pieces += [(start, end, "") for start, end in comments(reading.text)]
    return replace(reading, sorted(pieces))


def comments(text: str) -> list[tuple[int, int]]:
    """The spans of closed HTML comments."""
    spans = []
    end = 0
    while (start := text.find("<!--", end)) >= 0:
        close = text.find("-->", start + 4)
        if close < 0:
            break
        end = close + 3
        spans.append((start, end))
    return spans


def replace(reading: Reading, pieces: list[tuple[int, int, str]]) -> Reading:
    """The reading with each piece `(start, end, replacement)` put in place; overlapping pieces are passed over."""
    if not pieces:
        return reading
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0

    def copy(upto: int) -> None:
        text.append(reading.text[done:upto])
        starts.extend(reading.starts[done:upto] if reading.starts else range(done, upto))
        ends.extend(reading.ends[done:upto] if reading.ends else range(done + 1, upto + 1))

    for start, end, replacement in pieces:
        if start < done:
            continue
        copy(start)
        span = reading.original_span(start, end)
        text.append(replacement)
        starts.extend([span[0]] * len(replacement))
        ends.extend([span[1]] * len(replacement))
        done = end
    copy(len(reading.text))
    return Reading(reading.post, "".join(text), starts, ends)
