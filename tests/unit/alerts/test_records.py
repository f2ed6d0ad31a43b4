"""The record of accountability, statistics, and reports: article 15."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from services.contracts.errors import InputInvalid, NotFound
from services.contracts.registry.events import PersonSaved, erased_username
from services.contracts.review.events import SubmissionSealed


def sealed(submission_id: str, *approved_by: str) -> SubmissionSealed:
    return SubmissionSealed(
        submission_id=submission_id,
        version=1,
        account_id="cs-wechat",
        title="t",
        fingerprint="f",
        approved_by=approved_by,
    )


def handled_incident(desk: Any, title: str = "第1期") -> str:
    """An altered post, found an hour after publication, acknowledged 10 minutes later, taken down late, closed."""
    desk.deliver(sealed("s1", "cs.editor", "cs.head"), queue="alerts.seals")
    published = (desk.clock.now() - timedelta(hours=1)).isoformat()
    desk.deliver(desk.judged(1, "altered", submission_id="s1", published_at=published, title=title), who="officer")
    [item] = desk.call("officer", "list_incidents")["items"]
    desk.pass_time(minutes=10)
    desk.call("duty", "acknowledge_incident", {"comment": "已联系主办单位"}, id=item["id"])
    asked = desk.call("duty", "ask_takedown", {"url": "https://mp.weixin.qq.com/s/1"}, id=item["id"])
    desk.pass_time(hours=3)
    desk.call("cs.operator", "finish_takedown", {"evidence": "已删除，截图存档"}, id=asked["id"])
    return str(item["id"])


@pytest.mark.article(15)
def test_the_record_tells_who_approved_noticed_and_acted_and_how_late(desk: Any) -> None:
    incident_id = handled_incident(desk)
    [line] = desk.call("director", "list_accountability")["items"]
    assert line["incident_id"] == incident_id
    assert line["approved_by"] == ["cs.editor", "cs.head"]
    assert (line["noticed_by"], line["acknowledged_by"]) == ("officer", "duty")
    assert (line["minutes_to_notice"], line["minutes_to_acknowledge"], line["minutes_to_resolve"]) == (60, 10, None)
    assert (line["takedowns"], line["takedowns_late"]) == (1, 1)


@pytest.mark.article(6, 15)
def test_a_unit_reads_the_record_of_its_own_accounts_alone(desk: Any) -> None:
    handled_incident(desk)
    assert len(desk.call("cs.head", "list_accountability")["items"]) == 1
    assert desk.call("art.head", "list_accountability")["items"] == []
    assert desk.call("auditor", "list_accountability", unit_id="art")["items"] == []


def test_the_record_is_paged_and_cut_to_a_span(desk: Any) -> None:
    start = desk.clock.now()
    for _ in range(3):
        desk.open_incident()
        desk.pass_time(days=1)
    first = desk.call("officer", "list_accountability", limit=2)
    rest = desk.call("officer", "list_accountability", limit=2, cursor=first["next_cursor"])
    assert len({line["incident_id"] for line in first["items"] + rest["items"]}) == 3
    since = (start + timedelta(hours=12)).isoformat()
    assert len(desk.call("officer", "list_accountability", since=since)["items"]) == 2
    with pytest.raises(InputInvalid):
        desk.call("officer", "list_accountability", since="yesterday")


def test_the_sheet_holds_every_line_and_no_formula(desk: Any) -> None:
    desk.open_incident(title='=HYPERLINK("http://evil","x")')
    desk.open_incident(title="普通标题")
    file = desk.call("officer", "export_accountability")
    sheet = load_workbook(io.BytesIO(base64.b64decode(file["base64"]))).active
    assert sheet is not None
    assert [cell.value for cell in sheet["B"]] == ["标题", '=HYPERLINK("http://evil","x")', "普通标题"]
    assert {cell.data_type for cell in sheet["B"]} == {"s"}


def test_statistics_count_by_unit_tier_kind_severity_and_campus_month(desk: Any) -> None:
    desk.deliver(desk.judged(1), desk.judged(2, "outside_window", account_id="club-weibo"))
    desk.clock.move(by=timedelta(days=29, hours=16))
    desk.open_incident(account_id="art-douyin")
    counts = desk.call("director", "count_incidents")
    assert counts["by_unit"] == {"cs": 1, "club": 1, "art": 1}
    assert counts["by_tier"] == {"2": 2, "3": 1}
    assert counts["by_severity"] == {"II": 2, "IV": 1}
    assert counts["by_month"] == {"2026-03": 2, "2026-04": 1}
    assert desk.call("cs.head", "count_incidents")["by_unit"] == {"cs": 1, "club": 1}


@pytest.mark.article(15)
def test_statistics_say_how_fast_incidents_were_answered_and_copies_taken_down(desk: Any) -> None:
    incident = desk.open_incident()
    asked = desk.call("duty", "ask_takedown", {"url": "https://a.example/1"}, id=incident["id"])
    desk.pass_time(minutes=10)
    desk.call("duty", "acknowledge_incident", id=incident["id"])
    desk.pass_time(minutes=30)
    desk.call("officer", "finish_takedown", {"evidence": "x"}, id=asked["id"])
    found = desk.call("director", "count_incidents")
    assert found["minutes"] == {"II": {"acknowledge": 10, "contain": None, "resolve": None}}
    assert found["takedowns"] == {"count": 1, "done": 1, "late": 0, "minutes": 40}


@pytest.mark.article(15)
def test_the_export_holds_the_ledgers_entries_with_their_chain_of_hashes(desk: Any) -> None:
    incident = desk.open_incident()
    desk.call("duty", "acknowledge_incident", id=incident["id"])
    file = desk.call("auditor", "export_accountability")
    sheet = load_workbook(io.BytesIO(base64.b64decode(file["base64"])))["台账"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == ["incident.open", "incident.acknowledge"]
    assert all(len(str(row[7])) == 64 for row in rows)
    assert [row[2] for row in rows] == ["officer", "duty"]
    desk.deliver(erased("duty"))
    file = desk.call("auditor", "export_accountability")
    sheet = load_workbook(io.BytesIO(base64.b64decode(file["base64"])))["台账"]
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["officer", "已删除"]


@pytest.mark.article(15)
def test_the_name_of_who_was_erased_stands_in_no_timeline(desk: Any) -> None:
    incident = desk.open_incident()
    desk.call("duty", "acknowledge_incident", id=incident["id"])
    desk.call("officer", "assign_incident", {"owner_id": "director"}, id=incident["id"])
    desk.deliver(erased("duty"), erased("director"))
    told = desk.call("auditor", "show_incident", id=incident["id"])
    assert told["owner_name"] == "已删除"
    assert {line["actor_name"] for line in told["timeline"]} == {"officer 的姓名", "已删除"}
    assert [line["details"]["owner_name"] for line in told["timeline"] if line["action"] == "assign"] == ["已删除"]


def erased(person_id: str) -> PersonSaved:
    """What the registry tells once somebody is erased."""
    return PersonSaved(
        person_id=person_id, username=erased_username(person_id), name="已删除", unit_id="", grants=(), active=False
    )


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.article(15)
def test_the_report_tells_the_whole_incident_as_word(desk: Any) -> None:
    incident_id = handled_incident(desk)
    file = desk.call("officer", "report_incident_docx", id=incident_id)
    assert file["name"] == f"incident-{incident_id}.docx"
    words = words_of(base64.b64decode(file["base64"]))
    for told in (
        "示例职业学院",
        "校园新媒体事件处置报告",
        "cs.editor、cs.head",
        "已联系主办单位",
        "已删除，截图存档",
        "迎新晚会今晚举行",
    ):
        assert told in words
    with pytest.raises(NotFound):
        desk.call("art.head", "report_incident_docx", id=incident_id)


def test_the_report_is_printed_as_pdf_whatever_stands_in_its_words(desk: Any) -> None:
    incident_id = handled_incident(desk, title='#eval("1") *粗* $x$ <b> \\ "引号" 😀')
    content = base64.b64decode(desk.call("officer", "report_incident_pdf", id=incident_id)["base64"])
    assert content.startswith(b"%PDF-")
    assert len(content) > 5000


def test_a_report_without_an_account_or_a_post_is_made_all_the_same(desk: Any) -> None:
    opened = desk.open_incident(account_id="", urls=[])
    assert base64.b64decode(desk.call("officer", "report_incident_pdf", id=opened["id"])["base64"]).startswith(b"%PDF-")
    assert "未登记账号" in words_of(
        base64.b64decode(desk.call("officer", "report_incident_docx", id=opened["id"])["base64"])
    )
