"""Attachments of an application: the signed and sealed scan. What a file is, is read from its content, never from its name."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import InputInvalid, TooLarge

LARGEST = 20 * 1024 * 1024
MOST = 10
MOST_PIXELS = 100_000_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(eq=False, kw_only=True)
class Attachment:
    """A file kept with an application."""

    id: str
    application_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    content: bytes
    by: str
    by_name: str
    at: datetime


def media_type_of(content: bytes) -> str:
    """``application/pdf``, ``image/png`` or ``image/jpeg``, as the content shows.

    Raises `TooLarge` above 20 MB and `InputInvalid`, saying why, for anything else, however it is named.
    """
    if len(content) > LARGEST:
        raise TooLarge(
            zh="附件超过 20 MB,没有保存。请降低扫描分辨率后重新上传。",
            en="The file is larger than 20 MB and was not kept. Scan it at a lower resolution and upload it again.",
        )
    for fits, media_type in ((_is_pdf, "application/pdf"), (_is_png, "image/png"), (_is_jpeg, "image/jpeg")):
        if fits(content):
            return media_type
    raise InputInvalid(
        {"file": ["文件内容不是 PDF、PNG 或 JPEG,没有保存。 The content is no PDF, PNG or JPEG; it was not kept."]}
    )


def _is_pdf(content: bytes) -> bool:
    """A head and an end. What lies between is the reader's to judge: scanners write many odd files that open well."""
    return content[:5] == b"%PDF-" and b"%%EOF" in content[-2048:]


def _is_png(content: bytes) -> bool:
    """A header that holds, with its checksum, a size that a scan may have, and an end."""
    if content[:8] != _PNG or content[12:16] != b"IHDR" or len(content) < 45:
        return False
    width, height, checksum = *struct.unpack(">II", content[16:24]), struct.unpack(">I", content[29:33])[0]
    ends = content[-12:-4] == b"\x00\x00\x00\x00IEND"
    return ends and checksum == zlib.crc32(content[12:29]) and 0 < width * height <= MOST_PIXELS


def _is_jpeg(content: bytes) -> bool:
    """Segments that follow one another to a frame whose size a scan may have, and an end."""
    if content[:3] != b"\xff\xd8\xff" or b"\xff\xd9" not in content[-64:]:
        return False
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return bool(0 < width * height <= MOST_PIXELS)
        at += 2 + length
    return False


def check_count(count: int) -> None:
    if count >= MOST:
        raise InputInvalid({"file": [f"每份申请最多 {MOST} 个附件。 An application takes {MOST} files at most."]})


def plain_name(name: str) -> str:
    """A file's name without folders and control characters, 100 characters at most."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in bare if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return kept[-100:] or "file"
