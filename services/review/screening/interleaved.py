"""Owns the search for terms with a letter or digit stuck between every two characters: 赌x博x网x站.

Only where ideographs and other letters alternate; terms of three ideographs or more.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from services.review.screening.glossary import Kind
from services.review.screening.judge import Hit, Judge
from services.review.screening.letters import NOTHING, Codes, Positions
from services.review.screening.prefixes import Entries
from services.review.screening.stream import Stream

FEWEST: Final = 3


def find_interleaved(stream: Stream, judge: Judge, ideographs: Codes) -> Iterator[Hit]:
    """The terms in runs where every other token is an ideograph; `ideographs` is non-zero where a token is one."""
    # Where two tokens that are no ideographs stand two apart, and ideographs around both.
    others = (ideographs == 0).nonzero()[0]
    near = others[:-1][np.diff(others) == 2]
    if not len(near):
        return
    near = near[(near > 0) & (near + 3 < len(ideographs))]
    places = near[(ideographs[near - 1] != 0) & (ideographs[near + 1] != 0) & (ideographs[near + 3] != 0)] - 1
    if not len(places):
        return
    # Each run that alternates is laid out as its ideographs alone, with a break after it.
    edges = np.flatnonzero(np.diff(places) != 2) + 1
    firsts, lasts = places[np.concatenate([[0], edges])], places[np.concatenate([edges - 1, [-1]])] + 4
    lengths = (lasts - firsts) // 2 + 2
    begins = np.cumsum(lengths) - lengths
    tokens = np.repeat(firsts - 2 * begins, lengths) + 2 * np.arange(int(lengths.sum()))
    codes = stream.codes.take(tokens, mode="clip")
    codes[begins + lengths - 1] = NOTHING
    yield from judge_interleaved(judge, tokens, *judge.glossary.index.find(codes))


def judge_interleaved(judge: Judge, tokens: Positions, places: Positions, entries: Entries) -> Iterator[Hit]:
    """What the judge makes of the candidates; `tokens` are the ideographs that were laid out."""
    glossary = judge.glossary
    for place, entry in zip(places.tolist(), entries.tolist(), strict=True):
        count = int(glossary.tokens[entry])
        if glossary.kinds[entry] != Kind.TERM or not glossary.han[entry] or count < FEWEST:
            continue
        spans = [(token, token) for token in tokens[place : place + count].tolist()]
        if hit := judge.replaced(entry, spans, "gap", [False] * count):
            yield hit
