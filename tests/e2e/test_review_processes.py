"""Four review processes over RabbitMQ and PostgreSQL: a word list change reaches all of them, a broken import none (article 10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.errors import InputInvalid
from services.contracts.review import inputs
from services.kit.clock import Clock
from services.kit.database import Database
from services.kit.identity import Identity
from services.kit.work import Works
from services.review.handlers import imports
from services.review.storage import lexicon, processes
from tests.e2e.running import Program, eventually, run_command

OFFICER = Identity(id="officer", username="officer", name="officer", grants=(("officer", ""),))
PROCESSES = 4
PROMPT = timedelta(seconds=2)


class Four:
    """The processes, and the database that they share."""

    def __init__(self, amqp_uri: str, database_url: str) -> None:
        environment = {
            "XINMEI_AMQP_URI": amqp_uri,
            "XINMEI_DATABASE_URL": database_url,
            "XINMEI_SECRET": "for-tests-only-" + "0123456789abcdef" * 3,
        }
        migrated = run_command(["migrate"], environment, None)
        assert migrated.returncode == 0, migrated.stderr
        self.database = Database(database_url, "review")
        self.works = Works("review", self.database, Clock())
        self.program = Program(["run", "review", "--processes", str(PROCESSES)], environment)

    def adopted(self, version: int) -> list[datetime]:
        """When the processes took up a version of the list, once all have."""

        def all_have() -> Any:
            with self.database.begin(writes=False) as session:
                running = processes.running(session, self.works.clock.now())
            times = [row.adopted_at for row in running if row.lexicon_version == version]
            return times if len(times) == PROCESSES else None

        return eventually(all_have, f"all have version {version}")  # type: ignore[no-any-return]

    def version(self) -> int:
        with self.database.begin(writes=False) as session:
            return lexicon.version(session)

    def import_terms(self, terms: list[dict[str, Any]]) -> tuple[int, datetime]:
        """The version that the terms make, and when it was there."""
        with self.works.open(OFFICER, "0" * 32) as work:
            version = imports.import_lexicon(work, inputs.NewImport().load({"terms": terms}))["version"]
        return version, self.works.clock.now()


@pytest.fixture
def four(fresh_vhost: str, fresh_database: str) -> Iterator[Four]:
    found = Four(fresh_vhost, fresh_database)
    try:
        found.program.wait_ready()
        yield found
    finally:
        found.program.stop()
        found.database.close()


@pytest.mark.article(10)
def test_a_change_reaches_four_running_processes_within_two_seconds_and_a_broken_import_none(four: Four) -> None:
    before = four.version()
    four.adopted(before)
    terms = [{"text": f"试验词{number}号"} for number in range(3000)]
    version, there = four.import_terms(terms)
    assert max(four.adopted(version)) - there < PROMPT
    with pytest.raises(InputInvalid), four.works.open(OFFICER, "0" * 32) as work:
        imports.import_lexicon(work, {"name": "x.csv", "base64": "5paw", "terms": [], "allow": []})
    assert four.version() == version
    with four.database.begin(writes=False) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM lexicon_terms WHERE text LIKE '试验词%'")) == len(terms)
