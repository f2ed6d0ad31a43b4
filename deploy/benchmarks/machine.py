"""Where and when something was measured, and how busy the machine was before."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

PACKAGES = ("nameko", "kombu", "sqlalchemy", "psycopg", "faststream", "fastapi", "ahocorasick-rs", "numpy")


def machine(now: datetime | None = None) -> dict[str, Any]:
    """This machine; `load` is its average of the last minute, to be asked before the measurement adds its own."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "measured_at": (now or datetime.now(UTC)).isoformat(timespec="minutes"),
    }
