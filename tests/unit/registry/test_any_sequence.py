"""No sequence of calls, by whoever, reaches a state that the regulation forbids (articles 6 and 7)."""

from __future__ import annotations

import copy
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.errors import XinmeiError
from services.kit.database import Database
from tests.unit.registry.college import College

WHO = st.sampled_from(
    ["officer", "director", "second", "both", "cs.head", "cs.editor", "cs.operator", "league", "club.leader",
     "club.operator", "arts.head", "student1", "auditor", "admin"]
)  # fmt: skip
DECIDES = st.sampled_from(["officer", "director", "cs.head", "both"])
REFUSAL = {"reason_code": "other", "comment": "退"}
MODEL: list[tuple[Path, College]] = []


class AnySequence(RuleBasedStateMachine):
    """Everybody tries everything; what is refused is refused with a typed error."""

    applications: Bundle[str] = Bundle("applications")

    @initialize()
    def settle(self) -> None:
        source, model = MODEL[0]
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(source, self.folder / "registry.sqlite")
        self.college = College(Database.in_folder(self.folder, "registry"))
        self.college.units, self.college.people = copy.copy(model.units), copy.copy(model.people)
        self.college.add_person("second", "propaganda", [("director", "propaganda")])
        self.college.add_person("both", "cs", [("responsible", "cs"), ("director", "propaganda"), ("operator", "cs")])
        self.count = 0
        self.acted: dict[str, list[tuple[str, str]]] = {}

    def attempt(self, who: str, operation: str, id_: str = "", **kwargs: Any) -> Any:
        """The answer, or None where it was refused."""
        try:
            answer = self.college.call(who, operation, id_, **kwargs)
        except XinmeiError as error:
            if error.status >= 500:
                raise
            return None
        return answer

    @rule(target=applications, who=WHO, unit=st.sampled_from(["cs", "club", "propaganda"]))
    def draft(self, who: str, unit: str) -> str:
        self.count += 1
        form = self.college.form(unit, handle=f"h{self.count}", name="每日新知", duplicate_reason="栏目不同")
        answer = self.attempt(who, "create_application", body=form)
        if answer is None:
            answer = self.college.call({"club": "club.operator", "cs": "cs.operator"}.get(unit, "officer"),
                                       "create_application", body=form)  # fmt: skip
        self.acted[answer["id"]] = []
        return str(answer["id"])

    @rule(id_=applications, who=WHO, action=st.sampled_from(["submit", "endorse", "endorse", "approve", "withdraw"]))
    def move(self, id_: str, who: str, action: str) -> None:
        answer = self.attempt(who, f"{action}_application", id_)
        if answer and action == "submit":
            self.acted[id_] = []
        elif answer and action in ("endorse", "approve"):
            self.acted[id_].append((action, self.college.people[who].id))

    @rule(id_=applications)
    def go_the_usual_way(self, id_: str) -> None:
        """Bring one on its way, so that accounts come about often enough."""
        for who in ("cs.operator", "club.operator", "officer"):
            self.move(id_, who, "submit")
        for who in ("cs.head", "league"):
            self.move(id_, who, "endorse")
        self.move(id_, "director", "approve")

    @rule(id_=applications, who=DECIDES)
    def try_it_all_alone(self, id_: str, who: str) -> None:
        """Somebody who wants to endorse and approve by themselves, and the director afterwards."""
        for applicant in ("cs.operator", "club.operator", "officer"):
            self.move(id_, applicant, "submit")
        for action in ("submit", "endorse", "endorse", "approve"):
            self.move(id_, who, action)
        self.move(id_, "director", "approve")

    @rule(id_=applications, who=WHO, action=st.sampled_from(["return", "reject"]))
    def refuse(self, id_: str, who: str, action: str) -> None:
        self.attempt(who, f"{action}_application", id_, body=REFUSAL)

    @rule(
        who=DECIDES, action=st.sampled_from(["suspend", "resume", "resume", "resume", "close"]), nth=st.integers(0, 1)
    )
    def set_status(self, who: str, action: str, nth: int) -> None:
        found = self.accounts()
        if found:
            id_ = found[nth % len(found)]["id"]
            self.attempt(who, f"{action}_account", id_, body={"reason": "试"})

    @rule(who=DECIDES, verdict=st.sampled_from(["passed", "rectify", "failed"]), nth=st.integers(0, 1))
    def judge(self, who: str, verdict: str, nth: int) -> None:
        """A verdict by whoever may give it, and an attempt to let the account run all the same."""
        today = self.college.clock.now().date().isoformat()
        self.attempt("officer", "open_annual_review", body={"year": 2026, "opens_on": today, "due_on": "2026-03-20"})
        found = self.accounts()
        if found:
            id_ = found[nth % len(found)]["id"]
            body = {"verdict": verdict, "rectify_by": "2026-03-25"}
            for person in (who, "second"):
                self.attempt(person, "decide_annual_review", path={"year": "2026", "id": id_}, body=body)
            self.attempt("officer", "resume_account", id_, body={"reason": "说情"})

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        self.college.clock.move(by=timedelta(days=days))
        self.college.fire_deadlines()

    def accounts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.college.call("auditor", "list_accounts")["items"]
        return found

    @invariant()
    def every_account_was_approved_by_others_than_its_applicant(self) -> None:
        for account in self.accounts():
            application = self.college.call("auditor", "get_application", account["application_id"])
            stages = self.acted[application["id"]]
            people = [person for _, person in stages]
            assert application["state"] == "approved"
            assert len(stages) == account["tier"], "an endorsement for tier 2, two for tier 3, and the decision"
            assert len(set(people)) == len(people)
            assert application["applicant_id"] not in people
            assert stages[-1][0] == "approve"

    @invariant()
    def nothing_runs_that_failed_or_missed_its_review(self) -> None:
        for account in self.accounts():
            path = {"year": "2026", "id": account["id"]}
            review = self.attempt("auditor", "get_account_review", path=path)
            if review and (review["state"] == "failed" or review["overdue"]):
                assert account["status"] != "active"

    @invariant()
    def the_ledger_holds(self) -> None:
        assert self.college.ledger_holds()

    def teardown(self) -> None:
        self.college.database.close()
        shutil.rmtree(self.folder)


@pytest.mark.article(6, 7)
def test_no_sequence_of_calls_reaches_a_forbidden_state(settled: tuple[Path, College]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    MODEL[:] = [settled]
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=50, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
