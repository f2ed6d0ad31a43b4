"""The shapes of what the review desk takes beside texts and decisions: media, holds, substitutes, watches, titles."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.fields import Moment, Text
from services.contracts.review.inputs import plain_id, web_address

LONGEST_FILE = 28_000_000
"""Characters of base64 for 20 MB."""


class Reason(Schema):
    """Why, in a few words."""

    reason = Text(500, load_default="", empty=True)


class NewAssignment(Reason):
    """``POST /submissions/{id}/assign``: to whom."""

    person_id = plain_id(required=True)


class NewMediaFile(Schema):
    """``POST /media``: a multipart form with the field ``file``; `checksum`, where given, is checked against the content."""

    name = Text(200, load_default="", empty=True)
    media_type = Text(200, load_default="", empty=True)
    base64 = fields.String(required=True, validate=validate.Length(1, LONGEST_FILE))
    checksum = Text(64, load_default="", empty=True)


class NewSubstitute(Reason):
    """``POST /substitutes``: who takes whose place in review; without `absent_id` one's own."""

    absent_id = plain_id(load_default="", empty=True)
    substitute_id = plain_id(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class NewWatch(Schema):
    """``POST /watches``: a feed (RSS, Atom) or a page that is looked at for what an account really published."""

    account_id = plain_id(required=True)
    url = web_address(required=True)
    kind = fields.String(load_default="feed", validate=validate.OneOf(("feed", "page")))
    every_minutes = fields.Integer(load_default=30, strict=True, validate=validate.Range(5, 10_080))


class NewTitles(Schema):
    """``POST /lexicon/titles``: the titles that a person holds; none: the person is no longer looked for."""

    name = Text(40, required=True)
    titles = fields.List(Text(40), load_default=list, validate=validate.Length(max=20))


class NewPostsFile(Schema):
    """``POST /observed-posts/imports``: an Excel or CSV file of posts that were really published."""

    name = Text(200, load_default="", empty=True)
    media_type = Text(200, load_default="", empty=True)
    base64 = fields.String(required=True, validate=validate.Length(1, LONGEST_FILE))


class WatchQuery(Schema):
    """Filters of ``GET /watches``."""

    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default="", validate=validate.Length(max=200))
    account_id = fields.String(load_default="", validate=validate.Length(max=64))
