"""`xinmei top` and `xinmei doctor` on a running suite, and the figures that each process shows."""

from __future__ import annotations

import os
import re

import psycopg

from services.contracts.queues import QUEUES
from tests.e2e.college import College
from tests.e2e.running import Suite

SERVICES = ("registry", "review", "alerts", "training")
PARKED = """
INSERT INTO alerts.failed_events (queue, event_id, type, aggregate, sequence, body, signature, trace, error, detail, attempts, failed_at)
VALUES ('alerts.events', 'parked-by-hand', 'unit.saved.v1', '', 0, '', '', '', 'broken', 'broken', 5, now())
"""


def wide(suite: Suite) -> Suite:
    """The same, at a terminal that is wide enough for every column."""
    return Suite(suite.programs, suite.base_url, {**suite.environment, "COLUMNS": "200"}, suite.data)


def test_top_shows_every_service_and_queue(strict: Suite, college: College) -> None:
    shown = wide(strict).command("top", "--once")
    assert shown.returncode == 0, shown.stderr
    for name in SERVICES:
        assert re.search(rf"{name} +│ +\d+ │ +[\d.]+ s │", shown.stdout), shown.stdout
    for queue in QUEUES:
        assert re.search(rf"{re.escape(queue)} +│ +\d+ │", shown.stdout), shown.stdout
    assert "away" not in shown.stdout


def test_doctor_finds_a_healthy_suite_healthy_and_says_what_to_do_with_a_parked_event(
    strict: Suite, college: College, strict_database: str
) -> None:
    well = wide(strict).command("doctor")
    assert well.returncode == 0, well.stdout + strict.command("dead-letters", "list").stdout
    assert well.stdout.count("promises") == len(SERVICES)
    with psycopg.connect(strict_database) as connection:
        connection.execute(PARKED)
    try:
        ill = wide(strict).command("doctor")
        assert ill.returncode == 1
        assert "xinmei dead-letters list" in ill.stdout
    finally:
        with psycopg.connect(strict_database) as connection:
            connection.execute("DELETE FROM alerts.failed_events WHERE event_id = 'parked-by-hand'")


def test_doctor_warns_of_settings_that_are_for_trials_only(strict: Suite, college: College) -> None:
    risky = {"XINMEI_PUBLIC_URL": "https://xinmei.example.edu", "XINMEI_CLOCK_OFFSET_FILE": os.devnull}
    suite = wide(strict)
    told = Suite(suite.programs, suite.base_url, {**suite.environment, **risky}, None).command("doctor")
    assert told.returncode == 1
    assert "XINMEI_COOKIE_SECURE=false" in told.stdout
    assert "XINMEI_CLOCK_OFFSET_FILE" in told.stdout
