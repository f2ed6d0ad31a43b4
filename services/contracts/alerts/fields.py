"""The kinds of fields in the alerts service's shapes: choices, URLs, ids, and the query of a list."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.fields import Moment, Text

__all__ = ["Listing", "Moment", "Text", "choice", "id_field", "url_field"]


def url_field(**kwargs: Any) -> fields.Field[Any]:
    return Text(2000, validate=validate.URL(schemes={"http", "https"}, error="不是网址。 Not a URL."), **kwargs)


def choice(values: tuple[Any, ...], **kwargs: Any) -> fields.String:
    told = ", ".join(values)
    return fields.String(validate=validate.OneOf(values, error=f"须为其中之一。 One of: {told}."), **kwargs)


def id_field(**kwargs: Any) -> Text:
    return Text(64, **kwargs)


class Listing(Schema):
    """``?limit=&cursor=``."""

    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default="", validate=validate.Length(max=200))
