"""``make soak``: an hour (or ``--minutes``) of mixed load under random faults, and the books at the end.

Texts, observed posts, incidents, people, sessions and enrolments are handed in, each under a key of its own and again and again
until it is answered, while processes are killed, servers restarted, killed and frozen, networks cut and publishers blocked. At
the end everything that was answered with 2xx must be there once, every event must have had its effect once in every queue,
nothing may be parked or missed, and the ledgers must verify. Exit 1 where any of it does not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests import servers
from tests.e2e.running import Program, wired
from tests.faults.enrolling import Crowd
from tests.faults.load import KINDS, PATIENCE, Loader
from tests.faults.storm import revive, supervised
from tests.faults.suite import SERVICES, Campus, campus, verify, wait_quiet
from tests.servers.link import Link

REST = (3.0, 10.0)
QUIET_WITHIN = 300.0
SETTINGS = {"XINMEI_LOG_LEVEL": "ERROR", "XINMEI_POOL_SIZE": "4", "XINMEI_RETRY_DELAYS": "0.5,1,2,4,8,16,32"}


@dataclass
class Ground:
    """All that can be broken."""

    rabbit: Any
    postgres: Any
    links: dict[str, Link]
    programs: dict[str, Program]
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)

    def for_a_while(self, low: float = 1.0, high: float = 8.0) -> None:
        time.sleep(self.chance.uniform(low, high))


# ---- faults


def kill_a_process(ground: Ground) -> None:
    name = ground.chance.choice(sorted(ground.programs))
    ground.programs[name].kill()
    ground.done[f"killed {name}"] += 1


def cut_a_network(ground: Ground) -> None:
    name = ground.chance.choice(sorted(ground.links))
    ground.links[name].cut()
    # Now and then for longer than heartbeats and keepalives are patient.
    ground.for_a_while(*((20, 30) if ground.chance.random() < 0.15 else (1, 8)))
    if ground.chance.random() < 0.5:
        ground.links[name].reset()
    ground.links[name].mend()
    ground.done[f"cut {name.partition(' ')[2]}"] += 1


def restart_a_server(ground: Ground) -> None:
    server, name = _either(ground)
    server.restart()
    ground.done[f"restarted {name}"] += 1


def kill_a_server(ground: Ground) -> None:
    server, name = _either(ground)
    server.kill()
    ground.for_a_while(0.5, 4)
    server.start()
    ground.done[f"killed {name}"] += 1


def freeze_a_server(ground: Ground) -> None:
    server, name = _either(ground)
    server.pause()
    ground.for_a_while(1, 6)
    server.resume()
    ground.done[f"froze {name}"] += 1


def block_publishers(ground: Ground) -> None:
    ground.rabbit.alarm_memory()
    ground.for_a_while()
    ground.rabbit.calm_memory()
    ground.done["memory alarm"] += 1


def _either(ground: Ground) -> tuple[Any, str]:
    return ground.chance.choice([(ground.rabbit, "RabbitMQ"), (ground.postgres, "PostgreSQL")])


FAULTS: tuple[tuple[Callable[[Ground], None], int], ...] = (
    (kill_a_process, 8),
    (cut_a_network, 6),
    (restart_a_server, 2),
    (kill_a_server, 2),
    (freeze_a_server, 2),
    (block_publishers, 1),
)


def rage(ground: Ground, until: float) -> None:
    """One fault after the other, at random, with a rest between them."""
    acts, weights = zip(*FAULTS, strict=True)
    while time.monotonic() < until:
        time.sleep(ground.chance.uniform(*REST))
        (act,) = ground.chance.choices(acts, weights)
        try:
            act(ground)
        except (
            RuntimeError,
            subprocess.TimeoutExpired,
        ) as error:  # the fault itself went wrong; what it left is mended
            ground.done[f"failed: {act.__name__}"] += 1
            print(f"  {act.__name__}: {error}", flush=True)
            calm(ground)


def calm(ground: Ground) -> None:
    """Everything mended and running."""
    for link in ground.links.values():
        link.mend()
    for server in (ground.rabbit, ground.postgres):
        server.resume()
        if server.pid is None:
            server.start()
    revive(list(ground.programs.values()))


# ---- the run


@contextlib.contextmanager
def ground_and_campus(seed: int) -> Iterator[tuple[Ground, Campus]]:
    """Servers of the run's own, and a suite of which every process reaches them through a wire of its own."""
    with contextlib.ExitStack() as stack:
        rabbit, postgres = servers.private_rabbit(), servers.private_postgres()
        for server in (rabbit, postgres):
            stack.callback(server.discard)
            server.wait_ready()
        database = postgres.create_database()
        links = {
            f"{name} {what}": Link(server.port)
            for name in (*SERVICES, "gateway")
            for what, server in (("broker", rabbit), ("database", postgres))
            if (name, what) != ("gateway", "database")
        }
        for link in links.values():
            stack.callback(link.close)
        own = {name: _own(name, links, rabbit.uri, database) for name in (*SERVICES, "gateway")}
        suite = stack.enter_context(wired(rabbit.uri, database, own, **SETTINGS))
        suite.programs["review 2"] = Program(["run", "review"], {**suite.environment, **own["review"]})
        suite.programs["review 2"].wait_ready()
        made = stack.enter_context(campus(suite))
        yield Ground(rabbit, postgres, links, suite.programs, random.Random(seed)), made


