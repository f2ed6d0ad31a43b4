"""Files as calls answer them."""

from __future__ import annotations

import base64
from typing import Any


def as_file(name: str, media_type: str, content: bytes) -> dict[str, Any]:
    """A download: its name, media type, and content as Base64."""
    return {"name": name, "media_type": media_type, "base64": base64.b64encode(content).decode()}
