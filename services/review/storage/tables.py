"""The tables of the review service, and which class of the domain each one keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import registry

from services.kit.api import Instant, Json, attach
from services.review.domain.campaigns import Campaign, Material
from services.review.domain.freezes import Freeze
from services.review.domain.observed import Account, ObservedPost
from services.review.domain.sealing import Seal
from services.review.domain.submission import Submission
from services.review.domain.versions import Decision, Finding, Version

metadata = sa.MetaData()
attach(metadata)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("handle", sa.String(200), nullable=False),
    sa.Column("handle_key", sa.String(200), nullable=False),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("unit_id", sa.String(36), nullable=False),
    sa.Column("unit_name", sa.String(200), nullable=False),
    sa.Column("faculty_id", sa.String(36), nullable=False),
    sa.Column("operator_ids", Json, nullable=False),
    sa.Column("responsible_person", sa.String(200), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    sa.Column("file_number", sa.String(60), nullable=False),
    sa.Index("accounts_by_handle", "channel", "handle_key"),
    sa.Index("accounts_by_unit", "unit_id"),
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("account_id", sa.String(36), nullable=False, index=True),
    sa.Column("account_name", sa.String(200), nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("unit_id", sa.String(36), nullable=False, index=True),
    sa.Column("faculty_id", sa.String(36), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("stages", Json, nullable=False),
    sa.Column("submitted_by", sa.String(64), nullable=False, index=True),
    sa.Column("submitted_by_name", sa.String(100), nullable=False),
    sa.Column("authors", Json, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("scheduled_at", Instant, nullable=True),
    sa.Column("campaign_id", sa.String(36), nullable=False, index=True),
    sa.Column("severity", sa.String(30), nullable=False),
    sa.Column("stage", sa.Integer, nullable=False),
    sa.Column("waits_role", sa.String(30), nullable=False),
    sa.Column("waits_unit", sa.String(36), nullable=False),
    sa.Column("queue_key", sa.String(60), nullable=False),
    sa.Column("claimed_by", sa.String(64), nullable=False),
    sa.Column("claimed_by_name", sa.String(100), nullable=False),
    sa.Column("claimed_until", Instant, nullable=True),
    sa.Column("held_by", sa.String(36), nullable=False, index=True),
    sa.Column("held_from", sa.String(20), nullable=False),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("published_at", Instant, nullable=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Index("submissions_by_state", "state", "queue_key"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("submission_id", sa.String(36), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("media", Json, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("licence", sa.String(500), nullable=False),
    sa.Column("scheduled_at", Instant, nullable=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("created_by", sa.String(64), nullable=False),
    sa.Column("created_by_name", sa.String(100), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("submission_id", sa.String(36), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("field", sa.String(10), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("rule", sa.String(60), nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("matched", sa.Text, nullable=False),
    sa.Column("tier", sa.String(20), nullable=False),
    sa.Column("severity", sa.String(30), nullable=False),
    sa.Column("article", sa.Integer, nullable=False),
    sa.Column("answer", sa.String(1000), nullable=False),
    sa.Column("answered_by", sa.String(64), nullable=False),
    sa.Column("answered_at", Instant, nullable=True),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("submission_id", sa.String(36), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("stage", sa.Integer, nullable=False),
    sa.Column("role", sa.String(30), nullable=False),
    sa.Column("decision", sa.String(20), nullable=False),
    sa.Column("comment", sa.String(2000), nullable=False),
    sa.Column("passages", Json, nullable=False),
    sa.Column("decided_by", sa.String(64), nullable=False),
    sa.Column("decided_by_name", sa.String(100), nullable=False),
    sa.Column("decided_at", Instant, nullable=False),
)

seals = sa.Table(
    "seals",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("submission_id", sa.String(36), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("account_id", sa.String(36), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("approvals", Json, nullable=False),
    sa.Column("sealed_at", Instant, nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("not_after", Instant, nullable=False),
    sa.Column("text_hash", sa.String(64), nullable=False, index=True),
    sa.Column("body_hash", sa.String(64), nullable=False, index=True),
    sa.Column("sketch", Json, nullable=False),
    sa.Column("voided_at", Instant, nullable=True),
    sa.Column("void_reason", sa.String(40), nullable=False),
    sa.Index("seals_by_account", "account_id", "sealed_at"),
)

observed_posts = sa.Table(
    "observed_posts",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("account_id", sa.String(36), nullable=False, index=True),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("handle", sa.String(200), nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("unit_id", sa.String(36), nullable=False, index=True),
    sa.Column("faculty_id", sa.String(36), nullable=False, index=True),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("url_hash", sa.String(64), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("verdict", sa.String(30), nullable=False, index=True),
    sa.Column("submission_id", sa.String(36), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("similarity", sa.Float, nullable=False),
    sa.Column("diff", Json, nullable=False),
    sa.Column("observed_at", Instant, nullable=False),
    sa.Column("observed_by", sa.String(64), nullable=False),
    sa.Index("observed_posts_by_content", "url_hash", "content_hash", unique=True),
)

lexicon_terms = sa.Table(
    "lexicon_terms",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("text", sa.String(200), nullable=False, unique=True),
    sa.Column("category", sa.String(40), nullable=False, index=True),
    sa.Column("severity", sa.String(30), nullable=False, index=True),
    sa.Column("article", sa.Integer, nullable=False),
    sa.Column("tier_hint", sa.String(20), nullable=False),
    sa.Column("since_version", sa.Integer, nullable=False),
    sa.Column("added_by", sa.String(64), nullable=False),
    sa.Column("added_at", Instant, nullable=False),
)

lexicon_allow = sa.Table(
    "lexicon_allow",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("text", sa.String(200), nullable=False, unique=True),
    sa.Column("since_version", sa.Integer, nullable=False),
    sa.Column("added_by", sa.String(64), nullable=False),
    sa.Column("added_at", Instant, nullable=False),
)

lexicon_head = sa.Table(
    "lexicon_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
)

freezes = sa.Table(
    "freezes",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("unit_id", sa.String(36), nullable=False),
    sa.Column("account_ids", Json, nullable=False),
    sa.Column("keywords", Json, nullable=False),
    sa.Column("statement", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("declared_at", Instant, nullable=False),
    sa.Column("lifted_at", Instant, nullable=True, index=True),
)

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("brief", sa.Text, nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False, index=True),
    sa.Column("scope", Json, nullable=False),
    sa.Column("material_version", sa.Integer, nullable=False),
    sa.Column("created_by", sa.String(64), nullable=False),
    sa.Column("created_by_name", sa.String(100), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

materials = sa.Table(
    "materials",
    metadata,
    sa.Column("campaign_id", sa.String(36), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("media", Json, nullable=False),
    sa.Column("approved_by", sa.String(64), nullable=False),
    sa.Column("approved_by_name", sa.String(100), nullable=False),
    sa.Column("approved_role", sa.String(30), nullable=False),
    sa.Column("approved_at", Instant, nullable=False),
)

chains = sa.Table(
    "chains",
    metadata,
    sa.Column("tier", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("channel", sa.String(30), primary_key=True),
    sa.Column("steps", Json, nullable=False),
    sa.Column("changed_by", sa.String(64), nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)

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
