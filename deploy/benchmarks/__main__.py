"""``python -m deploy.benchmarks``: a plot for each committed result, and the table of deploy/benchmarks/README.md.

``python -m deploy.benchmarks keep FILE…`` first puts new results there: what `xinmei bench NAME --json` wrote, with this machine.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deploy.plots import bars

HERE = Path(__file__).parent
RESULTS, PLOTS = HERE / "results", HERE / "plots"
PACKAGES = ("nameko", "kombu", "sqlalchemy", "psycopg", "faststream", "fastapi", "ahocorasick-rs", "numpy")


def keep(file: Path) -> None:
    """Put a result among the committed ones, with where and when it was measured."""
    found = json.loads(file.read_text())
    found["machine"] = {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
    }
    (RESULTS / f"{found['bench']}.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def plot(found: dict[str, Any]) -> str:
    """The plot of one result."""
    figures = [(name, float(value)) for name, value in found["results"].items() if isinstance(value, int | float)]
    return bars(f"xinmei bench {found['bench']}", found["unit"], figures)


def results() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]


def table(found: dict[str, Any]) -> str:
    """Figures and ratios of one result, with its plot and machine, as Markdown."""
    machine = found["machine"]
    figures = "\n".join(f"| {name} | {value:,} |" for name, value in found["results"].items())
    ratios = ", ".join(f"{name}: **{value}**" for name, value in found["ratios"].items())
    return (
        f"## {found['bench']}\n\n![{found['bench']}](plots/{found['bench']}.svg)\n\n| | {found['unit']} |\n|---|---|\n{figures}\n\n"
        f"Ratios: {ratios}.\n\nMeasured {machine['measured_at']} on {machine['cores']} cores, {machine['system']}, Python "
        f"{machine['python']}, load {machine['load']}. Again: `xinmei bench {found['bench']} --json`.\n"
    )


def main() -> int:
    if sys.argv[1:2] == ["keep"]:
        for file in sys.argv[2:]:
            keep(Path(file))
    for found in results():
        (PLOTS / f"{found['bench']}.svg").write_text(plot(found), encoding="utf-8")
    page = HERE / "README.md"
    head = page.read_text(encoding="utf-8").partition("<!-- figures -->")[0]
    page.write_text(head + "<!-- figures -->\n\n" + "\n".join(map(table, results())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
