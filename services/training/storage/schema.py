"""The metadata that all tables of the training service belong to, and the types of its ids."""

from __future__ import annotations

import sqlalchemy as sa

from services.kit.api import attach

metadata = sa.MetaData()
attach(metadata)

Id = sa.String(36)
PersonId = sa.String(64)
