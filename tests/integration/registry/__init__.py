"""Green threads for these tests; PostgreSQL's driver must be told how to wait before it is imported under them."""

import os

import eventlet

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
eventlet.monkey_patch()
