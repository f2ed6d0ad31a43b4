"""The shapes of what the review desk answers beside texts and decisions."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.review.shapes import ObservedPostShape


class MediaFileShape(Schema):
    """An uploaded picture or video: texts name it by its checksum."""

    checksum = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    uploaded_at = fields.String()


class SubstituteShape(Schema):
    """Who takes whose place in review, from when to when."""

    id = fields.String()
    absent_id = fields.String()
    absent_name = fields.String()
    substitute_id = fields.String()
    substitute_name = fields.String()
    starts_at = fields.String()
    ends_at = fields.String()
    reason = fields.String()
    set_by = fields.String()
    set_by_name = fields.String()
    ended_at = fields.String(allow_none=True)


class ReviewerShape(Schema):
    """Somebody with a place in review."""

    id = fields.String()
    name = fields.String()
    unit_id = fields.String()
    roles = fields.List(fields.String())


class WatchShape(Schema):
    """A watched address: `outcome` of the last look is read, unchanged, failed or refused; after failures the wait grows."""

    id = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    url = fields.String()
    kind = fields.String()
    every_minutes = fields.Integer()
    outcome = fields.String()
    detail = fields.String()
    failures = fields.Integer()
    found = fields.Integer()
    checked_at = fields.String(allow_none=True)
    next_at = fields.String(allow_none=True)


class TitlesShape(Schema):
    """The titles that a person holds."""

    id = fields.String()
    name = fields.String()
    titles = fields.List(fields.String())
    since_version = fields.Integer()


class PostsImportShape(Schema):
    """Verdicts on the posts of a file, and the rows that were refused, each with why."""

    items = fields.List(fields.Nested(ObservedPostShape))
    refused = fields.List(fields.Dict())


class RemovedShape(Schema):
    """What was taken from the word list, and the version without it."""

    id = fields.String()
    text = fields.String()
    version = fields.Integer()


class ProcessShape(Schema):
    """A running review process: by which version of the word list it screens, and which freezes it obeys."""

    name = fields.String()
    lexicon_version = fields.Integer()
    adopted_at = fields.String()
    freezes = fields.List(fields.String())
    started_at = fields.String()
    seen_at = fields.String()


class ResultLine(Schema):
    """What an account has to show for a campaign."""

    account_id = fields.String()
    account_name = fields.String()
    unit_name = fields.String()
    state = fields.String()
    way = fields.String()
    url = fields.String()
    published_at = fields.String(allow_none=True)


class ResultsShape(Schema):
    """The results of a campaign: how many took part, on time, unchanged or adapted, and who owes."""

    id = fields.String()
    title = fields.String()
    accounts = fields.Integer()
    published = fields.Integer()
    unchanged = fields.Integer()
    adapted = fields.Integer()
    late = fields.Integer()
    outstanding = fields.Integer()
    by_unit = fields.List(fields.Dict())
    items = fields.List(fields.Nested(ResultLine))
