"""Staged decisions over a real database: who may decide what, and what an approval covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, Stale, StateConflict
from services.contracts.registry.events import AccountStatusChanged
from services.contracts.review.events import SubmissionOverdue, SubmissionSealed
from services.kit import ledger
from services.kit.api import Deadline
from services.review import schemas
from services.review.handlers import accounts, deciding, sealing, submissions
from services.review.storage import observed
from services.review.storage import submissions as stored
from tests.unit.review.conftest import (
    ADMIN,
    AUDITOR,
    BLOCKS,
    CLUB_LEADER,
    CLUB_OPERATOR,
    COLLEGE_OPERATOR,
    DIRECTOR,
    EDITOR,
    ESCALATES,
    HEAD,
    NOW,
    OFFICER,
    OPERATOR,
    STRANGER,
    House,
    approved,
    person,
)

ESCALATED = f"传阅{ESCALATES},请联系。"
BLOCKED = f"长期收购{BLOCKS}。"


@pytest.mark.article(13)
def test_a_tier_2_text_is_sealed_after_reviewer_and_responsible_person(house: House) -> None:
    text = house.submit()
    assert (text["state"], text["stage"], text["waits_role"]) == ("in_review", 1, "reviewer")
    text = house.decide(EDITOR, text)
    assert (text["state"], text["stage"], text["waits_role"]) == ("in_review", 2, "responsible")
    text = house.decide(HEAD, text)
    assert text["state"] == "approved"
    assert [approval["person_id"] for approval in text["seal"]["approvals"]] == [EDITOR.id, HEAD.id]
    sealed = [event for event in house.pump() if isinstance(event, SubmissionSealed)]
    assert [event.fingerprint for event in sealed] == [text["fingerprint"]]


@pytest.mark.article(6, 13)
def test_a_tier_3_text_goes_from_its_leader_to_the_faculty(house: House) -> None:
    text = house.submit(CLUB_OPERATOR, "club-account")
    with pytest.raises(NotPermitted):
        house.decide(EDITOR, text)
    text = house.decide(CLUB_LEADER, text)
    assert house.decide(EDITOR, text)["state"] == "approved"


@pytest.mark.article(6, 13)
def test_a_tier_1_text_passes_officer_and_director(house: House) -> None:
    text = house.submit(COLLEGE_OPERATOR, "college-account")
    assert house.approve_all(text, OFFICER, DIRECTOR)["state"] == "approved"


@pytest.mark.article(13)
def test_what_screening_escalates_goes_on_to_the_director(house: House) -> None:
    text = house.submit(body=ESCALATED)
    assert text["severity"] == "escalate"
    text = house.decide(HEAD, house.decide(EDITOR, text))
    assert (text["state"], text["waits_role"]) == ("in_review", "director")
    assert house.decide(DIRECTOR, text)["state"] == "approved"


@pytest.mark.article(13)
def test_nobody_decides_on_their_own_text(house: House) -> None:
    both = person("both", ("operator", "cs"), ("reviewer", "cs"))
    with house.acting(OFFICER) as work:
        account = observed.find_account(work.session, "cs-account")
        assert account
        account.operator_ids = [both.id]
    text = house.submit(both)
    with pytest.raises(NotPermitted) as refused:
        house.decide(both, text)
    assert refused.value.code == "own_submission"


@pytest.mark.article(13)
def test_nobody_decides_two_stages_of_one_submission(house: House) -> None:
    both = person("both", ("reviewer", "cs"), ("responsible", "cs"))
    text = house.decide(both, house.submit())
    with pytest.raises(NotPermitted) as refused:
        house.decide(both, text)
    assert refused.value.code == "second_stage"


@pytest.mark.article(13)
@pytest.mark.parametrize("role", ["student", "association"])
def test_a_student_never_holds_the_last_stage(house: House, role: str) -> None:
    student = person("student.reviewer", ("reviewer", "cs"), (role, "cs"))
    text = house.decide(CLUB_LEADER, house.submit(CLUB_OPERATOR, "club-account"))
    with pytest.raises(NotPermitted) as refused:
        house.decide(student, text)
    assert refused.value.code == "student_last"


@pytest.mark.article(13)
def test_a_decision_on_a_stale_fingerprint_changes_nothing(house: House) -> None:
    old = house.submit()
    house.revise(OPERATOR, old["id"])
    with pytest.raises(Stale):
        house.decide(EDITOR, old)
    assert house.look(old["id"])["decisions"] == []


@pytest.mark.article(13)
def test_a_decision_on_another_stage_than_the_one_that_waits_changes_nothing(house: House) -> None:
    text = house.submit()
    with pytest.raises(Stale):
        house.decide(EDITOR, text, stage=2)
    assert house.decide(EDITOR, text, stage=1)["stage"] == 2


@pytest.mark.article(13)
def test_whoever_wrote_any_version_of_a_text_is_its_author(house: House) -> None:
    with house.acting(OFFICER) as work:
        told = replace(approved("joint", 2, "cs", "cs", OPERATOR), operator_ids=(OPERATOR.id, EDITOR.id))
        accounts.note_approval(work, told)
    text = house.revise(EDITOR, house.submit(account_id="joint")["id"])
    for author in (EDITOR, OPERATOR):
        with pytest.raises(NotPermitted, match="own_submission"):
            house.decide(author, text)


@pytest.mark.article(13)
def test_a_text_that_is_withdrawn_loses_its_approval(house: House) -> None:
    text = house.approve_all(house.submit())
    with house.acting(OPERATOR) as work:
        submissions.withdraw_submission(work, text["id"], "另有安排")
    with house.acting(OFFICER) as work:
        found = schemas.dump_verification(sealing.verify_seal(work, text["id"]))
    assert (found["valid"], "voided" in found["problems"]) == (False, True)


@pytest.mark.article(13)
def test_a_new_version_voids_every_approval(house: House) -> None:
    text = house.approve_all(house.submit())
    revised = house.revise(OPERATOR, text["id"], body="新学期开学典礼改期。")
    assert (revised["state"], revised["stage"], revised["version"], revised["seal"]) == ("in_review", 1, 2, None)
    assert [stage["state"] for stage in revised["stages"]] == ["waiting", "ahead"]
    with house.acting(OFFICER) as work:
        found = schemas.dump_verification(sealing.verify_seal(work, text["id"]))
    assert found["valid"] is False
    assert {"voided", "superseded"} <= set(found["problems"])


def test_the_diff_leads_from_the_version_before_to_the_newest(house: House) -> None:
    text = house.submit(body="典礼于 9 月 1 日举行。")
    revised = house.revise(OPERATOR, text["id"], body="典礼于 9 月 2 日举行。")
    runs = revised["diff"]["body"]
    assert "".join(run["text"] for run in runs if run["op"] != "insert") == "典礼于 9 月 1 日举行。"
    assert "".join(run["text"] for run in runs if run["op"] != "delete") == "典礼于 9 月 2 日举行。"
    assert {"op": "insert", "text": "2"} in runs


def test_the_diff_tells_of_pictures_that_came_stayed_and_went(house: House) -> None:
    poster, old, film = (
        {"name": name, "checksum": str(n) * 64} for n, name in enumerate(("海报.png", "旧图.png", "短片.mp4"))
    )
    text = house.submit(media=[poster, old])
    revised = house.revise(OPERATOR, text["id"], media=[poster, film])
    assert [(run["op"], run["text"]) for run in revised["diff"]["media"]] == [
        ("equal", "海报.png"),
        ("insert", "短片.mp4"),
        ("delete", "旧图.png"),
    ]


@pytest.mark.article(10, 13)
def test_a_blocking_finding_must_be_answered_before_approval(house: House) -> None:
    text = house.submit(body=BLOCKED)
    finding = next(finding for finding in text["findings"] if finding["severity"] == "block_until_answered")
    with pytest.raises(InputInvalid) as refused:
        house.decide(EDITOR, text)
    assert f"finding_answers.{finding['id']}" in refused.value.errors
    answers = [
        {"finding_id": one["id"], "answer": "引用公安提醒,保留。"}
        for one in text["findings"]
        if one["severity"] == "block_until_answered"
    ]
    answered = house.decide(EDITOR, text, finding_answers=answers)
    assert answered["stage"] == 2
    assert answered["findings"][0]["answered_by"] == EDITOR.id


def test_a_blocking_finding_does_not_stand_in_the_way_of_a_return(house: House) -> None:
    text = house.decide(EDITOR, house.submit(body=BLOCKED), "return", comment="请删去。")
    assert text["state"] == "returned"
    assert text["decisions"][0]["comment"] == "请删去。"


@pytest.mark.article(13)
def test_the_second_of_two_reviewers_is_told_that_the_stage_is_decided(house: House) -> None:
    other = person("cs.editor2", ("reviewer", "cs"))
    text = house.submit()
    house.decide(EDITOR, text)
    with pytest.raises(StateConflict) as refused:
        house.decide(other, text)
    assert refused.value.code == "already_decided"


@pytest.mark.article(13)
def test_a_claim_keeps_others_out_until_it_expires(house: House) -> None:
    other = person("cs.editor2", ("reviewer", "cs"))
    text = house.submit()
    with house.acting(EDITOR) as work:
        deciding.claim_submission(work, text["id"])
    with pytest.raises(StateConflict) as refused:
        house.decide(other, text)
    assert refused.value.code == "claimed"
    house.clock.move(by=timedelta(minutes=31))
    with house.acting(OFFICER) as work:
        deciding.end_claim(work, Deadline("claim.expires", text["id"], house.clock.now(), {}))
    assert house.look(text["id"])["claimed_by"] == ""
    assert house.decide(other, text)["stage"] == 2


def test_the_queue_shows_what_waits_for_me_most_urgent_first(house: House) -> None:
    later = house.submit(title="后发", scheduled_at=(NOW + timedelta(days=3)).isoformat())
    sooner = house.submit(title="先发", scheduled_at=(NOW + timedelta(days=1)).isoformat())
    graver = house.submit(title="更重", body=ESCALATED, scheduled_at=(NOW + timedelta(days=1)).isoformat())
    wanted = {"limit": 50, "cursor": ""}
    with house.acting(EDITOR) as work:
        found = deciding.list_queue(work, wanted, schemas.dump_line)
    assert [item["id"] for item in found["items"]] == [graver["id"], sooner["id"], later["id"]]
    for nobody in (HEAD, OPERATOR, STRANGER, DIRECTOR, AUDITOR):
        with house.acting(nobody) as work:
            assert deciding.list_queue(work, wanted, schemas.dump_line)["items"] == []


@pytest.mark.article(7, 13)
@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_a_text_for_a_stopped_account_is_refused_and_says_why(house: House, status: str) -> None:
    with house.acting(OFFICER) as work:
        accounts.note_status(
            work, AccountStatusChanged(account_id="cs-account", status=status, reason="年审未过"), work.now
        )
    with pytest.raises(StateConflict) as refused:
        house.submit()
    assert refused.value.code == f"account_{status}"
    assert "年审未过" in refused.value.zh


@pytest.mark.article(7)
@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_no_new_version_is_taken_for_a_stopped_account(house: House, status: str) -> None:
    text = house.submit()
    with house.acting(OFFICER) as work:
        accounts.note_status(
            work, AccountStatusChanged(account_id="cs-account", status=status, reason="年审未过"), work.now
        )
    with pytest.raises(StateConflict, match=f"account_{status}"):
        house.revise(OPERATOR, text["id"])
    assert house.look(text["id"])["version"] == 1


@pytest.mark.article(6)
def test_an_account_that_nobody_answers_for_hands_in_nothing(house: House) -> None:
    with house.acting(OFFICER) as work:
        accounts.note_approval(work, replace(approved("orphan", 2, "cs", "cs", OPERATOR), responsible_person=""))
    with pytest.raises(StateConflict, match="no_responsible_person"):
        house.submit(account_id="orphan")


@pytest.mark.article(7, 13)
def test_nothing_is_noted_as_published_after_its_account_was_stopped(house: House) -> None:
    text = house.approve_all(house.submit())
    house.clock.move(by=timedelta(hours=2))
    with house.acting(OFFICER) as work:
        accounts.note_status(
            work, AccountStatusChanged(account_id="cs-account", status="suspended", reason="年审未过"), work.now
        )
    url = "https://example.edu/1"
    with pytest.raises(StateConflict, match="account_suspended"), house.acting(OPERATOR) as work:
        submissions.publish_submission(work, text["id"], url, house.clock.now())
    with house.acting(OPERATOR) as work:
        dossier = submissions.publish_submission(work, text["id"], url, house.clock.now() - timedelta(hours=1))
    assert dossier.submission.state == "published"


@pytest.mark.article(13)
def test_nothing_is_noted_as_published_before_it_was_approved(house: House) -> None:
    text = house.submit()
    house.clock.move(by=timedelta(hours=2))
    house.approve_all(text)
    earlier = house.clock.now() - timedelta(hours=1)
    with pytest.raises(InputInvalid) as refused, house.acting(OPERATOR) as work:
        submissions.publish_submission(work, text["id"], "https://example.edu/1", earlier)
    assert "上报事件" in refused.value.errors["published_at"][0]
    assert house.look(text["id"])["state"] == "approved"


@pytest.mark.article(7, 13)
def test_only_operators_on_file_submit_for_an_account(house: House) -> None:
    with pytest.raises(NotPermitted):
        house.submit(STRANGER)
    with pytest.raises(InputInvalid):
        house.submit(account_id="nothing")


@pytest.mark.article(13)
def test_other_units_and_the_administrator_are_told_there_is_no_such_text(house: House) -> None:
    text = house.submit()
    for identity in (STRANGER, ADMIN, CLUB_OPERATOR):
        with pytest.raises(NotFound):
            house.look(text["id"], identity)
    assert house.look(text["id"], AUDITOR)["title"] == "开学典礼"


@pytest.mark.article(13)
def test_the_auditor_decides_nothing(house: House) -> None:
    with pytest.raises(NotPermitted):
        house.decide(AUDITOR, house.submit())


@pytest.mark.article(13)
def test_only_an_approved_text_can_be_published(house: House) -> None:
    text = house.submit()
    with pytest.raises(StateConflict), house.acting(OPERATOR) as work:
        submissions.publish_submission(work, text["id"], "https://example.edu/1", NOW)
    house.approve_all(text)
    with pytest.raises(InputInvalid), house.acting(OPERATOR) as work:
        submissions.publish_submission(work, text["id"], "https://example.edu/1", NOW + timedelta(minutes=11))
    with house.acting(OPERATOR) as work:
        submissions.publish_submission(work, text["id"], "https://example.edu/1", NOW)
    assert house.look(text["id"])["state"] == "published"


@pytest.mark.article(13)
def test_an_approval_not_used_in_its_window_expires(house: House) -> None:
    text = house.approve_all(house.submit())
    house.clock.move(by=timedelta(days=31))
    with house.acting(OFFICER) as work:
        submissions.expire_submission(work, Deadline("submission.expires", text["id"], house.clock.now(), {}))
    assert house.look(text["id"])["state"] == "expired"


def test_what_is_not_decided_in_time_is_said_once(house: House) -> None:
    text = house.submit()
    house.clock.move(by=timedelta(hours=25))
    with house.acting(OFFICER) as work:
        submissions.remind_overdue(work, Deadline("review.due", text["id"], house.clock.now(), {}))
    told = [event for event in house.pump() if isinstance(event, SubmissionOverdue)]
    assert [(event.submission_id, event.waits_role) for event in told] == [(text["id"], "reviewer")]
    house.approve_all(text)
    with house.acting(OFFICER) as work:
        submissions.remind_overdue(work, Deadline("review.due", text["id"], house.clock.now(), {}))
    assert not [event for event in house.pump() if isinstance(event, SubmissionOverdue)]


@pytest.mark.article(13)
def test_a_revision_on_an_old_version_is_stale(house: House) -> None:
    text = house.submit()
    house.revise(OPERATOR, text["id"])
    with pytest.raises(Stale):
        house.revise(OPERATOR, text["id"], if_match='"1"')


@pytest.mark.article(15)
def test_every_step_stands_in_the_ledger_and_the_chain_holds(house: House) -> None:
    house.approve_all(house.submit())
    with house.acting(OFFICER) as work:
        assert ledger.verify(work.session) is None
        actions = [row.action for row in ledger._entries(work.session)]
    assert actions == ["import_lexicon", "submit", "screen", "approve", "approve", "seal"]


@pytest.mark.article(13)
def test_a_seal_holds_until_the_stored_text_is_touched(house: House) -> None:
    text = house.approve_all(house.submit())
    with house.acting(AUDITOR) as work:
        assert schemas.dump_verification(sealing.verify_seal(work, text["id"]))["valid"] is True
    with house.acting(OFFICER) as work:
        version = stored.find_version(work.session, text["id"], 1)
        assert version
        version.body = "已被改动。"
    with house.acting(AUDITOR) as work:
        found = schemas.dump_verification(sealing.verify_seal(work, text["id"]))
    assert found["problems"] == ["content_changed"]


@pytest.mark.article(13)
def test_who_touches_text_and_seal_alike_is_found_by_the_ledger(house: House) -> None:
    text = house.approve_all(house.submit())
    with house.acting(OFFICER) as work:
        submission, version = stored.find(work.session, text["id"]), stored.find_version(work.session, text["id"], 1)
        seal = stored.newest_seal(work.session, text["id"])
        assert submission
        assert version
        assert seal
        version.body = "已被改动。"
        forged = sealing._recompute(seal.account_id, version)
        submission.fingerprint = version.fingerprint = seal.fingerprint = forged
    with house.acting(AUDITOR) as work:
        assert sealing.verify_seal(work, text["id"]).problems == ["not_in_ledger"]
