"""What all tables of the review service belong to."""

from __future__ import annotations

import sqlalchemy as sa

from services.kit.api import attach

metadata = sa.MetaData()
attach(metadata)
