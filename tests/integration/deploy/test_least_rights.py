"""The suite under exactly the rights it is deployed with: the thin slice passes, and what a service need not do it cannot."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kombu
import psycopg
import pytest
from amqp.exceptions import AccessRefused

from deploy.rabbitmq.definitions import DEAD, VHOST, topics_of, user_of
from services.contracts.queues import QUEUES
from services.kit.broker import EVENTS_EXCHANGE
from tests import servers
from tests.e2e.college import College
from tests.e2e.running import Suite, run_command
from tests.e2e.test_slice import *  # noqa: F403  (the journeys themselves, on the suite of this folder)
from tests.integration.deploy.conftest import PASSWORDS, ROOT, SERVICES, as_role, postgres_tool

OWNERS = ("registry", "review", "alerts", "training")


def test_no_process_was_refused_anything_it_asked_for(strict: Suite, college: College) -> None:
    college["officer"].get("/accounts")
    for name, program in strict.programs.items():
        told = program.output()
        assert "ACCESS_REFUSED" not in told, f"{name}: {told}"
        assert "permission denied" not in told, f"{name}: {told}"


def test_the_ledgers_hold_and_dead_letters_can_be_listed_as_the_owner(strict: Suite, college: College) -> None:
    verified = strict.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert strict.command("dead-letters", "list").returncode == 0


# ---- the broker


@contextlib.contextmanager
def channel_of(rabbit: Any, name: str) -> Iterator[Any]:
    user = user_of(name)
    with kombu.Connection(f"amqp://{user}:{quote(PASSWORDS[user])}@127.0.0.1:{rabbit.port}/{VHOST}") as line:
        yield line.channel()


def publish(channel: Any, exchange: str, key: str) -> None:
    """Publish and hear at once whether it was refused."""
    channel.confirm_select()
    channel.basic_publish_confirm(channel.prepare_message(b"{}"), exchange=exchange, routing_key=key)


@pytest.mark.parametrize("name", OWNERS)
def test_a_service_cannot_tell_the_events_of_another(strict_rabbit: Any, name: str) -> None:
    others = [topic for other in OWNERS if other != name for topic in topics_of(other)]
    assert others
    for topic in others:
        with channel_of(strict_rabbit, name) as channel, pytest.raises(AccessRefused):
            publish(channel, EVENTS_EXCHANGE, f"{topic}.made_up.v1")


@pytest.mark.parametrize("name", [*OWNERS, "gateway", "monitor"])
def test_nobody_reads_or_makes_the_queues_of_another(strict_rabbit: Any, name: str) -> None:
    attempts = [("exchange_delete", EVENTS_EXCHANGE), ("queue_declare", "mine"), ("basic_get", DEAD)]
    for queue in (queue for queue in QUEUES if queue.partition(".")[0] != name):
        attempts += [("basic_get", queue), ("queue_purge", queue), ("queue_delete", queue)]
    for method, subject in attempts:
        with channel_of(strict_rabbit, name) as channel, pytest.raises(AccessRefused):
            getattr(channel, method)(subject)


def test_queues_have_their_limits_and_their_dead_letter_queue(strict_rabbit: Any) -> None:
    told = strict_rabbit.ctl("list_queues", "-p", VHOST, "--no-table-headers", "name", "type", "policy")
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in told.splitlines() if "\t" in line}
    for queue in QUEUES:
        assert rows[queue] == ["quorum", "events"]
    assert rows[DEAD][0] == "quorum"
    assert {rows[f"calls.{name}"][1] for name in OWNERS if f"calls.{name}" in rows} <= {"calls"}


# ---- the database


def refused(url: str, statement: str) -> bool:
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)  # type: ignore[arg-type]
    return True


@pytest.mark.article(15)
@pytest.mark.parametrize("name", OWNERS)
def test_no_service_can_change_or_shorten_its_ledger_or_look_into_another_schema(
    strict: Suite, strict_database: str, name: str
) -> None:
    mine = as_role(strict_database, f"xinmei_{name}")
    with psycopg.connect(mine) as connection:
        assert connection.execute(f"SELECT count(*) FROM {name}.ledger").fetchone()  # type: ignore[arg-type]
    for statement in (
        f"UPDATE {name}.ledger SET action = 'nothing'",
        f"DELETE FROM {name}.ledger",
        f"TRUNCATE {name}.ledger",
        f"DELETE FROM {name}.ledger_head",
        f"UPDATE {name}.alembic_version SET version_num = 'x'",
        f"CREATE TABLE {name}.mine (id int)",
        f"DROP TABLE {name}.ledger",
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (id int)",
        *(f"SELECT * FROM {other}.ledger" for other in OWNERS if other != name),
    ):
        assert refused(mine, statement), statement


def test_the_backup_role_reads_all_and_changes_nothing(strict: Suite, strict_database: str) -> None:
    backup = as_role(strict_database, "xinmei_backup")
    with psycopg.connect(backup) as connection:
        for name in OWNERS:
            assert connection.execute(f"SELECT count(*) FROM {name}.outbox").fetchone()  # type: ignore[arg-type]
    assert refused(backup, "DELETE FROM registry.outbox")
    assert len(SERVICES) == len(OWNERS) + 1


def test_a_dump_by_the_backup_role_restores_as_the_recipe_says_with_everyones_rights(
    strict: Suite, strict_postgres: Any, strict_database: str, tmp_path: Path
) -> None:
    """The options of deploy/operations.md, into a database in which roles.sql was run."""
    line = re.search(r"^pg_restore (.+) --dbname", (ROOT / "deploy/operations.md").read_text(), re.MULTILINE)
    assert line is not None
    dump, fresh = tmp_path / "xinmei.dump", "postgresql://" + strict_postgres.create_database().partition("://")[2]
    postgres_tool("pg_dump", "--format=custom", f"--file={dump}", as_role(strict_database, "xinmei_backup"))
    with psycopg.connect(fresh, autocommit=True) as connection:
        connection.execute((ROOT / "deploy/postgresql/roles.sql").read_bytes())
    postgres_tool("pg_restore", *line.group(1).split(), f"--dbname={fresh}", str(dump))
    owner = as_role(fresh, "xinmei_migrate").replace("127.0.0.1", "localhost")
    known = {**strict.environment, "XINMEI_DATABASE_URL": f"{owner}?sslmode=require"}
    for command in (["migrate", "--grants"], ["ledger", "verify"]):
        done = run_command(command, known, None)
        assert done.returncode == 0, done.stdout + done.stderr
    assert refused(as_role(fresh, "xinmei_review"), "DELETE FROM review.ledger")
    with psycopg.connect(as_role(fresh, "xinmei_review")) as connection:
        connection.execute("DELETE FROM review.outbox")


# ---- TLS


def test_a_server_that_another_authority_signed_is_not_trusted(
    strict: Suite, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither the broker nor the database is spoken to, and no password is sent."""
    stranger = servers.make_certificates(tmp_path_factory.mktemp("stranger")).authority
    right = strict.environment["XINMEI_AMQP_CA"]
    for changed in (
        {"XINMEI_AMQP_CA": str(stranger)},
        {"XINMEI_DATABASE_URL": strict.environment["XINMEI_DATABASE_URL"].replace(right, str(stranger))},
    ):
        done = run_command(["migrate"], {**strict.environment, **changed}, None)
        assert done.returncode == 1
        assert "certificate verify failed" in done.stderr, done.stderr


def test_a_server_under_another_name_is_not_trusted(strict: Suite) -> None:
    """The certificate is good, and says `localhost`; the address says something else that leads to the same machine."""
    for name in ("XINMEI_AMQP_URI", "XINMEI_DATABASE_URL"):
        changed = {name: strict.environment[name].replace("@localhost", "@127.0.0.1")}
        done = run_command(["migrate"], {**strict.environment, **changed}, None)
        assert done.returncode == 1, name
        assert "127.0.0.1" in done.stderr, done.stderr
