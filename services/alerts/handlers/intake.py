"""Intake: what events find becomes incidents, one for an account and kind within a window (articles 7, 8, 13, 15)."""

from __future__ import annotations

from collections.abc import Sequence

from services.alerts.domain import intake as domain
from services.alerts.domain.incidents import Incident, LinkedPost, TimelineEntry
from services.alerts.domain.intake import Finding, IntakeRule
from services.alerts.handlers import escalation, rights
from services.alerts.storage import accountability, incidents, intake, register
from services.contracts.alerts.events import IncidentOpened
from services.contracts.events import Envelope
from services.contracts.registry.events import FilingOverdue, SightingFiled
from services.contracts.registry.life_events import AccountDormant, PersonalAccountReported
from services.contracts.review.events import ObservedPostJudged, SubmissionScreened, SubmissionSealed
from services.kit.api import Identity, Work

Judged = tuple[ObservedPostJudged, Envelope]


def note_verdicts(work: Work, judged: Sequence[Judged]) -> None:
    """Open an incident for each bad verdict, or join it to the open one that it belongs to."""
    bad = [(event, envelope) for event, envelope in judged if event.verdict != "approved"]
    if not bad:
        return
    known = incidents.known_posts(work.session, [event.observed_post_id for event, _ in bad])
    fresh = []
    for event, envelope in bad:
        if (event.observed_post_id, event.verdict) not in known:
            known.add((event.observed_post_id, event.verdict))
            fresh.append((_finding_of(event), envelope))
    note_findings(work, fresh)


def _finding_of(event: ObservedPostJudged) -> Finding:
    return Finding(
        kind=event.verdict,
        account_id=event.account_id,
        place=f"{event.channel}:{event.handle}",
        name=event.handle,
        source="observed_post",
        url=event.url[:2000],
        title=event.title[:500],
        excerpt=event.excerpt[:4000],
        published_at=event.published_at[:40],
        verdict=event.verdict,
        submission_id=event.submission_id,
        observed_post_id=event.observed_post_id,
        summary=event.excerpt[:2000],
    )


def note_escalated(work: Work, screened: Sequence[tuple[SubmissionScreened, Envelope]]) -> None:
    """A text in review holds what must be reported: the department hears of it before anyone can publish it (article 14)."""
    found = [
        (
            Finding(
                kind="escalated_finding",
                account_id=event.account_id,
                source="screening",
                submission_id=event.submission_id,
                fingerprint=event.fingerprint,
                verdict="escalated_finding",
                summary=f"送审稿 {event.submission_id} 第 {event.version} 版命中 {event.findings} 处，最高为须上报。",
            ),
            envelope,
        )
        for event, envelope in screened
        if event.severity == "escalate"
    ]
    note_findings(work, found)


def note_filing_overdue(work: Work, event: FilingOverdue, envelope: Envelope) -> None:
    """Seven days have passed without Form 2 (article 7)."""
    told = f"变更（{event.kind}，{event.changed_on}）应于 {event.due_on} 前备案，已逾期。"
    finding = Finding(kind="filing_overdue", account_id=event.account_id, source="registry", summary=told)
    note_findings(work, [(finding, envelope)])


def note_sighting(work: Work, event: SightingFiled, envelope: Envelope) -> None:
    """Somebody saw an account that is not on file; where it bears a protected name, that is misuse (article 8)."""
    names = "、".join(event.protected_names)
    finding = Finding(
        kind="name_misuse" if event.protected_names else "unregistered_account",
        place=f"{event.channel}:{event.handle}",
        name=event.name or event.handle,
        source="sighting",
        url=event.url[:2000],
        summary="\n".join(part for part in (event.note[:1500], f"涉及受保护名称：{names}" if names else "") if part),
    )
    note_findings(work, [(finding, envelope)])


def note_dormant(work: Work, event: AccountDormant, envelope: Envelope) -> None:
    """Nothing was published for long: the unit is to keep the account going, or to close it (article 11)."""
    told = f"已 {event.days} 天没有发现该账号发布内容。"
    finding = Finding(kind="dormant_account", account_id=event.account_id, source="registry", summary=told)
    note_findings(work, [(finding, envelope)])


def note_personal(work: Work, event: PersonalAccountReported, envelope: Envelope) -> None:
    """A unit reports what it saw on a personal account that it supervises (article 9)."""
    place = f"{event.channel}:{event.handle}"
    finding = Finding(kind="personal_account", place=place, name=event.handle, source="registry", summary=event.note)
    note_findings(work, [(finding, envelope)])


