"""Intake: whatever tells of harm becomes one incident for one matter, and nobody outside is heard without a signature."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from services.alerts.domain.intake import DEFAULT_RULES
from services.alerts.domain.sources import signature_of
from services.contracts.errors import InputInvalid, NotAuthenticated, NotPermitted
from services.contracts.registry.events import FilingOverdue, SightingFiled
from services.contracts.registry.life_events import AccountDormant, PersonalAccountReported
from services.contracts.review.events import SubmissionScreened

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def rule(desk: Any, kind: str, **more: Any) -> None:
    desk.call("officer", "set_rule", {"kind": kind, "severity": "II", "window_minutes": 1440, **more})


def listed(desk: Any, **where: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.call("officer", "list_incidents", **where)["items"]
    return found


def screened(submission_id: str, severity: str, account_id: str = "cs-wechat") -> SubmissionScreened:
    return SubmissionScreened(
        submission_id=submission_id,
        version=1,
        account_id=account_id,
        fingerprint="f" * 64,
        findings=2,
        severity=severity,
    )


@pytest.mark.article(7, 8, 9, 11, 13, 14, 15)
def test_how_grave_each_kind_of_finding_is_until_the_department_says_otherwise() -> None:
    assert {kind: vars(rule)["severity"] for kind, rule in DEFAULT_RULES.items()} == {
        "unreviewed": "II",
        "altered": "II",
        "suspended_account": "II",
        "unregistered_account": "III",
        "escalated_finding": "III",
        "name_misuse": "III",
        "personal_account": "III",
        "outside_report": "III",
        "outside_window": "IV",
        "filing_overdue": "IV",
        "dormant_account": "IV",
    }


@pytest.mark.article(14)
def test_an_escalated_finding_opens_an_incident_and_a_lesser_one_does_not(desk: Any) -> None:
    desk.deliver(screened("s1", "escalate"), screened("s2", "remind", "art-douyin"), queue="alerts.seals")
    [item] = listed(desk)
    assert (item["kind"], item["account_id"], item["severity"]) == ("escalated_finding", "cs-wechat", "III")


@pytest.mark.article(7)
def test_an_overdue_filing_opens_an_incident(desk: Any) -> None:
    desk.deliver(
        FilingOverdue(
            filing_id="f1",
            account_id="cs-wechat",
            unit_id="cs",
            kind="rename",
            changed_on="2026-02-20",
            due_on="2026-02-27",
        )
    )
    [item] = listed(desk)
    assert (item["kind"], item["severity"]) == ("filing_overdue", "IV")
    assert "2026-02-27" in item["summary"]


@pytest.mark.article(8)
@pytest.mark.parametrize(("names", "kind"), [(("示例职院",), "name_misuse"), ((), "unregistered_account")])
def test_a_sighting_is_misuse_of_a_name_where_it_bears_a_protected_one(desk: Any, names: Any, kind: str) -> None:
    desk.deliver(
        SightingFiled(
            sighting_id="s1", channel="weibo", handle="x", name="示例职院吐槽墙", url="https://weibo.com/x", note="",
            protected_names=names,
        )
    )  # fmt: skip
    [item] = listed(desk)
    assert item["kind"] == kind


@pytest.mark.article(11)
def test_a_dormant_account_is_a_matter_of_procedure(desk: Any) -> None:
    desk.deliver(
        AccountDormant(account_id="cs-wechat", name="x", tier=2, unit_id="cs", silent_since="2026-01-01", days=60)
    )
    [item] = listed(desk)
    assert (item["kind"], item["severity"]) == ("dormant_account", "IV")
    assert "60" in item["summary"]


@pytest.mark.article(9)
def test_a_personal_account_that_its_unit_reports_becomes_an_incident(desk: Any) -> None:
    desk.deliver(
        PersonalAccountReported(
            personal_account_id="p", unit_id="cs", channel="douyin", handle="h", note="发布不实信息"
        )
    )
    [item] = listed(desk)
    assert (item["kind"], item["summary"]) == ("personal_account", "发布不实信息")


def test_an_account_under_an_incident_gets_no_second_one_unless_it_is_graver(desk: Any) -> None:
    desk.deliver(desk.judged(1, "unreviewed"), desk.judged(2, "altered"), desk.judged(3, "outside_window"))
    [item] = listed(desk)
    assert item["sightings"] == 3
    whole = desk.call("officer", "show_incident", id=item["id"])
    assert [post["verdict"] for post in whole["posts"]] == ["unreviewed", "altered", "outside_window"]
    rule(desk, "altered", severity="I")
    desk.deliver(desk.judged(4, "altered"))
    assert [item["severity"] for item in listed(desk)] == ["I", "II"]


@pytest.mark.article(15)
def test_a_matter_of_procedure_hides_nothing_that_was_published(desk: Any) -> None:
    desk.deliver(screened("s1", "escalate"), queue="alerts.seals")
    desk.deliver(desk.judged(1, "outside_window"))
    assert sorted(item["kind"] for item in listed(desk)) == ["escalated_finding", "outside_window"]


def test_one_content_on_many_accounts_is_one_incident_where_the_rule_groups_by_content(desk: Any) -> None:
    rule(desk, "unreviewed", grouping="content")
    desk.deliver(*[desk.judged(n, account_id="", handle=f"h{n}", title="谣言") for n in range(5)])
    [item] = listed(desk)
    assert item["sightings"] == 5


def test_the_very_same_post_seen_again_is_counted_and_not_kept_twice(desk: Any) -> None:
    same = {"url": "https://mp.weixin.qq.com/s/1", "title": "同一期"}
    desk.deliver(desk.judged(1, **same), desk.judged(2, **same))
    [item] = listed(desk)
    assert item["sightings"] == 2
    assert len(desk.call("officer", "show_incident", id=item["id"])["posts"]) == 1


def test_a_kind_that_is_switched_off_opens_nothing(desk: Any) -> None:
    rule(desk, "outside_window", active=False)
    desk.deliver(desk.judged(1, "outside_window"))
    assert listed(desk) == []


# ---- from outside


def source(desk: Any) -> dict[str, Any]:
    found: dict[str, Any] = desk.call("officer", "make_source", {"name": "舆情监测", "severity": "II"})
    return found


def send(
    desk: Any, made: dict[str, Any], body: bytes, kind: str = "application/json", key: str = "", **more: str
) -> Any:
    timestamp = str(int(desk.clock.now().timestamp()))
    given = {
        "base64": base64.b64encode(body).decode(),
        "media_type": kind,
        "timestamp": timestamp,
        "signature": "sha256=" + signature_of(made["secret"], timestamp, body),
        **more,
    }
    return desk.call("", "take_report", given, key=key, id=made["id"])


def test_a_signed_report_opens_one_incident_however_often_it_comes(desk: Any) -> None:
    made = source(desk)
    body = json.dumps({"title": "网传谣言", "url": "https://weibo.com/1", "external_id": "r-1"}).encode()
    first, again = send(desk, made, body), send(desk, made, body)
    assert first["incident_id"] == again["incident_id"]
    [item] = listed(desk)
    assert (item["severity"], item["source"], item["sightings"]) == ("II", "舆情监测", 2)
    assert desk.call("officer", "list_sources")["items"][0]["used"] == 2
    assert "secret" not in desk.call("officer", "list_sources")["items"][0]


def test_two_sources_may_number_their_reports_alike(desk: Any) -> None:
    one, other = source(desk), source(desk)
    first = send(desk, one, b'{"title": "x"}', key="1")
    assert send(desk, other, b'{"title": "y"}', key="1")["incident_id"] != first["incident_id"]
    assert send(desk, one, b'{"title": "x"}', key="1") == first
    assert sorted(item["sightings"] for item in listed(desk)) == [1, 1]


@pytest.mark.parametrize(
    "forged",
    [
        {"signature": ""},
        {"signature": "sha256=" + "0" * 64},
        {"timestamp": "1"},
        {"timestamp": "soon"},
        {"signature": "签名"},
    ],
)
def test_a_report_that_is_not_signed_now_by_its_source_is_refused(desk: Any, forged: dict[str, str]) -> None:
    made = source(desk)
    with pytest.raises(NotAuthenticated):
        send(desk, made, b'{"title": "x"}', **forged)
    with pytest.raises(NotAuthenticated):
        send(desk, {**made, "id": "nobody"}, b'{"title": "x"}')
    desk.call("officer", "end_source", id=made["id"])
    with pytest.raises(NotAuthenticated):
        send(desk, made, b'{"title": "x"}')
    assert listed(desk) == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"title": "x", "severity": "V"}', b"\xff"])
def test_a_signed_report_that_cannot_be_read_is_refused_as_input(desk: Any, body: bytes) -> None:
    with pytest.raises(InputInvalid):
        send(desk, source(desk), body)


def test_a_mail_becomes_an_incident_with_what_was_attached(desk: Any) -> None:
    mail = (
        b"From: watcher@example.edu.cn\r\nSubject: =?utf-8?b?W0ld57Sn5oCl?=\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsee https://weibo.com/9 now\r\n"
        b'--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="shot.png"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(PNG) + b"\r\n"
        b'--b\r\nContent-Type: application/x-msdownload\r\nContent-Disposition: attachment; filename="a.exe"\r\n\r\nMZ\0\0\r\n--b--\r\n'
    )
    taken = send(desk, source(desk), mail, kind="message/rfc822")
    whole = desk.call("officer", "show_incident", id=taken["incident_id"])
    assert (whole["severity"], whole["urls"]) == ("I", ["https://weibo.com/9"])
    assert [(kept["name"], kept["media_type"]) for kept in whole["evidence"]] == [("shot.png", "image/png")]
    assert any("a.exe" in entry["details"].get("comment", "") for entry in whole["timeline"])


def test_a_mail_that_is_broken_in_every_way_is_heard_all_the_same(desk: Any) -> None:
    mail = (
        b"Subject: =?no-such?q?=ff?=\r\nContent-Type: text/html; charset=klingon\r\n\r\n<p>\xff\xfe https://a.example/x"
    )
    assert send(desk, source(desk), mail, kind="message/rfc822")["state"] == "reported"


@pytest.mark.parametrize("who", ["duty", "cs.head", "student1", "auditor"])
def test_sources_and_rules_are_set_by_the_department_and_the_administrator_alone(desk: Any, who: str) -> None:
    with pytest.raises(NotPermitted):
        desk.call(who, "make_source", {"name": "x"})
    with pytest.raises(NotPermitted):
        desk.call(who, "set_severity", {"severity": "I", "zh": "x", "en": "x", "takedown_minutes": 5})


@pytest.mark.article(15)
def test_the_definition_of_a_severity_sets_the_time_for_a_takedown(desk: Any) -> None:
    desk.call("officer", "set_severity", {"severity": "II", "zh": "重大", "en": "Grave", "takedown_minutes": 5})
    found = desk.call("duty", "list_severities")["items"]
    assert [(one["severity"], one["takedown_minutes"]) for one in found] == [
        ("I", 30),
        ("II", 5),
        ("III", 1440),
        ("IV", 4320),
    ]
    incident = desk.open_incident()
    asked = desk.call("duty", "ask_takedown", {"url": "https://a.example/1"}, id=incident["id"])
    assert asked["due_at"] == "2026-03-02T01:05:00+00:00"
