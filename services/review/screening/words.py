"""Owns the question whether a hit cuts ordinary words in two: 套现 in 一套现代家具 does.

A small unigram segmenter over a table of words with their frequencies. It is asked only about a hit and the few characters
around it, and its table is read when the first question comes.
"""

from functools import cache, lru_cache
from math import log
from typing import Final

from services.review.screening.letters import read_table

CONTEXT: Final = 4  # characters on each side that may change the answer
LONGEST: Final = 4
# A listed term counts as a word at least this frequent: whoever lists it says that it is one.
TERM_FREQUENCY: Final = 60
CHARACTER_FREQUENCY: Final = 1
CERTAINTY: Final = 0.2  # how much likelier, in nats, the cutting segmentation has to be


@cache
def load_words() -> dict[str, float]:
    """The logarithm of each word's share of all running words; `""` holds the logarithm of their total number.

    Words of campus and net that are younger than the general table stand in a list of their own.
    """
    frequencies: dict[str, int] = {}
    for count, *words in map(str.split, [*read_table("words.txt"), *read_table("campus.txt")]):
        for word in words:
            frequencies[word] = max(int(count), frequencies.get(word, 0))
    total = log(sum(frequencies.values()))
    table = {word: log(frequency) - total for word, frequency in frequencies.items()}
    table[""] = total
    return table


@lru_cache(maxsize=10_000)
def cuts_words(left: str, hit: str, right: str, listed: bool = True) -> bool:
    """Whether the likeliest words of `left + hit + right` run across an edge of the hit.

    All three are simplified ideographs without gaps. Words that hold the whole hit and more decide nothing. `listed`: the hit
    is spelled as the word list has it, and so is taken for a word.
    """
    left, right = left[-CONTEXT:], right[:CONTEXT]
    text, start, end = left + hit + right, len(left), len(left) + len(hit)
    words = load_words()
    if not crosses(words, text, start, end):
        return False
    scores = best_scores(words, text, start, end)
    whole = max(words.get(hit, -99.0), best_scores(words, hit, 0, len(hit))[-1])
    if listed:
        whole = max(whole, log(TERM_FREQUENCY) - words[""])
    return scores[-1] > scores[start] + whole + best_scores(words, right, 0, 0)[-1] + CERTAINTY


def crosses(words: dict[str, float], text: str, start: int, end: int) -> bool:
    """Whether any word of the table lies across one edge of the hit."""
    for edge in (start, end):
        for begin in range(max(edge - LONGEST + 1, 0), edge):
            for stop in range(edge + 1, min(begin + LONGEST, len(text)) + 1):
                if text[begin:stop] in words and not (begin <= start and stop >= end):
                    return True
    return False


def best_scores(words: dict[str, float], text: str, start: int, end: int) -> list[float]:
    """The likeliest segmentation of each beginning of the text, as a logarithm, without words that hold the hit and more."""
    unknown = log(CHARACTER_FREQUENCY) - words[""]
    scores = [0.0]
    for stop in range(1, len(text) + 1):
        best = scores[stop - 1] + words.get(text[stop - 1], unknown)
        for begin in range(max(0, stop - LONGEST), stop - 1):
            score = words.get(text[begin:stop])
            if score is None or scores[begin] + score <= best:
                continue
            if not begin <= start < end <= stop or stop - begin == end - start:
                best = scores[begin] + score
        scores.append(best)
    return scores