def note_findings(work: Work, found: Sequence[tuple[Finding, Envelope]]) -> None:
    """Open or join an incident for each finding, on behalf of who found it."""
    rules = intake.rules(work.session)
    chosen = [(finding, envelope, rules.get(finding.kind, rules[domain.FALLBACK])) for finding, envelope in found]
    active = [one for one in chosen if one[2].active]
    open_ones = incidents.open_by_key(work.session, [finding.key(rule) for finding, _, rule in active])
    for finding, envelope, rule in active:
        with work.acting_for(_who(envelope), envelope.id):
            key = finding.key(rule)
            found_one = open_or_join(work, finding, rule, open_ones.get(key))
            if found_one.dedup_key == key:
                open_ones[key] = found_one


def _who(envelope: Envelope) -> Identity:
    """Who told of it: named in timeline and ledger; no right follows from it."""
    return Identity(id=envelope.actor.id, username="", name=envelope.actor.name)


def open_or_join(work: Work, finding: Finding, rule: IntakeRule, found: Incident | None) -> Incident:
    """The incident that a finding belongs to: the open one of its key, one that inhibits it, or a new one."""
    if found is not None and not found.is_within(rule.window, work.now):
        incidents.free_key(work.session, found)
        found = None
    graver = None if found else _graver(work, finding, rule)
    known = found or graver
    joined = known or _open(work, finding, rule)
    if known is None or not _seen_before(work, known, finding):
        _link(work, joined, finding, inhibited=finding.kind if graver else "")
    return joined


def _seen_before(work: Work, known: Incident, finding: Finding) -> bool:
    """Count the very same post at the same address, and keep it no second time."""
    work.session.flush()
    if not finding.url or not incidents.same_post(work.session, known.id, finding.url, finding.checksum):
        return False
    known.see_again(work.now)
    return True


def _graver(work: Work, finding: Finding, rule: IntakeRule) -> Incident | None:
    """What is open of the account already and no less grave: it takes this in, so that one matter alarms nobody ten times."""
    if not finding.account_id or not rule.inhibited:
        return None
    work.session.flush()
    for found in incidents.open_of_account(work.session, finding.account_id):
        if rule.yields_to(found.severity, found.kind) and found.is_within(rule.window, work.now):
            return found
    return None


def _open(work: Work, finding: Finding, rule: IntakeRule) -> Incident:
    account = register.find_account(work.session, finding.account_id) if finding.account_id else None
    found = Incident(
        id=work.new_id(),
        title=domain.title_for(finding.kind, account.name if account else finding.name, finding.title),
        severity=finding.severity or rule.severity,
        kind=finding.kind,
        source=finding.source[:200],
        account_id=finding.account_id,
        summary=finding.summary,
        reported_by=work.identity.id,
        reported_at=work.now,
        dedup_key=finding.key(rule),
    )
    told = {"source": found.source, "severity": found.severity, "verdict": finding.verdict}
    keep_incident(work, found, found.note("reported", rights.by(work), work.now, **told))
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


def _link(work: Work, found: Incident, finding: Finding, inhibited: str) -> None:
    """Keep what was seen as evidence; what came without a post is only counted."""
    if not finding.url and not finding.title:
        found.see_again(work.now)
        if inhibited:
            work.session.add(found.note("joined", rights.by(work), work.now, kind=inhibited, comment=finding.summary))
        return
    post = LinkedPost(
        id=work.new_id(),
        incident_id=found.id,
        observed_post_id=finding.observed_post_id,
        url=finding.url,
        title=finding.title,
        excerpt=finding.excerpt,
        published_at=finding.published_at,
        verdict=finding.verdict,
        submission_id=finding.submission_id,
        seen_at=work.now,
        checksum=finding.checksum,
    )
    link_post(work, found, post, **({"kind": inhibited} if inhibited else {}))


def reported_post(
    work: Work, incident_id: str, url: str, title: str = "", text: str = "", published_at: str = ""
) -> LinkedPost:
    """A post that a person names by its URL, with as much of it as they copied."""
    return LinkedPost(
        id=work.new_id(),
        incident_id=incident_id,
        observed_post_id="",
        url=url,
        title=title,
        excerpt=text,
        published_at=published_at,
        verdict="",
        submission_id="",
        seen_at=work.now,
        checksum=Finding(kind="", title=title, excerpt=text).checksum,
    )


def link_post(work: Work, found: Incident, post: LinkedPost, **details: str) -> None:
    """Keep a post as evidence, and say so in the timeline."""
    work.session.add_all([post, found.see(post, rights.by(work), work.now, **details)])
    work.record("incident.post_seen", found.id, post=post.id, verdict=post.verdict, checksum=post.checksum)


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
