"""Rows that are only ever added may lose one thing: the name of somebody who was erased. Everything else in them is still refused."""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0007"
down_revision = "alerts_0006"
branch_labels = None
depends_on = None

ERASED = "已删除"
NAMES = {
    "incident_timeline": "actor_name",
    "incident_evidence": "kept_by_name",
    "directive_wordings": "issued_by_name",
    "duty_notes": "written_by_name",
}


def upgrade() -> None:
    for table, name in NAMES.items():
        papers = "details" if table == "incident_timeline" else ""
        _allow_forgetting_on_sqlite(table, name, papers) if _is_sqlite() else _allow_forgetting(table, name, papers)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _allow_forgetting(table: str, name: str, papers: str) -> None:
    kept = f"- '{name}' - '{papers}'" if papers else f"- '{name}'"
    same = [f"to_jsonb(NEW) {kept} = to_jsonb(OLD) {kept}", f"NEW.{name} IN (OLD.{name}, '{ERASED}')"]
    if papers:
        same += [
            f"(NEW.{papers} = OLD.{papers} OR NEW.{papers} ->> 'owner_name' = '{ERASED}' "
            f"AND NEW.{papers} - 'owner_name' = OLD.{papers} - 'owner_name')"
        ]
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    for event, when in (("DELETE", ""), ("UPDATE", f"WHEN (NOT ({' AND '.join(same)}))")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW {when} "
            "EXECUTE FUNCTION refuse_edit()"
        )


def _allow_forgetting_on_sqlite(table: str, name: str, papers: str) -> None:
    others = [one["name"] for one in sa.inspect(op.get_bind()).get_columns(table) if one["name"] not in (name, papers)]
    same = [*(f"NEW.{one} IS OLD.{one}" for one in others), f"NEW.{name} IN (OLD.{name}, '{ERASED}')"]
    if papers:
        same += [
            f"(NEW.{papers} IS OLD.{papers} OR json_extract(NEW.{papers}, '$.owner_name') = '{ERASED}' "
            f"AND json_remove(NEW.{papers}, '$.owner_name') = json_remove(OLD.{papers}, '$.owner_name'))"
        ]
    op.execute(f"DROP TRIGGER {table}_no_update")
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({' AND '.join(same)}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
