"""What gets into the logs, and what does not."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SAYS = """
import structlog
from services.kit import logs
logs.configure("INFO", {style!r})
structlog.get_logger().info("signed_in", username="wang", password="mima-1", new_secret="mima-2", access_token="mima-3",
                            Authorization="mima-4", cookies="mima-5", text="one\\nFAKE line")
"""


@pytest.mark.parametrize("style", ["json", "console"])
def test_what_is_called_a_secret_is_hidden_and_no_text_makes_a_line_of_its_own(style: str) -> None:
    code = SAYS.format(style=style)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "wang" in done.stderr
    assert "mima-" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    if style == "json":
        assert json.loads(line)["password"] == "•••"
