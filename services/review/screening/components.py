"""Owns which parts a character is written with, so that 十尃 is read as 博.

Parts that people type for one another (亻 and 人, 氵 and 水) count as the same part.
"""

from functools import cache
from typing import Final

import numpy as np

from services.review.screening.letters import CODE, load_letters, read_table

# Each group is one part in its several forms; the first stands for all.
SAME_PART: Final = (
    "人亻イ入", "水氵", "言讠訁", "手扌才", "金钅釒", "心忄", "草艹艸", "丝纟糸糹", "食饣飠", "犬犭", "示礻ネ", "衣衤", "刀刂", "邑阝阜耳",
    "火灬", "走辶", "行彳", "文攵", "牛牜", "爪爫", "网罒", "病疒", "老耂", "口囗", "竹⺮", "肉月", "王玉", "足⻊", "宝宀", "户卢",
)  # fmt: skip


@cache
def part_forms() -> dict[int, int]:
    """From the code of a part to the code of the form that stands for it."""
    return {ord(form): ord(group[0]) for group in SAME_PART for form in group}


def standard_part(part: str) -> int:
    """The code by which a part is compared: folded as all text is, then its standard form."""
    folded = int(load_letters().folded[ord(part)]) & CODE
    return part_forms().get(folded, folded)


@cache
def load_components() -> dict[int, tuple[tuple[int, ...], ...]]:
    """From a character's code to each way to write it as two or three parts, as standard codes."""
    table: dict[int, tuple[tuple[int, ...], ...]] = {}
    for line in read_table("components.txt"):
        char, *ways = line.split(" ")
        parts = {tuple(map(standard_part, way)) for way in ways}
        table[ord(char)] = tuple(sorted(way for way in parts if ord(char) not in way))
    return table


@cache
def standard_parts_table() -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """A look-up table of `part_forms` over the Basic Multilingual Plane; its last entry stands for all beyond."""
    table = np.arange(1 << 16, dtype=np.uint32)
    for form, standard in part_forms().items():
        table[form] = standard
    return table
