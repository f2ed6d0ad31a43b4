"""Bodies for questions of rights, where no value fits a field by its type alone: files that are what they say, and real people."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts.registry.sheet_shapes import UNIT_COLUMNS
from tests.e2e.college import College
from tests.e2e.paperwork import training_session


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def sheet(columns: list[str] | dict[str, str]) -> dict[str, str]:
    """A table with a heading and no rows."""
    return {"name": "名单.csv", "media_type": "text/csv", "base64": encoded((",".join(columns) + "\n").encode())}


def picture() -> bytes:
    """A PNG of one white point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PDF = {"name": "扫描件.pdf", "media_type": "application/pdf", "base64": encoded(b"%PDF-1.4\n%%EOF\n")}
PICTURE = {"name": "图.png", "media_type": "image/png", "base64": encoded(picture())}
POSTS = ["网址", "发布时间", "正文"]


def more_particulars(college: College, things: dict[str, str]) -> dict[str, dict[str, Any]]:
    """By the operation's name."""
    later = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    return {
        "attach_file": PDF,
        "add_receipt": PICTURE,
        "add_material": PICTURE,
        "upload_media": {**PICTURE, "checksum": hashlib.sha256(picture()).hexdigest()},
        "import_units": sheet(UNIT_COLUMNS),
        "import_posts": sheet(POSTS),
        "add_personal_account": {"owner_id": college["student3"].id, "owner_name": ""},
        "set_substitute": {"absent_id": college["cs.editor"].id, "substitute_id": college["cs.head"].id},
        "ask_swap": {"asked_id": college["duty"].id},
        "make_hook": {"url": "https://example.edu/hook", "secret": "s" * 16, "events": ["account.approved.v1"]},
        "merge_incident": {"into": things["other_incident"]},
        "set_action": {"owner_id": college["duty"].id},
        "declare_freeze": {"scope": {"channel": "other"}, "exempt_account_ids": [], "until": later},
        "announce_series": {"session": training_session(), "every_days": 7, "times": 2},
        "hand_over": {"to_member_id": things["other_member"]},
    }
