"""Passwords with argon2id, at some 30 ms each, in a thread of their own, so that green threads do not wait; and how soon one is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from services.registry.aside import aside

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
LONGEST_JUDGED = 72
"""What zxcvbn looks at, at most."""

UNKNOWN = _hasher.hash("nobody's password: checked where there is no person, so that it takes as long")


class Argon2Passwords:
    """Hashes passwords and compares them."""

    def hash(self, password: str) -> str:
        return str(aside(_hasher.hash, password))

    def fits(self, password_hash: str, password: str) -> bool:
        """Whether it is the password; takes the same time where there is no hash."""
        return bool(aside(_fits, password_hash or UNKNOWN, password)) and bool(password_hash)

    def guesses(self, password: str, known: Sequence[str]) -> float:
        """How many guesses `password` outlasts, by zxcvbn's lists of what people choose, where `known` words are tried first."""
        from zxcvbn import zxcvbn  # its lists take 14 MB, and few processes ever look at a new password

        # Here and not aside: it takes few milliseconds, and keeps the words where another thread would find them.
        return float(zxcvbn(password[:LONGEST_JUDGED], user_inputs=list(known))["guesses"])


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
