"""Attachments in SQL; their content is read only where it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.registry.domain.attachments import Attachment
from services.registry.storage.filing_tables import attachments


class SqlAttachments:
    """Files kept with applications."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, attachment_id: str) -> Attachment | None:
        return self._session.get(Attachment, attachment_id)

    def add(self, attachment: Attachment) -> None:
        self._session.add(attachment)

    def of(self, application_id: str) -> Sequence[Attachment]:
        query = sa.select(Attachment).where(attachments.c.application_id == application_id).order_by(attachments.c.id)
        return self._session.scalars(query).all()
