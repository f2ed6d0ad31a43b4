"""What the soak hands in: kinds of requests, each with a key of its own, and how to count what became of them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.e2e.college import PASSWORD
from tests.faults.suite import TITLE, Campus

PATIENCE = 180.0
WAIT_AND_SEE = (429, 502, 503, 504)


@dataclass(frozen=True)
class Kind:
    """One kind of request: who sends it, where to, and what; how often a second; and its effects by key."""

    name: str
    username: str
    path: str
    body: Callable[[Campus, str], dict[str, Any]]
    effects: Callable[[Campus, Loader], dict[str, int]]
    pause: float
    then: Callable[[Any], str] | None = None
    """Where an accepted one goes on to, as a second request; what that answers is what was accepted."""


class Loader:
    """Hands in one kind of request after the other until time is up, each until it is answered."""

    def __init__(self, kind: Kind, campus: Campus, run: str) -> None:
        self.kind = kind
        self.accepted: dict[str, Any] = {}
        self.troubles: Counter[str] = Counter()
        self.odd: list[str] = []
        self._campus, self._run = campus, run
        self._http = httpx.Client(base_url=f"{campus.suite.base_url}/api/v1", timeout=20)
        answer = self._http.post("/login", json={"username": kind.username, "password": PASSWORD})
        self._http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        self._http.cookies.clear()

    def run(self, until: float) -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            self._send(f"{self._run}-{number}")
            time.sleep(self.kind.pause)
        self._http.close()

    def _send(self, key: str) -> None:
        made = self._ask(self.kind.path, key, self.kind.body(self._campus, key))
        if made is not None and self.kind.then is not None:
            time.sleep(random.random())
            made = self._ask(self.kind.then(made), f"{key}-then", {"reason": "演练结束。"})
        if made is not None:
            self.accepted[key] = made

    def _ask(self, path: str, key: str, body: dict[str, Any]) -> Any:
        """What was answered with 2xx, however often it had to be asked; None is odd, and noted."""
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            answer = self._try(path, key, body)
            if answer is None:
                time.sleep(0.1 + random.random() * 0.4)
                continue
            if answer.is_success:
                return answer.json()
            self.odd.append(f"{key}: {answer.status_code} {answer.text[:300]}")
            return None
        self.odd.append(f"{key}: no answer within {PATIENCE} s")
        return None

    def _try(self, path: str, key: str, body: dict[str, Any]) -> httpx.Response | None:
        try:
            answer = self._http.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError as error:
            self.troubles[type(error).__name__] += 1
            return None
        if answer.status_code in WAIT_AND_SEE:
            self.troubles[str(answer.status_code)] += 1
            return None
        return answer


def _text(campus: Campus, key: str) -> dict[str, Any]:
    return {"account_id": campus.account_id, "title": TITLE, "body": f"通知,{key}。", "source": "original"}


def _screened(campus: Campus, loader: Loader) -> dict[str, int]:
    """Each accepted text is there once under its key, and was screened once."""
    bodies = Counter(
        row.body.partition(",")[2].rstrip("。")
        for row in campus.rows("review", "SELECT body FROM versions WHERE body LIKE '通知,soak-%'")
    )
    screened = Counter(
        row.subject.removeprefix("submission:")
        for row in campus.rows("review", "SELECT subject FROM ledger WHERE action = 'screen'")
    )
    in_review = {row.id for row in campus.rows("review", "SELECT id FROM submissions WHERE state = 'in_review'")}
    return {
        key: bodies[key] if screened[made["id"]] == 1 and made["id"] in in_review else -1
        for key, made in loader.accepted.items()
    }


def _post(campus: Campus, key: str) -> dict[str, Any]:
    post = {
        "account_id": campus.account_id,
        "url": f"https://example.edu/{key}",
        "published_at": datetime.now(UTC).isoformat(),
        "title": key,
        "body": f"明天停课一天,{key}。",
    }
    return {"posts": [post]}


def _judged(campus: Campus, loader: Loader) -> dict[str, int]:
    """Each post was judged once, and alerts has seen it."""
    rows = campus.rows(
        "review",
        "SELECT p.title, count(l.number) AS n FROM observed_posts p "
        "JOIN ledger l ON l.subject = 'observed_post:' || p.id AND l.action = 'judge' GROUP BY p.title",
    )
    return _counts(loader, {row.title: row.n for row in rows})


def _incident(campus: Campus, key: str) -> dict[str, Any]:
    return {"title": key, "severity": "III", "urls": [], "summary": "演练。", "source": "hand"}


def _opened(campus: Campus, loader: Loader) -> dict[str, int]:
    return _counts(loader, _rows_by(campus, "alerts", "incidents", "title"))


def _person(campus: Campus, key: str) -> dict[str, Any]:
    return {
        "username": key,
        "name": "压测人员",
        "unit_id": campus.college.units["cs"],
        "number": key,
        "phone": "13900000000",
        "roles": [{"role": "student", "unit_id": campus.college.units["cs"]}],
        "password": PASSWORD,
    }


def _known(campus: Campus, loader: Loader) -> dict[str, int]:
    """Each person is in the registry once, and known to training once."""
    there = _rows_by(campus, "registry", "people", "username")
    heard = {row.id for row in campus.rows("training", "SELECT id FROM people")}
    return {key: there.get(key, 0) if made["id"] in heard else -1 for key, made in loader.accepted.items()}


def session_of(campus: Campus, key: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "kind": "training",
        "title": key,
        "theme": "舆情处置",
        "speaker": "陈老师",
        "place": "报告厅",
        "starts_at": (now + timedelta(days=9)).isoformat(),
        "ends_at": (now + timedelta(days=9, hours=2)).isoformat(),
        "capacity": 50,
        "enrol_opens_at": (now - timedelta(minutes=1)).isoformat(),
        "enrol_closes_at": (now + timedelta(days=8)).isoformat(),
        "audience": {},
        "hours": 2,
    }


def _announced(campus: Campus, loader: Loader) -> dict[str, int]:
    return _counts(loader, _rows_by(campus, "training", "sessions", "title"))


def _rows_by(campus: Campus, service: str, table: str, column: str) -> dict[str, int]:
    rows = campus.rows(service, f"SELECT {column} AS key, count(*) AS n FROM {table} GROUP BY {column}")
    return {row.key: row.n for row in rows}


def _counts(loader: Loader, found: dict[str, int]) -> dict[str, int]:
    return {key: found.get(key, 0) for key in loader.accepted}


def _freeze(campus: Campus, key: str) -> dict[str, Any]:
    """Of the account that hands in texts meanwhile: all of them are held, and go on when it is lifted."""
    return {"scope": {"account_ids": [campus.account_id]}, "reason": key}


def _lifted(campus: Campus, loader: Loader) -> dict[str, int]:
    """Each freeze was declared and lifted once, and review has heard of both and holds nothing any more."""
    ours = Counter(row.id for row in campus.rows("alerts", "SELECT id FROM freezes WHERE lifted_at IS NOT NULL"))
    heard = Counter(row.id for row in campus.rows("review", "SELECT id FROM freezes WHERE lifted_at IS NOT NULL"))
    (held,) = campus.rows("review", "SELECT count(*) AS n FROM submissions WHERE state = 'held'")
    return {
        key: ours[made["id"]] if heard[made["id"]] == 1 and not held.n else -1 for key, made in loader.accepted.items()
    }


KINDS = (
    Kind("texts", "cs.operator", "/submissions", _text, _screened, 0.02),
    Kind("texts2", "cs.operator", "/submissions", _text, _screened, 0.02),
    Kind("posts", "officer", "/observed-posts", _post, _judged, 0.2),
    Kind("incidents", "duty", "/incidents", _incident, _opened, 0.5),
    Kind("people", "admin", "/people", _person, _known, 0.5),
    Kind("sessions", "trainer", "/training-sessions", session_of, _announced, 0.5),
    Kind("freezes", "officer", "/freezes", _freeze, _lifted, 8.0, lambda made: f"/freezes/{made['id']}/lift"),
)
