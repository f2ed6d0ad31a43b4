"""No sequence of calls, by whoever, reaches a state that the regulation forbids (articles 6 and 7).

The machine keeps its own small model - who signed, what was judged, what was filed when - and never asks the registry's rules.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.contracts.errors import XinmeiError
from services.kit.clock import CAMPUS_ZONE
from services.kit.database import Database
from services.registry.domain.accounts import Account
from services.registry.domain.annual import Review
from services.registry.domain.applications import Application, Stage
from services.registry.domain.changes import Change
from tests.unit.registry.college import College

WHO = st.sampled_from(
    ["officer", "director", "second", "both", "cs.head", "cs.editor", "cs.operator", "league", "club.leader",
     "club.operator", "arts.head", "student1", "auditor", "admin", "young"]
)  # fmt: skip
DECIDES = st.sampled_from(["officer", "director", "cs.head", "both", "young"])
SIGNS = st.sampled_from(["cs.head", "cs.editor", "league", "arts.head", "club.leader", "club.leader", "both", "young"])
REFUSAL = {"reason_code": "other", "comment": "退"}
YEAR, DUE, MENDED_BY = "2026", date(2026, 3, 14), date(2026, 3, 18)
NTH = st.integers(0, 1)
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
        add = self.college.add_person
        add("second", "propaganda", [("director", "propaganda")])
        add("both", "cs", [("responsible", "cs"), ("director", "propaganda"), ("operator", "cs")])
        add("young", "cs", [("director", "propaganda"), ("league", "league"), ("student", "cs")])
        self.count = 0
        self.signed: dict[str, list[tuple[str, str]]] = {}
        self.judged: dict[str, str] = {}
        self.assessed: dict[str, str] = {}
        self.overdue: set[str] = set()
        self.closed: set[str] = set()
        self.seen: set[str] = set()
        self.late: dict[str, tuple[str, bool]] = {}
        self.begin()

    def begin(self) -> None:
        """Two accounts that run, in a review that is open: from there everything can go wrong at once."""
        for unit, applicant in (("cs", "cs.operator"), ("club", "club.operator")):
            form = self.college.form(unit, handle=f"first_{unit}", name="每日新知")
            id_ = str(self.college.call(applicant, "create_application", body=form)["id"])
            self.signed[id_] = []
            steps = [(applicant, "submit"), ("cs.head", "endorse"), ("league", "endorse"), ("director", "approve")]
            for who, action in steps if unit == "club" else [*steps[:2], *steps[3:]]:
                self.move(id_, who, action)
        self.open_the_review("officer")

    def attempt(self, who: str, operation: str, id_: str = "", **kwargs: Any) -> Any:
        """The answer, or None where it was refused."""
        try:
            answer = self.college.call(who, operation, id_, **kwargs)
        except XinmeiError as error:
            if error.status >= 500:
                raise
            return None
        return answer

    @property
    def today(self) -> date:
        return self.college.clock.now().astimezone(CAMPUS_ZONE).date()

    # ---- applications

    @rule(target=applications, who=WHO, unit=st.sampled_from(["cs", "club", "propaganda"]))
    def draft(self, who: str, unit: str) -> str:
        self.count += 1
        form = self.college.form(unit, handle=f"h{self.count}", name="每日新知", duplicate_reason="栏目不同")
        usual = {"club": "club.operator", "cs": "cs.operator"}.get(unit, "officer")
        answer = self.attempt(who, "create_application", body=form)
        if answer is not None:
            assert who in {"cs": ["cs.head", "cs.editor", "cs.operator", "both"], "club": ["club.leader", "club.operator"],
                           "propaganda": ["officer", "director", "second", "both", "young"]}[unit]  # fmt: skip
        else:
            answer = self.college.call(usual, "create_application", body=form)
        self.signed[answer["id"]] = []
        return str(answer["id"])

    @rule(id_=applications, who=WHO, action=st.sampled_from(["submit", "endorse", "endorse", "approve", "withdraw"]))
    def move(self, id_: str, who: str, action: str) -> None:
        answer = self.attempt(who, f"{action}_application", id_)
        if answer and action == "submit":
            self.signed[id_] = []
        elif answer and action in ("endorse", "approve"):
            self.signed[id_].append((action, who))

    @rule(id_=applications, first=SIGNS, second=SIGNS, last=DECIDES)
    def go_the_usual_way(self, id_: str, first: str, second: str, last: str) -> None:
        """Bring one on its way, past people who may sign and people who may not, so that accounts come about."""
        for who in ("cs.operator", "club.operator", "officer"):
            self.move(id_, who, "submit")
        for who in (first, second, "cs.head", second, "league"):
            self.move(id_, who, "endorse")
        for who in (last, "director"):
            self.move(id_, who, "approve")

    @rule(id_=applications, who=DECIDES)
    def try_it_all_alone(self, id_: str, who: str) -> None:
        """Somebody who wants to submit, endorse and approve by themselves, and the director afterwards."""
        for applicant in (who, "cs.operator", "club.operator", "officer"):
            self.move(id_, applicant, "submit")
        for action in ("approve", "endorse", "endorse", "approve"):
            self.move(id_, who, action)
        self.move(id_, "director", "approve")

    @rule(who=DECIDES, unit=st.sampled_from(["cs", "club", "club", "propaganda"]), own=st.booleans(), other=SIGNS)
    def want_to_decide_alone(self, who: str, unit: str, own: bool, other: str) -> None:
        """Somebody drafts one, or finds one handed in, and wants to be the only one to sign it."""
        self.count += 1
        form = self.college.form(unit, handle=f"h{self.count}", name="每日新知", duplicate_reason="栏目不同")
        drafter = who if own else {"club": "club.operator", "cs": "cs.operator"}.get(unit, "officer")
        answer = self.attempt(drafter, "create_application", body=form)
        if answer is not None:
            self.signed[answer["id"]] = []
            alone = ((drafter, "submit"), (other, "endorse"), (who, "endorse"), (who, "endorse"), (who, "approve"))
            for person, action in alone:
                self.move(answer["id"], person, action)
            for person in ("cs.head", "league"):
                self.move(answer["id"], person, "endorse")
            for person in (who, "director"):
                self.move(answer["id"], person, "approve")

    @rule(id_=applications, who=WHO, action=st.sampled_from(["return", "reject"]))
    def refuse(self, id_: str, who: str, action: str) -> None:
        self.attempt(who, f"{action}_application", id_, body=REFUSAL)

    # ---- accounts and their review

    def an_account(self, nth: int) -> str:
        found = self.accounts()
        return str(found[nth % len(found)]["id"]) if found else ""

    @rule(who=DECIDES, action=st.sampled_from(["suspend", "resume", "resume", "close"]), nth=NTH)
    def set_status(self, who: str, action: str, nth: int) -> None:
        if id_ := self.an_account(nth):
            answer = self.attempt(who, f"{action}_account", id_, body={"reason": "试"})
            if answer and action == "close":
                self.closed.add(id_)

    @rule(who=WHO)
    def open_the_review(self, who: str) -> None:
        body = {"year": int(YEAR), "opens_on": self.today.isoformat(), "due_on": DUE.isoformat()}
        if self.today <= DUE and self.attempt(who, "open_annual_review", body=body) is None:
            self.attempt("officer", "open_annual_review", body=body)

    @rule(who=WHO, nth=NTH)
    def assess(self, who: str, nth: int) -> None:
        if id_ := self.an_account(nth):
            path = {"year": YEAR, "id": id_}
            if self.attempt(who, "assess_account", path=path, body={"summary": "合格"}):
                self.assessed[id_] = who

    @rule(who=DECIDES, verdict=st.sampled_from(["passed", "rectify", "failed"]), nth=NTH)
    def judge(self, who: str, verdict: str, nth: int) -> None:
        """A verdict by whoever may give it, and an attempt to let the account run all the same."""
        if id_ := self.an_account(nth):
            body = {"verdict": verdict, "rectify_by": MENDED_BY.isoformat()}
            if self.attempt(who, "decide_annual_review", path={"year": YEAR, "id": id_}, body=body):
                assert self.assessed.get(id_) != who, "nobody decides on their own assessment"
                assert who in ("officer", "director", "second", "both", "young")
                self.judged[id_] = verdict
                self.overdue.discard(id_)
            self.attempt("officer", "resume_account", id_, body={"reason": "说情"})

    @rule(days=st.integers(1, 14))
    def wait(self, days: int) -> None:
        before = self.today
        self.college.clock.move(by=timedelta(days=days))
        while self.college.fire_deadlines():
            pass
        for account in self.accounts():
            if not self.attempt("auditor", "get_account_review", path={"year": YEAR, "id": account["id"]}):
                continue
            verdict = self.judged.get(account["id"])
            if before <= DUE < self.today and not verdict and account["id"] not in self.assessed:
                self.overdue.add(account["id"])
            if before <= MENDED_BY < self.today and verdict == "rectify":
                self.overdue.add(account["id"])
            self.attempt("officer", "resume_account", account["id"], body={"reason": "说情"})

    @rule(nth=NTH)
    def tell_to_mend_and_wait(self, nth: int) -> None:
        """A verdict to rectify, and its day goes by."""
        if self.today <= MENDED_BY:
            self.judge("second", "rectify", nth)
            self.wait((MENDED_BY - self.today).days + 1)

    # ---- changes

    @rule(
        who=st.sampled_from(["cs.operator", "cs.head", "club.operator", "officer", "both", "arts.head"]),
        decider=st.sampled_from(["officer", "director", "second", "both", "cs.head"]),
        ago=st.integers(0, 9),
        nth=NTH,
        sides=st.lists(st.sampled_from(["cs.operator", "cs.head", "club.leader", "club.operator"]), max_size=2),
        said=st.booleans(),
    )
    def change(self, who: str, decider: str, ago: int, nth: int, sides: list[str], said: bool) -> None:
        """Somebody files another administrator, some people say it was handed over, somebody takes it on file."""
        if not (id_ := self.an_account(nth)):
            return
        self.count += 1
        changed_on = self.today - timedelta(days=ago)
        after = {"name": "接任", "number": f"X-{self.count}", "phone": "13900005678"}
        body = {"kind": "administrator", "after": after, "changed_on": changed_on.isoformat(), "reason": "轮岗"}
        filed = self.attempt(who, "file_change", id_, body={**body, "handover_confirmed": said})
        if filed is None:
            return
        self.late[filed["id"]] = (who, ago > 7)
        confirmed = [person for side, person in zip(("outgoing", "incoming"), sides, strict=False)
                     if self.attempt(person, "confirm_handover", filed["id"], body={"side": side})]  # fmt: skip
        if self.attempt(decider, "accept_change", filed["id"]):
            assert decider != who
            assert decider in ("officer", "director", "second", "both", "young")
            assert said or len(set(confirmed)) == 2, "both sides confirm, each by somebody else"

    # ---- what must always hold

    def accounts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.college.call("auditor", "list_accounts")["items"]
        return found

    @invariant()
    def the_register_is_as_the_regulation_wants_it(self) -> None:
        for account in self.accounts():
            if account["id"] not in self.seen:
                self.seen.add(account["id"])
                self.was_signed_by_all_whom_its_tier_asks_and_by_nobody_twice(account)
            barred = self.judged.get(account["id"]) == "failed" or account["id"] in self.overdue
            assert not (barred and account["status"] == "active"), account["status_reason"]
            assert account["id"] not in self.closed or account["status"] == "closed"
        for change in self.college.call("auditor", "list_changes", query={"limit": "200"})["items"]:
            who, late = self.late[change["id"]]
            assert change["late"] is late, "late for ever"
            assert change["decided_by"] != self.college.people[who].id

    def was_signed_by_all_whom_its_tier_asks_and_by_nobody_twice(self, account: dict[str, Any]) -> None:
        application = self.college.call("auditor", "get_application", account["application_id"])
        stages = self.signed[application["id"]]
        people = [self.college.people[who].id for _, who in stages]
        assert application["state"] == "approved"
        assert len(set(people)) == len(people)
        assert application["applicant_id"] not in people
        *signers, (last, decider) = stages
        assert last == "approve"
        assert decider in ("director", "second", "both"), "no student holds the last stage"
        allowed = {1: [], 2: [("cs.head", "both")], 3: [("cs.head", "both"), ("league", "young")]}[account["tier"]]
        assert len(signers) == len(allowed)
        assert all(who in may for (_, who), may in zip(signers, allowed, strict=True)), signers

    def teardown(self) -> None:
        assert self.college.ledger_holds()
        numbers = [account["file_number"] for account in self.accounts()]
        assert len(set(numbers)) == len(numbers)
        self.college.database.close()
        shutil.rmtree(self.folder)


def explore(settled: tuple[Path, College], examples: int, *phases: Phase) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    MODEL[:] = [settled]
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=Phase.shrink not in (phases or tuple(Phase)),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            report_multiple_bugs=False,
            phases=phases or tuple(Phase),
        ),
    )


@pytest.mark.article(6, 7)
def test_no_sequence_of_calls_reaches_a_forbidden_state(settled: tuple[Path, College]) -> None:
    explore(settled, 30)


LAX: dict[str, tuple[type, str, Any]] = {
    "one may sign two stages": (Application, "_require_not_acted", lambda *_: None),
    "one may decide on one's own": (Application, "_require_not_own", lambda *_: None),
    "anybody signs, wherever they hold the role": (Stage, "admits", lambda self, who: who.has(*self.roles)),
    "a missed review does not bar": (Review, "forbids_running", property(lambda self: self.state == "failed")),
    "what was to be mended is never looked at again": (Review, "miss_rectification", lambda self: False),
    "a closed account is opened again": (
        Account, "_become", lambda self, status, reason, now, *before: setattr(self, "status", status),
    ),
    "one takes one's own change on file": (Change, "_require_decider", lambda *_: None),
    "one person confirms both sides": (
        Change, "confirm",
        lambda self, by, side, **_: setattr(self, "handover_confirmed", True),
    ),
}  # fmt: skip
"""Rules of the regulation, each broken in one place."""


@pytest.mark.parametrize("broken", LAX)
def test_the_sequences_find_a_rule_that_is_broken(
    settled: tuple[Path, College], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    owner, name, lax = LAX[broken]
    monkeypatch.setattr(owner, name, lax)
    with pytest.raises(AssertionError):
        explore(settled, 60, Phase.generate)
