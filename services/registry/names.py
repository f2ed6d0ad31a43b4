"""Reads names with OpenCC (traditional to simplified) and pypinyin (sound)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import opencc
from pypinyin import lazy_pinyin

from services.registry.domain.names import Reading

_simplifier = opencc.OpenCC("t2s")
_ALIKE = str.maketrans(
    "авекмнорстухѕіјαβεζηικμνορτυχ⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰",
    "abekmhopctyxsijabezhikmvoptyx民虎西见角贝车长门青页风飞食马骨鱼鸟麦黄齐齿龙",
)
"""Small letters of other scripts whose capitals or shapes are those of Latin ones, and radicals that stand for whole characters."""


@lru_cache(maxsize=8192)
def read_name(text: str) -> Reading:
    """A name as `services.registry.domain.names` compares it."""
    wide = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
    letters = "".join(c for c in wide if unicodedata.category(c)[0] in "LN")
    simple = "".join(_simplify(c) for c in letters)
    return Reading(text, wide, letters, simple, tuple(_sound(c) for c in simple))


@lru_cache(maxsize=32768)
def _simplify(character: str) -> str:
    """One character for one, so that places stay the same."""
    found: str = _simplifier.convert(character)
    return found if len(found) == 1 else character


@lru_cache(maxsize=32768)
def _sound(character: str) -> str:
    return str(lazy_pinyin(character)[0])
