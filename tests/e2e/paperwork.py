"""What people fill in again and again, filled in: an incident's report, a training session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


def incident_report(account_id: str) -> dict[str, Any]:
    """A report about one account."""
    return {
        "title": "评论区出现不实信息",
        "severity": "III",
        "account_id": account_id,
        "urls": ["https://example.edu/p/2"],
        "summary": "读者来电反映。",
        "source": "phone",
    }


def training_session(in_days: int = 2) -> dict[str, Any]:
    """A salon that is open for enrolment now, and begins in so many days."""
    now = datetime.now(UTC)
    return {
        "kind": "salon",
        "title": "让标题会说话",
        "theme": "写作",
        "speaker": "编辑",
        "place": "报告厅",
        "starts_at": (now + timedelta(days=in_days)).isoformat(),
        "ends_at": (now + timedelta(days=in_days, hours=2)).isoformat(),
        "capacity": 2,
        "enrol_opens_at": (now - timedelta(minutes=1)).isoformat(),
        "enrol_closes_at": (now + timedelta(days=1)).isoformat(),
        "audience": {},
        "hours": 2,
    }
