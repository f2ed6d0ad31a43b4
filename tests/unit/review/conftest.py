"""The review service's handlers over a real SQLite file, with a clock that stands still and the people of a small college."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.events import Event
from services.contracts.registry.events import AccountApproved
from services.contracts.review import inputs as inputs
from services.contracts.review.events import SubmissionSubmitted
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.deadlines import Deadlines
from services.kit.identity import Identity
from services.kit.migrations import upgrade
from services.kit.tables import outbox
from services.kit.wire import Received, open_envelope, open_event
from services.kit.work import Work, Works
from services.review import schemas
from services.review.handlers import accounts, deciding, imports, screening, submissions
from services.review.service import Review
from services.review.storage.tables import metadata

# Words of the tests' own, so that nothing hangs on what the starter list says.
ESCALATES, BLOCKS = "紫云令", "赤霄帖"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def person(username: str, *grants: tuple[str, str]) -> Identity:
    return Identity(id=f"person-{username}", username=username, name=username, grants=grants)


OFFICER = person("officer", ("officer", "propaganda"))
DIRECTOR = person("director", ("director", "propaganda"))
OPERATOR = person("cs.operator", ("operator", "cs"))
EDITOR = person("cs.editor", ("reviewer", "cs"))
HEAD = person("cs.head", ("responsible", "cs"))
CLUB_OPERATOR = person("club.operator", ("operator", "club"), ("student", "cs"))
CLUB_LEADER = person("club.leader", ("responsible", "club"), ("student", "cs"))
COLLEGE_OPERATOR = person("college.operator", ("operator", "propaganda"))
AUDITOR = person("auditor", ("auditor", ""))
ADMIN = person("admin", ("admin", ""))
STRANGER = person("ee.editor", ("reviewer", "ee"), ("responsible", "ee"))


def approved(account_id: str, tier: int, unit_id: str, faculty_id: str, operator: Identity) -> AccountApproved:
    return AccountApproved(
        account_id=account_id,
        file_number=f"新媒备〔2026〕{tier}-001号",
        name=f"{unit_id} 公众号",
        handle=f"gh_{account_id}",
        channel="wechat_official",
        tier=tier,
        unit_id=unit_id,
        unit_name=unit_id,
        faculty_id=faculty_id,
        operator_ids=(operator.id,),
        responsible_person="张三",
        application_id="application",
    )


class House:
    """The service without its bus: open works as a person, and let events have their effect with `pump`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FixedClock(NOW)
        self.works = Works("review", database, self.clock)
        self.told: list[Event] = []

    @contextlib.contextmanager
    def acting(self, identity: Identity, *, if_match: str = "") -> Iterator[Work]:
        with self.works.open(identity, "0" * 32, if_match=if_match) as work:
            yield work

    def pump(self) -> list[Event]:
        """Screen what was submitted; all events told since the last time, in order."""
        told: list[Event] = []
        while received := self.take():
            told += [one.event for one in received]
            submitted = [one for one in received if isinstance(one.event, SubmissionSubmitted)]
            if submitted:
                with self.acting(OFFICER) as work:
                    screening.screen_submissions(work, submitted)
        self.told += told
        return told

    def fire_due(self) -> bool:
        """Act on one deadline that is due, in a transaction of its own; whether there was one."""
        return Deadlines(self.works, Review().deadline_acts())._fire(1) > 0

    def take(self) -> list[Received]:
        with self.database.begin() as session:
            rows = session.execute(sa.select(outbox).order_by(outbox.c.id)).all()
            session.execute(sa.delete(outbox))
        return [open_event(open_envelope(bytes(row.body))) for row in rows]

    def submit(self, identity: Identity = OPERATOR, account_id: str = "cs-account", **wanted: Any) -> dict[str, Any]:
        """A text submitted and screened, as `get_submission` shows it."""
        body = {"account_id": account_id, "title": "开学典礼", "body": "新学期开学典礼今日举行。", **wanted}
        with self.acting(identity) as work:
            dossier = submissions.submit_text(work, inputs.NewSubmission().load(body))
        self.pump()
        return self.look(dossier.submission.id)

    def look(self, submission_id: str, identity: Identity = OFFICER) -> dict[str, Any]:
        with self.acting(identity) as work:
            return schemas.dump_submission(submissions.get_submission(work, submission_id))

    def revise(self, identity: Identity, submission_id: str, *, if_match: str = "", **wanted: Any) -> dict[str, Any]:
        body = {"title": "开学典礼", "body": "新学期开学典礼明日举行。", **wanted}
        with self.acting(identity, if_match=if_match) as work:
            submissions.revise_submission(work, submission_id, inputs.NewVersion().load(body))
        self.pump()
        return self.look(submission_id)

    def decide(
        self, identity: Identity, text: dict[str, Any], decision: str = "approve", **more: Any
    ) -> dict[str, Any]:
        body = {"decision": decision, "fingerprint": text["fingerprint"], **more}
        with self.acting(identity) as work:
            dossier = deciding.decide_submission(work, text["id"], inputs.NewDecision().load(body))
            return schemas.dump_submission(dossier)

    def approve_all(self, text: dict[str, Any], *people: Identity) -> dict[str, Any]:
        for identity in people or (EDITOR, HEAD):
            text = self.decide(identity, text)
        self.pump()
        return text


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the service's migrated, otherwise empty database."""
    folder = tmp_path_factory.mktemp("review")
    database = Database.in_folder(folder, "review")
    upgrade(database, metadata)
    database.close()
    return folder


@pytest.fixture
def house(migrated: Path, tmp_path: Path) -> Iterator[House]:
    """A college as `furnish` leaves it."""
    shutil.copytree(migrated, tmp_path / "data")
    house = House(Database.in_folder(tmp_path / "data", "review"))
    furnish(house)
    yield house
    house.database.close()


def furnish(house: House) -> None:
    """Give it a tier 1, a tier 2 and a tier 3 account, and two words on its list that it is sure of."""
    with house.acting(OFFICER) as work:
        terms = [{"text": ESCALATES, "severity": "escalate"}, {"text": BLOCKS, "severity": "block_until_answered"}]
        imports.import_lexicon(work, inputs.NewImport().load({"terms": terms}))
        accounts.note_approval(work, approved("college-account", 1, "propaganda", "propaganda", COLLEGE_OPERATOR))
        accounts.note_approval(work, approved("cs-account", 2, "cs", "cs", OPERATOR))
        accounts.note_approval(work, approved("club-account", 3, "club", "cs", CLUB_OPERATOR))
