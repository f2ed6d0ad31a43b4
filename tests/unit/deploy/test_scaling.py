"""The queueing simulation behaves as a queue does; plots are well-formed; benchmark pages are made from the results."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from deploy.benchmarks.__main__ import plot, table
from deploy.plots import Line, bars, lines
from deploy.scaling.simulation import Measured, Scaling, burst, simulate
from deploy.security.audit import is_allowed
from tests.unit.deploy.manifests import DEPLOY, of_kind

TEN = Measured(one=10.0, two_to_one=1.8)


def test_a_second_process_adds_what_was_measured_and_so_does_every_further_one() -> None:
    assert [round(TEN.speed(number), 6) for number in (0, 1, 2, 3)] == [0, 10, 18, 26]


def test_a_queue_that_is_served_faster_than_it_fills_stays_short() -> None:
    run = simulate(lambda _: 8.0, 600, TEN, None, fixed=1)
    assert run.longest_wait < 10
    assert run.waiting[-1] < 60


def test_a_queue_that_fills_faster_than_it_is_served_grows_by_the_difference() -> None:
    run = simulate(lambda _: 15.0, 600, TEN, None, fixed=1)
    assert run.waiting[-1] == pytest.approx(600 * 5, rel=0.1)
    assert run.oldest[-1] == pytest.approx(600 * 5 / 15, rel=0.15)


def test_a_campaign_hands_in_as_many_texts_as_its_accounts_do() -> None:
    rate = burst(1000, 4, lasts=1200)
    calm = 1000 * 3 / 36_000 * 3600
    assert sum(rate(second) for second in range(3600)) == pytest.approx(4000 + calm, rel=0.02)
    assert rate(0) == pytest.approx(1000 * 3 / 36_000)


def test_more_processes_come_with_the_queue_and_go_again_when_it_is_calm() -> None:
    rate = burst(1000, 20, lasts=300)
    scaled = simulate(rate, 3600, TEN, Scaling(least=1, most=20))
    alone = simulate(rate, 3600, TEN, None, fixed=1)
    assert scaled.most_processes > 4
    assert scaled.longest_wait < alone.longest_wait / 4
    assert scaled.processes[-1] < scaled.most_processes
    assert scaled.waiting[-1] < 20


def test_the_same_seed_gives_the_same_run() -> None:
    first, second = (simulate(burst(500, 4), 900, TEN, Scaling(), seed=5).waiting for _ in range(2))
    assert first == second


def test_the_simulation_scales_as_the_manifest_does() -> None:
    spec, policy = of_kind("ScaledObject")["review"]["spec"], Scaling()
    by_length, by_age = spec["triggers"]
    assert int(by_length["metadata"]["threshold"]) == policy.waiting_each
    assert float(by_age["metadata"]["threshold"]) == policy.age
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (policy.least, policy.most)
    assert (spec["pollingInterval"], spec["cooldownPeriod"]) == (policy.look_every, policy.calm_for)


def test_plots_are_well_formed_and_say_what_they_show() -> None:
    drawn = bars("a < b & c", "texts/s", [("ours", 1234.5), ("peer", 0.5)])
    texts = [element.text for element in ElementTree.fromstring(drawn).iter() if element.text and element.text.strip()]
    assert "a < b & c (texts/s)" in texts
    assert {"ours", "peer", "1,234", "0.5"} <= set(texts)
    ElementTree.fromstring(lines("t", [0, 1], (("s", [Line("one", [0, 5]), Line("two", [1, 0])]),)))


def test_the_pages_and_plots_are_those_of_the_committed_results() -> None:
    page = (DEPLOY / "benchmarks/README.md").read_text(encoding="utf-8")
    results = sorted((DEPLOY / "benchmarks/results").glob("*.json"))
    assert results
    for path in results:
        found = json.loads(path.read_text())
        assert table(found).strip() in page
        assert (DEPLOY / f"benchmarks/plots/{found['bench']}.svg").read_text(encoding="utf-8") == plot(found)


@pytest.mark.parametrize(
    "licence, allowed",
    [
        ("MIT License", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("DFSG approved; MIT License", False),
        ("UNKNOWN", False),
        ("AGPL-3.0", False),
        ("LGPL-3.0-only", True),
    ],
)
def test_a_licence_is_on_the_list_or_wants_a_decision(licence: str, allowed: bool) -> None:
    assert is_allowed(licence) is allowed
