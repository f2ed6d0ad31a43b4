"""Excel and CSV: nothing half imported, every refused row with row and column."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.contracts.errors import InputInvalid, NotPermitted, TooLarge
from services.contracts.registry.sheet_shapes import ACCOUNT_COLUMNS, PEOPLE_COLUMNS, UNIT_COLUMNS
from services.registry.service import import_people
from services.registry.sheets import MOST_COLUMNS, _excel_rows, read_lines, write_table
from tests.unit.registry.college import College

ACCOUNT = ["计算机学院资讯", "weibo", "cs-old", 2, "计算机学院", "发布学院信息", "师生", "每周", "陈立新", "书记",
           "13800001234", "林晓", "20260003", "13900005678"]  # fmt: skip


def people_file(count: int, spoil: dict[int, list[str]]) -> bytes:
    rows = [
        spoil.get(at) or [f"p{at}", f"教师{at}", "计算机学院", f"T{at:05d}", "13800001234", "operator"]
        for at in range(count)
    ]
    return write_table("人员", list(PEOPLE_COLUMNS), rows)


def send(college: College, who: str, operation: str, content: bytes) -> dict[str, Any]:
    body = {"name": "表.xlsx", "media_type": "", "base64": base64.b64encode(content).decode()}
    found: dict[str, Any] = college.call(who, operation, body=body)
    return found


def test_of_5000_rows_50_bad_ones_are_refused_and_4950_are_in(college: College) -> None:
    bad = {at: ["坏 用户名", f"教师{at}", "计算机学院", "", "", ""] for at in range(0, 5000, 200)}
    bad |= {at: [f"q{at}", f"教师{at}", "月球学院", "", "", ""] for at in range(100, 5000, 200)}
    with college.office("admin") as office:
        report = import_people(office, people_file(5000, bad))
    assert (report["accepted"], len(report["refused"])) == (4950, 50)
    assert report["refused"][0]["row"] == 2
    assert {one["column"] for one in report["refused"]} == {"用户名", "单位"}
    assert college.call("admin", "list_people", query={"q": "p4999"})["items"][0]["name"] == "教师4999"
    assert college.ledger_holds()


def test_a_row_that_fails_late_leaves_nothing_behind(college: College) -> None:
    twice = [["p1", "甲", "计算机学院", "T1", "", "operator"], ["p2", "乙", "计算机学院", "T1", "", "operator"]]
    report = send(college, "admin", "import_people", write_table("人员", list(PEOPLE_COLUMNS), twice))
    assert report["accepted"] == 1
    assert report["refused"] == [{"row": 3, "column": "工号或学号", "message": report["refused"][0]["message"]}]
    assert college.call("admin", "list_people", query={"q": "p2"})["items"] == []
    assert [one["username"] for one in college.events("person.saved.v1")].count("p2") == 0


@pytest.mark.article(7)
def test_accounts_that_ran_before_are_taken_over_by_the_directors_import(college: College) -> None:
    other = [*ACCOUNT[:2], "cs-other", *ACCOUNT[3:]]
    sheet = write_table("平台", list(ACCOUNT_COLUMNS), [ACCOUNT, ACCOUNT, [*other[:3], 3, *other[4:]], other])
    report = send(college, "director", "import_accounts", sheet)
    assert report["accepted"] == 2
    assert [(one["row"], one["column"]) for one in report["refused"]] == [(3, "账号"), (4, "级别")]
    (first, _) = college.call("director", "list_accounts")["items"]
    assert (first["status"], first["operator_ids"]) == ("active", [college.people["cs.editor"].id])
    assert college.call("director", "get_application", first["application_id"])["state"] == "approved"
    with pytest.raises(NotPermitted):
        send(college, "officer", "import_accounts", sheet)


def test_csv_in_the_encoding_of_old_offices_is_read() -> None:
    text = ",".join(PEOPLE_COLUMNS) + "\np1,张三,计算机学院,,,\n\n"
    for encoding in ("utf-8-sig", "gb18030"):
        (line,) = read_lines(text.encode(encoding), PEOPLE_COLUMNS)
        assert (line.number, line.texts["name"]) == (2, "张三")


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(3):
            archive.writestr(f"xl/{part}.xml", b"\0" * 80_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xff\xfe\x00", "姓名,用户名\n".encode(), b"\0,\0\n"])
def test_a_file_that_is_no_table_is_refused(college: College, content: bytes) -> None:
    with pytest.raises(InputInvalid) as refused:
        send(college, "admin", "import_people", content)
    assert set(refused.value.errors) <= {"file", "base64"}


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_lines(bomb(), PEOPLE_COLUMNS)


def test_a_workbook_that_calls_itself_wider_than_it_is_fills_no_memory() -> None:
    book = Workbook()
    assert book.active
    book.active.append(list(PEOPLE_COLUMNS))
    book.active["XFD2"] = "x"
    kept = io.BytesIO()
    book.save(kept)
    assert {len(row) for row in _excel_rows(kept.getvalue())} == {MOST_COLUMNS}


def test_the_register_goes_out_as_far_as_one_sees_and_never_as_a_formula(college: College) -> None:
    college.account(name="=HYPERLINK(1)计算机学院")
    college.account("arts.operator", "arts", name="艺术学院之窗", handle="a")
    answer = college.call("cs.head", "accounts_xlsx")
    sheet = load_workbook(io.BytesIO(base64.b64decode(answer["base64"]))).worksheets[0]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][:2] == ["备案编号", "平台名称"]
    assert len(rows) == 2
    assert (rows[1][1].value, rows[1][1].data_type) == ("=HYPERLINK(1)计算机学院", "s")


def test_units_come_in_with_those_above_before_those_below(college: College) -> None:
    rows = [
        ["电子工程系", "faculty", "示例职业学院"],
        ["电子2601班", "class", "电子工程系"],
        ["飘着的班", "class", "月球学院"],
        ["坏", "planet", ""],
    ]
    report = send(college, "admin", "import_units", write_table("单位", list(UNIT_COLUMNS), rows))
    assert report["accepted"] == 2
    assert [(one["row"], one["column"]) for one in report["refused"]] == [(4, "上级单位"), (5, "类别")]
    found = {one["name"]: one for one in college.call("admin", "list_units", query={"limit": "100"})["items"]}
    assert found["电子2601班"]["path"][-2:] == [found["电子工程系"]["id"], found["电子2601班"]["id"]]
    with pytest.raises(NotPermitted):
        send(college, "officer", "import_units", write_table("单位", list(UNIT_COLUMNS), rows))


def test_people_and_units_go_out_as_tables_that_come_in_again(college: College) -> None:
    college.add_person(
        "guest.editor", "arts", [("reviewer", "cs"), ("operator", "arts")], number="G-1", phone="13800001234"
    )
    people, units = (
        base64.b64decode(college.call("admin", operation)["base64"]) for operation in ("people_xlsx", "units_xlsx")
    )
    lines = {line.texts["username"]: line.texts for line in read_lines(people, PEOPLE_COLUMNS)}
    assert (lines["guest.editor"]["phone"], lines["guest.editor"]["roles"]) == (
        "13800001234",
        "reviewer@计算机学院、operator",
    )
    assert send(college, "admin", "import_people", people)["accepted"] == 0
    assert [line.texts["parent"] for line in read_lines(units, UNIT_COLUMNS)][:2] == ["", "示例职业学院"]
    renamed = write_table(
        "人员", list(PEOPLE_COLUMNS), [["another", "同事", "艺术学院", "G-2", "", lines["guest.editor"]["roles"]]]
    )
    assert send(college, "admin", "import_people", renamed)["refused"] == []
    (made,) = college.call("admin", "list_people", query={"q": "another"})["items"]
    assert [(one["role"], one["unit_id"]) for one in made["roles"]] == [
        ("reviewer", college.units["cs"]),
        ("operator", college.units["arts"]),
    ]


def test_others_than_the_administrator_take_people_out_masked(college: College) -> None:
    college.add_person("guest", "arts", [], number="20269999", phone="13800001234")
    content = base64.b64decode(college.call("officer", "people_xlsx")["base64"])
    guest = next(line.texts for line in read_lines(content, PEOPLE_COLUMNS) if line.texts["username"] == "guest")
    assert (guest["number"], guest["phone"]) == ("******99", "138****1234")
    with pytest.raises(NotPermitted):
        college.call("student1", "people_xlsx")


def test_imported_accounts_are_watched_and_found_by_any_part_of_their_name(college: College) -> None:
    send(college, "director", "import_accounts", write_table("平台", list(ACCOUNT_COLUMNS), [ACCOUNT]))
    for text in ("机学", "cs-o", "资讯", "新媒备〔2026〕2-001号"):
        assert len(college.call("director", "list_accounts", query={"q": text})["items"]) == 1, text
    assert college.call("director", "list_accounts", query={"q": "讯资"})["items"] == []
    college.fire_deadlines()
    college.clock.move(by=timedelta(days=30))
    college.fire_deadlines()
    assert len(college.events("account.dormant.v1")) == 1
