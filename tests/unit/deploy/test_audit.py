"""The look-up of known holes: an answer where there is a network, a word and no delay where there is none."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from deploy.security import audit

LOCK = "# by a tool\nalembic==1.0 \\\n    --hash=sha256:ab\namqp==5.0 \\\n    --hash=sha256:cd\n"
ANSWER = {"name": "alembic", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}


def answer_with(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(audit, "AUDIT", (sys.executable, "-c", source))


SWALLOWED = """
import sys
from deploy.security import audit
audit.AUDIT = (sys.executable, "-c", "import time; time.sleep(60)")
audit.FIRST_SECONDS, audit.PATIENCE = 0.2, None  # nobody waits for all the others
sys.exit(audit.holes())
"""


def test_a_network_that_swallows_everything_costs_one_short_wait() -> None:
    """In a process of its own, as it runs: no green threads."""
    done = subprocess.run([sys.executable, "-c", SWALLOWED], capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 0, done.stderr
    assert "nobody could be asked" in done.stdout


@pytest.mark.parametrize("source", ["raise SystemExit(1)", "print('no JSON')", "print('{}')"])
def test_an_auditor_that_fails_is_nobody_to_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    answer_with(monkeypatch, source)
    assert audit.holes() == 0
    assert "nobody could be asked" in capsys.readouterr().out


def test_a_known_hole_is_told_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_with(monkeypatch, f"print({json.dumps(json.dumps({'dependencies': [ANSWER]}))})")
    assert audit.holes() == 1
    assert "PYSEC-1, mended in 1.1" in capsys.readouterr().out


def test_the_first_package_of_a_lock_file_is_taken_with_its_hashes() -> None:
    assert audit.first_of(LOCK) == "alembic==1.0 \\\n    --hash=sha256:ab\n"
