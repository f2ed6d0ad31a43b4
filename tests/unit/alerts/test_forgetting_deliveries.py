"""Deliveries do not pile up for ever: what came to its end is forgotten after the days that are set."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from services.alerts.service import Alerts
from services.alerts.storage.tables import attempts, deliveries
from services.kit.settings import Settings
from tests.unit.alerts.test_delivery import Vendors, send_test
from tests.unit.alerts.vendors import Answer


def test_what_was_sent_goes_after_its_days_with_its_attempts_and_what_waits_stays(desk: Any, vendor: Vendors) -> None:
    bot, other = vendor(), vendor(Answer(status=500))
    old = [send_test(desk, bot.url), send_test(desk, other.url)]
    assert [one["state"] for one in old] == ["sent", "queued"]
    desk.pass_time(days=200)
    newer = send_test(desk, bot.url)

    def tidy() -> list[int]:
        walks = Alerts.walks(Settings(keep_deliveries_days=365), desk.works.clock.now())
        with desk.works.database.begin() as session:
            return [walk.tidy(session) for walk in walks]

    desk.pass_time(days=164)
    assert tidy() == [0, 0]
    desk.pass_time(days=2)
    assert tidy() == [1, 1]
    with desk.works.database.begin(writes=False) as session:
        assert set(session.scalars(sa.select(deliveries.c.id))) == {old[1]["id"], newer["id"]}
        assert set(session.scalars(sa.select(attempts.c.delivery_id))) == {old[1]["id"], newer["id"]}
