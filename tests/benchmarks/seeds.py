"""Rows as the services leave them, for benchmarks that begin in the middle of a pipeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.review.domain.stages import DEFAULT_CHAINS, lay_out
from services.review.storage import tables

TIER, UNIT = 2, "unit"


def submission_rows(ids: list[str], bodies: list[str]) -> dict[sa.Table, list[dict[str, Any]]]:
    """Submissions with their first version, waiting to be screened."""
    now = datetime.now(UTC)
    stages = lay_out(DEFAULT_CHAINS[TIER], unit_id=UNIT, faculty_id=UNIT, in_campaign=False)
    written = {"title": "通知", "scheduled_at": None, "created_at": now}
    submission = {
        "account_id": "account",
        "account_name": "计算机学院微门户",
        "tier": TIER,
        "channel": "wechat_official",
        "unit_id": UNIT,
        "faculty_id": UNIT,
        "version": 1,
        "state": "screening",
        "stages": stages,
        "submitted_by": "operator",
        "submitted_by_name": "运营人",
        "authors": ["operator"],
        "changed_at": now,
        "due_at": now + timedelta(hours=24),
        "campaign_id": "",
        "severity": "",
        "stage": 0,
        "waits_role": "",
        "waits_unit": "",
        "queue_key": "",
        "claimed_by": "",
        "claimed_by_name": "",
        "claimed_until": None,
        "held_by": "",
        "held_from": "",
        "url": "",
        "published_at": None,
        "revision": 1,
        **written,
    }
    version: dict[str, Any] = {
        "version": 1,
        "media": [],
        "source": "original",
        "licence": "",
        "created_by": "operator",
        "created_by_name": "运营人",
        **written,
    }
    return {
        tables.submissions: [{"id": id_, "fingerprint": id_, **submission} for id_ in ids],
        tables.versions: [
            {"submission_id": id_, "fingerprint": id_, "body": body, **version}
            for id_, body in zip(ids, bodies, strict=True)
        ],
    }
