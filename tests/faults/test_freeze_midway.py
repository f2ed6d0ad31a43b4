"""A freeze of some thousand texts goes by pieces: whoever is killed between two of them, it ends whole, and each text is told of once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from services.review.handlers.freezes import HOLDS, RETURNS
from services.review.storage.tables import submissions, versions
from tests.faults.storm import revive
from tests.faults.suite import PATIENCE, Campus, Sender, verify, wait_quiet

TEXTS = 2500
ACCOUNT, CHANNEL = "account-of-thousands", "tieba"


@pytest.mark.article(12)
@pytest.mark.timeout(300)
def test_a_freeze_and_its_lifting_end_whole_though_every_process_is_killed_midway(whole: Campus) -> None:
    officer = whole.college["officer"]
    fill(whole)
    freeze = officer.post("/freezes", {"scope": {"channel": CHANNEL}, "reason": "突发事件"}, 201)["id"]
    print(f"killed when {kill_midway(whole, HOLDS, 'held')} of {TEXTS} were held")
    until(lambda: count(whole, "held") == TEXTS and not is_going_on(whole, HOLDS))
    officer.post(f"/freezes/{freeze}/lift", {"reason": "已处置"})
    print(f"killed when {kill_midway(whole, RETURNS, 'in_review')} of {TEXTS} had returned")
    until(lambda: count(whole, "in_review") == TEXTS and not is_going_on(whole, RETURNS))
    assert told(whole, f"freeze:{freeze}") == {"hold_texts": {"held": TEXTS}, "return_texts": {"returned": TEXTS}}
    assert times(whole) == {("held", 1): TEXTS, ("in_review", 1): TEXTS}
    wait_quiet(whole)
    print(verify(whole))


def fill(campus: Campus) -> None:
    """Thousands of texts that wait: copies of one that was handed in, on a channel of their own."""
    sender = Sender(campus.suite.base_url, campus.account_id, "copied")
    sender.send(0)
    sender.close()
    wait_quiet(campus)
    (original,) = sender.accepted.values()
    with campus.database("review").begin() as session:
        for table, key in ((submissions, "id"), (versions, "submission_id")):
            session.execute(_copies(table, key, original))


def _copies(table: sa.Table, key: str, original: str) -> sa.Insert:
    number = sa.func.generate_series(1, TEXTS).table_valued("n").render_derived()
    id_ = sa.func.concat("ffffffff-0000-7000-8000-", sa.func.lpad(sa.cast(number.c.n, sa.Text), 12, "0"))
    there = {"account_id": sa.literal(ACCOUNT), "channel": sa.literal(CHANNEL)}
    other = {**there, key: id_, "queue_key": sa.func.concat("2099010100001", id_)}
    values = [other.get(column.name, column) for column in table.columns]
    query = sa.select(*values).select_from(table.join(number, sa.true())).where(table.c[key] == original)
    return sa.insert(table).from_select([column.name for column in table.columns], query)


def kill_midway(campus: Campus, kind: str, state: str) -> int:
    """Kill every process of review between two pieces, and start them again; how many texts were in this state by then."""
    reviewers = [program for name, program in campus.suite.programs.items() if name.startswith("review")]
    until(lambda: is_going_on(campus, kind) and count(campus, state))
    for program in reviewers:
        program.kill()
    done = count(campus, state)
    assert 0 < done < TEXTS
    revive(reviewers)
    return done


def until(found: Callable[[], Any]) -> None:
    late = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < late, "it never came to that"
        time.sleep(0.01)


def is_going_on(campus: Campus, kind: str) -> bool:
    return bool(campus.rows("review", "SELECT 1 FROM deadlines WHERE kind = :kind", kind=kind))


def count(campus: Campus, state: str) -> int:
    found = "SELECT count(*) AS n FROM submissions WHERE account_id = :account AND state = :state"
    number: int = campus.rows("review", found, account=ACCOUNT, state=state)[0].n
    return number


def told(campus: Campus, freeze: str) -> dict[str, Any]:
    """What the ledger says of the freeze once all its pieces are done."""
    ends = "SELECT action, details FROM ledger WHERE subject = :freeze AND action IN ('hold_texts', 'return_texts')"
    return {row.action: row.details for row in campus.rows("review", ends, freeze=freeze)}


def times(campus: Campus) -> dict[tuple[str, int], int]:
    """How many texts the ledger says to have come how often into which state."""
    often = (
        "SELECT action, n, count(*) AS texts FROM (SELECT subject, action, count(*) AS n FROM ledger "
        "WHERE subject LIKE 'submission:ffffffff-%' GROUP BY subject, action) AS each GROUP BY action, n"
    )
    return {(row.action, row.n): row.texts for row in campus.rows("review", often)}
