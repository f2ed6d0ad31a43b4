"""Prometheus metrics for the promises the kit makes. One object, `metrics`, a process."""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """Every metric of the kit, by its Prometheus name."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self.published = Counter("xinmei_events_published_total", "Events published.", ["service"], registry=registry)
        self.handled = Counter(
            "xinmei_events_handled_total", "Events handled.", ["service", "queue"], registry=registry
        )
        self.failed = Counter(
            "xinmei_events_failed_total", "Attempts that failed.", ["service", "queue"], registry=registry
        )
        self.parked = Gauge("xinmei_dead_letters", "Events parked after their retries.", ["service"], registry=registry)
        self.outbox_lag = Gauge(
            "xinmei_outbox_lag_seconds", "Age of the oldest unpublished event.", ["service"], registry=registry
        )
        self.missed = Gauge(
            "xinmei_missed_deadlines", "Deadlines overdue though a process was alive.", ["service"], registry=registry
        )
        self.waiting = Gauge(
            "xinmei_queue_messages", "Events waiting in a queue.", ["service", "queue"], registry=registry
        )
        self.queue_age = Gauge(
            "xinmei_queue_age_seconds",
            "Age of the oldest event of the batch in hand; 0 where none waits.",
            ["service", "queue"],
            registry=registry,
        )
        self.texts_waiting = Gauge(
            "xinmei_texts_waiting",
            "Texts handed in and not screened yet; several may lie in one message.",
            registry=registry,
        )
        self.batch = Histogram(
            "xinmei_batch_seconds", "Time to handle a batch of events.", ["service", "queue"], registry=registry
        )
        self.recorded = Counter(
            "xinmei_ledger_entries_total",
            "State changes in the ledger by action, and by verdict where there is one.",
            ["service", "action", "verdict"],
            registry=registry,
        )
        self.canary = Gauge(
            "xinmei_canary_heard_timestamp_seconds",
            "When the daily message last came through, on the channel where that is longest ago; now where none has one.",
            ["service"],
            registry=registry,
        )
        self.calls = Histogram(
            "xinmei_call_seconds", "Time of a call in its service.", ["service", "operation"], registry=registry
        )
        self.call_errors = Counter(
            "xinmei_call_errors_total", "Calls that failed.", ["service", "code"], registry=registry
        )
        self.http = Histogram(
            "xinmei_http_seconds", "Time of an HTTP request.", ["method", "status"], registry=registry
        )


metrics = Metrics()
