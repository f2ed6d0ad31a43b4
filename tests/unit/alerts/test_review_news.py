"""What was decided on texts, what waits for a decision and what a campaign waits for reaches whom it concerns."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.review.events import CampaignReminded, SubmissionDecided, SubmissionDueSoon, SubmissionOverdue
from tests.unit.alerts.test_filing_news import EVERYONE, heard

WAITS: dict[str, Any] = {
    "submission_id": "s1",
    "account_id": "cs-wechat",
    "title": "开放日",
    "stage": 2,
    "waits_role": "responsible",
    "waits_unit": "cs",
    "due_at": "2026-03-09T01:00:00+00:00",
}


def decided(state: str, decision: str = "approve", by: str = "cs.head") -> SubmissionDecided:
    return SubmissionDecided(
        submission_id="s1", version=1, account_id="cs-wechat", fingerprint="f", stage=1, decision=decision,
        decided_by=by, state=state,
    )  # fmt: skip


@pytest.mark.article(13)
def test_who_operates_an_account_hears_where_a_decision_brought_the_text(desk: Any) -> None:
    desk.deliver(decided("in_review"), decided("returned", "return"), queue="alerts.seals", again=2)
    assert heard(desk, *EVERYONE) == {"cs.operator": ["text_decided"]}
    [message] = desk.call("cs.operator", "list_messages")["items"]
    assert ("退回" in message["zh"], "returned" in message["en"]) == (True, True)
    assert (message["subject"], message["subject_id"]) == ("submission", "s1")
    desk.deliver(decided("approved", by="cs.operator"), queue="alerts.seals")
    assert heard(desk, "cs.operator") == {"cs.operator": ["text_decided"]}, "who decided it knows"


@pytest.mark.article(13)
def test_a_text_that_waits_is_told_to_whose_turn_it_is(desk: Any) -> None:
    desk.deliver(SubmissionDueSoon(**WAITS, claimed_by=""), SubmissionOverdue(**WAITS), queue="alerts.seals")
    assert {who: sorted(kinds) for who, kinds in heard(desk, *EVERYONE).items()} == {
        "cs.head": ["text_due_soon", "text_overdue"]
    }
    desk.deliver(SubmissionDueSoon(**WAITS, claimed_by="director"), queue="alerts.seals")
    assert heard(desk, "director") == {"director": ["text_due_soon"]}


@pytest.mark.article(12)
def test_a_campaign_reminds_who_operates_accounts_that_published_nothing(desk: Any) -> None:
    desk.deliver(
        CampaignReminded(
            campaign_id="k1", title="校庆", ends_at="2026-03-09T01:00:00+00:00", account_ids=("cs-wechat",)
        )
    )
    assert heard(desk, *EVERYONE) == {"cs.operator": ["campaign_reminded"]}
