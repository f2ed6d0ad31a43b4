"""Intake: bad verdicts on observed posts become incidents, one for an account and kind within a window (articles 13, 15)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from services.alerts.domain import incidents as domain
from services.alerts.domain.incidents import Incident, IntakeRule, LinkedPost, TimelineEntry
from services.alerts.handlers import escalation, rights
from services.alerts.storage import accountability, incidents, register
from services.contracts.alerts.events import IncidentOpened
from services.contracts.events import Envelope
from services.contracts.review.events import ObservedPostJudged, SubmissionSealed
from services.kit.api import Identity, Work

Judged = tuple[ObservedPostJudged, Envelope]

FALLBACK = "unreviewed"


def note_verdicts(work: Work, judged: Sequence[Judged]) -> None:
    """Open an incident for each bad verdict, or join it to the open one of its account and kind."""
    bad = [(event, envelope) for event, envelope in judged if event.verdict != "approved"]
    if not bad:
        return
    rules = incidents.rules(work.session)
    known = incidents.known_posts(work.session, [event.observed_post_id for event, _ in bad])
    open_ones = incidents.open_by_key(work.session, [_key(event) for event, _ in bad])
    for event, envelope in bad:
        if (event.observed_post_id, event.verdict) in known:
            continue
        known.add((event.observed_post_id, event.verdict))
        with work.acting_for(_who(envelope), envelope.id):
            rule = rules.get(event.verdict, rules[FALLBACK])
            open_ones[_key(event)] = _open_or_join(work, event, rule, open_ones.get(_key(event)))


def _who(envelope: Envelope) -> Identity:
    """Who handed the post in: named in timeline and ledger; no right follows from it."""
    return Identity(id=envelope.actor.id, username="", name=envelope.actor.name)


def _key(event: ObservedPostJudged) -> str:
    return domain.dedup_key(event.account_id, event.channel, event.handle, event.verdict)


def _open_or_join(work: Work, event: ObservedPostJudged, rule: IntakeRule, found: Incident | None) -> Incident:
    if found is not None and not found.joins(rule, work.now):
        incidents.free_key(work.session, found)
        found = None
    joined = found or _open(work, event, rule)
    link_post(work, joined, _post(work, joined.id, event))
    return joined


def _open(work: Work, event: ObservedPostJudged, rule: IntakeRule) -> Incident:
    account = register.find_account(work.session, event.account_id) if event.account_id else None
    found = Incident(
        id=work.new_id(),
        title=domain.title_for(event.verdict, account.name if account else event.handle, event.title),
        severity=rule.severity,
        kind=event.verdict,
        source="observed_post",
        account_id=event.account_id,
        summary=event.excerpt[:2000],
        reported_by=work.identity.id,
        reported_at=work.now,
        dedup_key=_key(event),
    )
    entry = found.note(
        "reported", rights.by(work), work.now, source=found.source, severity=found.severity, verdict=event.verdict
    )
    keep_incident(work, found, entry)
    return found


def keep_incident(work: Work, found: Incident, entry: TimelineEntry) -> None:
    """Keep a new incident, tell of it, and start its escalation."""
    work.session.add_all([found, entry])
    work.record("incident.open", found.id, severity=found.severity, kind=found.kind, account_id=found.account_id)
    work.emit(
        IncidentOpened(
            incident_id=found.id,
            title=found.title,
            severity=found.severity,
            account_id=found.account_id,
            source=found.source,
            kind=found.kind,
        )
    )
    escalation.start(work, found)


def _post(work: Work, incident_id: str, event: ObservedPostJudged) -> LinkedPost:
    return LinkedPost(
        id=work.new_id(),
        incident_id=incident_id,
        observed_post_id=event.observed_post_id,
        url=event.url[:2000],
        title=event.title[:500],
        excerpt=event.excerpt[:4000],
        published_at=event.published_at[:40],
        verdict=event.verdict,
        submission_id=event.submission_id,
        seen_at=work.now,
        checksum=hashlib.sha256(f"{event.title}\n{event.excerpt}".encode()).hexdigest(),
    )


def reported_url(work: Work, incident_id: str, url: str) -> LinkedPost:
    """A post that a person names by its URL alone."""
    return LinkedPost(
        id=work.new_id(),
        incident_id=incident_id,
        observed_post_id="",
        url=url,
        title="",
        excerpt="",
        published_at="",
        verdict="",
        submission_id="",
        seen_at=work.now,
        checksum="",
    )


def link_post(work: Work, found: Incident, post: LinkedPost) -> None:
    """Keep a post as evidence, and say so in the timeline."""
    work.session.add_all([post, found.see(post, rights.by(work), work.now)])
    work.record("incident.post_seen", found.id, url=post.url, verdict=post.verdict, checksum=post.checksum)


def note_seals(work: Work, events: Sequence[SubmissionSealed]) -> None:
    """Remember who approved what, for the record of accountability."""
    newest = {event.submission_id: event for event in events}
    accountability.save_seals(
        work.session,
        [
            {
                "submission_id": e.submission_id,
                "account_id": e.account_id,
                "fingerprint": e.fingerprint[:80],
                "approved_by": list(e.approved_by),
                "sealed_at": work.now,
            }
            for e in newest.values()
        ],
    )
