"""What the propaganda department can set of the registry: when silence is dormancy, when waiting is reminded of, how strict article 6 is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

DORMANCY = (14, 30)
"""Days without an observed post after which an account is dormant: one of these."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The settings in force. `responsible_rule` is ``warn`` or ``block`` (article 6)."""

    dormant_days: int = 30
    remind_after_days: int = 3
    responsible_rule: str = "warn"

    @property
    def values(self) -> dict[str, Any]:
        return asdict(self)
