"""The rules of the house that no linter holds: sizes, locks, rooms, and that nothing is skipped in silence."""

from __future__ import annotations

import ast
import shutil
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests import articles
from tests.rooms import is_within

ROOT = Path(__file__).parent.parent
OURS = ("services", "gateway", "deploy", "tests")
# Modules that are longer than the rest, each with its reason.
LONGER: dict[str, str] = {}


def modules() -> Iterator[Path]:
    for package in OURS:
        yield from (path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


def function_lengths() -> list[int]:
    trees = (ast.walk(ast.parse(path.read_text())) for path in modules())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.end_lineno or 0) - node.lineno + 1 for tree in trees for node in tree if isinstance(node, kinds)]


def imported_roots(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def locked(file: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (ROOT / file).read_text().splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip(" \\"))
            found.setdefault(plain(requirement.name), []).append(str(requirement.specifier).removeprefix("=="))
    return found


def plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def run_pytest(tmp_path: Path, source: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_sample.py").write_text(source)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:pytest_nameko",
        "-p",
        "no:cacheprovider",
    ]
    options = ["-c", "/dev/null", "--rootdir", str(tmp_path), "-o", "markers=article", str(tmp_path)]
    return subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)


def test_no_module_passes_three_hundred_lines_without_a_reason() -> None:
    """A module of tests may be longer: it is read one sentence at a time."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    allowed = {name: 500 if name.startswith("tests/") else 300 for name in lengths}
    assert {name: length for name, length in lengths.items() if length > allowed[name] and name not in LONGER} == {}


def test_functions_are_short_at_the_median_and_at_the_ninth_decile() -> None:
    lengths = function_lengths()
    assert statistics.median(lengths) <= 8
    assert statistics.quantiles(lengths, n=10)[-1] <= 30


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_carry_hashes_and_name_no_host(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    for name in locked(file):
        assert f"\n{name}==" in text
    assert text.count("==") < text.count("--hash=sha256:")


def test_what_the_project_asks_for_is_what_the_locks_give() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "fuzz" for line in lines]
    for file, wanted in (("requirements.lock", []), ("requirements-dev.lock", extras)):
        given = locked(file)
        for requirement in map(Requirement, [*project["dependencies"], *wanted]):
            versions = given[plain(requirement.name)]
            assert all(requirement.specifier.contains(version) for version in versions), f"{requirement} in {file}"


def test_every_package_that_is_imported_is_asked_for_by_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["bench"], *extras["tracing"]]
    asked = {plain(Requirement(line).name) for line in lines}
    providers = packages_distributions()
    roots = {root for path in modules() if "tests" not in path.parts for root in imported_roots(path)}
    foreign = roots - set(sys.stdlib_module_names) - set(OURS)
    assert {root for root in foreign if not {plain(name) for name in providers.get(root, [root])} & asked} == set()


def test_both_locks_name_the_same_versions() -> None:
    everything = locked("requirements-dev.lock")
    assert {
        name: versions for name, versions in locked("requirements.lock").items() if everything[name] != versions
    } == {}


def test_a_skipped_test_fails_the_run(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "import pytest\ndef test_a():\n    pytest.skip('no server')\ndef test_b():\n    pass\n")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "skipped tests fail the run" in done.stdout


def test_a_run_without_skipped_tests_passes(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, "def test_b():\n    pass\n").returncode == pytest.ExitCode.OK


def test_a_test_of_an_article_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    source = "import pytest\n@pytest.mark.article(18)\ndef test_a():\n    pass\n"
    done = run_pytest(tmp_path, source)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "takes numbers from 1 to 17" in done.stderr + done.stdout


def test_the_table_of_articles_names_each_test_under_its_article() -> None:
    text = articles.table({7: ["tests/unit/test_changes.py::test_a_late_change"]})
    assert (
        "第 7条  审批备案、变更、年度审核 approval, changes, annual review: 1\n        tests/unit/test_changes.py"
        in text
    )
    assert text.count("第") >= len(articles.SUBJECTS)


def test_a_pattern_of_a_room_holds_what_lies_in_it_and_nothing_beside_it() -> None:
    assert is_within("services.review.domain.seal", "services.*.domain")
    assert is_within("services.review.domain", "services.*.domain")
    assert not is_within("services.review.domains", "services.*.domain")
    assert not is_within("services.review", "services.*.domain")


BREACHES = {
    "services/review/domain.py": "import sqlalchemy, time\nfrom services.contracts import errors, events\n",
    "services/review/handlers.py": "import kombu, datetime\nfrom services.review import domain\n",
    "services/registry/service.py": "from services.review import domain\n",
    "gateway/views.py": "import flask\nfrom services.review import domain\nfrom services.kit import clock\n",
}


def test_import_linter_finds_every_breach_of_the_rooms(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for name in ("__init__", "rooms"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        shutil.copy(ROOT / f"tests/{name}.py", tmp_path / "tests")
    empty = [
        "deploy/__init__",
        "gateway/__init__",
        "services/__init__",
        "services/contracts/errors",
        "services/contracts/events",
    ]
    packages = [f"services/{name}/__init__" for name in ("contracts", "kit", "review", "registry")]
    for name in [*empty, *packages, "services/kit/clock"]:
        (tmp_path / f"{name}.py").parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}.py").touch()
    for name, source in BREACHES.items():
        (tmp_path / name).write_text(source)
    lint = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert lint is not None
    done = subprocess.run([lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 1
    found = {line for line in done.stdout.splitlines() if line.startswith("- ")}
    assert found == {
        "- services.review.domain (line 1) may not import sqlalchemy",
        "- services.review.domain (line 1) may not import time",
        "- services.review.domain (line 2) may not import services.contracts.events",
        "- services.review.handlers (line 1) may not import kombu",
        "- services.registry.service -> services.review.domain (l.1)",
        "- gateway.views (line 2) may not import services.review.domain",
    }
