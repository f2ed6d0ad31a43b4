"""The word list as rows: terms, allowed phrases, and the number of its newest version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.api import Work
from services.review.storage.tables import lexicon_allow, lexicon_head, lexicon_terms
from services.review.storage.tables import names as protected
from services.review.storage.tables import titles as held_titles

HEAD = 1
_VERSION = sa.select(lexicon_head.c.version).where(lexicon_head.c.id == HEAD)


def version(session: Session) -> int:
    """The number of the newest version; 0 before there is any."""
    return session.scalar(_VERSION) or 0


def terms(session: Session) -> Sequence[Any]:
    """All terms: text, category, severity, article, tier_hint."""
    columns = lexicon_terms.c
    query = sa.select(columns.text, columns.category, columns.severity, columns.article, columns.tier_hint)
    return session.execute(query.order_by(columns.id)).all()


def allowed(session: Session) -> Sequence[str]:
    """All allowed phrases."""
    return session.scalars(sa.select(lexicon_allow.c.text).order_by(lexicon_allow.c.id)).all()


def known_terms(session: Session) -> Sequence[str]:
    """The texts of all terms."""
    return session.scalars(sa.select(lexicon_terms.c.text)).all()


def next_version(session: Session) -> int:
    """Open a new version and lock the list until the transaction ends."""
    bump = sa.update(lexicon_head).where(lexicon_head.c.id == HEAD).values(version=lexicon_head.c.version + 1)
    return int(session.execute(bump.returning(lexicon_head.c.version)).scalar_one())


def has_term(session: Session, text: str) -> bool:
    return session.execute(sa.select(lexicon_terms.c.id).where(lexicon_terms.c.text == text)).first() is not None


def has_allowed(session: Session, text: str) -> bool:
    return session.execute(sa.select(lexicon_allow.c.id).where(lexicon_allow.c.text == text)).first() is not None


def add_terms(work: Work, since: int, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Insert terms of version `since` in one statement; the rows as they stand now."""
    return _insert(work, lexicon_terms, since, rows)


def add_allowed(work: Work, since: int, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Insert allowed phrases of version `since`."""
    return _insert(work, lexicon_allow, since, rows)


def _insert(work: Work, table: sa.Table, since: int, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    common = {"since_version": since, "added_by": work.identity.id, "added_at": work.now}
    found = [{**row, **common, "id": work.new_id()} for row in rows]
    if found:
        work.session.execute(sa.insert(table), found)
    return found


def page_of_terms(session: Session, wanted: Mapping[str, Any]) -> list[sa.Row[Any]]:
    """Terms after the cursor in the order of their id, one more than asked for."""
    rules = [lexicon_terms.c[name] == wanted[name] for name in ("category", "severity") if wanted.get(name)]
    return _page(session, lexicon_terms, rules, wanted)


def page_of_allowed(session: Session, wanted: Mapping[str, Any]) -> list[sa.Row[Any]]:
    """Allowed phrases after the cursor in the order of their id, one more than asked for."""
    return _page(session, lexicon_allow, [], wanted)


def _page(
    session: Session, table: sa.Table, rules: list[sa.ColumnElement[bool]], wanted: Mapping[str, Any]
) -> list[sa.Row[Any]]:
    if wanted.get("q"):
        rules.append(table.c.text.contains(wanted["q"], autoescape=True))
    if wanted["cursor"]:
        rules.append(table.c.id > wanted["cursor"])
    query = sa.select(table).where(*rules).order_by(table.c.id).limit(wanted["limit"] + 1)
    return list(session.execute(query).all())


def remove_term(session: Session, term_id: str) -> str | None:
    """Take a term from the list; its text, or None where there is none."""
    return _remove(session, lexicon_terms, term_id)


def remove_allowed(session: Session, phrase_id: str) -> str | None:
    """Take a phrase from the white list; its text, or None where there is none."""
    return _remove(session, lexicon_allow, phrase_id)


def _remove(session: Session, table: sa.Table, row_id: str) -> str | None:
    found = session.execute(sa.delete(table).where(table.c.id == row_id).returning(table.c.text)).first()
    return str(found.text) if found else None


def titles(session: Session) -> Sequence[Any]:
    """Whose titles are kept: id, name, titles, since_version."""
    return session.execute(sa.select(held_titles).order_by(held_titles.c.name)).all()


def set_titles(work: Work, since: int, name: str, held: Sequence[str]) -> dict[str, Any]:
    """Say which titles a person holds; none: forget the person."""
    work.session.execute(sa.delete(held_titles).where(held_titles.c.name == name))
    row = {"id": work.new_id(), "name": name, "titles": list(held), "since_version": since}
    if held:
        work.session.execute(sa.insert(held_titles).values(**row, set_by=work.identity.id, set_at=work.now))
    return row


def drop_name(session: Session, unit_id: str) -> bool:
    """Whether a name was there to be dropped."""
    gone = session.execute(sa.delete(protected).where(protected.c.unit_id == unit_id).returning(protected.c.unit_id))
    return gone.first() is not None


def names(session: Session) -> Sequence[str]:
    """The protected names: those of units, as the registry told them."""
    return session.scalars(sa.select(protected.c.name).distinct().order_by(protected.c.name)).all()


def save_name(session: Session, unit_id: str, name: str) -> bool:
    """Keep a unit's name; whether it is another than before."""
    before = session.scalar(sa.select(protected.c.name).where(protected.c.unit_id == unit_id))
    if before == name:
        return False
    session.execute(sa.delete(protected).where(protected.c.unit_id == unit_id))
    session.execute(sa.insert(protected).values(unit_id=unit_id, name=name))
    return True
