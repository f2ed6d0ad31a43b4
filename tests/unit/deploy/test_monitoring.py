"""Alerts and the dashboard: what they ask for exists, what should fire fires, and what is committed is what is made."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from deploy.monitoring.make_dashboard import dashboard
from services.kit.metrics import Metrics
from tests.unit.deploy.manifests import DEPLOY, of_kind

MONITORING = DEPLOY / "monitoring"
OTHERS = {"up", "rabbitmq_queue_messages", "process_resident_memory_bytes"}
"""Metrics of Prometheus, RabbitMQ and Python themselves."""


def our_metrics() -> set[str]:
    """Every name under which our metrics come."""
    ours = (each for each in vars(Metrics).values() if isinstance(each, MetricWrapperBase))
    names = set()
    for family in (family for each in ours for family in each.collect()):
        plain = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}.get(family.type, [""])
        names |= {family.name + suffix for suffix in plain}
    return names


def queries() -> Iterator[tuple[str, str]]:
    """Every query with where it stands."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in json.loads((MONITORING / "dashboard.json").read_text())["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for trigger in of_kind("ScaledObject")["review"]["spec"]["triggers"]:
        if trigger["type"] == "prometheus":
            yield "scaling", trigger["metadata"]["query"]


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


@pytest.mark.parametrize("where, query", list(queries()))
def test_every_query_names_metrics_that_exist(where: str, query: str) -> None:
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\b(by|on) \([^)]*\)", "", query)
    named = set(re.findall(r"\b(?:xinmei_|rabbitmq_|process_)\w+|\bup\b", bare))
    assert named, query
    assert named <= our_metrics() | OTHERS, f"{where}: {named - our_metrics() - OTHERS}"


def test_a_query_for_a_metric_that_does_not_exist_would_be_found() -> None:
    assert "xinmei_queue_age_seconds" in our_metrics()
    assert "xinmei_queue_age_second" not in our_metrics()


def test_every_promise_has_its_alert_and_every_alert_says_what_to_do() -> None:
    text = (MONITORING / "alerts.yml").read_text()
    for name in our_metrics():
        if name.removesuffix("_seconds").removeprefix("xinmei_") in (
            "queue_age",
            "outbox_lag",
            "dead_letters",
            "missed_deadlines",
        ):
            assert name in text
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert len(rule["annotations"]["action"]) > 20


def test_the_alerts_fire_when_they_should_and_only_then() -> None:
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: install prometheus"
    for arguments in (("check", "config", "prometheus.yml"), ("test", "rules", "alerts_test.yml")):
        done = subprocess.run(
            [promtool, *arguments], cwd=MONITORING, capture_output=True, text=True, check=False, timeout=100
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_test_of_the_alerts_covers_every_alert() -> None:
    quiet, loud, _ = yaml.safe_load((MONITORING / "alerts_test.yml").read_text())["tests"]
    names = {rule["alert"] for rule in rules()}
    assert {test["alertname"] for test in quiet["alert_rule_test"]} == names
    (fired,) = loud["promql_expr_test"]
    assert {re.findall(r'alertname="(\w+)"', sample["labels"])[0] for sample in fired["exp_samples"]} == names


def test_the_committed_dashboard_is_the_one_that_is_made() -> None:
    assert json.loads((MONITORING / "dashboard.json").read_text()) == dashboard()
