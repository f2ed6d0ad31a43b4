"""The one object of settings: every field documented, every wrong value one clear line, secrets from files."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from services.kit.settings import SettingInvalid, Settings

WRONG = {
    "XINMEI_PORT": ["http", "", "70000", "-1", "8000.5"],
    "XINMEI_WORKERS": ["0", "-3", "many"],
    "XINMEI_POOL_SIZE": ["0"],
    "XINMEI_BATCH_SIZE": ["0"],
    "XINMEI_BODY_LIMIT": ["0"],
    "XINMEI_RPC_TIMEOUT": ["0", "-1", "nan", "inf", "soon"],
    "XINMEI_SESSION_HOURS": ["0", "long"],
    "XINMEI_COOKIE_SECURE": ["perhaps", "2"],
    "XINMEI_LOG_LEVEL": ["LOUD", "info"],
    "XINMEI_LOG_FORMAT": ["xml"],
    "XINMEI_RETRY_DELAYS": ["a,b", "1;2", "1,-2", "nan"],
}


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_says_what_it_is(name: str) -> None:
    doc = next(field.metadata["doc"] for field in fields(Settings) if field.name == name)
    assert len(doc) > 15
    assert doc[0].isupper() or not doc[0].isalpha() or doc.startswith(("json", "file"))
    assert doc.endswith(".")


def test_what_holds_a_password_is_marked_as_a_secret() -> None:
    telling = {field.name for field in fields(Settings) if re.search("secret|password|uri|url", field.name)}
    secret = {field.name for field in fields(Settings) if field.metadata["secret"]}
    assert telling - {"public_url", "cas_url"} <= secret


def test_without_an_environment_the_profile_is_embedded() -> None:
    settings = Settings.from_environment({})
    assert settings.embedded
    assert (settings.port, settings.data, settings.retry_schedule) == (8000, Path("data"), (0.5, 2, 8, 30, 120))


def test_each_kind_of_value_is_read_as_its_kind() -> None:
    settings = Settings.from_environment(
        {
            "XINMEI_PORT": "9000",
            "XINMEI_DATA": "/d",
            "XINMEI_RPC_TIMEOUT": "2.5",
            "XINMEI_COOKIE_SECURE": "Yes",
            "XINMEI_COLLEGE": "永职",
        }
    )
    assert (settings.port, settings.data, settings.rpc_timeout, settings.cookie_secure) == (9000, Path("/d"), 2.5, True)
    assert settings.college == "永职"


@pytest.mark.parametrize("name, value", [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_one_clear_line_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        Settings.from_environment({name: value})
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert value in message
    assert "\n" not in message


def test_a_value_may_stand_in_a_file_and_then_counts_before_the_plain_one(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    found = Settings.from_environment({"XINMEI_SECRET_FILE": str(tmp_path / "secret"), "XINMEI_SECRET": "plain"})
    assert found.secret == "from the file"


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=r"^XINMEI_SECRET_FILE: .*cannot be read \(No such file"):
        Settings.from_environment({"XINMEI_SECRET_FILE": str(tmp_path / "nowhere")})


def test_the_clocks_file_is_a_setting_and_not_the_file_of_one(tmp_path: Path) -> None:
    (tmp_path / "offset").write_text("60")
    settings = Settings.from_environment({"XINMEI_CLOCK_OFFSET_FILE": str(tmp_path / "offset")})
    assert settings.clock_offset_path == tmp_path / "offset"


def test_the_command_line_counts_before_the_environment_and_what_it_leaves_out_does_not() -> None:
    settings = Settings.from_environment({"XINMEI_PORT": "9000", "XINMEI_HOST": "::1"}, port=9001, host=None)
    assert (settings.port, settings.host) == (9001, "::1")


def test_no_retries_means_parked_at_the_first_failure() -> None:
    assert Settings.from_environment({"XINMEI_RETRY_DELAYS": ""}).retry_schedule == ()
