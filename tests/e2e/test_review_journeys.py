"""Review as people live it, on both profiles: three stages, an alteration after approval, a campaign of ten accounts, a freeze."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.college import College
from tests.e2e.running import eventually
from tests.e2e.test_slice import approved_account, decide, in_review, submitted_text

ACCOUNTS = 10
STATEMENT = "有关情况学校正在全力核实,请以学校官方通报为准。"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"


def unlike(text: str) -> str:
    """A text that no other test's is like."""
    return f"{text}({secrets.token_hex(4)})"


def account(college: College, number: int = 0) -> str:
    name = f"计算机学院{secrets.token_hex(3)}"
    return approved_account(college, 2, "cs", "weibo", name=name, handle=name, duplicate_reason=f"专题 {number}")


def look(college: College, submission_id: str) -> dict[str, Any]:
    found: dict[str, Any] = college["officer"].get(f"/submissions/{submission_id}")
    return found


def in_state(college: College, submission_id: str, state: str) -> dict[str, Any]:
    def there() -> Any:
        found = look(college, submission_id)
        return found if found["state"] == state else None

    return eventually(there, f"the text is {state}")  # type: ignore[no-any-return]


def hand_in(college: College, account_id: str, **changes: Any) -> dict[str, Any]:
    """A text handed in once the account is known to review."""
    wanted = {"account_id": account_id, "title": "开放时间", "body": unlike("阅览室延长开放。"), "source": "original"}

    def try_submit() -> Any:
        answer = college["cs.operator"].ask("POST", "/submissions", wanted | changes)
        return answer.json() if answer.status_code == 201 else None

    return eventually(try_submit, "the account is known to the review service")  # type: ignore[no-any-return]


def observe(college: College, account_id: str, text: dict[str, Any], **changes: Any) -> dict[str, Any]:
    post = {
        "account_id": account_id,
        "url": f"https://example.edu/{secrets.token_hex(6)}",
        "published_at": datetime.now(UTC).isoformat(),
        "title": text["title"],
        "body": text["body"],
        **changes,
    }
    found: dict[str, Any] = college["officer"].post("/observed-posts", {"posts": [post]})["items"][0]
    return found


