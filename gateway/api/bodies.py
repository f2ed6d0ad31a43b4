"""Reading what a request carries. Only its form is judged here - size, type, well-formedness; what it says the service judges."""

from __future__ import annotations

import base64
import re
from typing import Any

import msgspec
from flask import Request

from gateway.problems import UnsupportedMediaType
from services.contracts.errors import InputInvalid, TooLarge
from services.contracts.operations import Operation
from services.kit import wire

UPLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes of one uploaded file (the signed and sealed scan of a form)."""
FORM_OVERHEAD = 64 * 1024
LONGEST_KEY = 200
_PRINTABLE = re.compile(r"[\x21-\x7e]*")
_HAS_BODY = ("POST", "PUT", "PATCH", "DELETE")


def read_body(request: Request, operation: Operation, limit: int) -> Any:
    """The JSON that was sent, or None. Raises `TooLarge`, `UnsupportedMediaType`, `InputInvalid`."""
    if request.method not in _HAS_BODY:
        return None
    if operation.signed:
        return read_signed(request, limit)
    if operation.upload and request.mimetype != "application/json":
        return read_upload(request)
    raw = read_bytes(request, limit)
    if not raw:
        return None
    if request.mimetype != "application/json":
        raise UnsupportedMediaType()
    return parse_json(raw)


def read_bytes(request: Request, limit: int) -> bytes:
    """The whole body. Raises `TooLarge` over `limit` bytes, before they are read where the caller says so."""
    if (request.content_length or 0) > limit:
        raise TooLarge(limit=limit)
    request.max_content_length = (
        limit + 1
    )  # werkzeug cuts a chunked body off there, and says so only when asked for more
    raw = request.get_data(cache=False)
    if len(raw) > limit:
        raise TooLarge(limit=limit)
    return raw


def read_signed(request: Request, limit: int) -> dict[str, str]:
    """Bytes as they came, with the headers by which the service judges who sent them."""
    return {
        "base64": base64.b64encode(read_bytes(request, limit)).decode(),
        "media_type": request.mimetype,
        "timestamp": read_key(request, "X-Xinmei-Timestamp"),
        "signature": read_key(request, "X-Xinmei-Signature"),
    }


def parse_json(raw: bytes) -> Any:
    """Plain values. Raises `InputInvalid` where the bytes are no JSON."""
    try:
        return wire.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputInvalid({"_": [f"不是有效的 JSON。 Not valid JSON: {error}"]}, code="malformed_json") from error


def read_upload(request: Request) -> dict[str, Any]:
    """A multipart form as a body: name, media_type and base64 of the field ``file``, and the other fields as texts."""
    limit = UPLOAD_LIMIT + FORM_OVERHEAD
    if (request.content_length or 0) > limit:
        raise TooLarge(limit=UPLOAD_LIMIT)
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType()
    request.max_content_length = limit
    request.max_form_memory_size = FORM_OVERHEAD
    file = request.files.get("file")
    if file is None:
        raise InputInvalid({"file": ["请选择文件。 Choose a file."]})
    content = file.stream.read()
    if len(content) > UPLOAD_LIMIT:
        raise TooLarge(limit=UPLOAD_LIMIT)
    return {
        **{name: value for name, value in request.form.items() if name not in ("csrf_token", "request_key")},
        "name": file.filename or "",
        "media_type": file.mimetype,
        "base64": base64.b64encode(content).decode(),
    }


def read_key(request: Request, header: str) -> str:
    """A header that goes on to a service. Raises `InputInvalid` where it is overlong or holds anything but visible ASCII."""
    value = request.headers.get(header, "")
    if len(value) > LONGEST_KEY or not _PRINTABLE.fullmatch(value):
        raise InputInvalid(
            {header: [f"最多 {LONGEST_KEY} 个可见 ASCII 字符。 At most {LONGEST_KEY} visible ASCII characters."]}
        )
    return value
