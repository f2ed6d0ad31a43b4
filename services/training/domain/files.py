"""Files kept with training: receipts of expenses and materials of sessions. What a file is, is read from its content."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import InputInvalid, TooLarge

LARGEST = 20 * 1024 * 1024
MOST = 20
RECEIPTS = ("application/pdf", "image/png", "image/jpeg", "application/ofd")
"""What a receipt may be: a scan, a picture, or an electronic invoice as PDF or OFD (GB/T 33190)."""
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP = {
    "OFD.xml": "application/ofd",
    "word/document.xml": _OFFICE + "wordprocessingml.document",
    "ppt/presentation.xml": _OFFICE + "presentationml.presentation",
    "xl/workbook.xml": _OFFICE + "spreadsheetml.sheet",
}
MATERIALS = (*RECEIPTS[:3], *list(_IN_ZIP.values())[1:])


@dataclass(eq=False, kw_only=True)
class File:
    """A file kept with an expense or a session (`owner_id`)."""

    id: str
    owner_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    content: bytes
    by: str
    at: datetime


def media_type_of(content: bytes, allowed: tuple[str, ...]) -> str:
    """What the content shows it to be. Raises `TooLarge` above 20 MB, `InputInvalid` where it is none of `allowed`."""
    if len(content) > LARGEST:
        raise TooLarge(
            zh="文件超过 20 MB，没有保存。请压缩或拆分后重新上传。",
            en="The file is larger than 20 MB and was not kept. Make it smaller and upload it again.",
        )
    found = _picture(content) or _pdf(content) or _in_zip(content)
    if found not in allowed:
        names = "PDF、PNG、JPEG、OFD" if allowed == RECEIPTS else "PDF、PNG、JPEG、Word、PowerPoint、Excel"
        raise InputInvalid(
            {
                "file": [
                    f"文件内容不是 {names}，没有保存。 The content is of no kind that is kept here; it was not kept."
                ]
            }
        )
    return found


def check_count(count: int) -> None:
    """Raise `InputInvalid` where there are as many files as there may be."""
    if count >= MOST:
        raise InputInvalid({"file": [f"最多 {MOST} 个文件。 {MOST} files at most."]})


def _pdf(content: bytes) -> str:
    whole = content[:5] == b"%PDF-" and b"startxref" in content[-2048:] and b"%%EOF" in content[-2048:]
    return "application/pdf" if whole else ""


def _picture(content: bytes) -> str:
    """A picture with a header and an end, so that half an upload is none."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR" and content[-8:-4] == b"IEND":
        return "image/png" if all(struct.unpack(">II", content[16:24])) else ""
    is_jpeg = content[:3] == b"\xff\xd8\xff" and b"\xff\xd9" in content[-64:]
    return "image/jpeg" if is_jpeg else ""


def _in_zip(content: bytes) -> str:
    """A document in a ZIP container, told by the part that only its kind has."""
    if content[:4] != b"PK\x03\x04":
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            names = set(container.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    return next((kind for part, kind in _IN_ZIP.items() if part in names), "")


def plain_name(name: str) -> str:
    """A file's name without folders and control characters, 100 characters at most."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in bare if char.isprintable()).strip(" .")[-100:] or "file"
