"""The systemd units: what systemd itself says of them, and what they promise."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.deploy.manifests import COMPONENTS, DEPLOY, is_setting

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ROOT = "/opt/xinmei"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as on a machine where the suite is installed, in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("machine")
    program = folder / ".venv/bin/xinmei"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in (DEPLOY / "systemd").iterdir():
        if unit.suffix in (".service", ".target", ".timer"):
            (folder / unit.name).write_text(unit.read_text().replace(ROOT, str(folder)))
    return folder


def options(unit: Path) -> list[tuple[str, str]]:
    """The options of a unit, in order; systemd lets one stand several times."""
    lines = [line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return [(key, value) for key, _, value in (line.partition("=") for line in lines)]


def test_systemd_finds_no_fault_in_them(installed: Path) -> None:
    program = shutil.which("systemd-analyze")
    assert program, "systemd-analyze is missing: install systemd"
    units = [str(path) for path in installed.iterdir() if path.suffix in (".service", ".target", ".timer")]
    done = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False, timeout=100)
    ours = [line for line in (done.stderr + done.stdout).splitlines() if "xinmei" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr


def test_systemd_does_find_a_fault_where_there_is_one(installed: Path, tmp_path: Path) -> None:
    broken = tmp_path / "xinmei-broken.service"
    text = (installed / "xinmei-registry.service").read_text()
    broken.write_text(text.replace("Type=notify", "Type=sometimes"))
    done = subprocess.run(
        ["systemd-analyze", "verify", broken], capture_output=True, text=True, check=False, timeout=100
    )
    assert "sometimes" in done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_confined_and_its_secrets_are_credentials(unit: Path) -> None:
    found = options(unit)
    for promise in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "User=xinmei"):
        assert tuple(promise.split("=", 1)) in found
    given = [part for key, value in found if key == "Environment" for part in value.split()]
    for variable, _, value in (part.partition("=") for part in given):
        assert is_setting(variable), variable
        if variable.endswith("_FILE"):
            assert value.startswith("%d/")
            assert any(
                key == "LoadCredential" and loaded.startswith(value.removeprefix("%d/")) for key, loaded in found
            )


def test_each_service_has_its_unit_review_as_many_as_wanted_and_all_start_with_the_target() -> None:
    names = {unit.name for unit in UNITS}
    for component in COMPONENTS:
        assert f"xinmei-{component}{'@' if component == 'review' else ''}.service" in names
    parser = configparser.ConfigParser()
    parser.read(DEPLOY / "systemd/xinmei.target")
    wanted = parser["Unit"]["Wants"].split()
    timed = {unit.with_suffix(".service").name for unit in (DEPLOY / "systemd").glob("*.timer")}
    started = {name.replace("@1", "@").replace("@2", "@").replace(".timer", ".service") for name in wanted}
    assert started == names
    assert timed == {name.replace(".timer", ".service") for name in wanted if name.endswith(".timer")}


def test_personal_data_is_forgotten_once_a_day_with_the_registrys_rights_alone() -> None:
    unit = options(DEPLOY / "systemd/xinmei-retention.service")
    assert ("ExecStart", f"{ROOT}/.venv/bin/xinmei retention --apply") in unit
    assert {Path(value).name for key, value in unit if key == "LoadCredential"} == {
        "signing",
        "amqp-registry",
        "database-registry",
    }
    timer = dict(options(DEPLOY / "systemd/xinmei-retention.timer"))
    assert timer["OnCalendar"].startswith("*-*-* ")
    assert timer["Persistent"] == "yes"


def test_the_file_of_settings_names_settings() -> None:
    lines = (DEPLOY / "systemd/xinmei.env").read_text().splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert [name for name in names if not is_setting(name) and not name.startswith("PYTHON")] == []
