"""``python -m deploy.benchmarks``: a plot for each committed result, and the table of deploy/benchmarks/README.md.

``python -m deploy.benchmarks keep FILE…`` first puts new results there: what `xinmei bench NAME --json` wrote.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.benchmarks.machine import machine
from deploy.plots import bars

HERE = Path(__file__).parent
RESULTS, PLOTS = HERE / "results", HERE / "plots"


def keep(file: Path) -> None:
    """Put a result among the committed ones. Where, when and at which load was written by the run itself."""
    found = json.loads(file.read_text())
    if "machine" not in found:  # of a version that did not write it: the file's own time, and no load
        found["machine"] = {**machine(datetime.fromtimestamp(file.stat().st_mtime, UTC)), "load": None}
    (RESULTS / f"{found['bench']}.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def plot(found: dict[str, Any]) -> str:
    """The plot of one result."""
    figures = [(name, float(value)) for name, value in found["results"].items() if isinstance(value, int | float)]
    return bars(f"xinmei bench {found['bench']}", found["unit"], figures)


def results() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]


def table(found: dict[str, Any]) -> str:
    """Figures and ratios of one result, with its plot and machine, as Markdown."""
    where = found["machine"]
    figures = "\n".join(f"| {name} | {value:,} |" for name, value in found["results"].items())
    waits = "".join(f"\n| {name} | {value:,} ms |" for name, value in found.get("latency_ms", {}).items())
    load = "not written down" if where["load"] is None else where["load"]
    ratios = ", ".join(f"{name}: **{value}**" for name, value in found["ratios"].items())
    return (
        f"## {found['bench']}\n\n![{found['bench']}](plots/{found['bench']}.svg)\n\n| | {found['unit']} |\n|---|---|\n{figures}{waits}\n\n"
        f"Ratios: {ratios}.\n\nMeasured {where['measured_at']} on {where['cores']} cores, {where['system']}, Python "
        f"{where['python']}, load {load}. Again: `xinmei bench {found['bench']} --json`.\n"
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
