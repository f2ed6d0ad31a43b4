"""Domain objects as the shapes of the contract, and times as RFC 3339 in UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.review.domain.campaigns import ABSENT, Campaign, Material, count_states
from services.review.domain.differences import differences
from services.review.domain.dossiers import Board, Chain, Dossier, Matrix, Trial, Verification
from services.review.domain.observed import Account, ObservedPost
from services.review.domain.submission import Submission
from services.review.domain.versions import Decision, Finding, Version
from services.review.screening import Finding as Found

_LINE = [
    "id",
    "version",
    "fingerprint",
    "state",
    "stage",
    "waits_role",
    "waits_unit",
    "account_id",
    "account_name",
    "tier",
    "channel",
    "unit_id",
    "title",
    "severity",
    "submitted_by",
    "submitted_by_name",
    "claimed_by",
    "claimed_by_name",
    "campaign_id",
    "held_by",
    "held_by_person",
    "raised",
    "url",
]
_LINE_TIMES = ["claimed_until", "created_at", "changed_at", "due_at", "scheduled_at", "published_at"]
_FINDING = ["field", "name", "rule", "start", "end", "matched", "tier", "severity", "article", "answer", "answered_by"]
_DECISION = [
    "id",
    "version",
    "fingerprint",
    "stage",
    "role",
    "decision",
    "comment",
    "passages",
    "decided_by",
    "decided_by_name",
    "for_name",
]
_NOTE = ["version", "kind", "text", "subject_name", "noted_by_name"]
_POST = [
    "id",
    "account_id",
    "channel",
    "handle",
    "tier",
    "unit_id",
    "url",
    "title",
    "verdict",
    "submission_id",
    "version",
    "fingerprint",
    "similarity",
    "diff",
    "observed_by",
]
_SEAL = ["submission_id", "version", "account_id", "title", "fingerprint", "approvals", "void_reason"]
_SEAL_TIMES = ["sealed_at", "not_before", "not_after", "voided_at"]
_CAMPAIGN = ["id", "title", "brief", "scope", "material_version", "created_by", "created_by_name"]
_CAMPAIGN_TIMES = ["starts_at", "ends_at", "created_at"]
_MATERIAL = ["version", "title", "body", "media", "approved_by", "approved_by_name"]
_TERM = ("id", "text", "category", "severity", "article", "tier_hint", "since_version", "added_at")


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def pick(thing: object, names: Sequence[str], times: Sequence[str] = ()) -> dict[str, Any]:
    """Some attributes as they are, and some that are times."""
    plain = {name: getattr(thing, name) for name in names}
    return {**plain, **{name: _time(getattr(thing, name)) for name in times}}


def dump_line(submission: Submission) -> dict[str, Any]:
    """A submission in a list."""
    return {**pick(submission, _LINE, _LINE_TIMES), "stages_total": len(submission.chain)}


def dump_submission(dossier: Dossier) -> dict[str, Any]:
    """A submission with all that a reviewer needs."""
    version = dossier.version
    return {
        **dump_line(dossier.submission),
        "body": version.body,
        "media": [{**item, "stored": item["checksum"] in dossier.stored_media} for item in version.media],
        "source": version.source,
        "licence": version.licence,
        "stages": _stages(dossier),
        "findings": [dump_finding(finding) for finding in dossier.findings],
        "decisions": [_decision(decision) for decision in dossier.decisions],
        "diff": _diff(dossier),
        "seal": pick(dossier.seal, _SEAL, _SEAL_TIMES) if dossier.seal else None,
        "material_diff": _material_diff(dossier),
        "notes": [pick(note, _NOTE, ["noted_at"]) for note in dossier.notes],
    }


def dump_finding(finding: Finding) -> dict[str, Any]:
    return {"id": str(finding.number), **pick(finding, _FINDING, ["answered_at"])}


def _decision(decision: Decision) -> dict[str, Any]:
    return pick(decision, _DECISION, ["decided_at"])


def _stages(dossier: Dossier) -> list[dict[str, Any]]:
    """Each stage with who passed it in the newest version."""
    submission = dossier.submission
    passed = {
        decision.stage: decision
        for decision in dossier.decisions
        if decision.version == submission.version and decision.decision == "approve"
    }
    return [
        {
            "number": number,
            "role": stage.role,
            "unit_id": stage.unit_id,
            "state": _stage_state(submission, number),
            "decided_by": passed[number].decided_by if number in passed else "",
            "decided_by_name": passed[number].decided_by_name if number in passed else "",
            "decided_at": _time(passed[number].decided_at) if number in passed else None,
        }
        for number, stage in enumerate(submission.chain, 1)
    ]


def _stage_state(submission: Submission, number: int) -> str:
    if number < submission.stage or submission.state in ("approved", "published", "expired"):
        return "passed"
    return "waiting" if number == submission.stage and submission.state == "in_review" else "ahead"


def _diff(dossier: Dossier) -> dict[str, Any] | None:
    return _from(dossier.before, dossier.version) if dossier.before else None


def _material_diff(dossier: Dossier) -> dict[str, Any] | None:
    """From a campaign's material to what the account made of it."""
    return _from(dossier.material, dossier.version) if dossier.material else None


