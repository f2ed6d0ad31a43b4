"""The benchmarks page: what a run wrote of itself is what the page says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.benchmarks import __main__ as page
from deploy.benchmarks.machine import machine
from deploy.commands.bench import BENCHES, bench
from tests.benchmarks import screening

FOUND = {
    "bench": "enrolment",
    "unit": "enrolments/s",
    "results": {"xinmei": 900.5, "pgbench": 1100},
    "ratios": {"a": 1.5},
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("RESULTS", "PLOTS"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        monkeypatch.setattr(page, name, folder)
    return tmp_path


def kept(here: Path, found: dict[str, object]) -> dict[str, object]:
    (here / "found.json").write_text(json.dumps(found))
    page.keep(here / "found.json")
    (read,) = page.results()
    return read


def test_what_the_run_wrote_of_its_machine_is_kept_as_it_is(here: Path) -> None:
    where = {**machine(), "load": 0.3, "measured_at": "2026-01-05T01:00+00:00"}
    found = kept(here, {**FOUND, "machine": where, "latency_ms": {"xinmei, burst p99": 107.5}})
    assert found["machine"] == where
    text = page.table(found)
    assert "2026-01-05T01:00+00:00" in text
    assert "load 0.3" in text
    assert "| xinmei, burst p99 | 107.5 ms |" in text
    assert "900" in page.plot(found)


def test_a_load_that_nobody_wrote_down_is_not_made_up(here: Path) -> None:
    assert "load not written down" in page.table(kept(here, dict(FOUND)))


def test_a_run_says_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "run", lambda progress: dict(FOUND))
    printed = CliRunner().invoke(bench, ["screening", "--json"]).stdout
    assert {"bench", "unit", "results", "ratios", "machine"} == set(json.loads(printed))
    assert json.loads(printed)["machine"].keys() == machine().keys()


def test_every_bench_has_its_module() -> None:
    for name in BENCHES:
        assert (Path(screening.__file__).parent / f"{name}.py").is_file()