def _own(name: str, links: dict[str, Link], broker: str, database: str) -> dict[str, str]:
    own = {"XINMEI_AMQP_URI": links[f"{name} broker"].through(broker)}
    if name in SERVICES:
        own["XINMEI_DATABASE_URL"] = links[f"{name} database"].through(database)
    return own


def run(minutes: float, seed: int) -> bool:
    """Whether everything held."""
    with ground_and_campus(seed) as (ground, made):
        print(f"== {minutes:g} minutes, seed {seed}", flush=True)
        loaders = [Loader(kind, made, f"soak-{kind.name.replace(' ', '')}") for kind in KINDS]
        crowd = Crowd(made)
        until = time.monotonic() + minutes * 60
        with supervised(list(ground.programs.values())):
            sending = [loader.run for loader in loaders] + [crowd.run]
            threads = [threading.Thread(target=send, args=(until,), daemon=True) for send in sending]
            for thread in threads:
                thread.start()
            rage(ground, until)
            calm(ground)
            for thread in threads:
                thread.join(2 * PATIENCE + 60)
            assert not any(thread.is_alive() for thread in threads), "somebody still hands in"
        calm(ground)
        wait_quiet(made, QUIET_WITHIN)
        return _close_the_books(ground, made, loaders, crowd)


def _close_the_books(ground: Ground, made: Campus, loaders: list[Loader], crowd: Crowd) -> bool:
    print("== faults")
    for name, number in sorted(ground.done.items()):
        print(f"  {number:5}  {name}")
    print("== accepted and effects")
    good = True
    for loader in loaders:
        found = loader.kind.effects(made, loader)
        holds = found == dict.fromkeys(loader.accepted, 1) and not loader.odd
        good = good and holds
        print(
            f"  {loader.kind.name:12} accepted {len(loader.accepted):6}  effects {sum(found.values()):6}  "
            f"retried {loader.troubles.total():5}  {'holds' if holds else 'DOES NOT HOLD'}"
        )
        for line in loader.odd[:5]:
            print(f"    {line}")
    good = _count_seats(crowd) and good
    for service in SERVICES:
        (parked,) = made.rows(service, "SELECT count(*) AS n FROM failed_events")
        (missed,) = made.rows(service, "SELECT count(*) AS n FROM deadlines WHERE due_at < now() - interval '60 s'")
        print(f"  {service:12} parked {parked.n}  missed deadlines {missed.n}")
        good = good and not parked.n and not missed.n
    print("== ledgers", verify(made), sep="\n")
    print("accepted = effects, ledgers verify" if good else "IT DOES NOT HOLD", flush=True)
    return good


def _count_seats(crowd: Crowd) -> bool:
    """Whether no seat was sold twice and everyone waits in order."""
    wrong = [*crowd.judge(), *crowd.odd]
    states = Counter(answer["state"] for answer in crowd.accepted.values())
    print(
        f"  {'enrolments':12} accepted {len(crowd.accepted):6}  seats taken {states['enrolled']}, waiting {states['waiting']}  "
        f"retried {crowd.troubles.total():5}  {'DOES NOT HOLD' if wrong else 'holds'}"
    )
    for line in wrong[:5]:
        print(f"    {line}")
    return not wrong


def main() -> int:
    options = argparse.ArgumentParser(prog="make soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = options.parse_args()
    return int(not run(chosen.minutes, chosen.seed))


if __name__ == "__main__":
    sys.exit(main())
