"""Writes the Grafana dashboard: ``python -m deploy.monitoring.make_dashboard > deploy/monitoring/dashboard.json``.

A row for each promise; what to look at first stands first. A test holds the queries against the metrics that exist.
"""

from __future__ import annotations

import json
import sys
from typing import Any

WIDTH, HEIGHT = 12, 8

PANELS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Is anything broken?",
        "stat",
        "short",
        (
            ("max(xinmei_dead_letters)", "parked events"),
            ("max(xinmei_missed_deadlines)", "missed deadlines"),
            ('sum(increase(xinmei_ledger_entries_total{action="delivery.failed"}[1h]))', "failed deliveries, 1 h"),
            ('max(rabbitmq_queue_messages{queue="xinmei.dead"})', "dead at the broker"),
        ),
    ),
    ("Processes that answer", "timeseries", "short", (('count(up{job="xinmei"} == 1)', "processes"),)),
    (
        "How old events are when they are handled",
        "timeseries",
        "s",
        (("max by (queue) (xinmei_queue_age_seconds)", "{{queue}}"),),
    ),
    (
        "How many events wait",
        "timeseries",
        "short",
        (("max by (queue) (xinmei_queue_messages)", "{{queue}}"),),
    ),
    (
        "How long events wait to be published",
        "timeseries",
        "s",
        (("max by (service) (xinmei_outbox_lag_seconds)", "{{service}}"),),
    ),
    (
        "Events published and handled a second",
        "timeseries",
        "ops",
        (
            ("sum by (service) (rate(xinmei_events_published_total[1m]))", "published by {{service}}"),
            ("sum by (queue) (rate(xinmei_events_handled_total[1m]))", "handled from {{queue}}"),
        ),
    ),
    (
        "Texts a review process screens in a busy second",
        "timeseries",
        "ops",
        (
            (
                'sum(rate(xinmei_events_handled_total{queue="review.screening"}[5m])) '
                '/ sum(rate(xinmei_batch_seconds_sum{queue="review.screening"}[5m]))',
                "texts",
            ),
        ),
    ),
    (
        "What published posts turned out to be, an hour",
        "timeseries",
        "short",
        (
            (
                'sum by (verdict) (increase(xinmei_ledger_entries_total{action="judge"}[1h]))',
                "{{verdict}}",
            ),
        ),
    ),
    (
        "Requests: time of one in two, twenty, a hundred",
        "timeseries",
        "s",
        tuple(
            (f"histogram_quantile({q}, sum by (le) (rate(xinmei_http_seconds_bucket[5m])))", name)
            for q, name in ((0.5, "median"), (0.95, "one in twenty"), (0.99, "one in a hundred"))
        ),
    ),
    (
        "Requests a second by answer",
        "timeseries",
        "reqps",
        (("sum by (status) (rate(xinmei_http_seconds_count[1m]))", "{{status}}"),),
    ),
    (
        "Calls: time of one in twenty, by operation",
        "timeseries",
        "s",
        (
            (
                "topk(10, histogram_quantile(0.95, sum by (service, operation, le) (rate(xinmei_call_seconds_bucket[5m]))))",
                "{{service}} {{operation}}",
            ),
        ),
    ),
    (
        "Failures a second",
        "timeseries",
        "ops",
        (
            ("sum by (service, code) (rate(xinmei_call_errors_total[5m]))", "call: {{service}} {{code}}"),
            ("sum by (queue) (rate(xinmei_events_failed_total[5m]))", "event: {{queue}}"),
        ),
    ),
    (
        "State changes a second, as the ledgers tell them",
        "timeseries",
        "ops",
        (("topk(12, sum by (service, action) (rate(xinmei_ledger_entries_total[5m])))", "{{service}} {{action}}"),),
    ),
    (
        "Memory of a process",
        "timeseries",
        "bytes",
        (('process_resident_memory_bytes{job="xinmei"}', "{{instance}}"),),
    ),
)


def dashboard() -> dict[str, Any]:
    """What Grafana imports."""
    return {
        "title": "Xinmei 新媒",
        "uid": "xinmei",
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "tags": ["xinmei"],
        "templating": {
            "list": [{"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Prometheus"}]
        },
        "panels": [_panel(index, *panel) for index, panel in enumerate(PANELS)],
    }


def _panel(index: int, title: str, kind: str, unit: str, queries: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    source = {"type": "prometheus", "uid": "${datasource}"}
    steps = [{"color": "green", "value": None}, {"color": "red", "value": 1}]
    defaults: dict[str, Any] = {"unit": unit, "min": 0}
    if kind == "stat":
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    return {
        "id": index + 1,
        "title": title,
        "type": kind,
        "datasource": source,
        "gridPos": {"x": index % 2 * WIDTH, "y": index // 2 * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "targets": [
            {"refId": chr(65 + number), "datasource": source, "expr": query, "legendFormat": legend}
            for number, (query, legend) in enumerate(queries)
        ],
    }


if __name__ == "__main__":
    json.dump(dashboard(), sys.stdout, ensure_ascii=False, indent=2)
    print()
