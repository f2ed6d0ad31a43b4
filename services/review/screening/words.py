"""Owns the question whether a hit cuts ordinary words in two: 套现 in 一套现代家具 does.

A small unigram segmenter over a table of words with their frequencies. It is asked only about a hit and the few characters
around it, and its table is read when the first question comes.
"""

from functools import cache
from math import log
from typing import Final

from services.review.screening.letters import read_table

CONTEXT: Final = 6  # characters on each side that may change the answer
LONGEST: Final = 4
# A listed term counts as a word at least this frequent: whoever lists it says that it is one.
TERM_FREQUENCY: Final = 60
CHARACTER_FREQUENCY: Final = 1
CERTAINTY: Final = 0.2  # how much likelier, in nats, the cutting segmentation has to be


@cache
def load_words() -> dict[str, float]:
    """The logarithm of each word's share of all running words; `""` holds the logarithm of their total number."""
    frequencies = {word: int(count) for count, *words in map(str.split, read_table("words.txt")) for word in words}
    total = log(sum(frequencies.values()))
    table = {word: log(frequency) - total for word, frequency in frequencies.items()}
    table[""] = total
    return table


def cuts_words(left: str, hit: str, right: str) -> bool:
    """Whether the likeliest words of `left + hit + right` run across an edge of the hit.

    All three are simplified ideographs without gaps. Words that hold the whole hit and more decide nothing.
    """
    left, right = left[-CONTEXT:], right[:CONTEXT]
    text, start, end = left + hit + right, len(left), len(left) + len(hit)
    words = load_words()
    if not crosses(words, text, start, end):
        return False
    free = best_score(words, text, start, end, 0, len(text))
    whole = max(words.get(hit, -99.0), log(TERM_FREQUENCY) - words[""])
    inside = best_score(words, text, start, end, start, end)
    kept = best_score(words, text, start, end, 0, start) + max(whole, inside) + best_score(words, text, start, end, end, len(text))
    return free > kept + CERTAINTY


def crosses(words: dict[str, float], text: str, start: int, end: int) -> bool:
    """Whether any word of the table lies across one edge of the hit."""
    for edge in (start, end):
        for begin in range(max(edge - LONGEST + 1, 0), edge):
            for stop in range(edge + 1, min(begin + LONGEST, len(text)) + 1):
                if text[begin:stop] in words and not (begin <= start and stop >= end):
                    return True
    return False


def best_score(words: dict[str, float], text: str, start: int, end: int, first: int, last: int) -> float:
    """The likeliest segmentation of `text[first:last]`, as a logarithm, without words that hold the hit and more."""
    unknown = log(CHARACTER_FREQUENCY) - words[""]
    scores = [0.0]
    for stop in range(first + 1, last + 1):
        best = -1e9
        for begin in range(max(first, stop - LONGEST), stop):
            if begin <= start and stop >= end and stop - begin > end - start:
                continue
            score = words.get(text[begin:stop], unknown if stop - begin == 1 else None)
            if score is not None:
                best = max(best, scores[begin - first] + score)
        scores.append(best)
    return scores[-1]