def _from(before: Version | Material, now: Version) -> dict[str, Any]:
    return {
        "from_version": before.version,
        "title": differences(before.title, now.title),
        "body": differences(before.body, now.body),
        "media": list(_media_runs(before.media, now.media)),
    }


def _media_runs(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Pictures and videos as runs: what is new, what stayed, what is gone; two are one where their checksums are."""
    had, has = ({item["checksum"] for item in items} for items in (before, now))
    for item in now:
        yield {"op": "equal" if item["checksum"] in had else "insert", "text": item["name"]}
    for item in before:
        if item["checksum"] not in has:
            yield {"op": "delete", "text": item["name"]}


def dump_verification(found: Verification) -> dict[str, Any]:
    """A seal, and whether it holds."""
    return {
        **pick(found.seal, _SEAL, _SEAL_TIMES),
        "account_name": found.submission.account_name,
        "recomputed": found.recomputed,
        "valid": not found.problems,
        "problems": found.problems,
    }


def dump_post(post: ObservedPost) -> dict[str, Any]:
    return pick(post, _POST, ["published_at", "observed_at"])


def dump_screening(version: int, findings: Sequence[Found]) -> dict[str, Any]:
    """What was found in a text, and by which version of the word list."""
    return {"lexicon_version": str(version), "findings": [asdict(finding) for finding in findings]}


def dump_trial(trial: Trial) -> dict[str, Any]:
    """What a draft word list would have flagged."""
    items = [
        {"submission_id": submission_id, "title": title, "findings": [asdict(finding) for finding in findings]}
        for submission_id, title, findings in trial.flagged
    ]
    return {"tried": trial.tried, "flagged": len(items), "items": items}


def dump_campaign_line(campaign: Campaign) -> dict[str, Any]:
    """A campaign in a list."""
    return pick(campaign, _CAMPAIGN, _CAMPAIGN_TIMES)


def dump_campaign(matrix: Matrix, findings: Sequence[Found] = ()) -> dict[str, Any]:
    """A campaign with its material and, of each account, where it stands."""
    lines = [_matrix_line(account, submission, matrix.readable) for account, submission in matrix.lines]
    return {
        **dump_campaign_line(matrix.campaign),
        "material": pick(matrix.material, _MATERIAL, ["approved_at"]) if matrix.material else None,
        "counts": count_states(lines),
        "matrix": lines,
        "findings": [asdict(finding) for finding in findings],
    }


def _matrix_line(account: Account, submission: Submission | None, readable: frozenset[str]) -> dict[str, Any]:
    return {
        "account_id": account.id,
        "account_name": account.name,
        "channel": account.channel,
        "tier": account.tier,
        "unit_id": account.unit_id,
        "unit_name": account.unit_name,
        "state": submission.standing if submission else ABSENT,
        "submission_id": submission.id if submission and submission.id in readable else "",
        "stage": submission.stage if submission else 0,
        "changed_at": _time(submission.changed_at) if submission else None,
        "url": submission.url if submission else "",
    }


def dump_chains(chains: Sequence[Chain]) -> dict[str, Any]:
    """The stages of each tier and channel, as one page."""
    items = [
        {"tier": tier, "channel": channel, "steps": [asdict(step) for step in steps]} for tier, channel, steps in chains
    ]
    return {"items": items, "next_cursor": None}


def dump_term(row: Mapping[str, Any]) -> dict[str, Any]:
    """A term or an allowed phrase."""
    found = {name: row[name] for name in _TERM if name in row}
    return {**found, "added_at": _time(row["added_at"])}


def dump_board(board: Board) -> dict[str, Any]:
    """The part of the boards that tells of review."""
    return {
        "states": board.states,
        "tiers": board.tiers,
        "channels": board.channels,
        "waiting": [
            {"role": row.role, "number": row.number, "since": _time(row.since), "due": _time(row.due)}
            for row in board.waiting
        ],
        "newest": [dump_line(submission) for submission in board.newest],
        "due": [dump_line(submission) for submission in board.due],
        "verdicts": board.verdicts,
        "bad_posts": [dump_post(post) for post in board.bad_posts],
        "campaigns": [{**dump_campaign_line(campaign), "counts": counts} for campaign, counts in board.campaigns],
        "trend": list(board.trend),
    }
