"""Pictures and videos: what they are is read from their content; who may see the text may see them (article 13)."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, TooLarge
from services.contracts.review import desk_inputs as inputs
from services.contracts.review.inputs import NewCampaign
from services.kit.api import Deadline, Identity
from services.review import schemas
from services.review.domain.media import LARGEST, UNUSED_LASTS, media_type_of
from services.review.handlers import campaigns, media, sealing
from services.review.storage import desk
from tests.unit.review.conftest import CLUB_OPERATOR, EDITOR, NOW, OFFICER, OPERATOR, STRANGER, House

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
CHECKSUM = hashlib.sha256(PNG).hexdigest()


def upload(house: House, content: bytes = PNG, by: Identity = OPERATOR, **more: Any) -> dict[str, Any]:
    body = {"name": "海报.png", "base64": base64.b64encode(content).decode(), **more}
    with house.acting(by) as work:
        return schemas.dump_media(media.upload_media(work, inputs.NewMediaFile().load(body)))


def with_picture(house: House, **more: Any) -> dict[str, Any]:
    return house.submit(media=[{"name": "海报.png", "checksum": CHECKSUM, **more}])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9", "image/jpeg"),
        (b"GIF89a" + b"\0" * 20 + b";", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 20, "video/mp4"),
        (b"\0\0\0\x14ftypqt  " + b"\0" * 20, "video/quicktime"),
        (b"\x1aE\xdf\xa3" + b"\0" * 20, "video/webm"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 20, "image/heic"),
    ],
)
def test_the_kind_is_read_from_the_content(content: bytes, kind: str) -> None:
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\0", b"<svg onload=alert(1)>", PNG[:30], b"%PDF-1.7", b"WEBP", "图片".encode()]
)
def test_what_is_no_whole_picture_or_video_is_refused(content: bytes) -> None:
    with pytest.raises(InputInvalid):
        media_type_of(content)


def test_more_than_twenty_megabytes_is_too_large() -> None:
    with pytest.raises(TooLarge):
        media_type_of(PNG + b"\0" * LARGEST)


@pytest.mark.article(13)
def test_a_reviewer_looks_at_the_very_bytes_that_the_fingerprint_covers(house: House) -> None:
    assert upload(house)["checksum"] == CHECKSUM
    text = with_picture(house, media_type="text/html", size=1)
    assert text["media"] == [
        {
            "name": "海报.png",
            "checksum": CHECKSUM,
            "media_type": "image/png",
            "size": len(PNG),
            "url": "",
            "stored": True,
        }
    ]
    with house.acting(EDITOR) as work:
        found = media.get_media(work, text["id"], CHECKSUM)
    assert hashlib.sha256(found.content).hexdigest() == CHECKSUM


def test_a_checksum_that_is_not_the_contents_is_refused_and_nothing_kept(house: House) -> None:
    with pytest.raises(InputInvalid) as refused:
        upload(house, checksum="0" * 64)
    assert "checksum" in refused.value.errors
    with house.acting(OPERATOR) as work:
        assert desk.find_media(work.session, CHECKSUM) is None
    assert upload(house, checksum=CHECKSUM.upper())["checksum"] == CHECKSUM


def test_the_same_content_is_kept_once(house: House) -> None:
    first = upload(house)
    assert upload(house, by=CLUB_OPERATOR, name="另一个名字.png") == first


@pytest.mark.article(13)
def test_a_picture_that_was_never_uploaded_is_shown_as_missing(house: House) -> None:
    text = with_picture(house)
    assert text["media"][0]["stored"] is False
    with house.acting(EDITOR) as work, pytest.raises(NotFound) as refused:
        media.get_media(work, text["id"], CHECKSUM)
    assert refused.value.code == "not_uploaded"


def test_a_picture_is_seen_only_by_who_sees_its_text(house: House) -> None:
    upload(house)
    text, other = with_picture(house), house.submit()
    with house.acting(STRANGER) as work, pytest.raises(NotFound):
        media.get_media(work, text["id"], CHECKSUM)
    with house.acting(EDITOR) as work, pytest.raises(NotFound):
        media.get_media(work, other["id"], CHECKSUM)
    with pytest.raises(NotPermitted):
        upload(house, by=STRANGER)


def test_what_no_text_names_is_dropped_after_a_week(house: House) -> None:
    upload(house)
    upload(house, PNG.replace(b"\0" * 40, b"\1" * 40))
    with_picture(house)
    house.clock.move(by=UNUSED_LASTS + timedelta(minutes=1))
    other = hashlib.sha256(PNG.replace(b"\0" * 40, b"\1" * 40)).hexdigest()
    with house.acting(OPERATOR) as work:
        for checksum in (CHECKSUM, other):
            media.drop_unused(work, Deadline("media.unused", checksum, work.now, {}))
        work.session.flush()
        assert desk.find_media(work.session, CHECKSUM) is not None
        assert desk.find_media(work.session, other) is None


@pytest.mark.article(12)
def test_what_only_the_material_of_a_campaign_names_is_kept(house: House) -> None:
    upload(house)
    material = {"title": "迎新", "body": "欢迎新同学。", "media": [{"name": "海报.png", "checksum": CHECKSUM}]}
    period = {"starts_at": NOW.isoformat(), "ends_at": (NOW + timedelta(days=30)).isoformat()}
    with house.acting(OFFICER) as work:
        wanted = NewCampaign().load({"title": "迎新", "material": material, **period})
        campaigns.announce_campaign(work, wanted)
    house.clock.move(by=UNUSED_LASTS)
    while house.fire_due():
        pass
    with house.acting(OPERATOR) as work:
        assert desk.find_media(work.session, CHECKSUM) is not None


def test_a_picture_that_is_uploaded_again_is_kept_for_another_week(house: House) -> None:
    upload(house)
    house.clock.move(by=UNUSED_LASTS - timedelta(minutes=1))
    upload(house)
    house.clock.move(by=timedelta(hours=1))
    assert not house.fire_due()
    with house.acting(OPERATOR) as work:
        assert desk.find_media(work.session, CHECKSUM) is not None


@pytest.mark.article(13)
def test_another_picture_is_another_fingerprint(house: House) -> None:
    text = with_picture(house)
    changed = house.revise(OPERATOR, text["id"], title=text["title"], body=text["body"], media=[])
    assert changed["fingerprint"] != text["fingerprint"]


@pytest.mark.article(13)
def test_a_seal_does_not_hold_where_a_picture_was_touched(house: House) -> None:
    upload(house)
    text = house.approve_all(with_picture(house))
    with house.acting(OFFICER) as work:
        assert sealing.verify_seal(work, text["id"]).problems == []
        found = desk.find_media(work.session, CHECKSUM)
        assert found
        found.content = PNG.replace(b"\0" * 40, b"\1" * 40)
        work.session.flush()
        assert sealing.verify_seal(work, text["id"]).problems == ["content_changed"]
