"""The operators' pages: what they link to is there, and the settings and commands they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.commands import COMMANDS
from services.kit.metrics import metrics
from tests.unit.deploy.manifests import DEPLOY, is_setting
from tests.unit.deploy.test_monitoring import our_metrics

PAGES = [path for path in DEPLOY.rglob("*.md") if "decisions" not in path.parts]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_links_to_what_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_settings_commands_files_and_figures_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"XINMEI_[A-Z_]+[A-Z]", text):
        assert is_setting(name) or name == "XINMEI", name
    for command in re.findall(r"`xinmei ([a-z-]+)", text):
        assert command in COMMANDS, command
    for path in re.findall(r"`((?:services|gateway|tests|deploy)/[\w./-]+)`", text):
        assert (DEPLOY.parent / path).exists(), path
    for name in re.findall(r"\bxinmei_\w+_(?:seconds|total|letters|deadlines|messages)\b", text):
        assert any(known.startswith(name) for known in our_metrics()), name
    assert metrics
