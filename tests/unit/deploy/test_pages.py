"""The pages that people read: what they link to is there, and what they name (commands, targets, settings, files, figures) exists."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.kit.metrics import metrics
from tests.unit.deploy.manifests import DEPLOY, is_setting
from tests.unit.deploy.test_monitoring import our_metrics

ROOT = DEPLOY.parent
FOLDERS = ("deploy", "services", "gateway", "clients", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
OURS_NOT = ("-h", "--help", "--version")
MADE = ("deploy/compose/secrets", "deploy/registry")
"""What a recipe makes and nobody commits, and what kubectl calls a deployment."""
WORDS = re.compile(r"[\u4e00-\u9fff].*[A-Za-z]{2}", re.DOTALL)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def tree() -> dict[str, Any]:
    """Every command as `command_tree` describes it, asked of a process of its own."""
    asked = [sys.executable, "-m", "tests.unit.deploy.command_tree"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=100, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def code_of(page: Path) -> Iterator[str]:
    """Each line of a page's code: of its blocks (joined where a backslash goes on), and what stands between backticks."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    for number, part in enumerate(re.split(r"^```.*$", text, flags=re.MULTILINE)):
        if number % 2:
            yield from part.splitlines()
        else:
            yield from (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", part))


def calls_of(program: str, line: str) -> Iterator[list[str]]:
    """What follows each call of a program in a line of code, word by word, up to the next pipe or comment."""
    before = r"(?:^|(?<!-[dnpt] )(?<!createdb )(?<=[\s(])|bin/)"  # no database, vhost or image of that name
    pattern = rf"{before}{program}((?: +(?:\"[^\"]*\"|'[^']*'|[^\s|;&<>#()]+))*)"
    for words in re.findall(pattern, line):
        yield shlex.split(words)


def faults_of(words: list[str]) -> Iterator[str]:
    """What a command line says that `xinmei` does not know. Words in capitals stand for something else."""
    known, rest = tree(), list(words)
    while known["commands"]:
        if not rest or rest[0].startswith("-") or not rest[0].islower():
            break
        if rest[0] not in known["commands"]:
            yield f"no command {rest[0]}"
            return
        known = known["commands"][rest.pop(0)]
    for word in rest:
        if word.startswith("-") and word.partition("=")[0] not in {*known["options"], "-h", "--help"}:
            yield f"no option {word}"
        if known["words"] and re.fullmatch(r"[a-z]{4,}", word) and word not in known["words"]:
            yield f"no {word} among {known['words']}"


def leaves(known: dict[str, Any], name: str = "xinmei") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command that does something, by its full name."""
    if not known["commands"]:
        yield name, known
    for inner, described in known["commands"].items():
        yield from leaves(described, f"{name} {inner}")


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@every_page
def test_a_page_links_to_what_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page
        assert there.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), target


@every_page
def test_every_command_line_in_a_page_is_one_that_xinmei_takes(page: Path) -> None:
    calls = [(line, words) for line in code_of(page) for name in ("xinmei", "owner") for words in calls_of(name, line)]
    said = [(line, fault) for line, words in calls for fault in faults_of(words)]
    assert said == []


@every_page
def test_every_make_target_and_its_variables_in_a_page_exist(page: Path) -> None:
    for line in code_of(page):
        for words in calls_of("make", line):
            if line.startswith("make ") or "make " in line:
                for word in words:
                    name, given, _ = word.partition("=")
                    assert name in TARGETS or (given and name in MAKEFILE) or word == "TARGET", f"{word} in {line}"


@every_page
def test_every_setting_in_a_page_exists(page: Path) -> None:
    for name in set(re.findall(r"XINMEI_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))):
        assert is_setting(name) or name in _others(), name


@cache
def _others() -> str:
    """Where variables are read that are no settings of the suite: compose's own, and the tests'."""
    files = [*(DEPLOY / "compose").glob("*"), *(ROOT / "tests").rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.is_file() and path != Path(__file__))


@every_page
def test_every_file_and_figure_in_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path in re.findall(r"(?<![\w/.-])((?:services|gateway|tests|deploy)/[\w./*@-]*\w)", text):
        assert path in MADE or list(ROOT.glob(path)), path
    for module in re.findall(r"python -m ((?:tests|deploy|services)[\w.]*)", text):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
    for name in re.findall(r"\bxinmei_\w+_(?:seconds|total|letters|deadlines|messages|waiting)\b", text):
        assert any(known.startswith(name) for known in our_metrics()), name
    assert metrics


def test_what_no_command_takes_is_found() -> None:
    """The tests above can fail."""
    for wrong in (
        "xinmei upp",
        "xinmei up --dem",
        "xinmei run regisry",
        "xinmei ledger verfy",
        "x && xinmei migrate --grant",
    ):
        assert [fault for words in calls_of("xinmei", wrong) for fault in faults_of(words)], wrong
    for right in ("xinmei run SERVICE…", ".venv/bin/xinmei bench NAME --json > x.json", "xinmei top | head -5"):
        assert not [fault for words in calls_of("xinmei", right) for fault in faults_of(words)], right


def test_every_command_explains_itself_and_each_option_in_both_languages_and_shows_an_example_that_it_takes() -> None:
    for name, known in leaves(tree()):
        assert WORDS.search(known["help"]), name
        assert [
            option for option, told in known["options"].items() if option not in OURS_NOT and not WORDS.search(told)
        ] == []
        assert known["examples"], f"{name} shows no example"
        for line in known["examples"]:
            (words,) = list(calls_of("xinmei", line))
            assert f"xinmei {' '.join(words)}".startswith(name), line
            assert list(faults_of(words)) == [], line
