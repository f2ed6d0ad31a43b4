"""Form 1 and Form 2 on paper: what stands on them, and for whom phones stand in full."""

from __future__ import annotations

import base64
import io

import pytest
from docx import Document

from services.contracts.errors import NotFound
from services.kit.tables import ledger
from tests.unit.registry.college import College


def words(college: College, who: str, operation: str, id_: str) -> str:
    """All texts of a Word form, cell by cell."""
    answer = college.call(who, operation, id_)
    document = Document(io.BytesIO(base64.b64decode(answer["base64"])))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.article(7)
def test_form_1_holds_every_field_and_a_box_for_each_seal(college: College) -> None:
    text = words(college, "club.operator", "application_docx", college.submitted("club.operator", "club"))
    for part in ("附件1", "备案及审批表", "微信公众号", "club_window", "三级平台", "陈立新", "13800001234", "A-7",
                 "所属院部意见", "团委或学工部意见", "宣传统战部审批意见", "签字"):  # fmt: skip
        assert part in text


@pytest.mark.article(7)
def test_an_approved_form_carries_its_file_number_and_who_endorsed(college: College) -> None:
    id_ = college.endorsed()
    college.call("director", "approve_application", id_)
    text = words(college, "cs.operator", "application_docx", id_)
    assert "新媒备〔2026〕2-001号" in text
    assert "同意。cs.head 同志(第一责任人) 2026年3月2日" in text
    assert "同意备案。2026年3月2日" in text


@pytest.mark.article(7)
def test_form_2_says_from_what_to_what_and_that_it_is_late(college: College) -> None:
    id_ = college.account()
    body = {"kind": "rename", "after": "计算机学院新视界", "changed_on": "2026-02-20", "reason": "改版"}
    change = college.call("cs.operator", "file_change", id_, body=body)["id"]
    text = words(college, "cs.operator", "change_docx", change)
    for part in ("附件2", "平台名称:计算机学院之窗", "平台名称:计算机学院新视界", "逾期填报", "2026年2月20日"):
        assert part in text
    assert base64.b64decode(college.call("officer", "change_pdf", change)["base64"])[:5] == b"%PDF-"


def test_the_pdf_is_a_pdf_of_one_page(college: College) -> None:
    content = base64.b64decode(college.call("cs.head", "application_pdf", college.submitted())["base64"])
    assert content[:5] == b"%PDF-"
    assert content.count(b"/Type /Page\n") == 1 or b"/Count 1" in content


def test_words_are_data_and_never_markup(college: College) -> None:
    id_ = college.submitted(purpose="#panic()\n*粗* $x$ `y` <b>")
    assert base64.b64decode(college.call("cs.head", "application_pdf", id_)["base64"])[:5] == b"%PDF-"
    assert "#panic()" in words(college, "cs.head", "application_docx", id_)


def test_phones_stand_in_full_only_for_those_who_need_them_and_each_print_is_in_the_ledger(college: College) -> None:
    id_ = college.submitted()
    assert "13800001234" in words(college, "officer", "application_docx", id_)
    masked = words(college, "auditor", "application_docx", id_)
    assert "13800001234" not in masked
    assert "138****1234" in masked
    with college.database.begin(writes=False) as session:
        rows = session.execute(ledger.select().where(ledger.c.action == "form.printed").order_by(ledger.c.number)).all()
    assert [row.details["in_full"] for row in rows] == [True, False]


def test_a_form_of_others_does_not_exist(college: College) -> None:
    with pytest.raises(NotFound):
        college.call("arts.head", "application_pdf", college.submitted())
