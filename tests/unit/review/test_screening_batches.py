"""The batch path of screening: what it writes, what it leaves alone, and how few statements it takes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.contracts.review.events import SubmissionScreened, SubmissionSubmitted
from services.kit.tables import outbox
from services.kit.wire import Received, open_envelope, open_event
from services.review import schemas, wordlist
from services.review.handlers import lexicon, screening, submissions
from services.review.storage import tables
from tests.unit.review.conftest import EDITOR, ESCALATES, OFFICER, OPERATOR, House

PROSE = "新学期开学典礼今日举行。"


def waiting(house: House) -> list[Received]:
    """The submitted events that wait to be published, as the screening queue would deliver them."""
    with house.database.begin() as session:
        rows = session.execute(sa.select(outbox).order_by(outbox.c.id)).all()
    received = [open_event(open_envelope(bytes(row.body))) for row in rows]
    return [one for one in received if isinstance(one.event, SubmissionSubmitted)]


def submit_unscreened(house: House, **wanted: object) -> str:
    body = {"account_id": "cs-account", "title": "题", "body": PROSE, **wanted}
    with house.acting(OPERATOR) as work:
        return submissions.submit_text(work, submissions_input(body)).submission.id


def submissions_input(body: dict[str, object]) -> dict[str, object]:
    from services.contracts.review.inputs import NewSubmission

    loaded: dict[str, object] = NewSubmission().load(body)
    return loaded


@pytest.mark.article(13)
def test_a_batch_brings_all_its_texts_to_review_with_their_findings(house: House) -> None:
    clean, dirty = submit_unscreened(house), submit_unscreened(house, title=ESCALATES, body=f"传阅{ESCALATES}")
    told = [event for event in house.pump() if isinstance(event, SubmissionScreened)]
    assert {event.submission_id: event.severity for event in told} == {clean: "", dirty: "escalate"}
    found = house.look(dirty)["findings"]
    assert {(finding["field"], finding["matched"]) for finding in found} >= {("title", ESCALATES), ("body", ESCALATES)}
    assert [finding["id"] for finding in found] == [str(number) for number in range(1, len(found) + 1)]


@pytest.mark.article(13)
def test_a_superseded_version_is_left_alone(house: House) -> None:
    submission_id = submit_unscreened(house, body=f"传阅{ESCALATES}")
    late = waiting(house)
    with house.acting(OPERATOR) as work:
        wanted = {**submissions_input({"account_id": "x", "title": "题", "body": PROSE})}
        submissions.revise_submission(work, submission_id, wanted)
    with house.acting(OFFICER) as work:
        screening.screen_submissions(work, late)
    text = house.look(submission_id)
    assert (text["state"], text["version"], text["findings"]) == ("screening", 2, [])
    house.pump()
    assert house.look(submission_id)["state"] == "in_review"


def test_both_versions_in_one_batch_leave_only_the_newest_screened(house: House) -> None:
    submission_id = submit_unscreened(house, body=f"传阅{ESCALATES}")
    with house.acting(OPERATOR) as work:
        submissions.revise_submission(
            work, submission_id, submissions_input({"account_id": "x", "title": "题", "body": PROSE})
        )
    told = [event for event in house.pump() if isinstance(event, SubmissionScreened)]
    assert [event.version for event in told] == [2]


def test_a_batch_of_any_size_takes_the_same_few_statements(house: House) -> None:
    def statements_for(number: int) -> int:
        for n in range(number):
            submit_unscreened(house, title=f"{number}-{n}", body=f"传阅{ESCALATES}")
        events, count = waiting(house)[-number:], 0

        def tick(*_: object) -> None:
            nonlocal count
            count += 1

        with house.acting(OFFICER) as work:
            wordlist.current(work.session)
            sa.event.listen(house.database.engine, "before_cursor_execute", tick)
            screening.screen_submissions(work, events)
            sa.event.remove(house.database.engine, "before_cursor_execute", tick)
        return count

    assert statements_for(1) == statements_for(40) == 4


def test_a_new_term_counts_from_the_next_batch_on(house: House) -> None:
    assert house.submit(body="占座神器")["findings"] == []
    with house.acting(OFFICER) as work:
        added = lexicon.add_term(
            work, {"text": "占座神器", "category": "ads", "severity": "remind", "article": 10, "tier_hint": ""}
        )
    found = house.submit(body="占座神器")["findings"]
    assert [finding["name"] for finding in found] == ["占座神器"]
    with house.acting(EDITOR) as work:
        listed = lexicon.list_terms(work, {"limit": 50, "cursor": "", "q": "占座"}, schemas.dump_term)
    assert [item["id"] for item in listed["items"]] == [added["id"]]


def test_the_migrated_tables_are_those_that_the_code_describes(house: House) -> None:
    from services.kit.migrations import differences

    assert differences(house.database, tables.metadata) == []
