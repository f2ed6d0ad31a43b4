"""The tables of the review service, and which class of the domain each one keeps."""

from __future__ import annotations

from sqlalchemy.orm import registry

from services.review.domain.campaigns import Campaign, Material
from services.review.domain.freezes import Freeze
from services.review.domain.media import MediaFile
from services.review.domain.observed import Account, ObservedPost
from services.review.domain.sealing import Seal
from services.review.domain.submission import Submission
from services.review.domain.substitutes import Member, Substitute
from services.review.domain.training import Standing
from services.review.domain.versions import Decision, Finding, Note, Version
from services.review.domain.watches import Watch
from services.review.storage.tables.base import metadata
from services.review.storage.tables.core import (
    accounts,
    campaigns,
    chains,
    decisions,
    findings,
    freezes,
    lexicon_allow,
    lexicon_head,
    lexicon_terms,
    materials,
    observed_posts,
    seals,
    submissions,
    versions,
)
from services.review.storage.tables.desk import (
    media,
    names,
    notes,
    people,
    processes,
    substitutes,
    titles,
    training_standings,
    watches,
)

__all__ = [
    "accounts",
    "campaigns",
    "chains",
    "decisions",
    "findings",
    "freezes",
    "lexicon_allow",
    "lexicon_head",
    "lexicon_terms",
    "materials",
    "media",
    "metadata",
    "names",
    "notes",
    "observed_posts",
    "people",
    "processes",
    "seals",
    "submissions",
    "substitutes",
    "titles",
    "training_standings",
    "versions",
    "watches",
]

mapping = registry(metadata=metadata)
mapping.map_imperatively(Account, accounts)
mapping.map_imperatively(Submission, submissions, version_id_col=submissions.c.revision)
mapping.map_imperatively(Version, versions)
mapping.map_imperatively(Finding, findings)
mapping.map_imperatively(Decision, decisions)
mapping.map_imperatively(Seal, seals)
mapping.map_imperatively(ObservedPost, observed_posts)
mapping.map_imperatively(Freeze, freezes)
mapping.map_imperatively(Campaign, campaigns)
mapping.map_imperatively(Material, materials)
mapping.map_imperatively(Note, notes)
mapping.map_imperatively(Member, people)
mapping.map_imperatively(Substitute, substitutes)
mapping.map_imperatively(MediaFile, media)
mapping.map_imperatively(Watch, watches)
mapping.map_imperatively(Standing, training_standings)
