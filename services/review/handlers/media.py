"""Pictures and videos: uploaded before a text names them, looked at by whoever may see the text (article 13)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.kit.api import Deadline, Work
from services.review.domain.media import UNUSED_LASTS, MediaFile, check_said, media_type_of
from services.review.handlers.rights import find_visible
from services.review.storage import desk as stored

UPLOADERS = ("operator", "officer", "director")


def upload_media(work: Work, wanted: dict[str, Any]) -> MediaFile:
    """Keep a picture or video under the checksum of its content; the same content is kept once.

    Raises `InputInvalid` where it is neither, or another checksum was said; `TooLarge` above 20 MB.
    """
    work.identity.require(*UPLOADERS)
    content = content_of(wanted["base64"])
    media_type, checksum = media_type_of(content), check_said(wanted["checksum"], content)
    work.schedule("media.unused", checksum, work.now + UNUSED_LASTS)
    if found := stored.find_media(work.session, checksum, stored.KEEPING):
        return found
    kept = MediaFile(
        checksum=checksum,
        name=wanted["name"] or checksum[:12],
        media_type=media_type,
        size=len(content),
        content=content,
        uploaded_by=work.identity.id,
        uploaded_at=work.now,
    )
    work.session.add(kept)
    work.record("upload_media", f"media:{checksum}", media_type=media_type, size=len(content))
    return kept


def content_of(encoded: str) -> bytes:
    """The bytes of an uploaded file. Raises `InputInvalid`."""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as error:  # binascii.Error is one, and so is what text beyond ASCII raises
        raise InputInvalid({"base64": ["不是有效的 Base64。 Is not valid base64."]}) from error


def completed(work: Work, named: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The media of a version; of what was uploaded, kind and size are what they are and not what was said."""
    known = stored.known_media(work.session, [item["checksum"] for item in named], keeping=True)
    return [
        {**item, "media_type": known[item["checksum"]][1], "size": known[item["checksum"]][2]}
        if item["checksum"] in known
        else item
        for item in named
    ]


def get_media(work: Work, submission_id: str, checksum: str) -> MediaFile:
    """A file that any version of the text names, for whoever may see the text."""
    submission = find_visible(work, submission_id)
    named = stored.names_media(work.session, submission.id, checksum)
    found = stored.find_media(work.session, checksum) if named else None
    if found is None:
        raise NotFound(
            code="not_uploaded",
            zh="该图片或视频没有上传,此处看不到原件。请运营人员上传后重新送审。",
            en="This picture or video was not uploaded, so it cannot be looked at here. Have it uploaded and handed in again.",
        )
    return found


def drop_unused(work: Work, deadline: Deadline) -> None:
    """A file that nothing named within a week is not kept. It is locked first: who names it at this moment is seen, or finds it gone."""
    found = stored.find_media(work.session, deadline.subject, stored.DROPPING)
    if found is not None and not stored.is_named(work.session, found.checksum):
        work.session.delete(found)
        work.record("drop_media", f"media:{found.checksum}")
