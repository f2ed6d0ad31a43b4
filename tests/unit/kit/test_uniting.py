"""A unit that was merged into another leaves its place in rows and papers to the other, and nobody else's."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.database import Json
from services.kit.uniting import move_unit, unit_columns


def test_rows_and_papers_name_the_other_unit_and_those_of_others_stay() -> None:
    metadata = sa.MetaData()
    texts = sa.Table(
        "texts",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("unit_id", sa.String(10)),
        sa.Column("faculty_id", sa.String(10)),
        sa.Column("stages", Json),
    )
    sa.Table("names", metadata, sa.Column("unit_id", sa.String(10), primary_key=True))
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with Session(engine) as session:
        row = {"faculty_id": "u1", "stages": [{"role": "reviewer", "unit_id": "u1"}, ["operator", "u2"]]}
        session.execute(sa.insert(texts), [{"id": 1, "unit_id": "u1", **row}, {"id": 2, "unit_id": "u3", **row}])
        move_unit(session, metadata, "u1", "u2", (texts.c.stages,))
        rows = session.execute(sa.select(texts).order_by(texts.c.id)).all()
    assert [(one.unit_id, one.faculty_id) for one in rows] == [("u2", "u2"), ("u3", "u2")]
    assert rows[0].stages == [{"role": "reviewer", "unit_id": "u2"}, ["operator", "u2"]]
    assert [str(column) for column in unit_columns(metadata)] == ["texts.unit_id", "texts.faculty_id"]
