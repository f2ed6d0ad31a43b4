"""The compose file and the image: valid, complete, and with no more rights than they need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.rabbitmq.definitions import USERS
from tests.unit.deploy.manifests import COMPONENTS, DEPLOY, compose, is_setting

OURS = {name: service for name, service in compose()["services"].items() if "xinmei" in service.get("image", "")}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets as `prepare.sh` makes them."""
    folder = tmp_path_factory.mktemp("compose") / "secrets"
    subprocess.run([DEPLOY / "compose/prepare.sh", folder], check=True, capture_output=True, timeout=100)
    return folder


def test_the_compose_file_is_valid_by_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*command, DEPLOY / "compose/compose.yaml"], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stdout


def test_every_service_runs_on_its_own_and_review_can_be_scaled() -> None:
    assert {*COMPONENTS, "migrate", "definitions", "retention"} == set(OURS)
    assert OURS["review"]["command"] == ["run", "review"]
    assert not {"container_name", "ports"} & set(OURS["review"])


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_writes_nothing_and_may_do_nothing(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "ports" not in service


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_and_secrets_come_as_files(name: str) -> None:
    service = OURS[name]
    for variable, value in service.get("environment", {}).items():
        assert is_setting(variable), variable
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert variable not in ("XINMEI_SECRET", "XINMEI_AMQP_URI", "XINMEI_DATABASE_URL"), f"{variable} in the open"


def test_personal_data_is_forgotten_once_a_day_with_the_registrys_rights_alone() -> None:
    assert OURS["retention"]["command"] == ["retention", "--apply", "--every", "24"]
    assert sorted(OURS["retention"]["secrets"]) == sorted(OURS["registry"]["secrets"])


def test_a_service_gets_its_own_secrets_and_no_other_services() -> None:
    for name in COMPONENTS:
        others = {other for other in COMPONENTS if other != name}
        assert not [secret for secret in OURS[name]["secrets"] if secret.partition("-")[2] in others]


def test_every_secret_is_declared_used_and_made_by_the_script(prepared: Path) -> None:
    file = compose()
    used = {secret for service in file["services"].values() for secret in service.get("secrets", [])}
    assert used == set(file["secrets"])
    for name, secret in file["secrets"].items():
        assert (prepared / Path(secret["file"]).name).read_text().strip(), name
    assert set(USERS) <= {path.name for path in prepared.iterdir()}


def test_the_script_keeps_what_is_there_and_lets_nobody_else_into_the_folder(prepared: Path) -> None:
    before = {path.name: path.read_text() for path in prepared.iterdir()}
    subprocess.run([DEPLOY / "compose/prepare.sh", prepared], check=True, capture_output=True, timeout=100)
    assert {path.name: path.read_text() for path in prepared.iterdir()} == before
    assert prepared.stat().st_mode & 0o077 == 0
    assert len({*before.values()}) == len(before)


def test_the_script_writes_the_addresses_of_other_servers_and_of_another_generation(tmp_path: Path) -> None:
    """As the recipes of deploy/operations.md call it."""
    given = {"AMQP_HOST": "rabbit.example.edu:5671", "DATABASE_HOST": "db.example.edu:6432", "GENERATION": "2027"}
    (tmp_path / "signing").write_text("the same as before")
    subprocess.run(
        [DEPLOY / "compose/prepare.sh", tmp_path],
        check=True,
        capture_output=True,
        timeout=100,
        env={**os.environ, **given},
    )
    password = (tmp_path / "xinmei-review").read_text()
    assert (
        tmp_path / "amqp-review"
    ).read_text() == f"amqp://xinmei-review-2027:{password}@rabbit.example.edu:5671/xinmei"
    role = (tmp_path / "role-review").read_text()
    address = f"postgresql://xinmei_review_2027:{role}@db.example.edu:6432/xinmei"
    assert (tmp_path / "database-review").read_text() == address
    assert (tmp_path / "signing").read_text() == "the same as before"


def test_whoever_speaks_to_others_than_our_servers_may_and_nobody_else() -> None:
    """Alerts delivers, review reads feeds, the registry asks the single sign-on service."""
    reaching = {name for name, service in OURS.items() if "outside" in service["networks"]}
    assert reaching == {"alerts", "review", "registry"}


def test_every_file_that_is_mounted_is_there() -> None:
    for service in compose()["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("."):
                assert (DEPLOY / "compose" / source).resolve().is_file(), source


def test_what_faces_the_network_is_the_proxy_alone() -> None:
    file = compose()
    assert [name for name, service in file["services"].items() if "ports" in service] == ["proxy"]
    assert file["networks"]["inside"]["internal"] is True
    assert "outside" not in OURS["gateway"]["networks"]


def test_the_image_runs_as_nobody_takes_only_locked_packages_and_copies_nothing_secret() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "--require-hashes" in text
    assert "COPY . " not in text
    ignored = (DEPLOY.parent / ".dockerignore").read_text().splitlines()
    assert ignored[0] == "**"
    assert "deploy/compose/secrets" in ignored
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (DEPLOY.parent / source).exists(), source
            assert f"!{source.removeprefix('./')}" in ignored
