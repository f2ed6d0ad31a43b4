"""Shapes on the wire of incidents, their evidence, people, review and actions, takedowns, and the rules of intake."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.contracts.alerts.fields import Listing, Moment, Text, choice, id_field, url_field

SEVERITIES = ("I", "II", "III", "IV")
INCIDENT_STATES = ("reported", "acknowledged", "contained", "resolved", "closed")
PARTS = ("author", "editor", "approver", "publisher", "responsible", "finder", "witness", "handler")


class IncidentReport(Schema):
    title = Text(200, required=True)
    severity = choice(SEVERITIES, required=True)
    account_id = id_field(empty=True, load_default="", allow_none=False)
    urls = fields.List(url_field(), load_default=list, validate=validate.Length(max=50))
    summary = Text(10_000, lines=True, empty=True, load_default="")
    source = Text(200, empty=True, load_default="")


class Comment(Schema):
    comment = Text(2000, lines=True, empty=True, load_default="")


class CommentText(Schema):
    comment = Text(2000, lines=True, required=True)


class Assignment(Comment):
    owner_id = id_field(empty=True, load_default="")


class IncidentQuery(Listing):
    account_id = fields.String(validate=validate.Length(max=64))
    state = choice(INCIDENT_STATES)
    severity = choice(SEVERITIES)
    kind = fields.String(validate=validate.Length(max=60))
    owner_id = fields.String(validate=validate.Length(max=64))
    open = fields.Boolean()
    q = Text(100, empty=True, load_default="")


class PostLink(Schema):
    url = url_field(required=True)
    title = Text(500, empty=True, load_default="")
    text = Text(4000, lines=True, empty=True, load_default="")
    published_at = Text(40, empty=True, load_default="")


class PersonNamed(Schema):
    """`person_id` where the person is known, else a name."""

    person_id = id_field(empty=True, load_default="")
    name = Text(200, empty=True, load_default="")
    part = choice(PARTS, required=True)
    note = Text(1000, lines=True, empty=True, load_default="")

    @validates_schema
    def check_who(self, data: dict[str, Any], **_: Any) -> None:
        if not data["person_id"] and not data["name"]:
            raise ValidationError("须指明人员或填写姓名。 Name a person.", "name")


class EvidenceFile(Schema):
    """A file as multipart ``file``, or as Base64."""

    name = Text(200, required=True)
    media_type = fields.String(load_default="", validate=validate.Length(max=200))
    base64 = fields.String(required=True, validate=validate.Length(min=1, max=28_000_000))
    url = url_field(load_default="")
    note = Text(2000, lines=True, empty=True, load_default="")
    taken_at = Moment()


class EvidenceText(Schema):
    name = Text(200, empty=True, load_default="")
    text = Text(100_000, written=True, required=True)
    url = url_field(load_default="")
    note = Text(2000, lines=True, empty=True, load_default="")
    taken_at = Moment()


class KeptEvidence(Schema):
    id = fields.String()
    incident_id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    url = fields.String()
    note = fields.String()
    taken_at = fields.AwareDateTime()
    kept_by = fields.String()
    kept_by_name = fields.String()
    kept_at = fields.AwareDateTime()


class InvolvedPerson(Schema):
    id = fields.String()
    incident_id = fields.String()
    person_id = fields.String()
    name = fields.String()
    part = fields.String()
    note = fields.String()


class Merging(Schema):
    into = id_field(required=True)
    comment = Text(2000, lines=True, empty=True, load_default="")


class ReviewOrder(Schema):
    held_at = Moment(required=True)
    causes = Text(10_000, lines=True, required=True)
    handling = Text(10_000, lines=True, required=True)
    lessons = Text(10_000, lines=True, required=True)


class Review(Schema):
    held_at = fields.AwareDateTime()
    causes = fields.String()
    handling = fields.String()
    lessons = fields.String()
    written_by = fields.String()
    written_by_name = fields.String()
    written_at = fields.AwareDateTime()
    version = fields.Integer()


class ActionOrder(Schema):
    text = Text(1000, lines=True, required=True)
    owner_id = id_field(required=True)
    due_on = fields.Date(required=True)


class ActionOutcome(Schema):
    outcome = Text(1000, lines=True, required=True)


class ActionQuery(Listing):
    incident_id = fields.String(validate=validate.Length(max=64))
    owner_id = fields.String(validate=validate.Length(max=64))
    state = choice(("open", "done"))
    mine = fields.Boolean()


class FollowUp(Schema):
    """An action that follows an incident."""

    id = fields.String()
    incident_id = fields.String()
    text = fields.String()
    owner_id = fields.String()
    owner_name = fields.String()
    due_on = fields.Date()
    state = fields.String()
    overdue = fields.Boolean()
    done_by = fields.String()
    done_at = fields.AwareDateTime(allow_none=True)
    outcome = fields.String()
    version = fields.Integer()


class TakedownRequest(Schema):
    account_id = id_field(empty=True, load_default="")
    url = url_field(required=True)
    due_at = Moment()


class TakedownEvidence(Schema):
    evidence = Text(4000, lines=True, required=True)


class TakedownQuery(Listing):
    incident_id = fields.String(validate=validate.Length(max=64))
    account_id = fields.String(validate=validate.Length(max=64))
    state = choice(("open", "done"))
    check_state = choice(("due", "looking", "gone", "there", "person"))


class TakedownCheck(Schema):
    """What a person saw who looked."""

    gone = fields.Boolean(required=True)
    note = Text(1000, lines=True, empty=True, load_default="")


class Takedown(Schema):
    id = fields.String()
    incident_id = fields.String()
    account_id = fields.String()
    url = fields.String()
    due_at = fields.AwareDateTime()
    state = fields.String()
    overdue = fields.Boolean()
    late = fields.Boolean()
    evidence = fields.String()
    asked_by = fields.String()
    asked_at = fields.AwareDateTime()
    done_by = fields.String()
    done_at = fields.AwareDateTime(allow_none=True)
    seconds_taken = fields.Integer(allow_none=True)
    check_state = fields.String()
    checked_at = fields.AwareDateTime(allow_none=True)
    checked_by = fields.String()
    check_note = fields.String()
    version = fields.Integer()


class Incident(Schema):
    id = fields.String()
    title = fields.String()
    severity = fields.String()
    kind = fields.String()
    source = fields.String()
    account_id = fields.String()
    summary = fields.String()
    state = fields.String()
    reported_by = fields.String()
    reported_at = fields.AwareDateTime()
    owner_id = fields.String()
    owner_name = fields.String()
    escalation_level = fields.Integer()
    sightings = fields.Integer()
    last_seen_at = fields.AwareDateTime(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    contained_at = fields.AwareDateTime(allow_none=True)
    resolved_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    merged_into = fields.String()
    version = fields.Integer()


class TimelineEntry(Schema):
    number = fields.Integer()
    at = fields.AwareDateTime()
    actor_id = fields.String()
    actor_name = fields.String()
    action = fields.String()
    details = fields.Dict()


class LinkedPost(Schema):
    id = fields.String()
    observed_post_id = fields.String()
    url = fields.String()
    title = fields.String()
    excerpt = fields.String()
    published_at = fields.String()
    verdict = fields.String()
    seen_at = fields.AwareDateTime()
    checksum = fields.String()


class WholeIncident(Incident):
    """An incident with all that belongs to it."""

    account_name = fields.String()
    unit_id = fields.String()
    urls = fields.List(fields.String())
    timeline = fields.List(fields.Nested(TimelineEntry))
    posts = fields.List(fields.Nested(LinkedPost))
    evidence = fields.List(fields.Nested(KeptEvidence))
    people = fields.List(fields.Nested(InvolvedPerson))
    merged = fields.List(fields.String())
    awaiting = fields.List(fields.Dict())
    review = fields.Nested(Review, allow_none=True)
    actions = fields.List(fields.Nested(FollowUp))
    takedowns = fields.List(fields.Nested(Takedown))
    directive_ids = fields.List(fields.String())
