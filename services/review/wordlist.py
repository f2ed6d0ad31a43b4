"""This process's compiled copy of the word list, renewed as soon as the database holds a newer version.

Each use asks for the version's number, one row: so a change reaches every process with its next batch, without a restart and
whether or not a message arrives. The vigil asks too, so that also an idle process has the newest list ready.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from eventlet import tpool
from eventlet.semaphore import Semaphore
from sqlalchemy.orm import Session

from services.contracts.errors import InputInvalid
from services.review import screening
from services.review.screening import Lexicon, Screener, Term
from services.review.storage import lexicon as stored

KINDS = (".txt", ".csv", ".xlsx")
MOST_MESSAGES = 200

_held: tuple[str, int, Screener] | None = None
_renewing = Semaphore()


def current(session: Session) -> tuple[int, Screener]:
    """The newest version's number and its screener; compiled at most once a version and process."""
    global _held
    database, version = str(session.get_bind().engine.url), stored.version(session)
    with _renewing:
        if _held is None or _held[:2] != (database, version):
            _held = (database, version, tpool.execute(Screener, load(session, version)))
        return version, _held[2]


def load(session: Session, version: int) -> Lexicon:
    """The word list that the database holds."""
    terms = (
        Term(row.text, row.category, row.severity, row.article, row.tier_hint or None) for row in stored.terms(session)
    )
    titles = {row.name: row.titles for row in stored.titles(session)}
    return Lexicon(terms, stored.allowed(session), str(version), names=stored.names(session), titles=titles)


def read(name: str, content: bytes) -> Lexicon:
    """The word list in a file of text, CSV or Excel. Raises `InputInvalid` with a message for each refused row."""
    kind = Path(name).suffix.lower()
    if kind not in KINDS:
        message = f"须为 {' '.join(KINDS)} 文件。 Must be one of {' '.join(KINDS)}."
        raise InputInvalid({"name": [message]})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{kind}"
        path.write_bytes(content)
        try:
            return screening.load_lexicon(path)
        except ValueError as error:
            raise InputInvalid({"file": str(error).splitlines()[:MOST_MESSAGES]}, code="list_refused") from error
