"""This process's compiled copy of the word list, renewed as soon as the database holds a newer version.

Each use asks for the version's number, one row: so a change reaches every process with its next batch, without a restart and
whether or not a message arrives.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy.orm import Session

from services.review.screening import Lexicon, Screener, Term
from services.review.storage import lexicon as stored

_held: tuple[str, int, Screener] | None = None
_renewing = Lock()


def current(session: Session) -> tuple[int, Screener]:
    """The newest version's number and its screener; compiled at most once a version and process."""
    global _held
    database, version = str(session.get_bind().engine.url), stored.version(session)
    with _renewing:
        if _held is None or _held[:2] != (database, version):
            _held = (database, version, Screener(load(session, version)))
        return version, _held[2]


def load(session: Session, version: int) -> Lexicon:
    """The word list that the database holds."""
    terms = (
        Term(row.text, row.category, row.severity, row.article, row.tier_hint or None) for row in stored.terms(session)
    )
    return Lexicon(terms, stored.allowed(session), str(version))


def read(name: str, content: bytes) -> Lexicon:
    """The word list in a file. Raises `InputInvalid` with a message for each refused row."""
    raise NotImplementedError
