"""Every operation tried as every kind of person, on things of the computer science faculty; what each was answered, as a table.

``python -m tests.e2e.rights_matrix`` writes the table anew, for reading what a change of rights comes to before it is committed.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from gateway.api.routes import BASE
from gateway.boards.operations import BOARDS
from gateway.catalogue import OPERATIONS
from services.contracts.operations import Operation
from tests.e2e.college import College, found_college
from tests.e2e.rights_stage import Stage
from tests.e2e.running import embedded

TABLE = Path(__file__).with_name("rights.csv")
NOBODY = "nobody"
COLUMNS = {
    NOBODY: NOBODY,
    "student": "student1",
    "association": "association",
    "operator": "cs.operator",
    "reviewer": "cs.editor",
    "responsible": "cs.head",
    "operator elsewhere": "art.operator",
    "responsible elsewhere": "art.head",
    "league": "league",
    "student_affairs": "affairs",
    "trainer": "trainer",
    "duty": "duty",
    "officer": "officer",
    "director": "director",
    "auditor": "auditor",
    "admin": "admin",
}
"""A column of the table, and who is asked for it. Those elsewhere hold their role in the art faculty."""

ALL = (*OPERATIONS, *BOARDS)
WORDS = ("yes", "empty", "no", "hidden", "sign in")
MEANINGS = {401: "sign in", 403: "no", 404: "hidden", 409: "yes", 412: "yes", 422: "input"}
"""A conflict of state or version is met only by who has the right."""


def meaning(answer: httpx.Response) -> str:
    """What an answer says of the right: ``yes``, ``empty`` (a list that shows nothing), ``no``, ``hidden``, ``sign in``, ``input``."""
    if answer.status_code < 300:
        told = answer.json() if answer.headers["content-type"] == "application/json" else None
        return "empty" if isinstance(told, dict) and told.get("items") == [] else "yes"
    return MEANINGS.get(answer.status_code, str(answer.status_code))


def key_of(operation: Operation) -> tuple[str, str, str]:
    return operation.service, operation.name, f"{operation.method} {operation.path}"


LAST = ("update_unit", "update_person", "change_password", "end_channel", "close_account", "end_second_factor")
"""What changes the stage for all who come after."""
FIRST = ("confirm_second_factor",)
"""What must be asked before anything has begun."""
AFTER_ALL = ("end_other_sessions", "sign_out")
"""What puts out those who ask."""
UNASKED = ("sign_in", "incidents_stream", "changes_stream")


RIGHT_FIRST = ("ask_swap", "merge_unit")
"""What nobody can fill in for all who may do it: their right was asked before what they sent was looked at."""
LATER = ("list_deliveries", "list_messages")
"""Lists that events fill in their own time: ``yes`` in the table is met by an empty list too."""


def ask_all(college: College) -> Iterator[tuple[tuple[str, str, str], dict[str, str]]]:
    """A row for each operation: what each column was answered."""
    stage = Stage(college)
    asked = [operation for operation in ALL if operation.name not in UNASKED]
    for operation in sorted(asked, key=_order):
        yield key_of(operation), {column: _ask(stage, operation, username) for column, username in COLUMNS.items()}


def _order(operation: Operation) -> tuple[bool, bool, bool]:
    return (
        operation.name in AFTER_ALL,
        operation.name in LAST,
        operation.method != "GET" and operation.name not in FIRST,
    )


def _ask(stage: Stage, operation: Operation, username: str) -> str:
    answer = _answer(stage, operation, username)
    while answer.status_code in (
        429,
        503,
    ):  # what is public is limited, and a machine may be busy: asked again when told to
        time.sleep(float(answer.headers["Retry-After"]))
        answer = _answer(stage, operation, username)
    found = meaning(answer)
    return "yes" if found == "input" and operation.name in RIGHT_FIRST else found


def _answer(stage: Stage, operation: Operation, username: str) -> httpx.Response:
    path, body = stage.ready(operation)
    if username == NOBODY:
        return httpx.request(operation.method, f"{stage.college.suite.base_url}{BASE}{path}", json=body, timeout=15)
    return stage.college[username].ask(operation.method, path, body)


def read_table() -> dict[tuple[str, str, str], dict[str, str]]:
    """The committed table by operation."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["service"], row["operation"], row["call"]): {column: row[column] for column in COLUMNS} for row in rows
    }


def write_table(rows: dict[tuple[str, str, str], dict[str, str]]) -> None:
    """Write the table in the catalogue's order."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["service", "operation", "call", *COLUMNS])
        for operation in ALL:
            key = key_of(operation)
            if key in rows:
                writer.writerow([*key, *(rows[key][column] for column in COLUMNS)])


def differences(name: str, told: dict[str, str], seen: dict[str, str]) -> list[str]:
    """Where a row of the table and what was answered differ, for people to read."""
    return [
        f"{column}: the table says {told[column]!r}, the answer was {seen[column]!r}"
        for column in COLUMNS
        if told[column] != seen[column] and not (name in LATER and (told[column], seen[column]) == ("yes", "empty"))
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as suite:
        college = found_college(suite)
        write_table(dict(ask_all(college)))
        college.close()


if __name__ == "__main__":
    main()