@pytest.mark.article(13, 14)
def test_an_escalated_text_passes_three_people_and_its_record_is_printed(college: College) -> None:
    marked = f"【机密】{unlike('实验室安全工作方案。')}"
    text = submitted_text(college, "cs.operator", account(college), marked)
    assert [finding["name"] for finding in text["findings"]] == ["rule:secrecy_mark"]
    assert [stage["role"] for stage in text["stages"]] == ["reviewer", "responsible", "director"]
    for username, others in (("cs.editor", "cs.head"), ("cs.head", "director"), ("director", "cs.editor")):
        body = {"decision": "approve", "fingerprint": text["fingerprint"]}
        assert college[others].ask("POST", f"/submissions/{text['id']}/decisions", body).status_code in (403, 409)
        text = decide(college, username, text)
    assert text["state"] == "approved"
    seal = college["auditor"].get(f"/submissions/{text['id']}/seal")
    assert (seal["valid"], [one["role"] for one in seal["approvals"]]) == (
        True,
        ["reviewer", "responsible", "director"],
    )
    paper = college["cs.operator"].ask("GET", f"/submissions/{text['id']}/seal.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


@pytest.mark.article(13, 15)
def test_a_figure_changed_after_approval_is_found_with_its_difference(college: College) -> None:
    account_id = account(college)
    text = submitted_text(college, "cs.operator", account_id, unlike("报名费每人20元,限额300人,联系王老师。"))
    text = decide(college, "cs.head", decide(college, "cs.editor", text))
    assert observe(college, account_id, text, body=text["body"].replace(",", "，") + "🎉\n")["verdict"] == "approved"
    altered = observe(college, account_id, text, body=text["body"].replace("20元", "200元"))
    assert (altered["verdict"], altered["submission_id"]) == ("altered", text["id"])
    assert {"op": "insert", "text": "0"} in altered["diff"]
    incidents = eventually(
        lambda: college["duty"].get(f"/incidents?account_id={account_id}")["items"], "the alteration is an incident"
    )
    assert incidents


@pytest.mark.article(13)
def test_pictures_are_uploaded_looked_at_and_covered_by_the_approval(college: College) -> None:
    operator = college["cs.operator"]
    sent = operator.send("POST", "/media", files={"file": ("海报.png", PNG, "image/png")})
    assert sent.status_code == 201, sent.text
    checksum = hashlib.sha256(PNG).hexdigest()
    assert sent.json()["checksum"] == checksum
    assert operator.send("POST", "/media", files={"file": ("x.png", b"MZ", "image/png")}).status_code == 422
    text = hand_in(college, account(college), media=[{"name": "海报.png", "checksum": checksum}])
    shown = college["cs.editor"].ask("GET", f"/submissions/{text['id']}/media/{checksum}")
    assert (shown.status_code, shown.content) == (200, PNG)
    assert college["student1"].ask("GET", f"/submissions/{text['id']}/media/{checksum}").status_code == 404


@pytest.mark.article(12)
def test_a_campaign_of_ten_accounts_from_its_brief_to_its_results(college: College) -> None:
    ids = [account(college, number) for number in range(ACCOUNTS)]
    for account_id in ids:
        hand_in(college, account_id)
    now = datetime.now(UTC)
    material = {"title": "校庆倒计时", "body": unlike("建校六十周年,与你同行。敬请期待。")}
    period = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=5)).isoformat()}
    wanted = {"title": "校庆联动", "brief": "统一发布", "scope": {"account_ids": ids}, "material": material, **period}
    campaign = college["officer"].post("/campaigns", wanted, 201)
    path = f"/campaigns/{campaign['id']}"
    assert campaign["counts"] == {"none": ACCOUNTS}
    copies = [hand_in(college, one, campaign_id=campaign["id"], **material) for one in ids[:6]]
    assert {copy["state"] for copy in copies} == {"approved"}
    adapted = {**material, "body": material["body"] + "计算机学院全体师生祝福母校!"}
    texts = [hand_in(college, one, campaign_id=campaign["id"], **adapted) for one in ids[6:8]]
    first = eventually(lambda: in_review(college, "officer", texts[0]["id"]), "the adapted text is screened")
    assert first["material_diff"]["body"][-1] == {"op": "insert", "text": "计算机学院全体师生祝福母校!"}
    for username in ("cs.editor", "cs.head", "director"):
        first = decide(college, username, first)
    assert first["state"] == "approved"
    published = {"url": "https://example.edu/c", "published_at": datetime.now(UTC).isoformat()}
    for text in (*copies[:3], first):
        college["cs.operator"].post(f"/submissions/{text['id']}/published", published)
    eventually(lambda: in_review(college, "officer", texts[1]["id"]), "the other one too")
    assert college["officer"].get(path)["counts"] == {"none": 2, "approved": 3, "published": 4, "in_review": 1}
    assert college["officer"].post(f"{path}/remind")["id"] == campaign["id"]
    results = college["officer"].get(f"{path}/results")
    counted = [results[name] for name in ("accounts", "published", "unchanged", "adapted", "outstanding")]
    assert counted == [ACCOUNTS, 4, 3, 1, 6]
    assert college["officer"].ask("GET", f"{path}/results.xlsx").content[:2] == b"PK"
    assert college["cs.operator"].ask("POST", f"{path}/remind").status_code == 403


@pytest.mark.article(12)
def test_a_freeze_holds_what_waits_and_what_is_planned_and_its_lifting_returns_it(college: College) -> None:
    account_id = account(college)
    later = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    waiting = hand_in(college, account_id)
    waiting = eventually(lambda: in_review(college, "officer", waiting["id"]), "it waits")
    planned = hand_in(college, account_id, title="食堂维修通知", scheduled_at=later)
    planned = eventually(lambda: in_review(college, "officer", planned["id"]), "it waits too")
    planned = decide(college, "cs.head", decide(college, "cs.editor", planned))
    scope = {"account_ids": [account_id]}
    freeze = college["officer"].post("/freezes", {"scope": scope, "reason": "突发", "statement": STATEMENT}, 201)
    for text in (waiting, planned):
        assert in_state(college, text["id"], "held")["held_by"] == freeze["id"]
    seal = college["officer"].get(f"/submissions/{planned['id']}/seal")
    assert (seal["valid"], seal["void_reason"]) == (False, "frozen")
    carrying = hand_in(college, account_id, title="情况通报", body=f"各位同学:{STATEMENT}")
    in_state(college, carrying["id"], "in_review")
    in_state(college, hand_in(college, account_id, title="闲谈")["id"], "held")

    def all_obey() -> Any:
        processes = college["officer"].get("/review-processes")["items"]
        return processes and all(freeze["id"] in process["freezes"] for process in processes)

    eventually(all_obey, "every process says that it obeys")
    college["officer"].post(f"/freezes/{freeze['id']}/lift")
    for text in (waiting, planned):
        in_state(college, text["id"], "in_review")
    planned = look(college, planned["id"])
    assert planned["waits_role"] == "responsible"
    assert decide(college, "cs.head", planned)["state"] == "approved"
