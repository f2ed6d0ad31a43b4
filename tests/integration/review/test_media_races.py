"""A file that is about to be dropped while somebody names it or uploads it again, on PostgreSQL: nobody is told of a file that goes."""

from __future__ import annotations

from typing import Any

import pytest

from services.kit.deadlines import Deadline
from services.review.handlers import media
from services.review.storage import desk
from tests.integration.review.test_freeze_races import begin
from tests.integration.review.test_freeze_races import house as house
from tests.unit.review.conftest import NOW, OPERATOR, House
from tests.unit.review.test_media import CHECKSUM, upload, with_picture


def drop(house: House) -> None:
    with house.acting(OPERATOR) as work:
        media.drop_unused(work, Deadline("media.unused", CHECKSUM, NOW, {}))


def is_kept(house: House) -> bool:
    with house.acting(OPERATOR) as work:
        return desk.media_content(work.session, CHECKSUM) is not None


def test_a_file_that_a_text_names_at_this_moment_is_not_dropped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(house)
    known, dropping = desk.known_media, []

    def and_meanwhile(*given: Any, **more: Any) -> Any:
        found = known(*given, **more)
        dropping.append(begin(house, drop)) if more else None
        return found

    monkeypatch.setattr(desk, "known_media", and_meanwhile)
    with_picture(house)
    dropping[0].wait()
    assert is_kept(house)


def test_a_file_that_is_uploaded_again_while_it_is_dropped_is_there_afterwards(house: House) -> None:
    upload(house)
    with house.acting(OPERATOR) as work:
        media.drop_unused(work, Deadline("media.unused", CHECKSUM, NOW, {}))
        work.session.flush()
        again = begin(house, upload)
    again.wait()
    assert is_kept(house)
