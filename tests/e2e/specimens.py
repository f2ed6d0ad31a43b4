"""Bodies made from the shapes of the catalogue: one that fits, and the values that fit nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.operations import Operation
from services.kit.clock import CAMPUS_ZONE

NOBODYS_ID = "01940000-0000-7000-8000-000000000000"
EXTREMES: dict[str, Any] = {
    "a very long text": "新" * 300_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "a right-to-left override": "\u202eevil\u202c",
    "an empty text": "",
    "a negative number": -1,
    "a huge number": 10**30,
    "a fraction": 0.1,
    "a huge fraction": 1e308,
    "a number as text": "12",
    "a far day": "9999-12-31T23:59:59.999999+23:59",
    "the first day": "0001-01-01T00:00:00-23:59",
    "another scheme": "javascript:alert(1)",
    "an empty list": [],
    "a list of empty things": [{}, [], None, ""],
    "an empty object": {},
    "null": None,
}
"""Values that may fit some field: whatever the answer, it is none of ours that fails."""

UNFIT: dict[str, Any] = {
    "an object": {"anything": 1},
    "a list of lists": [["x"]],
    "a control character": "a\x07b",
}
"""Values that fit no field that holds a text, a number, a truth or a time."""

MALFORMED: dict[str, bytes] = {
    "half an object": b'{"name": ',
    "no JSON": b"name=x",
    "a stray comma": b'{"a": 1,}',
    "not a number": b'{"a": NaN}',
    "an endless number": b'{"a": Infinity}',
    "a lone surrogate": b'{"a": "\\ud800"}',
    "bytes that are no UTF-8": b'{"a": "\xff\xfe"}',
    "a raw control character": b'{"a": "\x00"}',
    "too deep": b"[" * 100_000 + b"]" * 100_000,
    "objects too deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a mark of byte order": b'\xef\xbb\xbf{"a": 1',
}

NO_OBJECTS: dict[str, Any] = {"a list": [1], "a text": "text", "a number": 7, "a truth": True}

WRONG_IDS: dict[str, str] = {
    "nobody's": NOBODYS_ID,
    "a long one": "x" * 500,
    "a way up": "..%2F..%2Fetc%2Fpasswd",
    "a NUL": "%00",
    "Chinese": "%E6%96%B0%E5%AA%92",
    "no UTF-8": "%ff%fe",
    "SQL": "'%20OR%201=1--",
    "a line break": "%0d%0aX-Evil:%201",
    "a huge number": "9" * 40,
    "a negative number": "-1",
}

WRONG_QUERIES = (
    "limit=-1", "limit=0", "limit=abc", "limit=" + "9" * 40, "cursor=" + "x" * 500, "cursor=%00", "cursor=%ff", "tier=x",
    "tier=99999999999999999999", "year=x", "unit_id=%00", "state=%F0%9F%92%A5", "q=%25%00%27", "channel=x", "since=x",
    "from_at=yesterday", "until_at=9999-12-31T23:59:59-23:59", "starts_from=0001-01-01T00:00:00%2B23:59", "limit=1&limit=x",
)  # fmt: skip


NEVER_FITS = {
    "limit": ("-1", "0", "abc", "9" * 40),
    "tier": ("x", "99999999999999999999"),
    "year": ("x",),
    "cursor": ("x" * 500,),
}
"""Of `WRONG_QUERIES`, what must be refused wherever the parameter is known."""

_NOTHING: Mapping[str, str] = {}


def fitting_body(schema: Schema, things: Mapping[str, str] = _NOTHING) -> dict[str, Any]:
    """A body that `schema` loads, every field filled in; ``unit_id`` is the id that `things` has for ``unit``."""
    return {name: fitting_value(name, declared, things) for name, declared in schema.fields.items()}


def fitting_value(name: str, declared: fields.Field[Any], things: Mapping[str, str]) -> Any:
    """A value that fits a field, by what it declares and, for texts, by its name."""
    chosen = next((v for v in declared.validators if isinstance(v, validate.OneOf)), None)
    if isinstance(declared, fields.Nested):
        return fitting_body(declared.schema, things)
    if isinstance(declared, fields.List):
        return [fitting_value(name.removesuffix("s"), declared.inner, things)]
    if chosen is not None:
        return next(choice for choice in chosen.choices if choice != "")
    if isinstance(declared, fields.Boolean):
        return True
    if isinstance(declared, fields.Integer | fields.Float):
        return _least(declared) + (name == "end")
    if isinstance(declared, fields.DateTime):
        return (datetime.now(UTC) + timedelta(days=2 if name.startswith(("ends", "until", "due")) else 1)).isoformat()
    if isinstance(declared, fields.Date):
        return datetime.now(CAMPUS_ZONE).date().isoformat()
    if isinstance(declared, fields.Dict):
        return {}
    return _text(name, things)


def _least(declared: fields.Field[Any]) -> int:
    ranges = [v for v in declared.validators if isinstance(v, validate.Range)]
    return max([1, *(int(str(found.min)) for found in ranges if found.min is not None)])


_TEXTS = {
    "url": "https://example.edu/p/1",
    "handover": "08:00",
    "checksum": "0" * 64,
    "base64": "5paw5aqS",
    "phone": "13800000000",
    "number": "20250001",
    "username": "somebody",
    "budget": "1.00",
    "amount": "1.00",
    "total": "1.00",
    "sender": "office@example.edu",
    "recipient": "office@example.edu",
}


def _text(name: str, things: Mapping[str, str]) -> str:
    if name.endswith("_id"):
        return things.get(name.removesuffix("_id"), NOBODYS_ID)
    return _TEXTS.get(name, "一段文字")


def accepts(declared: fields.Field[Any], value: Any) -> bool:
    """Whether a field could take such a value at all: containers take lists and objects, the others none."""
    return isinstance(value, list | dict) and isinstance(
        declared, fields.Nested | fields.List | fields.Dict | fields.Raw
    )


def takes_any_text(declared: fields.Field[Any]) -> bool:
    """Whether a field takes texts of any characters: those that hold a file, and values of any kind."""
    return type(declared) is fields.Raw or declared.name == "base64"


_PLACEHOLDER = re.compile(r"{(\w+)}")
_FIXED = {"year": "2026", "tier": "2", "number": "XM-2026-000001"}


def path_of(operation: Operation, things: Mapping[str, str], given: str | None = None) -> str:
    """The operation's path to the thing that its first part names, or with `given` in every place."""
    first = operation.path.split("/")[1]
    kind = first.removesuffix("s")

    def fill(found: re.Match[str]) -> str:
        if given is not None:
            return given
        return _FIXED.get(found[1]) or things.get(
            found[1].removesuffix("_id") if found[1] != "id" else kind, NOBODYS_ID
        )

    return _PLACEHOLDER.sub(fill, operation.path)
