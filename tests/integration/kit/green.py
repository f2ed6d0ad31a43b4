"""Green threads in the test's own process: import this module first in a `conftest` whose tests run services in-process.

`tests.conftest` has imported psycopg by then, which has bound the blocking selector: it is given the green one here.
"""

from __future__ import annotations

import deploy.green  # noqa: F401  isort: skip  (green threads before anything else)

import selectors

import psycopg.waiting

psycopg.waiting.DefaultSelector = selectors.DefaultSelector  # type: ignore[misc,attr-defined]
psycopg.waiting.wait = psycopg.waiting.wait_selector
