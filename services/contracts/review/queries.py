"""The shapes of the review service's queries: filters and pages of lists."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.review.inputs import SEVERITIES, SUBMISSION_STATES, VERDICTS
from services.contracts.vocabulary import CHANNELS, TIERS


class _Query(Schema):
    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default="", validate=validate.Length(max=200))


class PlainQuery(_Query):
    """A page of a list without filters."""


class SubmissionQuery(_Query):
    """Filters of ``GET /submissions``."""

    account_id = fields.String(load_default="")
    state = fields.String(load_default="", validate=validate.OneOf(("", *SUBMISSION_STATES)))
    tier = fields.Integer(load_default=None, validate=validate.OneOf(TIERS))
    channel = fields.String(load_default="", validate=validate.OneOf(("", *CHANNELS)))
    unit_id = fields.String(load_default="")
    campaign_id = fields.String(load_default="")
    severity = fields.String(load_default="", validate=validate.OneOf(("", *SEVERITIES)))
    submitted_by = fields.String(load_default="")
    q = fields.String(load_default="", validate=validate.Length(max=100))


class QueueQuery(_Query):
    """Filters of ``GET /review-queue``; with `claimed`, also what others have in hand."""

    tier = fields.Integer(load_default=None, validate=validate.OneOf(TIERS))
    channel = fields.String(load_default="", validate=validate.OneOf(("", *CHANNELS)))
    severity = fields.String(load_default="", validate=validate.OneOf(("", *SEVERITIES)))
    claimed = fields.Boolean(load_default=False)


class ObservedPostQuery(_Query):
    """Filters of ``GET /observed-posts``."""

    account_id = fields.String(load_default="")
    verdict = fields.String(load_default="", validate=validate.OneOf(("", *VERDICTS)))
    unit_id = fields.String(load_default="")
    channel = fields.String(load_default="", validate=validate.OneOf(("", *CHANNELS)))
    tier = fields.Integer(load_default=None, validate=validate.OneOf(TIERS))


class TermQuery(_Query):
    """Filters of ``GET /lexicon/terms``."""

    category = fields.String(load_default="")
    severity = fields.String(load_default="", validate=validate.OneOf(("", *SEVERITIES)))
    q = fields.String(load_default="", validate=validate.Length(max=100))


class CampaignQuery(_Query):
    """Filters of ``GET /campaigns``; `current`: only those that are not over."""

    current = fields.Boolean(load_default=False)


class BoardQuery(Schema):
    """``?unit_id=`` narrows the board to one unit."""

    class Meta:
        unknown = EXCLUDE

    unit_id = fields.String(load_default="", validate=validate.Length(max=64))
