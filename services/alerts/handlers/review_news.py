"""What the review service decides and reminds of reaches people as messages (articles 12 and 13): authors, deciders, operators."""

from __future__ import annotations

from datetime import datetime

from services.alerts.domain import review_notices as notices
from services.alerts.handlers import notify
from services.alerts.storage import register
from services.contracts.review.events import CampaignReminded, SubmissionDecided, SubmissionDueSoon, SubmissionOverdue
from services.kit.api import Work

LAST_RESORT = "officer"


def tell_decided(work: Work, event: SubmissionDecided) -> None:
    """Who operates the account hears where the text stands, once a decision brought it there; its decider knows."""
    account = register.find_account(work.session, event.account_id)
    if event.state in notices.DECIDED and account is not None:
        people = _operators(work, account.id) - {event.decided_by}
        notify.tell(work, people, notices.text_decided(event.submission_id, account.name, event.state))


def tell_due_soon(work: Work, event: SubmissionDueSoon) -> None:
    """Who took it up hears that it is due before long; where nobody did, all whose turn it is."""
    notice = notices.text_due_soon(event.submission_id, event.title, _said(event.due_at))
    notify.tell(work, {event.claimed_by} if event.claimed_by else _deciders(work, event), notice)


def tell_overdue(work: Work, event: SubmissionOverdue) -> None:
    """All whose turn it is hear that it is late."""
    notify.tell(
        work, _deciders(work, event), notices.text_overdue(event.submission_id, event.title, _said(event.due_at))
    )


def tell_reminded(work: Work, event: CampaignReminded) -> None:
    """Who operates an account that published nothing hears of it, once an account."""
    found = register.find_accounts(work.session, event.account_ids)
    for account in sorted(found.values(), key=lambda one: one.id):
        notice = notices.campaign_reminded(event.campaign_id, event.title, account.name, _said(event.ends_at))
        notify.tell(work, _operators(work, account.id), notice)


def _deciders(work: Work, event: SubmissionDueSoon | SubmissionOverdue) -> set[str]:
    """Whose turn it is; the propaganda department where nobody holds the role."""
    units = [event.waits_unit] if event.waits_unit else []
    return set(register.holders(work.session, event.waits_role, units)) or set(
        register.holders(work.session, LAST_RESORT)
    )


def _operators(work: Work, account_id: str) -> set[str]:
    people = register.find_people(work.session, register.operators_of(work.session, account_id))
    return {person.id for person in people.values() if person.active}


def _said(at: str) -> str:
    return notify.said(datetime.fromisoformat(at))
