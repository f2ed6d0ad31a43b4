"""``python -m deploy.scaling``: simulates the guide's campaigns from the committed measurement, and writes its pictures and table."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.plots import Line, lines
from deploy.scaling.simulation import Measured, Run, Scaling, burst, simulate

HERE = Path(__file__).parent
RESULTS = HERE.parent / "benchmarks/results/scale.json"
SECONDS = 3600
PATIENCE = 60
"""Seconds after which a text should be screened, also in a campaign's first minutes."""
MANY = 1024


@dataclass(frozen=True)
class Campaign:
    """A campaign to be ready for."""

    name: str
    title: str
    accounts: int
    each: float
    lasts: int


CAMPAIGNS = (
    Campaign("college", "1,000 accounts, one college's campaign", 1_000, 4, 1200),
    Campaign("province", "provincial campaign, 3,000 accounts within five minutes", 3_000, 20, 300),
    Campaign("large", "10,000 accounts within three minutes", 10_000, 30, 180),
)


def measured() -> dict[str, Measured]:
    """What `xinmei bench scale` measured here: screening alone, and where each text waits 200 ms for a check elsewhere."""
    found = json.loads(RESULTS.read_text())
    results, ratios = found["results"], found["ratios"]
    return {
        "screening": Measured(results["1 process"], min(ratios["2/1 processes"], 2.0)),
        "check": Measured(
            results["1 process, 200 ms check"], min(1 + (ratios["16/1 processes, 200 ms check"] - 1) / 15, 2.0)
        ),
    }


def fewest(campaign: Campaign, speed: Measured) -> int:
    """How many fixed processes keep every text's wait within `PATIENCE`."""
    rate = burst(campaign.accounts, campaign.each, lasts=campaign.lasts)

    def suffices(number: int) -> bool:
        return simulate(rate, SECONDS, speed, None, fixed=number).longest_wait <= PATIENCE

    low, high = 1, 1
    while not suffices(high) and high < MANY:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle + 1, high)
    return high


def picture(campaign: Campaign, scaled: Run, fixed: Run, number: int) -> str:
    """Queue, age and processes over the campaign's hour, scaled and with a fixed number."""
    step = 10
    minutes = [second / 60 for second in range(0, SECONDS, step)]

    def thin(values: list[int] | list[float]) -> list[float]:
        return [float(max(values[at : at + step])) for at in range(0, SECONDS, step)]

    return lines(
        campaign.title,
        minutes,
        (
            ("texts a second", [Line("arriving", [value / step for value in _sums(scaled.arrived, step)])]),
            (
                "texts waiting",
                [Line("scaled by KEDA", thin(scaled.waiting)), Line(f"{number} processes", thin(fixed.waiting))],
            ),
            (
                "oldest text, s",
                [Line("scaled by KEDA", thin(scaled.oldest)), Line(f"{number} processes", thin(fixed.oldest))],
            ),
            (
                "processes",
                [Line("scaled by KEDA", thin(scaled.processes)), Line("fixed", thin(fixed.processes))],
            ),
        ),
    )


def _sums(values: list[int], step: int) -> list[int]:
    return [sum(values[at : at + step]) for at in range(0, len(values), step)]


TITLES = {"screening": "Screening alone", "check": "Each text waits 200 ms for a check elsewhere"}


def page() -> str:
    """The guide's tables and pictures, as Markdown; the pictures are written beside."""
    parts = []
    for name, speed in measured().items():
        parts.append(
            f"### {TITLES[name]}\n\nOne process: **{speed.one:,.1f} texts a second**; a further one adds "
            f"{speed.two_to_one - 1:.0%} of that.\n\n"
            "| campaign | texts | peak, texts/s | fixed processes | with KEDA: most | longest wait |\n|---|---|---|---|---|---|"
        )
        parts[-1] += "".join(f"\n{_line(campaign, speed, name)}" for campaign in CAMPAIGNS)
        parts += [f"![{campaign.title}](scaling/{campaign.name}-{name}.svg)" for campaign in CAMPAIGNS]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    guide = HERE.parent / "scaling.md"
    head = guide.read_text(encoding="utf-8").partition("<!-- figures -->")[0]
    machine = json.loads(RESULTS.read_text())["machine"]
    told = f"Measured {machine['measured_at']}, {machine['cores']} cores, load {machine['load']} by other work."
    guide.write_text(f"{head}<!-- figures -->\n\n{told}\n\n{page()}", encoding="utf-8")
    return 0


def _line(campaign: Campaign, speed: Measured, name: str) -> str:
    rate = burst(campaign.accounts, campaign.each, lasts=campaign.lasts)
    number = fewest(campaign, speed)
    scaled = simulate(rate, SECONDS, speed, Scaling(most=max(24, 2 * number)))
    fixed = simulate(rate, SECONDS, speed, None, fixed=number)
    (HERE / f"{campaign.name}-{name}.svg").write_text(picture(campaign, scaled, fixed, number), encoding="utf-8")
    peak = max(_sums(scaled.arrived, 10)) / 10
    return (
        f"| {campaign.title} | {sum(scaled.arrived):,} | {peak:,.0f} | {number} | {scaled.most_processes} | "
        f"{math.ceil(scaled.longest_wait)} s |"
    )


if __name__ == "__main__":
    sys.exit(main())
