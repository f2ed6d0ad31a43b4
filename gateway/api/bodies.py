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
TEXTS_LIMIT = 512 * 1024
"""Bytes of what stands beside a file in its form: 100,000 characters of a text, at four bytes each, and more."""
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
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType()
    file = read_file(request)
    if file is None:
        raise no_file()
    return {
        **{name: value for name, value in request.form.items() if name not in ("csrf_token", "request_key")},
        **file,
    }


def read_file(request: Request) -> dict[str, str] | None:
    """The file that came in the field ``file``; None where none was chosen. Raises `TooLarge`."""
    limit = UPLOAD_LIMIT + TEXTS_LIMIT
    if (request.content_length or 0) > limit:
        raise TooLarge(limit=UPLOAD_LIMIT)
    request.max_content_length = limit
    request.max_form_memory_size = TEXTS_LIMIT
    file = request.files.get("file")
    if file is None or not file.filename:  # a browser sends an empty part without a name where nothing was chosen
        return None
    content = file.stream.read()
    if len(content) > UPLOAD_LIMIT:
        raise TooLarge(limit=UPLOAD_LIMIT)
    return {"name": file.filename, "media_type": file.mimetype, "base64": base64.b64encode(content).decode()}


def no_file() -> InputInvalid:
    """A file is asked for, and none was chosen."""
    return InputInvalid({"file": ["请选择文件。 Choose a file."]})


def read_key(request: Request, header: str) -> str:
    """A header that goes on to a service. Raises `InputInvalid` where it is overlong or holds anything but visible ASCII."""
    value = request.headers.get(header, "")
    if len(value) > LONGEST_KEY or not _PRINTABLE.fullmatch(value):
        raise InputInvalid(
            {header: [f"最多 {LONGEST_KEY} 个可见 ASCII 字符。 At most {LONGEST_KEY} visible ASCII characters."]}
        )
    return value
