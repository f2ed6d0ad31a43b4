"""What must never come into a ledger: it is there for ever, so that it names nobody and keeps no words that somebody typed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.contracts.events import Actor
from services.kit import ledger, tables
from services.kit.database import Database
from services.kit.ledger import Entry
from tests.unit.kit.world import NOON

SERVICES = Path(__file__).parents[3] / "services"
TYPED = {
    "reason",
    "comment",
    "note",
    "notes",
    "words",
    "statement",
    "summary",
    "phone",
    "number",
    "evidence",
    "url",
    "person_name",
}
"""Under these names stands what people type, or what tells who somebody is."""


def entries_written() -> Iterator[tuple[str, ast.Call]]:
    """Every place where a service writes to its ledger."""
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = (
                called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            )
            if isinstance(node, ast.Call) and name in ("record", "tell_moved"):
                yield f"{path.relative_to(SERVICES)}:{node.lineno}", node


@pytest.mark.article(15)
def test_no_entry_keeps_words_that_somebody_typed() -> None:
    found = dict(entries_written())
    assert len(found) > 150
    assert [where for where, call in found.items() if {word.arg for word in call.keywords} & TYPED] == []


@pytest.mark.article(15)
def test_an_entry_keeps_who_acted_by_id_and_not_by_name(database: Database) -> None:
    actor = Actor(id="p-1", name="赵一", roles=("officer",))
    with database.begin() as session:
        ledger.append(session, [Entry(at=NOON, actor=actor, action="a", subject="s", details={}, trace="t")])
        assert session.scalar(sa.select(tables.ledger.c.actor)) == {"id": "p-1", "roles": ["officer"]}


@pytest.mark.article(15)
def test_a_chain_that_an_earlier_version_began_with_names_holds_and_goes_on(database: Database) -> None:
    row = {
        "number": 1, "at": NOON, "actor": {"id": "p-1", "name": "赵一", "roles": ["officer"]}, "action": "account.suspended",
        "subject": "account:1", "details": {"reason": "赵一举报"}, "trace": "t", "previous": "",
    }  # fmt: skip
    row["hash"] = ledger._hash(row)
    with database.begin() as session:
        session.execute(sa.insert(tables.ledger).values(row))
        session.execute(sa.update(tables.ledger_head).values(number=1, hash=row["hash"]))
        actor = Actor(id="p-2", name="钱二", roles=())
        ledger.append(session, [Entry(at=NOON, actor=actor, action="b", subject="s", details={}, trace="t")])
        assert ledger.verify(session) is None
        assert ledger.length(session) == 2
