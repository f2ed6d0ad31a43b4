"""A name that is to be forgotten goes wherever it stands beside its id, and nowhere else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.storage.tables import metadata as of_alerts
from services.kit.database import Json
from services.kit.forgetting import forget_name, named_columns, without_name
from services.registry.storage import metadata as of_registry
from services.registry.storage.traces import NAMES
from services.review.storage.tables import metadata as of_review
from services.training.storage import tables as of_training


def test_rows_and_papers_of_one_person_lose_the_name_and_those_of_others_keep_theirs() -> None:
    metadata = sa.MetaData()
    deeds = sa.Table(
        "deeds",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("done_by", sa.String(10)),
        sa.Column("done_by_name", sa.String(10)),
        sa.Column("unit_id", sa.String(10)),
        sa.Column("unit_name", sa.String(10)),
        sa.Column("papers", Json),
    )
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    papers = [{"person_id": "p1", "name": "赵一"}, {"person_id": "p2", "name": "钱二"}]
    with Session(engine) as session:
        unit = {"unit_id": "p1", "unit_name": "院部", "papers": papers}
        session.execute(
            sa.insert(deeds),
            [
                {"id": 1, "done_by": "p1", "done_by_name": "赵一", **unit},
                {"id": 2, "done_by": "p2", "done_by_name": "赵一", **unit},
            ],
        )
        forget_name(session, metadata, "p1", "已删除", (deeds.c.papers,))
        rows = session.execute(sa.select(deeds).order_by(deeds.c.id)).all()
    assert [(row.done_by_name, row.unit_name) for row in rows] == [("已删除", "院部"), ("赵一", "院部")]
    assert [[one["name"] for one in row.papers] for row in rows] == [["已删除", "钱二"]] * 2


def test_papers_name_people_in_more_than_one_way() -> None:
    told: dict[str, Any] = {
        "before": "p2",
        "after": "p1",
        "owner_name": "赵一",
        "list": [{"by": "p1", "by_name": "赵一"}],
    }
    assert without_name(told, "p1", "—") == {**told, "owner_name": "—", "list": [{"by": "p1", "by_name": "—"}]}
    assert without_name(told, "p2", "—") == told


def test_every_service_names_people_beside_their_ids() -> None:
    """A column with a name that nobody would find could never be forgotten."""
    for metadata in (of_alerts, of_review, of_training.metadata, of_registry):
        found = {name for _, name in named_columns(metadata)}
        every = {c for table in metadata.sorted_tables for c in table.c if c.name.endswith("_name")}
        assert {str(c) for c in every - found if c.name.removesuffix("_name") not in ("unit", "account")} == set()
    assert {(table.name, name) for table, _, name in NAMES} <= {
        (n.table.name, n.name) for _, n in named_columns(of_registry)
    }
