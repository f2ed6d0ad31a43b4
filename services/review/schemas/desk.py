"""What the desk keeps beside texts, as the shapes of the contract, and times as RFC 3339 in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.review.domain.campaigns import Campaign, Result, sum_up
from services.review.domain.media import MediaFile
from services.review.domain.observed import ObservedPost
from services.review.domain.substitutes import Member, Substitute
from services.review.domain.watches import Watch
from services.review.schemas.texts import dump_post, pick

_SUBSTITUTE = ["id", "absent_id", "absent_name", "substitute_id", "substitute_name", "reason", "set_by", "set_by_name"]
_WATCH = ["id", "account_id", "account_name", "url", "kind", "every_minutes", "outcome", "detail", "failures", "found"]


def dump_media(media: MediaFile) -> dict[str, Any]:
    return pick(media, ["checksum", "name", "media_type", "size"], ["uploaded_at"])


def dump_substitute(found: Substitute) -> dict[str, Any]:
    return pick(found, _SUBSTITUTE, ["starts_at", "ends_at", "ended_at"])


def dump_reviewer(member: Member) -> dict[str, Any]:
    roles = list(dict.fromkeys(role for role, _ in member.places))
    return {"id": member.id, "name": member.name, "unit_id": member.unit_id, "roles": roles}


def dump_watch(watch: Watch) -> dict[str, Any]:
    return pick(watch, _WATCH, ["checked_at", "next_at"])


def dump_titles(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "name", "titles", "since_version")}


def dump_process(row: Any) -> dict[str, Any]:
    return pick(row, ["name", "lexicon_version", "freezes"], ["adopted_at", "started_at", "seen_at"])


def dump_import(judged: Sequence[ObservedPost], refused: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Verdicts on the posts of a file, and the rows refused."""
    return {"items": [dump_post(post) for post in judged], "refused": list(refused)}


def dump_results(campaign: Campaign, results: Sequence[Result]) -> dict[str, Any]:
    """What a campaign came to."""
    lines = [
        {
            "account_id": result.account.id,
            "account_name": result.account.name,
            "unit_name": result.account.unit_name,
            **pick(result, ["state", "way", "url"], ["published_at"]),
        }
        for result in results
    ]
    return {"id": campaign.id, "title": campaign.title, **sum_up(results), "items": lines}
