"""The embedded profile forgets by itself, once a day, who left long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import eventlet
import pytest
import sqlalchemy as sa

from deploy.commands.retention import forget_daily
from services.kit import migrations
from services.kit.clock import FixedClock
from services.kit.identity import Identity
from services.kit.platform import Platform
from services.kit.settings import Settings
from services.kit.work import Works
from services.registry.handlers.personal import ERASED
from services.registry.service import create_first_admin
from services.registry.storage import metadata
from services.registry.storage.tables import people
from tests.unit.registry.college import PASSWORD, SECRET

BEGUN = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(BEGUN)


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    """A registry with two people, of whom one has left."""
    made = Platform.from_settings(Settings(data=tmp_path, secret=SECRET), [SECRET], clock)
    database = made.database("registry")
    migrations.upgrade(database, metadata)
    with Works("registry", database, clock).open(Identity(id="cli", username="", name=""), "t") as work:
        create_first_admin(work, made.settings, "stays", PASSWORD, "stays")
    with database.begin() as session:
        stays = session.execute(sa.select(people)).one()._mapping
        left = {"id": "left", "username": "left", "name": "left", "active": False}
        session.execute(sa.insert(people).values({**stays, **left}))
    yield made
    made.close()


def names(platform: Platform) -> set[str]:
    with platform.database("registry").begin(writes=False) as session:
        return set(session.scalars(sa.select(people.c.name)))


def test_who_left_is_forgotten_on_the_first_day_after_the_years_that_the_setting_says(
    platform: Platform, clock: FixedClock
) -> None:
    days = timedelta(days=platform.settings.keep_people_days)
    daily = eventlet.spawn(forget_daily, platform, 0.0, 0.01)
    try:
        clock.move(to=BEGUN + days)
        eventlet.sleep(0.05)
        assert names(platform) == {"stays", "left"}
        clock.move(to=BEGUN + days + timedelta(minutes=1))
        with eventlet.Timeout(10):
            while names(platform) != {"stays", ERASED}:
                eventlet.sleep(0.02)
    finally:
        daily.kill()


def test_a_day_on_which_the_database_is_away_is_followed_by_one_on_which_it_is_there(
    platform: Platform, clock: FixedClock
) -> None:
    clock.move(to=BEGUN + timedelta(days=platform.settings.keep_people_days + 1))
    asked: list[int] = []
    database = platform.database

    def away_once(name: str) -> object:
        asked.append(1)
        if len(asked) == 1:
            raise sa.exc.OperationalError("SELECT", {}, Exception("away"))
        return database(name)

    daily = eventlet.spawn(
        forget_daily, cast(Platform, SimpleNamespace(**vars(platform), database=away_once)), 0.0, 0.01
    )
    try:
        with eventlet.Timeout(10):
            while names(platform) != {"stays", ERASED}:
                eventlet.sleep(0.02)
    finally:
        daily.kill()
