"""Green threads for these tests; PostgreSQL's driver must be told how to wait before it is imported under them."""

import os

import eventlet
import eventlet.debug

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
eventlet.monkey_patch()
eventlet.debug.hub_prevent_multiple_readers(False)  # a file number that a test let go of may come back
