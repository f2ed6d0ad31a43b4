"""``python -m tests.lanes [options of pytest]``: the whole suite; ``LANES`` says how many parts run side by side (2)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.lanes.parts import find_parts
from tests.lanes.running import KEPT, Lanes
from tests.servers import GivenRabbit, machine
from tests.servers.given import SHARED

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    shutil.rmtree(ROOT / KEPT, ignore_errors=True)
    given = os.environ.get(machine.AMQP_URI) or None
    shared = given is not None and not GivenRabbit(given).makes_vhosts
    if shared:
        print(SHARED, flush=True)
    lanes = Lanes(ROOT, find_parts(ROOT), sys.argv[1:], int(os.environ.get("LANES", "2")), shared_broker=shared)
    code = lanes.run()
    _report_coverage()
    print(lanes.closing, flush=True)
    return code


def _report_coverage() -> None:
    """What all parts together ran."""
    measured = [str(path) for path in (ROOT / KEPT).glob("*/coverage*")]
    for command in (["combine", "-q", *measured], ["report"]):
        subprocess.run([sys.executable, "-m", "coverage", *command], cwd=ROOT, check=False)


if __name__ == "__main__":
    sys.exit(main())
