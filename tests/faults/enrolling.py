"""Students of the soak who want the same few seats: more come than there are, and each asks until there is an answer."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.e2e.college import PASSWORD
from tests.e2e.running import Person
from tests.faults.load import PATIENCE, WAIT_AND_SEE, session_of
from tests.faults.suite import Campus

STUDENTS, SEATS = 24, 9
PAUSE = 0.05
Wish = tuple[str, str]
"""A session and a person."""


class Crowd:
    """Comes to one session after the other, four students at a time, as long as it lasts."""

    def __init__(self, campus: Campus) -> None:
        self.accepted: dict[Wish, dict[str, Any]] = {}
        self.odd: list[str] = []
        self.troubles: Counter[str] = Counter()
        self._campus = campus
        self._people = list(self._enrol_students())

    def _enrol_students(self) -> Iterator[Person]:
        admin = self._campus.college["admin"]
        unit = self._campus.college.units["cs"]
        for number in range(STUDENTS):
            name = f"crowd{number}"
            body = {
                "username": name,
                "name": f"学员{number}",
                "unit_id": unit,
                "number": f"9{number:07d}",
                "phone": f"138{number:08d}",
                "roles": [{"role": "student", "unit_id": unit}],
                "password": PASSWORD,
            }
            admin.post("/people", body, 201)
            yield Person(self._campus.suite.base_url, name, PASSWORD)

    def run(self, until: float) -> None:
        for number in itertools.count():
            if time.monotonic() > until:
                return
            made = self._ask(
                self._campus.college["trainer"], "/training-sessions", f"hall-{number}", _hall(self._campus, number)
            )
            if made is not None:
                self._come(made["id"])

    def _come(self, session_id: str) -> None:
        """All of them, in an order of chance, four at a time."""
        waiting = random.sample(self._people, len(self._people))
        threads = [threading.Thread(target=self._each, args=(waiting[n::4], session_id), daemon=True) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _each(self, people: list[Person], session_id: str) -> None:
        for person in people:
            made = self._ask(person, f"/training-sessions/{session_id}/enrolments", f"{session_id}-{person.id}", {})
            if made is not None:
                self.accepted[session_id, person.id] = made
            time.sleep(PAUSE)

    def _ask(self, person: Person, path: str, key: str, body: dict[str, Any]) -> Any:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = person.ask("POST", path, body, **{"Idempotency-Key": key})
            except httpx.TransportError as error:
                self.troubles[type(error).__name__] += 1
            else:
                if answer.is_success:
                    return answer.json()
                if answer.status_code not in WAIT_AND_SEE:
                    self.odd.append(f"{key}: {answer.status_code} {answer.text[:300]}")
                    return None
                self.troubles[str(answer.status_code)] += 1
            time.sleep(0.1 + random.random() * 0.4)
        self.odd.append(f"{key}: no answer within {PATIENCE} s")
        return None

    def judge(self) -> list[str]:
        """What is wrong: a seat sold twice, somebody out of turn, an answer without its row or a row without its answer."""
        query = "SELECT e.id, e.session_id, e.person_id, e.state, e.arrival FROM enrolments e JOIN sessions s ON s.id = e.session_id"
        rows = self._campus.rows("training", f"{query} WHERE s.title LIKE 'hall-%'")
        kept = {(row.session_id, row.person_id): row for row in rows}
        wrong = [f"twice: {len(rows) - len(kept)}"] if len(rows) != len(kept) else []
        wrong += [f"{wish}: no row" for wish in self.accepted if wish not in kept]
        wrong += [f"{wish}: nobody was told" for wish in kept if wish not in self.accepted and not self.odd]
        wrong += [
            f"{wish}: told {made['id']} {made['state']}, kept {kept[wish].id} {kept[wish].state}"
            for wish, made in self.accepted.items()
            if wish in kept and (made["id"], made["state"]) != (kept[wish].id, kept[wish].state)
        ]
        by_session: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            by_session[row.session_id].append(row)
        for session_id, found in by_session.items():
            wrong += _judge_session(session_id, found)
        return wrong


def _judge_session(session_id: str, rows: list[Any]) -> Iterator[str]:
    """Whoever came first sits, the others wait in their order, and no seat was sold twice."""
    found = sorted(rows, key=lambda row: row.arrival)
    if len({row.arrival for row in found}) != len(found):
        yield f"{session_id}: two came at once"
    states = [row.state for row in found]
    if states != ["enrolled"] * min(SEATS, len(found)) + ["waiting"] * max(0, len(found) - SEATS):
        yield f"{session_id}: out of turn: {states}"


def _hall(campus: Campus, number: int) -> dict[str, Any]:
    """One session after the other: each on an hour of its own, so that none clashes."""
    starts = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=20, hours=2 * number)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    return {**session_of(campus, f"hall-{number}"), **times, "capacity": SEATS}
