"""Personal data as those see it who do not need it: masked."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """``138****5678``; of a short one only the last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else mask_number(phone)


def mask_number(number: str) -> str:
    """Of a staff or student number the last two characters."""
    return "*" * max(len(number) - 2, 1) + number[-2:] if number else ""
