"""The review queue in a campaign: texts arrive, processes screen them, more processes come when the queue grows.

Arrivals are random (Poisson) around a rate that changes over the time; a process screens at the rate that `xinmei bench scale`
measured, with each further one at the share of it that the measurement found; scaling follows the KEDA manifest's own figures.
What comes out are the queue's length, the age of its oldest text and the number of processes, second by second.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measured:
    """What a machine does: texts a second of one process, and of two for each of one (2 where nothing is shared)."""

    one: float
    two_to_one: float

    def speed(self, processes: int) -> float:
        """Texts a second of so many processes: what the second one adds, every further one adds too."""
        return self.one * (1 + (processes - 1) * (self.two_to_one - 1)) if processes else 0.0


@dataclass(frozen=True)
class Scaling:
    """When processes come and go, as deploy/kubernetes/base/scaling.yaml says."""

    least: int = 2
    most: int = 12
    waiting_each: int = 2000
    age: float = 10.0
    look_every: int = 10
    starts_in: int = 12
    calm_for: int = 300

    def wanted(self, waiting: int, oldest: float, now: int) -> int:
        """As many as the queue's length or its age asks for, whichever is more; never more than twice as many at once."""
        asked = max(math.ceil(waiting / self.waiting_each), math.ceil(oldest / self.age))
        return max(self.least, min(self.most, asked, now * 2))


@dataclass
class Run:
    """What was seen, second by second."""

    waiting: list[int] = field(default_factory=list)
    oldest: list[float] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)
    arrived: list[int] = field(default_factory=list)

    @property
    def longest_wait(self) -> float:
        return max(self.oldest)

    @property
    def most_processes(self) -> int:
        return max(self.processes)


def simulate(
    rate: Callable[[int], float],
    seconds: int,
    measured: Measured,
    scaling: Scaling | None,
    seed: int = 1,
    fixed: int = 1,
) -> Run:
    """Texts arrive at `rate(second)` a second for so long; `fixed` processes where there is no `scaling`."""
    chance, hall = random.Random(seed), _Hall(measured, scaling, fixed)
    for second in range(seconds):
        hall.pass_second(second, _poisson(chance, rate(second)))
    return hall.run


class _Hall:
    """The queue and those who work on it."""

    def __init__(self, measured: Measured, scaling: Scaling | None, fixed: int) -> None:
        self.run = Run()
        self._measured, self._scaling = measured, scaling
        self._queue: deque[int] = deque()
        self._now = scaling.least if scaling else fixed
        self._coming: deque[tuple[int, int]] = deque()
        self._capacity, self._calm_since = 0.0, 0

    def pass_second(self, second: int, arrived: int) -> None:
        self._queue.extend([second] * arrived)
        while self._coming and self._coming[0][0] <= second:
            self._now = self._coming.popleft()[1]
        self._screen()
        oldest = float(second - self._queue[0]) if self._queue else 0.0
        if self._scaling and second % self._scaling.look_every == 0:
            self._scale(self._scaling, second, oldest)
        self.run.waiting.append(len(self._queue))
        self.run.oldest.append(oldest)
        self.run.processes.append(self._now)
        self.run.arrived.append(arrived)

    def _screen(self) -> None:
        self._capacity = min(self._capacity, 1.0) + self._measured.speed(self._now)
        for _ in range(min(int(self._capacity), len(self._queue))):
            self._queue.popleft()
            self._capacity -= 1

    def _scale(self, scaling: Scaling, second: int, oldest: float) -> None:
        planned = self._coming[-1][1] if self._coming else self._now
        wanted = scaling.wanted(len(self._queue), oldest, planned)
        if wanted >= planned:
            self._calm_since = second
        if wanted > planned:
            self._coming.append((second + scaling.starts_in, wanted))
        elif wanted < planned and second - self._calm_since >= scaling.calm_for:
            self._now, self._calm_since = planned - 1, second - scaling.calm_for + 60


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, number, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number


# ---- the campaigns


def burst(accounts: int, each: float, begins: int = 300, rises: int = 60, lasts: int = 1200) -> Callable[[int], float]:
    """So many accounts each hand in `each` texts within a campaign's first `lasts` seconds, on top of a calm day.

    The rate rises within `rises` seconds after `begins` and then falls off as people get it done: half of it in a third.
    """
    calm = accounts * 3 / 36_000  # three texts an account, over a working day of ten hours
    decay = lasts / 3 / math.log(2)
    height = accounts * each / (decay * (1 - math.exp(-lasts / decay)) + rises / 2)

    def rate(second: int) -> float:
        since = second - begins
        if since < 0:
            return calm
        risen = min(since / rises, 1.0) if rises else 1.0
        return calm + height * risen * (math.exp(-max(since - rises, 0) / decay) if since < lasts + rises else 0.0)

    return rate
