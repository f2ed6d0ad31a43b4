"""Secrets and passwords change while the suite runs; people who left long ago are forgotten by rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kombu
import psycopg
import pytest
from amqp.exceptions import AccessRefused

from deploy.rabbitmq.definitions import VHOST, definitions, user_of
from services.kit.broker import EVENTS_EXCHANGE
from tests.e2e.college import PASSWORD, College
from tests.e2e.running import Person, Suite, eventually
from tests.integration.deploy.conftest import PASSWORDS, SECRET, as_role

NEXT = "the-next-secret-" + "fedcba9876543210" * 3


def start_again(suite: Suite, names: tuple[str, ...], secret: str) -> None:
    """These services with this secret, as in a rolling restart."""
    for name in names:
        suite.programs[name]._environment["XINMEI_SECRET"] = secret
        suite.programs[name].stop()
        suite.programs[name].restart()
    for name in names:
        suite.programs[name].wait_ready()


@pytest.mark.timeout(300)
def test_the_signing_secret_changes_while_people_work_and_nobody_is_signed_out(strict: Suite, college: College) -> None:
    """First whoever verifies accepts the new one too; then whoever signs signs with it. Half the suite is a step ahead."""
    before = Person(strict.base_url, "officer", PASSWORD)
    start_again(strict, tuple(strict.programs), f"{SECRET},{NEXT}")
    assert eventually(lambda: before.ask("GET", "/submissions").status_code == 200, "review serves")
    start_again(strict, ("registry",), f"{NEXT},{SECRET}")
    strict.environment["XINMEI_SECRET"] = f"{NEXT},{SECRET}"
    assert eventually(lambda: before.ask("GET", "/accounts").status_code == 200, "the registry serves")
    after = Person(strict.base_url, "officer", PASSWORD)
    for person in (before, after):
        assert person.ask("GET", "/submissions").status_code == 200
        person.close()
    assert strict.command("dead-letters", "list").stdout.startswith("0 ")


def test_a_second_generation_of_broker_users_has_the_same_rights_beside_the_first(
    strict_rabbit: Any, tmp_path: Path
) -> None:
    passwords = {name: f"{name}-next" for name in PASSWORDS}
    file = tmp_path / "definitions.json"
    file.write_text(json.dumps(definitions(passwords, "next")))
    strict_rabbit.ctl("import_definitions", str(file))
    user = user_of("review")
    for name, password in ((user, PASSWORDS[user]), (f"{user}-next", passwords[user])):
        uri = f"amqp://{name}:{quote(password)}@127.0.0.1:{strict_rabbit.port}/{VHOST}"
        with kombu.Connection(uri) as line:
            channel = line.channel()
            channel.confirm_select()
            message = channel.prepare_message(b"{}")  # of a topic that no queue keeps, for nobody signed it
            channel.basic_publish_confirm(message, exchange=EVENTS_EXCHANGE, routing_key="lexicon.nothing.v0")
            with pytest.raises(AccessRefused):
                channel.basic_publish_confirm(message, exchange=EVENTS_EXCHANGE, routing_key="freeze.declared.v1")


def test_a_second_database_role_inherits_a_services_rights_and_no_more(strict: Suite, strict_database: str) -> None:
    """As deploy/operations.md says: CREATE ROLE xinmei_review_next LOGIN IN ROLE xinmei_review."""
    with psycopg.connect(strict_database, autocommit=True) as connection:
        connection.execute("CREATE ROLE xinmei_review_next LOGIN IN ROLE xinmei_review")
    with psycopg.connect(as_role(strict_database, "xinmei_review_next")) as connection:
        assert connection.execute("SELECT count(*) FROM review.ledger").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM review.ledger")


def test_people_who_left_long_ago_are_forgotten_by_rule_and_the_ledger_holds(
    strict: Suite, college: College, strict_database: str
) -> None:
    admin = college["admin"]
    unit = college.units["cs"]
    made = {
        name: admin.post(
            "/people",
            {
                "username": name,
                "name": f"离岗{name}",
                "unit_id": unit,
                "number": f"7{number}",
                "phone": "13900000000",
                "roles": [],
                "password": PASSWORD,
            },
            201,
        )["id"]
        for number, name in enumerate(("gone.long", "gone.lately", "still.here"))
    }
    with psycopg.connect(strict_database) as connection:
        connection.execute(
            "UPDATE registry.people SET active = false WHERE id = ANY(%s)", ([made["gone.long"], made["gone.lately"]],)
        )
    # With the registry's own user and role, as the timer, the CronJob and compose run it.
    own = {**strict.environment, **strict.programs["registry"]._environment}
    looked = Suite(strict.programs, strict.base_url, own, None).command("retention", "--days", "30")
    assert looked.returncode == 0, looked.stderr
    assert made["gone.long"] not in looked.stdout
    later = {**own, "XINMEI_CLOCK_OFFSET_FILE": str(_offset(90))}
    suite = Suite(strict.programs, strict.base_url, later, None)
    assert made["gone.long"] in suite.command("retention", "--days", "30").stdout
    assert names(strict_database, made) == {"离岗gone.long", "离岗gone.lately", "离岗still.here"}
    done = suite.command("retention", "--days", "30", "--apply")
    assert done.returncode == 0, done.stderr
    assert names(strict_database, made) == {"已删除", "离岗still.here"}
    assert strict.command("ledger", "verify").returncode == 0
    assert "would erase 0" in suite.command("retention", "--days", "30").stdout


def _offset(days: int) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / "offset"
    path.write_text(str(days * 86400))
    return path


def names(url: str, made: dict[str, str]) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT name FROM registry.people WHERE id = ANY(%s)", (list(made.values()),))
        return {name for (name,) in rows}
