"""schemathesis over the whole OpenAPI description with each role: no 500, no answer outside its schema, no call that a role may not make.

`make test` gives it `SECONDS`; ``make fuzz`` goes on for longer, with fresh seeds (``XINMEI_FUZZ_SECONDS``).
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from gateway.catalogue import OPERATIONS
from services.contracts.operations import Operation
from tests.e2e import specimens
from tests.e2e.college import College, found_college
from tests.e2e.rights_matrix import COLUMNS, NOBODY, key_of, read_table
from tests.e2e.rights_stage import Stage
from tests.e2e.running import embedded

SECONDS = 75.0
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CLOSED = ("no", "hidden", "sign in")
NOT_ASKED = ("sign_out", "change_password", "end_session", "end_other_sessions", "update_person", "erase_person",
             "begin_second_factor", "end_second_factor")  # fmt: skip
"""What would put those who ask out, or into another role. `test_access` and the matrix ask them."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with embedded(tmp_path_factory.mktemp("fuzz"), XINMEI_RATE_PER_MINUTE="0") as suite:
        college = found_college(suite)
        yield Stage(college)
        college.close()


OF_ONESELF = ("add_member", "view_membership", "add_personal_account")
"""What the table asks about somebody else, and everybody may do for themselves."""


MOVES = ("claim_submission", "decide_submission", "release_submission", "give_feedback", "confirm_seat", "offer_swap",
         "send_again", "decide_enrolment", "return_application", "reject_application")  # fmt: skip
"""Whose turn it is moves with the state of the thing: the table shows the first."""


class Prober:
    """Sends what schemathesis draws, as one role after another, and keeps what was answered wrongly."""

    def __init__(self, college: College, things: dict[str, str]) -> None:
        self.college, self.things = college, things
        self.table = read_table()
        self.http = requests.Session()
        self.complaints: dict[str, str] = {}
        self.asked = 0

    def probe(self, case: Any, operation: Operation) -> None:
        column = list(COLUMNS)[self.asked % len(COLUMNS)]
        self.asked += 1
        if self.asked % 3 and case.path_parameters:
            self._lead_to_a_real_thing(case, operation)
        self.http.cookies.clear()  # the description's example of a sign-in may really sign in
        answer = case.call(base_url=self.college.suite.base_url, session=self.http, headers=self._identity(column))
        if answer.status_code == 429:
            return
        try:
            case.validate_response(answer, checks=CHECKS)
        except BaseExceptionGroup as group:
            self._complain(operation, column, "; ".join(_gist(one) for one in group.exceptions), answer)
        closed_to_others = operation.name not in (*OF_ONESELF, *MOVES)
        if (
            closed_to_others
            and answer.status_code < 300
            and self.table.get(key_of(operation), {}).get(column) in CLOSED
        ):
            self._complain(operation, column, "the table of rights is closed to them", answer)

    def _lead_to_a_real_thing(self, case: Any, operation: Operation) -> None:
        whole = specimens.path_of(operation, self.things).split("/")
        for name, part in zip(operation.path.split("/"), whole, strict=True):
            if name.startswith("{"):
                case.path_parameters[name.partition("}")[0][1:]] = part.partition(".")[0]

    def _identity(self, column: str) -> dict[str, str]:
        return {} if column == NOBODY else {"Authorization": f"Bearer {self.college[COLUMNS[column]].token}"}

    def _complain(self, operation: Operation, column: str, what: str, answer: Any) -> None:
        told = f"{answer.status_code} {answer.content[:300].decode(errors='replace')}"
        self.complaints.setdefault(f"{operation.method} {operation.path}: {what[:240]}", f"as {column}: {told}")


def _gist(error: BaseException) -> str:
    """The lines of a failure that say what does not fit where."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:3])[:200]


@pytest.mark.timeout(900)
def test_every_answer_to_every_role_is_as_described(stage: Stage) -> None:
    lasts = float(os.environ.get("XINMEI_FUZZ_SECONDS", SECONDS))
    schema = schemathesis.openapi.from_url(f"{stage.college.suite.base_url}/api/openapi.json")
    described = {found.ok().label: found.ok() for found in schema.get_all_operations()}  # type: ignore[union-attr]
    prober = Prober(stage.college, stage.things)
    operations = [one for one in OPERATIONS if one.name not in NOT_ASKED and not one.upload]
    until, round_ = time.monotonic() + lasts, 0
    while time.monotonic() < until or not round_:
        for operation in operations:
            if time.monotonic() > until and round_:
                break
            _draw(described[f"{operation.method} /api/v1{operation.path}"], operation, prober, round_)
        round_ += 1
    assert prober.asked >= len(operations)
    wrong = [f"{key} {told}" for key, told in prober.complaints.items()]
    assert not wrong, f"{len(wrong)} answers of {prober.asked} are wrong:\n" + "\n".join(wrong)


def _draw(described: Any, operation: Operation, prober: Prober, round_: int) -> None:
    @seed(round_)
    @settings(
        max_examples=2 + 2 * round_, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=described.as_strategy())
    def draw(case: Any) -> None:
        prober.probe(case, operation)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        draw()
