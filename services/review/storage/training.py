"""How those who run accounts stand by the rules of training."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.review.domain.training import Standing


def find(session: Session, person_id: str) -> Standing | None:
    return session.get(Standing, person_id)


def save(session: Session, standing: Standing) -> None:
    session.merge(standing)
