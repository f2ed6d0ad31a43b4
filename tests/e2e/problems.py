"""How a command says that it failed."""

from __future__ import annotations

import re
import subprocess


def told(finished: subprocess.CompletedProcess[str]) -> str:
    """The one line, in Chinese and English, with which a command failed."""
    lines = finished.stderr.strip().splitlines()
    assert finished.returncode == 1, f"{finished.returncode}: {finished.stdout}{finished.stderr}"
    assert len(lines) == 1, finished.stderr
    assert lines[0].startswith("xinmei: "), lines[0]
    assert re.search(r"[\u4e00-\u9fff]", lines[0]), lines[0]
    assert re.search(r"[a-z]+ [a-z]+", lines[0]), lines[0]
    return lines[0]
