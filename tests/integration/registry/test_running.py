"""The registry as a nameko service of the embedded platform, called over the broker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import eventlet.patcher
import pytest
from nameko.runners import ServiceRunner

from services.contracts.errors import NotAuthenticated, NotFound
from services.kit import migrations
from services.kit.identity import Identity
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote
from services.kit.settings import Settings
from services.kit.wire import Request
from services.kit.work import Works
from services.registry.aside import aside
from services.registry.service import Registry, create_first_admin
from services.registry.storage import metadata
from tests.unit.registry.college import PASSWORD, SECRET

thread_id = eventlet.patcher.original("threading").get_ident


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[Remote]:
    platform = Platform.from_settings(Settings(data=tmp_path, secret=SECRET), [SECRET])
    database = platform.database("registry")
    migrations.upgrade(database, metadata)
    with Works("registry", database, platform.clock).open(Identity(id="cli", username="", name=""), "t") as work:
        create_first_admin(work, platform.settings, "admin", PASSWORD, "管理员")
    runner = ServiceRunner({CONFIG_KEY: platform})
    runner.add_service(Registry)
    runner.start()
    yield Remote(platform.broker, 4)
    runner.stop()
    platform.close()


def test_the_first_administrator_signs_in_and_makes_a_unit(remote: Remote) -> None:
    signed_in = remote.call("registry", "sign_in", Request(body={"username": "admin", "password": PASSWORD}))
    body = {"name": "示例职业学院", "kind": "college"}
    unit = remote.call("registry", "create_unit", Request(body=body), token=signed_in["token"])
    listed = remote.call("registry", "list_units", Request(), token=signed_in["token"])
    assert [one["id"] for one in listed["items"]] == [unit["id"]]


def test_calls_without_a_valid_identity_are_refused_by_the_service(remote: Remote) -> None:
    for token in ("", "forged"):
        with pytest.raises(NotAuthenticated):
            remote.call("registry", "list_units", Request(), token=token)
    with pytest.raises(NotFound):
        remote.call("registry", "drop_everything", Request())


def test_a_wrong_password_over_the_broker_keeps_its_class_and_texts(remote: Remote) -> None:
    with pytest.raises(NotAuthenticated, match="wrong_password") as refused:
        remote.call("registry", "sign_in", Request(body={"username": "admin", "password": "no"}))
    assert "用户名或密码" in refused.value.zh


def test_what_keeps_a_processor_busy_runs_in_a_thread_of_its_own() -> None:
    """Else every sign-in of others waits for each hash of a password."""
    assert aside(thread_id) != thread_id()
