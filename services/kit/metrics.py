"""Prometheus metrics for the promises the kit makes, by their names in the code; one of each a process."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SERVICE, QUEUE = ["service"], ["service", "queue"]


class Metrics:
    """Every metric of the kit."""

    # events
    published = Counter("xinmei_events_published_total", "Events published.", SERVICE)
    handled = Counter("xinmei_events_handled_total", "Events handled.", QUEUE)
    failed = Counter("xinmei_events_failed_total", "Attempts that failed.", QUEUE)
    batch = Histogram("xinmei_batch_seconds", "Time to handle a batch of events.", QUEUE)

    # what waits, and for how long
    parked = Gauge("xinmei_dead_letters", "Events parked after their retries.", SERVICE)
    outbox_lag = Gauge("xinmei_outbox_lag_seconds", "Age of the oldest unpublished event.", SERVICE)
    missed = Gauge("xinmei_missed_deadlines", "Deadlines overdue though a process was alive.", SERVICE)
    waiting = Gauge("xinmei_queue_messages", "Events waiting in a queue.", QUEUE)
    queue_age = Gauge(
        "xinmei_queue_age_seconds", "Age of the oldest event of the batch in hand; 0 where none waits.", QUEUE
    )
    texts_waiting = Gauge(
        "xinmei_texts_waiting", "Texts handed in and not screened yet; several may lie in one message."
    )
    canary = Gauge(
        "xinmei_canary_heard_timestamp_seconds",
        "When the daily message last came through, on the channel where that is longest ago; now where none has one.",
        SERVICE,
    )

    # what was done, and what was asked
    recorded = Counter(
        "xinmei_ledger_entries_total",
        "State changes in the ledger by action, and by verdict where there is one.",
        ["service", "action", "verdict"],
    )
    calls = Histogram("xinmei_call_seconds", "Time of a call in its service.", ["service", "operation"])
    call_errors = Counter("xinmei_call_errors_total", "Calls that failed.", ["service", "code"])
    http = Histogram("xinmei_http_seconds", "Time of an HTTP request.", ["method", "status"])


metrics = Metrics()
