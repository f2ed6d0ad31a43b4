"""Certificates: their running numbers, and how to find them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.contracts.errors import NotFound
from services.kit.paging import page
from services.training.domain.certificates import Certificate
from services.training.domain.enrolments import ATTENDED, Enrolment
from services.training.storage.tables import certificate_years, certificates, enrolments


def take_serials(db: orm.Session, year: int, wanted: int) -> int:
    """Reserve `wanted` running numbers of a year; the first of them."""
    dialect: Any = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(certificate_years).values(year=year, issued=wanted)
    upsert = insert.on_conflict_do_update(
        index_elements=[certificate_years.c.year],
        set_={"issued": certificate_years.c.issued + insert.excluded.issued},
    )
    last = db.scalar(upsert.returning(certificate_years.c.issued))
    return int(last) - wanted + 1


def owed_certificates(db: orm.Session, session_id: str) -> list[Enrolment]:
    """Enrolments whose people attended and have no certificate yet, in order of arrival."""
    query = (
        sa.select(Enrolment)
        .outerjoin(certificates, certificates.c.enrolment_id == enrolments.c.id)
        .where(
            enrolments.c.session_id == session_id,
            enrolments.c.attendance.in_(ATTENDED),
            certificates.c.id.is_(None),
        )
        .order_by(enrolments.c.arrival)
    )
    return list(db.scalars(query))


def add_certificates(db: orm.Session, issued: Sequence[Certificate]) -> None:
    db.add_all(issued)


def find_certificate(db: orm.Session, number: str) -> Certificate:
    """The certificate of this number. Raises `NotFound`."""
    found = db.scalars(sa.select(Certificate).where(certificates.c.number == number)).first()
    if found is None:
        raise NotFound()
    return found


def certificate_of_enrolment(db: orm.Session, enrolment_id: str) -> Certificate | None:
    return db.scalars(sa.select(Certificate).where(certificates.c.enrolment_id == enrolment_id)).first()


def certificates_of_session(db: orm.Session, session_id: str) -> list[Certificate]:
    query = sa.select(Certificate).where(certificates.c.session_id == session_id)
    return list(db.scalars(query.order_by(certificates.c.number)))


def list_certificates(db: orm.Session, wanted: dict[str, Any], dump: Any, *, person_id: str) -> dict[str, Any]:
    """A page of a person's certificates, newest first."""
    query = sa.select(Certificate).where(certificates.c.person_id == person_id)
    return page(db, query, certificates.c.id, wanted, dump, newest_first=True)
