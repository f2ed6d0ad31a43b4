"""Accounts that fall silent (article 11): once a day those of which no post was seen for long become matters to look into."""

from __future__ import annotations

from datetime import timedelta

from services.alerts.domain.intake import DORMANT_AFTER, Finding
from services.alerts.handlers.intake import open_or_join
from services.alerts.storage import incidents, intake
from services.kit.api import CAMPUS_ZONE, Deadline, Work

SWEEP, SUBJECT = "accounts.silence", "all"
EVERY = timedelta(days=1)
AT_ONCE = 200


def plan_sweep(work: Work) -> None:
    """Look again in a day."""
    work.schedule(SWEEP, SUBJECT, work.now + EVERY)


def begin(work: Work) -> None:
    """Plan the first look, where none is planned yet."""
    if not intake.is_planned(work.session, SWEEP, SUBJECT):
        plan_sweep(work)


def find_silent(work: Work, deadline: Deadline) -> None:
    """Open an incident for each active account of which no post is known for `DORMANT_AFTER`; said once for each silence."""
    plan_sweep(work)
    rule = intake.rules(work.session)["dormant_account"]
    if not rule.active:
        return
    silent = intake.fallen_silent(work.session, work.now - DORMANT_AFTER, AT_ONCE)
    for account_id, last_post_at in silent:
        since = last_post_at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d")
        told = f"自 {since} 以来没有发现该账号发布内容。"
        finding = Finding(kind="dormant_account", account_id=account_id, source="silence", summary=told)
        key = finding.key(rule)
        open_or_join(work, finding, rule, incidents.open_by_key(work.session, [key]).get(key))
    if silent:
        intake.say_silent(work.session, [account_id for account_id, _ in silent], work.now)
