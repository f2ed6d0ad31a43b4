"""What people are told of texts and campaigns: what was decided, what waits for them, and what is still to be published (articles 12, 13)."""

from __future__ import annotations

from services.alerts.domain.notices import Notice

REVIEW_NOTICES = ("text_decided", "text_due_soon", "text_overdue", "campaign_reminded")
DECIDED = {
    "approved": ("的一篇文稿已通过审核，请按封存的原文发布", "was approved: publish it as it is sealed"),
    "returned": (
        "的一篇文稿被退回，请按审核意见修改后重新送审",
        "was returned: mend it as the opinion says, and hand it in again",
    ),
    "rejected": ("的一篇文稿未获通过，理由见审核意见", "was rejected: the opinion says why"),
}


def text_decided(submission_id: str, account: str, state: str) -> Notice:
    zh, en = DECIDED[state]
    return Notice(
        kind="text_decided",
        subject="submission",
        subject_id=submission_id,
        zh=f"“{account}”{zh}。",
        en=f"A text of {account} {en}.",
        title=account,
    )


def text_due_soon(submission_id: str, title: str, due: str) -> Notice:
    return Notice(
        kind="text_due_soon",
        subject="submission",
        subject_id=submission_id,
        zh=f"文稿“{title}”等您审核，时限 {due}。",
        en=f"The text {title} waits for your decision, due {due}.",
        title=title,
    )


def text_overdue(submission_id: str, title: str, due: str) -> Notice:
    return Notice(
        kind="text_overdue",
        subject="submission",
        subject_id=submission_id,
        zh=f"文稿“{title}”应于 {due} 前审核，已超时，请尽快办理。",
        en=f"The text {title} was due for decision on {due}: please decide.",
        title=title,
    )


def campaign_reminded(campaign_id: str, title: str, account: str, ends: str) -> Notice:
    return Notice(
        kind="campaign_reminded",
        subject="campaign",
        subject_id=campaign_id,
        zh=f"联动宣传“{title}”将于 {ends} 截止，“{account}”还没有发布。",
        en=f"The campaign {title} ends on {ends}; {account} has published nothing yet.",
        title=title,
    )
