"""Owns the numbers that mean a person or a machine: where one may stand, and the check digits and dates that prove it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np

from services.review.screening.letters import CODE, INVISIBLE, NUMERAL
from services.review.screening.stream import Stream

FIRST_BIRTH_YEAR: Final = 1900
ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS: Final = "10X98765432"
LONG_NUMBER: Final = 11  # digits of a mobile number, the shortest number that is personal
GROUPED: Final = LONG_NUMBER + 1  # so far from its first digit may the last one stand, two separators between
DOTS: Final = 3  # of an IPv4 address
DOT_SIGNS: Final = tuple(map(ord, ".。[("))
BEFORE, AFTER = 40, 80  # what may belong to a number, from the first digit of a dense place


def number_windows(stream: Stream) -> Iterator[tuple[int, int]]:
    """The stretches of a stream's characters in which a personal number or an address may stand; none overlap."""
    if not stream.seen & NUMERAL:
        return
    places = ((stream.signs & NUMERAL) != 0).nonzero()[0]
    if len(places) <= DOTS:
        return
    shown = np.flatnonzero((stream.signs & INVISIBLE) == 0) if stream.seen & INVISIBLE else None
    steps = places if shown is None else np.searchsorted(shown, places)
    long = np.flatnonzero(steps[LONG_NUMBER - 1 :] - steps[: 1 - LONG_NUMBER] <= GROUPED)
    apart = np.diff(steps)
    dotted = np.flatnonzero((apart == 2) | (apart == 4))
    after = steps[dotted] + 1 if shown is None else shown[steps[dotted] + 1]
    dotted = dotted[np.isin(stream.signs[after] & CODE, DOT_SIGNS)]
    dense = dotted[: 1 - DOTS][dotted[DOTS - 1 :] - dotted[: 1 - DOTS] <= 2 * DOTS]
    last = len(stream.signs) if shown is None else len(shown)
    for start, end in merged(np.unique(steps[np.concatenate([long, dense])]).tolist(), last):
        yield (start, end) if shown is None else (int(shown[start]), int(shown[end - 1]) + 1)


def merged(steps: list[int], last: int) -> list[tuple[int, int]]:
    """A stretch around each of some ordered places, those that touch taken together."""
    stretches: list[tuple[int, int]] = []
    for step in steps:
        start, end = max(step - BEFORE, 0), min(step + AFTER, last)
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def is_id_card(number: str, today: date) -> bool:
    """Whether 18 characters are a resident's number: GB 11643's check character, and a birth date from 1900 to `today`."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return number[17].upper() == ID_CHECKS[total % 11] and is_birth_date(number[6:14], today)


def is_birth_date(digits: str, today: date) -> bool:
    """Whether eight digits are a real day from 1900 to `today`."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= FIRST_BIRTH_YEAR and born <= today


def is_bank_card(number: str) -> bool:
    """Whether 16 to 19 digits pass Luhn's check; one that begins with 0 is no card's."""
    if not (16 <= len(number) <= 19 and number.isdigit()) or number[0] == "0":
        return False
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(digit // 10 + digit % 10 for digit in doubled)) % 10 == 0


def is_ipv4(address: str) -> bool:
    """Whether four numbers between dots are each from 0 to 255."""
    parts = address.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) <= 255 for part in parts)
