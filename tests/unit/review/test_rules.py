"""The rules on paper: stages, fingerprints, likeness, differences; and a submission under any sequence of calls."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.contracts.errors import XinmeiError
from services.review.domain import matching, sealing
from services.review.domain.differences import differences
from services.review.domain.due_times import due_at, gravest, queue_key
from services.review.domain.freezes import Freeze
from services.review.domain.observed import handle_key
from services.review.domain.stages import DEFAULT_CHAINS, Person, lay_out
from services.review.domain.submission import STATES, Submission
from services.review.domain.versions import Decision, Finding, Version

NOW = datetime(2026, 3, 2, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def chain(tier: int, severity: str = "", *, campaign: bool = False) -> list[tuple[str, str]]:
    stages = lay_out(DEFAULT_CHAINS[tier], unit_id="unit", faculty_id="faculty", in_campaign=campaign)
    return [(stage["role"], stage["unit_id"]) for stage in stages if stage["when"] in ("", severity)]


@pytest.mark.article(13)
def test_an_approval_holds_from_half_an_hour_before_the_planned_time_until_three_days_after() -> None:
    planned = NOW + timedelta(days=2)
    assert sealing.window(planned, NOW) == (planned - timedelta(minutes=30), planned + timedelta(hours=72))
    sealed = planned - timedelta(minutes=10)
    assert sealing.window(planned, sealed) == (sealed, planned + timedelta(hours=72))
    assert sealing.window(None, NOW) == (NOW, NOW + timedelta(days=30))


@pytest.mark.article(13)
def test_an_approval_covers_nothing_that_was_published_before_it_was_given_or_after_it_was_voided() -> None:
    day = timedelta(days=1)
    seal = sealing.Seal("seal", "text", 1, "account", "", "", [], NOW, NOW - day, NOW + day, "", "", [])
    assert [seal.stood_at(NOW + timedelta(minutes=late)) for late in (-2, -1, 0, 60)] == [False, True, True, True]
    seal.void("revised", NOW + timedelta(minutes=30))
    assert [seal.stood_at(NOW + timedelta(minutes=late)) for late in (29, 30)] == [True, False]


@pytest.mark.article(6, 12, 13, 14)
@pytest.mark.parametrize(
    ("tier", "severity", "campaign", "expected"),
    [
        (1, "", False, [("officer", ""), ("director", "")]),
        (1, "escalate", True, [("officer", ""), ("director", "")]),
        (2, "", False, [("reviewer", "unit"), ("responsible", "unit")]),
        (2, "remind", False, [("reviewer", "unit"), ("responsible", "unit")]),
        (2, "escalate", False, [("reviewer", "unit"), ("responsible", "unit"), ("director", "")]),
        (2, "", True, [("reviewer", "unit"), ("responsible", "unit"), ("director", "")]),
        (2, "escalate", True, [("reviewer", "unit"), ("responsible", "unit"), ("director", "")]),
        (3, "", False, [("responsible", "unit"), ("reviewer", "faculty")]),
        (3, "escalate", False, [("responsible", "unit"), ("reviewer", "faculty"), ("director", "")]),
        (3, "", True, [("responsible", "unit"), ("reviewer", "faculty"), ("director", "")]),
    ],
)
def test_the_default_stages_of_each_tier(
    tier: int, severity: str, campaign: bool, expected: list[tuple[str, str]]
) -> None:
    assert chain(tier, severity, campaign=campaign) == expected


@given(texts, texts)
def test_the_differences_hold_both_texts_whole(before: str, after: str) -> None:
    runs = differences(before, after)
    assert "".join(run["text"] for run in runs if run["op"] != "insert") == before
    assert "".join(run["text"] for run in runs if run["op"] != "delete") == after


@pytest.mark.article(13)
@given(texts, texts, texts)
def test_a_fingerprint_changes_with_any_part_it_covers(title: str, body: str, other: str) -> None:
    def seal(**changes: Any) -> str:
        covered = {"title": title, "body": body, "media": [], "account_id": "a", "scheduled_at": None, **changes}
        return sealing.fingerprint(**covered)

    assert (seal(title=other) == seal()) == (title == other)
    assert (seal(body=other) == seal()) == (body == other)
    assert seal(account_id="b") != seal()
    assert seal(scheduled_at=NOW) != seal()
    assert seal(media=[{"checksum": "0" * 64}]) != seal()


def test_a_fingerprint_is_the_same_moment_in_any_zone() -> None:
    from services.kit.clock import CAMPUS_ZONE

    covered: dict[str, Any] = {"title": "题", "body": "文", "media": [], "account_id": "a"}
    here, there = NOW, NOW.astimezone(CAMPUS_ZONE)
    assert sealing.fingerprint(**covered, scheduled_at=here) == sealing.fingerprint(**covered, scheduled_at=there)


@given(texts)
def test_the_essence_of_an_essence_is_itself_the_same(text: str) -> None:
    once = matching.essence(text)
    assert matching.essence(once) == once


@given(
    st.text("学院新生报到须知一二三", min_size=8, max_size=60),
    st.integers(0, 59),
    st.sampled_from("🎉。,\u200b\u3000!…"),
)
def test_decoration_anywhere_in_chinese_text_changes_no_essence(text: str, place: int, sign: str) -> None:
    decorated = text[:place] + sign + text[place:]
    assert matching.essence(decorated) == matching.essence(text)


@pytest.mark.article(13)
@given(st.text("学院新生报到须知0123456789", min_size=4, max_size=60), st.data())
def test_any_other_figure_changes_the_essence(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    figure = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    assert matching.essence(text[:place] + figure + text[place + 1 :]) != matching.essence(text)


@given(texts, texts)
def test_likeness_lies_between_nothing_and_one_and_is_one_for_the_same(one: str, other: str) -> None:
    assert 0 <= matching.likeness(one, other) <= 1
    assert matching.likeness(one, one) == 1


@pytest.mark.article(12)
def test_a_freeze_knows_a_keyword_whatever_spaces_stand_in_it() -> None:
    freeze = Freeze("f", 0, "", "", [], ["食堂"], "", "", NOW)
    assert freeze.holds("食 堂", "")
    assert not freeze.holds("图书馆", "")


@pytest.mark.parametrize("handle", ["gh_CS", "GH_cs", "@gh_cs", " gh_cs "])
def test_handles_are_compared_without_case_and_width(handle: str) -> None:
    assert handle_key(handle) == "gh_cs"


def test_the_queue_puts_the_sooner_then_the_graver_first() -> None:
    keys = [
        queue_key(NOW, "escalate", "b"),
        queue_key(NOW, "remind", "a"),
        queue_key(NOW, "", "a"),
        queue_key(NOW + timedelta(minutes=1), "escalate", "a"),
    ]
    assert keys == sorted(keys)


def test_the_gravest_severity_counts() -> None:
    assert gravest(["remind", "escalate", "block_until_answered"]) == "escalate"
    assert gravest([]) == ""


# ---- any sequence of calls

AUTHORS = [Person(f"author{n}", "", (("operator", "cs"),)) for n in range(2)]
PEOPLE = [
    *AUTHORS,
    Person("editor", "", (("reviewer", "cs"),)),
    Person("both", "", (("reviewer", "cs"), ("responsible", "cs"))),
    Person("head", "", (("responsible", "cs"),)),
    Person("student", "", (("responsible", "cs"), ("student", "cs"))),
    Person("director", "", (("director", ""),)),
    Person("author0", "", (("reviewer", "cs"), ("operator", "cs"))),
]


class Life(RuleBasedStateMachine):
    """A submission under calls in any order, checked after each against what the regulation forbids."""

    @initialize(tier=st.sampled_from([2]), severity=st.sampled_from(["", "escalate"]))
    def submit(self, tier: int, severity: str) -> None:
        self.now = NOW
        self.severity = severity
        self.history: list[Decision] = []
        self.findings: list[Finding] = []
        self.versions = 1
        self.submission = Submission(
            id="s",
            account_id="a",
            account_name="",
            tier=tier,
            channel="weibo",
            unit_id="cs",
            faculty_id="cs",
            title="题",
            version=1,
            fingerprint="fp1",
            state="screening",
            stages=lay_out(DEFAULT_CHAINS[tier], unit_id="cs", faculty_id="cs", in_campaign=False),
            submitted_by="author0",
            submitted_by_name="",
            authors=["author0"],
            created_at=NOW,
            changed_at=NOW,
            due_at=due_at(None, NOW),
        )

    @precondition(lambda self: self.submission.state == "screening")
    @rule(answered=st.sampled_from([True, True, False]))
    def screen(self, answered: bool) -> None:
        self.submission.state, self.submission.severity = "in_review", self.severity
        finding = Finding(
            "s", self.versions, 1, "body", "刷单", "term", 0, 2, "刷单", "exact", "block_until_answered", 10
        )
        finding.answer = "已核实" if answered else ""
        self.findings = [finding]

    @precondition(lambda self: self.submission.state != "screening")
    @rule(author=st.sampled_from(AUTHORS))
    def revise(self, author: Person) -> None:
        number = self.versions + 1
        version = Version("s", number, "题", "文", [], "original", "", None, f"fp{number}", author.id, "", self.now)
        with contextlib.suppress(XinmeiError):
            self.submission.revise(version, self.now)
            self.versions = number

    @rule(person=st.sampled_from(PEOPLE), stale=st.booleans())
    def approve(self, person: Person, stale: bool) -> None:
        self.decide("approve", person, "fp0" if stale else self.submission.fingerprint)

    @precondition(lambda self: self.submission.state == "in_review")
    @rule(data=st.data())
    def approve_in_turn(self, data: st.DataObject) -> None:
        stage = self.submission.chain[self.submission.stage - 1]
        able = [person for person in PEOPLE if stage.may_be_decided_by(person)]
        self.decide("approve", data.draw(st.sampled_from(able)), self.submission.fingerprint)

    @rule(person=st.sampled_from(PEOPLE), decision=st.sampled_from(["return", "reject"]))
    def refuse(self, person: Person, decision: str) -> None:
        self.decide(decision, person, self.submission.fingerprint)

    def decide(self, decision: str, person: Person, seen: str) -> None:
        submission = self.submission
        stage = submission.stage
        with contextlib.suppress(XinmeiError):
            submission.check_decider(person, seen, None, self.history, self.now)
            submission.decide(decision, self.findings, self.now)
            made = Decision("d", "s", self.versions, seen, stage, "", decision, "", [], person.id, "", self.now)
            self.history.append(made)

    @rule(person=st.sampled_from(PEOPLE))
    def claim(self, person: Person) -> None:
        with contextlib.suppress(XinmeiError):
            self.submission.claim(person, self.now)

    @rule(minutes=st.integers(1, 60))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.submission.state in ("in_review", "approved"))
    @rule()
    def freeze_and_lift(self) -> None:
        self.submission.hold("f", self.now)
        self.submission.return_to_review(self.now)

    @rule()
    def publish(self) -> None:
        with contextlib.suppress(XinmeiError):
            self.submission.publish("https://example.edu", self.now, self.now)

    @precondition(lambda self: self.submission.state == "expired")
    @rule()
    def withdraw(self) -> None:
        with contextlib.suppress(XinmeiError):
            self.submission.withdraw(self.now)

    @invariant()
    def nothing_forbidden_has_happened(self) -> None:
        submission = self.submission
        assert submission.state in STATES
        approvals = [past for past in self.history if past.decision == "approve" and past.version == self.versions]
        assert "author0" not in {past.decided_by for past in self.history}
        if submission.state in ("approved", "published"):
            stages = {past.stage: past for past in approvals}
            assert set(stages) == set(range(1, len(submission.chain) + 1))
            assert len({past.decided_by for past in stages.values()}) == len(stages)
            assert not {past.decided_by for past in stages.values()} & set(submission.authors)
            assert {past.fingerprint for past in stages.values()} == {submission.fingerprint}
            assert stages[len(submission.chain)].decided_by != "student"
            assert not any(finding.is_open for finding in self.findings)


Life.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


TestNoSequenceOfCallsPublishesWhatWasNotReviewed = pytest.mark.article(13)(Life.TestCase)
