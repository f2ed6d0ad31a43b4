"""Evidence kept before anything is deleted: files and texts with their SHA-256, never changed; and people with their part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import InputInvalid, TooLarge

LARGEST = 20 * 1024 * 1024
TEXT = "text/plain; charset=utf-8"
PARTS = ("author", "editor", "approver", "publisher", "responsible", "finder", "witness", "handler")
_HEADS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


@dataclass(eq=False, kw_only=True)
class Evidence:
    """A screenshot, document or text as it was at `taken_at`, found at `url`."""

    id: str
    incident_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    note: str
    taken_at: datetime
    kept_by: str
    kept_by_name: str
    kept_at: datetime
    content: bytes


@dataclass(eq=False, kw_only=True)
class Involved:
    """A person and their part in an incident: known here by id, or by name alone."""

    id: str
    incident_id: str
    person_id: str
    name: str
    part: str
    note: str
    named_by: str
    named_at: datetime


def checksum(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def media_type_of(content: bytes) -> str:
    """What a file is, as its content shows. Raises `TooLarge` above 20 MB, `InputInvalid` for anything not listed."""
    if len(content) > LARGEST:
        raise TooLarge(limit=LARGEST)
    for head, media_type in _HEADS:
        if content.startswith(head):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content and _is_text(content):
        return TEXT
    raise InputInvalid(
        {"file": ["须为图片、PDF、MP4 或文本文件，没有保存。 Must be a picture, PDF, MP4 or text; nothing was kept."]}
    )


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
