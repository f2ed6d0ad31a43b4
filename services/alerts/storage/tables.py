"""The tables of this service, and the mapping of the domain's classes onto them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import registry

from services.alerts.domain import (
    aftermath,
    delivery,
    duty,
    freezes,
    incidents,
    intake,
    notices,
    register,
    sources,
    takedowns,
    watch,
)
from services.alerts.domain import directives as d
from services.alerts.domain import (
    evidence as kept,
)
from services.alerts.domain import (
    severities as grades,
)
from services.kit.api import Instant, Json, attach

metadata = sa.MetaData()
attach(metadata)


def _id(name: str = "id", **kwargs: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False, **kwargs)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _number(name: str, **kwargs: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, **kwargs)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant, nullable=nullable)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=False)


accounts = sa.Table(
    "accounts", metadata, _id(primary_key=True), _text("name", 200), _text("handle", 200), _text("channel", 40), _number("tier"),
    _id("unit_id", index=True), _text("unit_name", 200), _id("faculty_id", index=True), _text("responsible_person", 200),
    _text("status", 20),
)  # fmt: skip
account_operators = sa.Table(
    "account_operators", metadata, _id("account_id", primary_key=True), _id("person_id", primary_key=True, index=True)
)
units = sa.Table("units", metadata, _id(primary_key=True), _text("name", 200), _text("kind", 40))
unit_paths = sa.Table(
    "unit_paths", metadata, _id("unit_id", primary_key=True), _id("ancestor_id", primary_key=True, index=True)
)
people = sa.Table(
    "people",
    metadata,
    _id(primary_key=True),
    _text("username", 100),
    _text("name", 200),
    _id("unit_id"),
    _flag("active"),
)
grants = sa.Table(
    "grants", metadata, _id("person_id", primary_key=True), sa.Column("role", sa.String(40), primary_key=True),
    _id("unit_id", primary_key=True), sa.Index("ix_grants_role_unit", "role", "unit_id"),
)  # fmt: skip

intake_rules = sa.Table(
    "intake_rules",
    metadata,
    sa.Column("kind", sa.String(60), primary_key=True),
    _text("severity", 4),
    _number("window_minutes"),
    _text("grouping", 10),
    _flag("inhibited"),
    _flag("active"),
)
severities = sa.Table(
    "severities", metadata, sa.Column("severity", sa.String(4), primary_key=True), _text("zh", 2000), _text("en", 2000),
    _number("takedown_minutes"),
)  # fmt: skip
mail_cursors = sa.Table(
    "mail_cursors", metadata, _id("mailbox", primary_key=True), sa.Column("validity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
)  # fmt: skip
mails_taken = sa.Table("mails_taken", metadata, _id("key", primary_key=True), _id("incident_id"))
intake_sources = sa.Table(
    "intake_sources", metadata, _id(primary_key=True), _text("name", 200), _text("secret", 500), _text("severity", 4),
    _flag("active"), _at("made_at"), _at("last_used_at", nullable=True), _number("used"), _number("version"),
)  # fmt: skip
incident = sa.Table(
    "incidents", metadata, _id(primary_key=True), _text("title", 200), _text("severity", 4), _text("kind", 60),
    _text("source", 200), _id("account_id", index=True), sa.Column("summary", sa.Text, nullable=False), _id("reported_by", index=True),
    _at("reported_at"), sa.Column("dedup_key", sa.String(240), nullable=True, unique=True), _text("state", 20), _id("owner_id"),
    _text("owner_name", 200), _id("policy_id"), _number("escalation_level"), _number("escalation_round"), _number("sightings"),
    _at("last_seen_at", nullable=True), _at("acknowledged_at", nullable=True), _id("acknowledged_by"),
    _at("contained_at", nullable=True), _at("resolved_at", nullable=True), _at("closed_at", nullable=True), _number("entries"),
    _number("version"), _id("merged_into", index=True), _json("awaiting"), sa.Index("ix_incidents_state_severity", "state", "severity"), sa.Index("ix_incidents_severity", "severity"),
)  # fmt: skip
timeline = sa.Table(
    "incident_timeline", metadata, _id("incident_id", primary_key=True), _number("number", primary_key=True, autoincrement=False),
    _at("at"), _id("actor_id"), _text("actor_name", 200), _text("action", 60), _json("details"),
)  # fmt: skip
posts = sa.Table(
    "incident_posts", metadata, _id(primary_key=True), _id("incident_id", index=True), _id("observed_post_id", index=True),
    _text("url", 2000), _text("title", 500), sa.Column("excerpt", sa.Text, nullable=False), _text("published_at", 40),
    _text("verdict", 60), _id("submission_id"), _at("seen_at"), _text("checksum", 64),
)  # fmt: skip
evidence = sa.Table(
    "incident_evidence", metadata, _id(primary_key=True), _id("incident_id", index=True), _text("name", 200),
    _text("media_type", 100), _number("size"), _text("sha256", 64), _text("url", 2000), _text("note", 2000), _at("taken_at"),
    _id("kept_by"), _text("kept_by_name", 200), _at("kept_at"), sa.Column("content", sa.LargeBinary, nullable=False),
)  # fmt: skip
involved = sa.Table(
    "incident_people", metadata, _id(primary_key=True), _id("incident_id", index=True), _id("person_id"), _text("name", 200),
    _text("part", 20), _text("note", 1000), _id("named_by"), _at("named_at"),
)  # fmt: skip
incident_reviews = sa.Table(
    "incident_reviews", metadata, _id("incident_id", primary_key=True), _at("held_at"),
    sa.Column("causes", sa.Text, nullable=False), sa.Column("handling", sa.Text, nullable=False),
    sa.Column("lessons", sa.Text, nullable=False), _id("written_by"), _text("written_by_name", 200), _at("written_at"),
    _number("version"),
)  # fmt: skip
incident_actions = sa.Table(
    "incident_actions", metadata, _id(primary_key=True), _id("incident_id", index=True), _text("text", 1000), _id("owner_id"),
    _text("owner_name", 200), sa.Column("due_on", sa.Date, nullable=False), _id("set_by"), _at("set_at"), _text("state", 10),
    _flag("overdue"), _id("done_by"), _at("done_at", nullable=True), _text("outcome", 1000), _number("version"),
    sa.Index("ix_incident_actions_owner_id_state", "owner_id", "state"),
)  # fmt: skip
seals = sa.Table(
    "seals", metadata, _id("submission_id", primary_key=True), _id("account_id"), _text("fingerprint", 80), _json("approved_by"),
    _at("sealed_at"),
)  # fmt: skip
escalation_steps = sa.Table(
    "escalation_steps", metadata, _id("incident_id", primary_key=True), _number("round", primary_key=True, autoincrement=False),
    _number("level", primary_key=True, autoincrement=False), _at("due_at"), _at("fired_at"), _json("told"),
)  # fmt: skip

directives = sa.Table(
    "directives", metadata, _id(primary_key=True), _id("incident_id", index=True), sa.Column("text", sa.Text, nullable=False),
    _text("text_hash", 64), _json("scope"), sa.Column("due_at", Instant, nullable=False, index=True), _id("issued_by"),
    _text("issued_by_name", 200), _at("issued_at"), _number("total"), _number("read_count"), _number("done_count"),
    _at("reminded_at", nullable=True), _at("overdue_at", nullable=True), _number("version"), _number("wording"),
    _number("delivered_count"), _json("reminders"), _at("withdrawn_at", nullable=True),
    sa.Column("withdraw_reason", sa.Text, nullable=False),
)  # fmt: skip
wordings = sa.Table(
    "directive_wordings", metadata, _id("directive_id", primary_key=True), _number("number", primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False), _text("text_hash", 64), _id("issued_by"), _text("issued_by_name", 200),
    _at("issued_at"), _text("reason", 500),
)  # fmt: skip
receipts = sa.Table(
    "directive_receipts", metadata, _id("directive_id", primary_key=True), _id("account_id", primary_key=True, index=True),
    _text("state", 10), _text("url", 2000), _at("read_at", nullable=True), _id("read_by"), _at("done_at", nullable=True),
    _id("done_by"), _flag("overdue"), _flag("late"), _at("delivered_at", nullable=True), _number("wording"),
    sa.Index("ix_directive_receipts_state", "directive_id", "state"),
)  # fmt: skip
freeze = sa.Table(
    "freezes", metadata, _id(primary_key=True), _json("scope"), sa.Column("reason", sa.Text, nullable=False), _json("keywords"),
    sa.Column("statement", sa.Text, nullable=False), _at("until", nullable=True), _id("declared_by"), _text("declared_by_name", 200),
    _at("declared_at"), sa.Column("state", sa.String(20), nullable=False, index=True), _at("lifted_at", nullable=True),
    _id("lifted_by"), sa.Column("lift_reason", sa.Text, nullable=False), _number("version"), _json("exempt"),
)  # fmt: skip
freeze_proofs = sa.Table(
    "freeze_proofs", metadata, _id("freeze_id", primary_key=True), sa.Column("process", sa.String(200), primary_key=True),
    _text("step", 10), _at("obeyed_at"), _number("held"),
)  # fmt: skip
takedown = sa.Table(
    "takedowns", metadata, _id(primary_key=True), _id("incident_id"), _id("account_id", index=True), _text("url", 2000),
    _at("due_at"), _id("asked_by"), _at("asked_at"), sa.Column("state", sa.String(10), nullable=False, index=True),
    _flag("overdue"), _flag("late"), sa.Column("evidence", sa.Text, nullable=False), _id("done_by"),
    _at("done_at", nullable=True), _number("version"), _text("check_state", 10), _at("check_at", nullable=True), _number("polls"),
    _at("checked_at", nullable=True), _id("checked_by"), _text("check_note", 1000),
    sa.Index("ix_takedowns_check_state_check_at", "check_state", "check_at"), sa.Index("ix_takedowns_copy", "incident_id", "account_id", "url", unique=True),
)  # fmt: skip

rotas = sa.Table(
    "rotas", metadata, _id(primary_key=True), _text("name", 200), _text("kind", 10), _json("person_ids"),
    sa.Column("starts_on", sa.Date, nullable=False), _text("handover", 5), _json("turns"), _at("made_at"),
    sa.Column("active", sa.Boolean, nullable=False, index=True), _number("version"), _text("hours_from", 5), _text("hours_to", 5),
    _flag("sensitive_only"),
)  # fmt: skip
periods = sa.Table(
    "sensitive_periods", metadata, _id(primary_key=True), _text("name", 200), _at("starts_at"),
    sa.Column("ends_at", Instant, nullable=False, index=True), _text("reason", 500), _id("made_by"), _at("made_at"), _flag("active"),
    _number("version"),
)  # fmt: skip
swaps = sa.Table(
    "duty_swaps", metadata, _id(primary_key=True), _id("rota_id"), _id("asker_id", index=True), _id("asked_id"), _at("gives_from"),
    _at("gives_until"), _at("takes_from"), _at("takes_until"), _text("reason", 500), _text("state", 10), _at("asked_at"),
    _at("answered_at", nullable=True), _number("version"), sa.Index("ix_duty_swaps_asked_id_state", "asked_id", "state"),
)  # fmt: skip
calendar_tokens = sa.Table(
    "calendar_tokens",
    metadata,
    _id("person_id", primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, index=True),
)
duty_notes = sa.Table(
    "duty_notes", metadata, _id(primary_key=True), _id("rota_id", index=True), sa.Column("text", sa.Text, nullable=False),
    _id("written_by"), _text("written_by_name", 200), _at("written_at"),
)  # fmt: skip
duty_told = sa.Table("duty_told", metadata, _id("rota_id", primary_key=True), _id("person_id"))
overrides = sa.Table(
    "duty_overrides", metadata, _id(primary_key=True), _id("rota_id", index=True), _id("person_id"), _at("starts_at"),
    sa.Column("ends_at", Instant, nullable=False, index=True), _text("reason", 500), _id("made_by"), _at("made_at"),
)  # fmt: skip
policies = sa.Table(
    "escalation_policies", metadata, _id(primary_key=True), _text("name", 200), _json("severities"), _json("steps"),
    _number("repeat"), _number("acknowledged_minutes"), _at("made_at"),
    sa.Column("active", sa.Boolean, nullable=False, index=True), _number("version"), _flag("sensitive_only"),
)  # fmt: skip

messages = sa.Table(
    "messages", metadata, _id(primary_key=True), _id("person_id"), _text("kind", 60), _text("subject", 60),
    _id("subject_id"), sa.Column("zh", sa.Text, nullable=False), sa.Column("en", sa.Text, nullable=False), _at("sent_at"),
    _at("read_at", nullable=True), sa.Index("ix_messages_person", "person_id", "id"),
    sa.Index("ix_messages_unread", "person_id", "read_at"),
)  # fmt: skip

channels = sa.Table(
    "channels", metadata, _id(primary_key=True), _text("kind", 20), _text("name", 200),
    sa.Column("url", sa.Text, nullable=False), sa.Column("secret", sa.Text, nullable=False), _id("person_id", index=True),
    _json("settings"), _json("notices"), _json("severities"), _text("language", 5), _at("made_at"),
    sa.Column("active", sa.Boolean, nullable=False, index=True), _number("failures"), _at("last_sent_at", nullable=True),
    _text("last_error", 1000), _number("version"),
)  # fmt: skip
deliveries = sa.Table(
    "deliveries", metadata, _id(primary_key=True), _id("channel_id"), _text("kind", 60), _text("subject", 60), _id("subject_id"),
    _text("severity", 4), _text("title", 200), sa.Column("zh", sa.Text, nullable=False), sa.Column("en", sa.Text, nullable=False),
    _at("created_at"), _at("next_try_at"), _text("state", 10), _number("attempts"), _at("sent_at", nullable=True),
    _text("code", 60), _text("answer", 1000), _id("digest_id"),
    sa.Column("origin", sa.String(60), nullable=False, server_default=""), sa.Index("ix_deliveries_due", "state", "next_try_at"),
    sa.Index("ix_deliveries_channel", "channel_id", "state"),
)  # fmt: skip
attempts = sa.Table(
    "delivery_attempts", metadata, _id(primary_key=True), _id("delivery_id", index=True), _id("channel_id"), _at("at"),
    _text("result", 20), _text("code", 60), _text("answer", 1000), _number("milliseconds"),
    sa.Index("ix_delivery_attempts_channel_at", "channel_id", "at"),
)  # fmt: skip
templates = sa.Table(
    "message_templates", metadata, sa.Column("channel_kind", sa.String(20), primary_key=True),
    sa.Column("notice", sa.String(60), primary_key=True), sa.Column("language", sa.String(5), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)  # fmt: skip

mapper = registry(metadata=metadata)
mapper.map_imperatively(register.Account, accounts)
mapper.map_imperatively(register.Person, people)
mapper.map_imperatively(intake.IntakeRule, intake_rules)
mapper.map_imperatively(grades.Severity, severities)
mapper.map_imperatively(sources.Source, intake_sources, version_id_col=intake_sources.c.version)
mapper.map_imperatively(kept.Evidence, evidence)
mapper.map_imperatively(kept.Involved, involved)
mapper.map_imperatively(aftermath.IncidentReview, incident_reviews, version_id_col=incident_reviews.c.version)
mapper.map_imperatively(aftermath.IncidentAction, incident_actions, version_id_col=incident_actions.c.version)
mapper.map_imperatively(incidents.Incident, incident, version_id_col=incident.c.version)
mapper.map_imperatively(incidents.TimelineEntry, timeline)
mapper.map_imperatively(incidents.LinkedPost, posts)
mapper.map_imperatively(d.Directive, directives, version_id_col=directives.c.version)
mapper.map_imperatively(d.Wording, wordings)
mapper.map_imperatively(d.Receipt, receipts)
mapper.map_imperatively(freezes.Freeze, freeze, version_id_col=freeze.c.version)
mapper.map_imperatively(freezes.Proof, freeze_proofs)
mapper.map_imperatively(takedowns.Takedown, takedown, version_id_col=takedown.c.version)
mapper.map_imperatively(duty.Rota, rotas, version_id_col=rotas.c.version)
mapper.map_imperatively(duty.Override, overrides)
mapper.map_imperatively(watch.SensitivePeriod, periods, version_id_col=periods.c.version)
mapper.map_imperatively(watch.Swap, swaps, version_id_col=swaps.c.version)
mapper.map_imperatively(watch.DutyNote, duty_notes)
mapper.map_imperatively(duty.Policy, policies, version_id_col=policies.c.version)
mapper.map_imperatively(notices.Message, messages)
mapper.map_imperatively(delivery.Channel, channels, version_id_col=channels.c.version)
mapper.map_imperatively(delivery.Delivery, deliveries)
mapper.map_imperatively(delivery.Attempt, attempts)
mapper.map_imperatively(delivery.Template, templates)
