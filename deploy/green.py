"""Green threads, before anything else: import this module first in every process of the suite.

psycopg's own way of waiting blocks every green thread; `wait_selector` goes through the patched selectors, and must be chosen
before psycopg is imported.
"""

import os
import warnings

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import eventlet

    eventlet.monkey_patch()
