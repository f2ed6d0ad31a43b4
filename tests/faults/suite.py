"""A campus under fire: the suite's processes on servers that may be killed, a client that does not give up, and the books that
are checked afterwards."""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import sqlalchemy as sa

from services.contracts.queues import QUEUES
from services.kit.database import Database
from tests.e2e.college import PASSWORD, College, found_college
from tests.e2e.running import Suite

PATIENCE = 120.0
WORKERS = 16
SERVICES = ("registry", "review", "alerts", "training")
TITLE = "图书馆延长开放时间"


@dataclass
class Campus:
    """A running suite with a college in it, and an account that `cs.operator` may submit for."""

    suite: Suite
    college: College
    account_id: str
    databases: dict[str, Database] = field(default_factory=dict)

    def database(self, service: str) -> Database:
        """The service's own database, looked at from outside."""
        if service not in self.databases:
            url = self.suite.environment.get("XINMEI_DATABASE_URL")
            made = Database(url, service, pool_size=2) if url else Database.in_folder(_folder(self.suite), service)
            self.databases[service] = made
        return self.databases[service]

    def rows(self, service: str, statement: str, **values: Any) -> list[sa.Row[Any]]:
        """What a SELECT finds."""
        with self.database(service).begin(writes=False) as session:
            return list(session.execute(sa.text(statement), values))

    def close(self) -> None:
        for database in self.databases.values():
            database.close()
        self.college.close()


def _folder(suite: Suite) -> Any:
    assert suite.data is not None
    return suite.data


@contextlib.contextmanager
def campus(suite: Suite) -> Iterator[Campus]:
    """Found the college and have its first account approved; both are known to every service then."""
    college = found_college(suite)
    made = Campus(suite, college, approve_account(college, "weibo"))
    wait_quiet(made)
    yield made
    made.close()


def approve_account(college: College, channel: str) -> str:
    """A tier 2 account of the computer science faculty, through its whole chain (article 7)."""
    operator = college["cs.operator"]
    form = college.application(2, "cs", channel, name=f"计算机学院{channel}")
    path = f"/applications/{operator.post('/applications', form, 201)['id']}"
    operator.post(f"{path}/submit")
    college["cs.head"].post(f"{path}/endorse")
    account_id: str = college["director"].post(f"{path}/approve")["account_id"]
    return account_id


# ---- the client


