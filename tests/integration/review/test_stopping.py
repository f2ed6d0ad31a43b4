"""A review process that is asked to stop in the midst of a batch finishes it or gives it back: each text is screened once."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from services.kit import migrations, tables
from services.kit.database import Database
from services.kit.ids import new_id
from services.kit.ledger import verify
from services.review.storage.tables import submissions
from tests.benchmarks.pipeline import Texts, publish, store_submissions
from tests.benchmarks.servers import program
from tests.integration.review.conftest import until

RUN = ["-m", "deploy", "run", "review"]
TEXTS = 600


@pytest.fixture
def database(fresh_database: str) -> Iterator[Database]:
    database = Database(fresh_database, "review")
    migrations.upgrade(database)
    yield database
    database.close()


def _is_held_up(database: Database) -> bool:
    """Whether a batch waits for the ledger's head."""
    waits = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.glance() as session:
        return bool(session.scalar(waits))


def _screened(database: Database) -> list[str]:
    with database.glance() as session:
        screens = sa.select(tables.ledger.c.subject).where(tables.ledger.c.action == "screen")
        return sorted(session.scalars(screens))


def _in_review(database: Database) -> int:
    with database.glance() as session:
        moved = sa.select(sa.func.count()).select_from(submissions).where(submissions.c.state == "in_review")
        return int(session.scalar(moved) or 0)


@pytest.mark.article(13)
@pytest.mark.parametrize("in_time", [True, False], ids=["finished", "given back"])
def test_a_batch_in_hand_is_finished_or_given_back_and_no_text_is_screened_twice(
    fresh_vhost: str, database: Database, in_time: bool
) -> None:
    texts = Texts([new_id() for _ in range(TEXTS)], [f"第{number}篇:食堂开放时间调整。" for number in range(TEXTS)])
    secret, url = secrets.token_urlsafe(48), database.url.render_as_string(hide_password=False)
    environment = {"XINMEI_AMQP_URI": fresh_vhost, "XINMEI_DATABASE_URL": url, "XINMEI_SECRET": secret}
    store_submissions(database, texts)
    with ExitStack() as stack:
        first = stack.enter_context(program(RUN, environment))
        with database.begin() as holding:
            holding.execute(sa.select(tables.ledger_head).with_for_update())
            publish(fresh_vhost, secret, texts)
            until(lambda: _is_held_up(database))
            first.send_signal(signal.SIGTERM)
            if not in_time:
                assert first.wait(timeout=10) == 0
        assert first.wait(timeout=10) == 0
        assert bool(_screened(database)) == in_time
        stack.enter_context(program(RUN, environment))
        until(lambda: _in_review(database) == TEXTS, 30)
    assert _screened(database) == sorted(f"submission:{id_}" for id_ in texts.ids)
    with database.begin(writes=False) as session:
        assert verify(session) is None
        assert session.scalar(sa.select(sa.func.count()).select_from(tables.failed_events)) == 0
