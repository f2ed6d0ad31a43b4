"""``python -m tests.fuzz TARGET [CORPUS] [libFuzzer's options]``: one target under atheris, guided by coverage (`make fuzz-parsers`)."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["services", "openpyxl", "tests.fuzz"]):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