class Sender:
    """Hands in texts, many at a time, each under its own key, again and again until it is answered with 2xx."""

    def __init__(self, base_url: str, account_id: str, run: str) -> None:
        limits = httpx.Limits(max_connections=WORKERS, max_keepalive_connections=WORKERS)
        self._http = httpx.Client(base_url=f"{base_url}/api/v1", timeout=20, limits=limits)
        answer = self._http.post("/login", json={"username": "cs.operator", "password": PASSWORD})
        self._http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        self._http.cookies.clear()
        self._account_id, self._run = account_id, run
        self.accepted: dict[str, str] = {}
        self.troubles: Counter[str] = Counter()
        self.odd: list[str] = []
        self._in_vain = False

    def send_all(self, number: int, at_once: int = WORKERS) -> None:
        """Hand in texts 0 to `number`; afterwards each is in `accepted`, or something `odd` was answered."""
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(self.send, range(number)))

    def send(self, number: int) -> None:
        key, until = f"{self._run}-{number}", time.monotonic() + PATIENCE
        while time.monotonic() < until and not self._in_vain:
            answer = self._try(key, number)
            if answer is None:
                time.sleep(0.05 + random.random() * 0.3)
                continue
            if answer.status_code == 201:
                self.accepted[key] = answer.json()["id"]
            else:
                self.odd.append(f"{key}: {answer.status_code} {answer.text[:300]}")
            return
        self._in_vain = True  # where one text got no answer for so long, the others behind it need not try as long
        self.odd.append(f"{key}: no answer within {PATIENCE} s")

    def _try(self, key: str, number: int) -> httpx.Response | None:
        """The answer; None where it is worth another try."""
        body = {
            "account_id": self._account_id,
            "title": TITLE,
            "body": f"第{number}号通知,{key}。",
            "source": "original",
        }
        try:
            answer = self._http.post("/submissions", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError as error:
            self.troubles[type(error).__name__] += 1
            return None
        if answer.status_code in (429, 503):
            self.troubles[str(answer.status_code)] += 1
            return None
        return answer

    def close(self) -> None:
        self._http.close()


# ---- the books


def wait_quiet(campus: Campus, seconds: float = PATIENCE) -> None:
    """Return once no event waits anywhere: every outbox is empty, every queue handled, nothing is to be tried again, and no freeze
    has pieces left to hold or to let go."""
    until = time.monotonic() + seconds
    while unrest := list(_unrest(campus)):
        assert time.monotonic() < until, f"not quiet after {seconds} s: {unrest[:20]}"
        time.sleep(0.2)


def _unrest(campus: Campus) -> Iterator[str]:
    try:
        (pieces,) = campus.rows("review", "SELECT count(*) AS n FROM deadlines WHERE kind LIKE 'freeze.%'")
        if pieces.n:
            yield f"review: {pieces.n} freezes have texts left to hold or to let go"
        for service in SERVICES:
            yield from _waiting(campus, service)
        yield from _behind(campus)
    except sa.exc.SQLAlchemyError as error:
        yield f"{type(error).__name__}: {error}"


def _waiting(campus: Campus, service: str) -> Iterator[str]:
    (outbox,) = campus.rows(service, "SELECT count(*) AS n FROM outbox")
    (retries,) = campus.rows(service, "SELECT count(*) AS n FROM failed_events WHERE next_try_at IS NOT NULL")
    if outbox.n or retries.n:
        yield f"{service}: {outbox.n} in the outbox, {retries.n} to be tried again"


def heads(campus: Campus) -> dict[str, int]:
    """How many events each aggregate has told, by the services that told them."""
    return {
        row.aggregate: row.sequence
        for service in SERVICES
        for row in campus.rows(service, "SELECT * FROM outbox_heads")
    }


def _behind(campus: Campus) -> Iterator[str]:
    """Aggregates of which a queue has not handled every event, or one of them more or less than once."""
    told = heads(campus)
    for queue, topics in QUEUES.items():
        marks = campus.rows(
            queue.partition(".")[0],
            "SELECT aggregate, count(*) AS n, min(sequence) AS low, max(sequence) AS high FROM inbox "
            "WHERE queue = :queue GROUP BY aggregate",
            queue=queue,
        )
        handled = {row.aggregate: (row.low, row.high, row.n) for row in marks}
        for aggregate, number in told.items():
            if aggregate.partition(":")[0] in topics and handled.get(aggregate) != (1, number, number):
                yield f"{queue}: {aggregate} told {number}, handled {handled.get(aggregate)}"


@dataclass
class Report:
    """What the books say of the texts that were answered 2xx."""

    accepted: int
    kept: int
    screened: Counter[int]
    states: Counter[str]
    parked: int


def examine(campus: Campus, sender: Sender) -> Report:
    """Compare what was answered with what is there: to be called when all is quiet."""
    accepted = set(sender.accepted.values())
    kept = campus.rows("review", "SELECT id, state FROM submissions")
    entries = campus.rows("review", "SELECT subject FROM ledger WHERE action = 'screen'")
    times = Counter(row.subject.removeprefix("submission:") for row in entries)
    events = campus.rows("review", "SELECT count(*) AS n FROM failed_events")[0].n
    return Report(
        accepted=len(accepted),
        kept=len(accepted & {row.id for row in kept}),
        screened=Counter(times[id_] for id_ in accepted),
        states=Counter(row.state for row in kept if row.id in accepted),
        parked=events,
    )


def verify(campus: Campus) -> str:
    """What `xinmei ledger verify` says; fails the test where a chain does not hold."""
    done = campus.suite.command("ledger", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def assert_nothing_lost(campus: Campus, sender: Sender, number: int) -> None:
    """Every text answered 2xx is there once, was screened once, and its ledger holds."""
    assert not sender.odd, sender.odd[:5]
    assert len(sender.accepted) == number
    wait_quiet(campus)
    found = examine(campus, sender)
    assert (found.accepted, found.kept) == (number, number)
    assert found.screened == {1: number}
    assert found.states == {"in_review": number}
    assert found.parked == 0
    _assert_none_twice(campus, sender)
    print(verify(campus))


def _assert_none_twice(campus: Campus, sender: Sender) -> None:
    """No key made two texts: each text's body names its key."""
    bodies = campus.rows("review", "SELECT body FROM versions WHERE title = :title", title=TITLE)
    times = Counter(row.body.partition(",")[2].rstrip("。") for row in bodies)
    assert {key: times[key] for key in sender.accepted if times[key] != 1} == {}


def ask_again(sender: Sender, keys: Sequence[str]) -> None:
    """The same key gives the same answer, also after everything was killed in between."""
    before = dict(sender.accepted)
    for key in keys:
        sender.send(int(key.rpartition("-")[2]))
    assert sender.accepted == before
