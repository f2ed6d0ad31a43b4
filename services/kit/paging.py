"""Lists by cursor: stable under inserts, one index range a page, whatever its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from marshmallow import EXCLUDE, Schema, fields, validate
from sqlalchemy.orm import Session

from services.kit.wire import Request

DEFAULT, MOST = 50, 200


class PageQuery(Schema):
    """``?limit=&cursor=``. Lists that take filters inherit from it."""

    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=DEFAULT, validate=validate.Range(1, MOST))
    cursor = fields.String(load_default="", validate=validate.Length(max=200))


def page(
    session: Session,
    query: sa.Select[Any],
    key: sa.ColumnElement[Any],
    wanted: dict[str, Any],
    dump: Callable[[Any], dict[str, Any]],
    *,
    newest_first: bool = False,
) -> dict[str, Any]:
    """``{"items", "next_cursor"}``: the rows of `query` after the cursor, in order of the unique text column `key`.

    `wanted` is what a `PageQuery` loaded; `dump` makes a dictionary of an entity. Column `key` must be an attribute of the
    entity of the same name.
    """
    cursor, limit = wanted["cursor"], wanted["limit"]
    if cursor:
        query = query.where(key < cursor if newest_first else key > cursor)
    found = list(session.scalars(query.order_by(key.desc() if newest_first else key).limit(limit + 1)))
    more = len(found) > limit
    items = found[:limit]
    return {
        "items": [dump(item) for item in items],
        "next_cursor": str(getattr(items[-1], key.key)) if more and key.key else None,
    }


def page_query(request: Request) -> dict[str, Any]:
    """What a plain list was asked for."""
    loaded: dict[str, Any] = request.load_query(PageQuery())
    return loaded
