"""Rate limits on what anyone may call: signing in and the public look-ups. One token bucket an address, in this process."""

from __future__ import annotations

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


SIGN_IN = Rate(120, 2.0)
PUBLIC = Rate(60, 1.0)


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
            raise TooMany(headers={**headers, "Retry-After": str(max(1, round(wait + 0.5)))})
        return headers


def _headers(rate: Rate, left: float) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(rate.burst),
        "RateLimit-Remaining": str(max(0, int(left))),
        "RateLimit-Reset": str(round((rate.burst - left) / rate.per_second)),
    }
