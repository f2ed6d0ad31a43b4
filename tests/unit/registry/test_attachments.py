"""Attachments: what a file is, is read from its content."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

import pytest
import segno

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, TooLarge
from services.registry.domain.attachments import LARGEST, media_type_of, plain_name
from tests.unit.registry.college import College

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def png() -> bytes:
    buffer = io.BytesIO()
    segno.make("scan").save(buffer, kind="png", scale=4)
    return buffer.getvalue()


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 10_000_000)
    return buffer.getvalue()


def huge_png() -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def upload(college: College, id_: str, name: str, content: bytes, who: str = "cs.operator") -> dict[str, object]:
    body = {"name": name, "media_type": "application/pdf", "base64": base64.b64encode(content).decode()}
    found: dict[str, object] = college.call(who, "attach_file", id_, body=body)
    return found


def test_a_scan_is_kept_and_read_again(college: College) -> None:
    id_ = college.submitted()
    for name, content, media_type in (("表.pdf", PDF, "application/pdf"), ("章.png", png(), "image/png")):
        kept = upload(college, id_, name, content)
        assert (kept["name"], kept["media_type"], kept["size"]) == (name, media_type, len(content))
        path = {"id": id_, "attachment_id": str(kept["id"])}
        again = college.call("cs.head", "get_attachment", path=path)
        assert base64.b64decode(again["base64"]) == content
    assert len(college.call("cs.head", "get_application", id_)["attachments"]) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 200,
        zip_bomb(),
        b"<html>%PDF-</html>",
        PDF[:20],
        png()[:-8],
        huge_png(),
        b"\xff\xd8\xff",
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_else_is_lost(college: College, content: bytes) -> None:
    id_ = college.submitted()
    upload(college, id_, "good.pdf", PDF)
    with pytest.raises(InputInvalid) as refused:
        upload(college, id_, "scan.pdf", content)
    assert list(refused.value.errors) == ["file"]
    application = college.call("cs.operator", "get_application", id_)
    assert (application["state"], len(application["attachments"])) == ("submitted", 1)


def test_a_scan_of_21_megabytes_is_refused() -> None:
    with pytest.raises(TooLarge):
        media_type_of(b"%PDF-" + b"0" * LARGEST)


def test_only_the_applicant_adds_files_and_only_who_sees_the_application_reads_them(college: College) -> None:
    id_ = college.submitted()
    with pytest.raises(NotPermitted):
        upload(college, id_, "x.pdf", PDF, "cs.head")
    kept = upload(college, id_, "x.pdf", PDF)
    for who, other in (("arts.head", id_), ("cs.head", "elsewhere")):
        with pytest.raises(NotFound):
            college.call(who, "get_attachment", path={"id": other, "attachment_id": str(kept["id"])})


def test_what_is_no_base64_is_refused(college: College) -> None:
    with pytest.raises(InputInvalid):
        college.call("cs.operator", "attach_file", college.submitted(), body={"name": "x", "base64": "%%%"})


@pytest.mark.parametrize(
    ("name", "plain"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("a\r\nb.pdf", "ab.pdf"), ("...", "file")],
)
def test_a_files_name_holds_no_folders_and_no_control_characters(name: str, plain: str) -> None:
    assert plain_name(name) == plain
