"""Rate limits: what anyone may call or try by address, what a person or an access token may call in all. Token buckets, in this process.

Every answer tells what is left, in the fields of the IETF's draft (``RateLimit-Policy``, ``RateLimit``) and in the older three.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from services.contracts.errors import TooMany
from services.kit.clock import Clock

REMEMBERED = 20_000


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_second: float
    name: str = "default"

    @property
    def window(self) -> int:
        """Seconds in which an empty bucket fills."""
        return max(1, math.ceil(self.burst / self.per_second))


SIGN_IN = Rate(120, 2.0, "sign-in")
PUBLIC = Rate(60, 1.0, "public")
UNKNOWN = Rate(120, 2.0, "unknown-token")
"""Access tokens that were never seen here: each costs the registry a look."""
BURST_SECONDS = 25
"""How long somebody may go at twice their rate: the size of the bucket."""


def rate_of_a_caller(per_minute: int) -> Rate | None:
    """What a person's session or an access token may call, by the setting ``rate_per_minute``; None: as much as they like."""
    if per_minute <= 0:
        return None
    return Rate(max(1, per_minute * BURST_SECONDS // 60), per_minute / 60, "caller")


class Limiter:
    """Counts by a key such as ``verify:10.0.0.7``; forgets who has not come for longest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, rate: Rate) -> dict[str, str]:
        """The headers that tell the caller what is left. Raises `TooMany` with the same headers where nothing is."""
        now = self._clock.now().timestamp()
        left, since = self._buckets.pop(key, (float(rate.burst), now))
        left = min(rate.burst, left + max(0.0, now - since) * rate.per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        headers = _headers(rate, left - 1 if allowed else left)
        if not allowed:
            wait = (1 - left) / rate.per_second
            raise TooMany(headers={**headers, "Retry-After": str(max(1, math.ceil(wait)))})
        return headers


def _headers(rate: Rate, left: float) -> dict[str, str]:
    whole, full_in = max(0, int(left)), math.ceil((rate.burst - left) / rate.per_second)
    return {
        "RateLimit-Policy": f'"{rate.name}";q={rate.burst};w={rate.window}',
        "RateLimit": f'"{rate.name}";r={whole};t={full_in}',
        "RateLimit-Limit": str(rate.burst),
        "RateLimit-Remaining": str(whole),
        "RateLimit-Reset": str(full_in),
    }
