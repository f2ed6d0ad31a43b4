"""The alerts service, started by nameko on the embedded platform or on real servers, and a way to call it and to tell it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import eventlet

if not eventlet.patcher.is_monkey_patched("socket"):
    eventlet.monkey_patch()

import pytest
from nameko.runners import ServiceRunner

from services.alerts.service import Alerts
from services.alerts.storage import metadata
from services.contracts.events import Actor, Envelope, Event
from services.kit import migrations, wire
from services.kit.broker import Outgoing
from services.kit.identity import Identity
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote
from services.kit.settings import Settings

SECRET = "s" * 40
