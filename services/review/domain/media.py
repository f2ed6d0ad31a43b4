"""Pictures and videos that go with a text (article 13): what they are is read from their content, never from their name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.errors import InputInvalid, TooLarge

LARGEST = 20 * 1024 * 1024
UNUSED_LASTS = timedelta(days=7)
"""So long a file is kept that no text names."""

_HEADS = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF87a", 0, "image/gif"),
    (b"GIF89a", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
)
_QUICKTIME = (b"qt  ",)
_STILL = (b"avif", b"avis")
_HEIF = (b"heic", b"heix", b"mif1", b"msf1")
_ENDS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}


@dataclass(eq=False)
class MediaFile:
    """A picture or video as it was uploaded; `checksum` is its SHA-256, by which texts name it."""

    checksum: str
    name: str
    media_type: str
    size: int
    content: bytes
    uploaded_by: str
    uploaded_at: datetime


def checksum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def media_type_of(content: bytes) -> str:
    """What the content is. Raises `TooLarge` above 20 MB, `InputInvalid` where it is no whole picture or video."""
    if len(content) > LARGEST:
        raise TooLarge(
            zh="图片或视频超过 20 MB,没有保存。请压缩后重新上传。",
            en="The picture or video is larger than 20 MB and was not kept. Make it smaller and upload it again.",
        )
    found = _by_head(content)
    if not found or (found in _ENDS and _ENDS[found] not in content[-4096:]):
        message = (
            "文件内容不是完整的图片(PNG、JPEG、GIF、WebP、AVIF、HEIC)或视频(MP4、MOV、WebM),没有保存。 "
            "The content is no whole picture (PNG, JPEG, GIF, WebP, AVIF, HEIC) or video (MP4, MOV, WebM); it was not kept."
        )
        raise InputInvalid({"file": [message]})
    return found


def _by_head(content: bytes) -> str:
    for head, place, media_type in _HEADS:
        if content[place : place + len(head)] == head and (media_type != "image/webp" or content[:4] == b"RIFF"):
            return media_type
    if content[4:8] != b"ftyp":
        return ""
    brand = content[8:12]
    if brand in _STILL:
        return "image/avif"
    if brand in _HEIF:
        return "image/heic"
    return "video/quicktime" if brand in _QUICKTIME else "video/mp4"


def check_said(said: str, content: bytes) -> str:
    """The checksum of the content. Raises `InputInvalid` where the sender said another: something was lost on the way."""
    found = checksum_of(content)
    if said and said.strip().lower() != found:
        message = f"校验值不符,文件可能在传输中损坏,没有保存(实为 {found})。 The checksum differs; nothing was kept."
        raise InputInvalid({"checksum": [message]})
    return found
