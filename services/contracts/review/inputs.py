"""The shapes of what the review service takes: bodies and queries, loaded and checked by the service itself."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.contracts.fields import Moment, Text
from services.contracts.vocabulary import CHANNELS, TIERS

SUBMISSION_STATES = (
    "screening",
    "in_review",
    "approved",
    "returned",
    "rejected",
    "held",
    "published",
    "withdrawn",
    "expired",
)
SEVERITIES = ("block_until_answered", "escalate", "remind")
MATCH_TIERS = ("exact", "normalised", "gap", "repeat", "pinyin", "homophone", "split", "pattern")
VERDICTS = ("approved", "altered", "unreviewed", "outside_window", "unregistered_account", "suspended_account")
LONGEST_BODY = 200_000
MOST_POSTS = 200


def plain_id(**kwargs: Any) -> Text:
    """An id."""
    return Text(64, **kwargs)


def web_address(**kwargs: Any) -> fields.Url:
    """An http or https address."""
    longest = validate.Length(max=2000)
    return fields.Url(schemes={"http", "https"}, require_tld=False, validate=longest, **kwargs)


# ---- bodies


class NewMedia(Schema):
    """A picture or video that goes with a text. `checksum` is its SHA-256."""

    name = Text(200, required=True)
    media_type = Text(100, load_default="", empty=True)
    checksum = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[0-9a-f]{64}\Z", error="须为 64 位小写十六进制 SHA-256。 Must be a lower-case SHA-256."
        ),
    )
    size = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 2**40))
    url = web_address(load_default="")


class NewVersion(Schema):
    """The text itself. `source`: original, or where it is reprinted from; then `licence` says by what right."""

    title = Text(200, required=True)
    body = Text(LONGEST_BODY, required=True, written=True)
    media = fields.List(fields.Nested(NewMedia), load_default=list, validate=validate.Length(max=50))
    source = Text(200, load_default="original")
    licence = Text(500, load_default="", empty=True)
    scheduled_at = Moment(load_default=None, allow_none=True)


class NewSubmission(NewVersion):
    """``POST /submissions``."""

    account_id = plain_id(required=True)
    campaign_id = plain_id(load_default="", empty=True, allow_none=True)


class Passage(Schema):
    """A passage that a reviewer marked: code points of title or body."""

    field = fields.String(load_default="body", validate=validate.OneOf(("title", "body")))
    start = fields.Integer(required=True, strict=True, validate=validate.Range(0))
    end = fields.Integer(required=True, strict=True, validate=validate.Range(1))
    note = Text(500, load_default="", empty=True)

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["end"] <= data["start"]:
            raise ValidationError("须大于 start。 Must be greater than start.", "end")


class FindingAnswer(Schema):
    """A reviewer's answer to one finding: `finding_id` is the finding's `id`."""

    finding_id = plain_id(required=True)
    answer = Text(1000, required=True)


class NewDecision(Schema):
    """``POST /submissions/{id}/decisions``. `fingerprint` is what the person saw; `stage`, where given, too."""

    decision = fields.String(required=True, validate=validate.OneOf(("approve", "return", "reject")))
    fingerprint = Text(64, required=True)
    stage = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 20))
    comment = Text(2000, load_default="", empty=True, written=True)
    finding_answers = fields.List(fields.Nested(FindingAnswer), load_default=list, validate=validate.Length(max=500))
    passages = fields.List(fields.Nested(Passage), load_default=list, validate=validate.Length(max=100))


class Publication(Schema):
    """Where and when it was published."""

    url = web_address(required=True)
    published_at = Moment(required=True)


class Withdrawal(Schema):
    """Why it is withdrawn."""

    reason = Text(500, load_default="", empty=True)


class NewObservedPost(Schema):
    """A post as it was really published, with `account_id` or `channel` and `handle`."""

    account_id = plain_id(load_default="", empty=True)
    channel = fields.String(load_default="", validate=validate.OneOf(("", *CHANNELS)))
    handle = Text(200, load_default="", empty=True)
    url = web_address(required=True)
    published_at = Moment(required=True)
    title = Text(200, load_default="", empty=True)
    body = Text(LONGEST_BODY, required=True, empty=True, written=True)

    @validates_schema
    def check_account(self, data: dict[str, Any], **_: Any) -> None:
        if not data["account_id"] and not (data["channel"] and data["handle"]):
            message = "须给出 account_id,或 channel 与 handle。 Give account_id, or channel and handle."
            raise ValidationError(message, "account_id")


class NewObservedPosts(Schema):
    """``POST /observed-posts``."""

    posts = fields.List(fields.Nested(NewObservedPost), required=True, validate=validate.Length(1, MOST_POSTS))


class NewScreening(Schema):
    """A text to be screened."""

    text = Text(LONGEST_BODY, required=True, empty=True, written=True)


class NewTerm(Schema):
    """A term for the word list. `tier_hint`: the loosest way in which it may be found."""

    text = Text(100, required=True)
    category = Text(40, load_default="general")
    severity = fields.String(load_default="escalate", validate=validate.OneOf(SEVERITIES))
    article = fields.Integer(load_default=10, strict=True, validate=validate.Range(1, 17))
    tier_hint = fields.String(load_default="", validate=validate.OneOf(("", *MATCH_TIERS)))


class NewAllowed(Schema):
    """A phrase within which nothing is found."""

    text = Text(100, required=True)


class Scope(Schema):
    """Which accounts: each field empty (or absent) for all."""

    tier = fields.Integer(load_default=0, allow_none=True, strict=True, validate=validate.OneOf((0, *TIERS)))
    channel = fields.String(load_default="", allow_none=True, validate=validate.OneOf(("", *CHANNELS)))
    unit_id = plain_id(load_default="", empty=True, allow_none=True)
    account_ids = fields.List(plain_id(), load_default=list, allow_none=True, validate=validate.Length(max=10_000))


class NewMaterial(Schema):
    """Material for all accounts of a campaign."""

    title = Text(200, required=True)
    body = Text(LONGEST_BODY, required=True, written=True)
    media = fields.List(fields.Nested(NewMedia), load_default=list, validate=validate.Length(max=50))


class NewCampaign(Schema):
    """``POST /campaigns``."""

    title = Text(200, required=True)
    brief = Text(10_000, load_default="", empty=True, written=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    scope = fields.Nested(Scope, load_default=dict)
    material = fields.Nested(NewMaterial, load_default=None, allow_none=True)


class NewStep(Schema):
    """A step of a chain: the role, where it must be held, and when the step is taken."""

    role = fields.String(
        required=True,
        validate=validate.OneOf(("reviewer", "responsible", "officer", "director", "league", "student_affairs")),
    )
    place = fields.String(load_default="", validate=validate.OneOf(("unit", "faculty", "")))
    when = fields.String(load_default="", validate=validate.OneOf(("", "escalate", "campaign")))


class NewChain(Schema):
    """The stages of a tier, or of one channel in it; no steps: the default again."""

    channel = fields.String(load_default="", validate=validate.OneOf(("", *CHANNELS)))
    steps = fields.List(fields.Nested(NewStep), required=True, validate=validate.Length(max=10))


class NewImport(Schema):
    """A word list as a file (text, CSV or Excel, in base64), or as terms and allowed phrases."""

    name = Text(200, load_default="", empty=True)
    media_type = Text(200, load_default="", empty=True)
    base64 = fields.String(load_default="", validate=validate.Length(max=14_000_000))
    terms = fields.List(fields.Nested(NewTerm), load_default=list, validate=validate.Length(max=20_000))
    allow = fields.List(Text(100), load_default=list, validate=validate.Length(max=20_000))

    @validates_schema
    def check_content(self, data: dict[str, Any], **_: Any) -> None:
        if not (data["base64"] or data["terms"] or data["allow"]):
            raise ValidationError("须上传文件,或给出 terms 或 allow。 Upload a file, or give terms or allow.", "terms")


class NewTrial(NewImport):
    """A draft word list, tried on the texts that were approved last."""

    texts = fields.Integer(load_default=500, strict=True, validate=validate.Range(1, 2000))
