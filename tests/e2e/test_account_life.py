"""The whole life of an account over HTTP, from a half-written draft to its closure, on both profiles, the clock moved along.

One college a profile lives through two years: in the first a tier 2 account, in the second a tier 3 one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from services.kit.clock import CAMPUS_ZONE
from tests.e2e.college import College, found_college
from tests.e2e.running import Suite, distributed, eventually

SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 512


class Time:
    """The suite's clock, read from a file by all of its processes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._ahead = timedelta()

    def pass_days(self, days: int) -> None:
        self._ahead += timedelta(days=days)
        self.file.write_text(str(self._ahead.total_seconds()))

    def day(self, later: int = 0) -> str:
        """The day on campus, so many days on."""
        return (datetime.now(UTC) + self._ahead + timedelta(days=later)).astimezone(CAMPUS_ZONE).date().isoformat()


@pytest.fixture(scope="module", params=["embedded", "distributed"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[College, Time]]:
    """A college of its own whose time can be moved, on each profile in turn."""
    folder = tmp_path_factory.mktemp("life")
    time = Time(folder / "ahead")
    settings = {"XINMEI_CLOCK_OFFSET_FILE": str(time.file), "XINMEI_SESSION_HOURS": "40000"}
    if request.param == "embedded":
        from tests.e2e.running import embedded

        with embedded(folder / "data", **settings) as suite:
            yield from _founded(suite, time)
        return
    rabbitmq, postgres = request.getfixturevalue("rabbitmq"), request.getfixturevalue("postgres")
    vhost, database = rabbitmq.new_vhost(), postgres.create_database()
    with distributed(vhost, database, **settings) as suite:
        yield from _founded(suite, time)
    rabbitmq.drop_vhost(vhost)
    postgres.drop_database(database)


def _founded(suite: Suite, time: Time) -> Iterator[tuple[College, Time]]:
    college = found_college(suite)
    yield college, time
    college.close()


@pytest.mark.article(6, 7)
@pytest.mark.parametrize(("tier", "unit", "endorsers"), [(2, "cs", ["cs.head"]), (3, "club", ["cs.head", "league"])])
def test_an_account_lives_from_draft_to_closure(
    life: tuple[College, Time], tier: int, unit: str, endorsers: list[str]
) -> None:
    college, time = life
    application = drafted(college, tier, unit)
    attached(college, unit, application)
    account = approved(college, unit, application, endorsers)
    text_is_taken(college, unit, account, True)
    renamed_late(college, time, unit, account)
    handed_over(college, time, unit, account)
    reviewed(college, time, unit, account, tier)
    closed(college, unit, account)


def drafted(college: College, tier: int, unit: str) -> str:
    """Saved as one types: half a form is kept, and only submitting it asks for the rest."""
    operator, whole = college[f"{unit}.operator"], college.application(tier, unit, "wechat_official")
    started = {name: whole[name] for name in ("channel", "tier", "unit_id", "name")}
    draft = operator.post("/applications", started, 201)
    path = f"/applications/{draft['id']}"
    refused = operator.ask("POST", f"{path}/submit")
    assert (refused.status_code, "purpose" in refused.json()["errors"]) == (422, True)
    assert operator.ask("PUT", path, whole).status_code == 200
    assert operator.get(path)["state"] == "draft"
    return path


def attached(college: College, unit: str, path: str) -> None:
    """The signed and sealed scan; a program that is named .pdf is refused, and nothing else is lost."""
    operator = college[f"{unit}.operator"]
    for name, content, status in (
        ("章.pdf", SCAN, 201),
        ("表.pdf", PROGRAM, 422),
        ("大.pdf", SCAN + b"x" * 21_000_000, 413),
    ):
        answer = operator.send("POST", f"{path}/attachments", files={"file": (name, content, "application/pdf")})
        assert answer.status_code == status, answer.text
    assert [one["name"] for one in operator.get(path)["attachments"]] == ["章.pdf"]
    for form, head in (("form.docx", b"PK"), ("form.pdf", b"%PDF-")):
        assert operator.ask("GET", f"{path}/{form}").content.startswith(head)


def approved(college: College, unit: str, path: str, endorsers: list[str]) -> str:
    """Returned once with a coded reason, mended, endorsed by all whom the tier asks, decided by the director."""
    operator, first, director = college[f"{unit}.operator"], college[endorsers[0]], college["director"]
    operator.post(f"{path}/submit")
    assert director.ask("POST", f"{path}/approve").status_code == 409
    first.post(f"{path}/return", {"reason_code": "plan", "comment": "请写明联系人"})
    mended = {**whole_form(operator.get(path)), "emergency_plan": "立即停止传播,十分钟内报告王建国。"}
    assert operator.ask("PUT", path, mended).status_code == 200
    operator.post(f"{path}/submit")
    assert [one["field"] for one in first.get(path)["differences"]] == ["emergency_plan"]
    for endorser in endorsers:
        assert operator.ask("POST", f"{path}/endorse").status_code in (403, 409)
        college[endorser].post(f"{path}/endorse")
    done = director.post(f"{path}/approve")
    assert (done["state"], done["file_number"].startswith("新媒备〔")) == ("approved", True)
    return str(done["account_id"])


def whole_form(shown: dict[str, Any]) -> dict[str, Any]:
    names = ("channel", "name", "handle", "tier", "unit_id", "purpose", "audience", "update_frequency",
             "responsible_person", "administrators", "adviser", "review_rules", "emergency_plan", "undertaking")  # fmt: skip
    return {name: shown[name] for name in names}


def text_is_taken(college: College, unit: str, account: str, wanted: bool) -> None:
    """Whether the review service takes a text of this account, once it has heard how the account stands."""
    text = {
        "account_id": account,
        "title": "图书馆延长开放时间",
        "body": "自下周一起开放至晚上十点。",
        "source": "original",
    }

    def asked() -> bool:
        status = college[f"{unit}.operator"].ask("POST", "/submissions", text).status_code
        assert status in (201, 403, 404, 409, 422), status  # not known yet, or not running
        return (status == 201) is wanted

    eventually(asked, f"texts of the account are {'taken' if wanted else 'refused'}")


def renamed_late(college: College, time: Time, unit: str, account: str) -> None:
    """Changed eight days ago: late for ever, and in the history once it is taken on file."""
    time.pass_days(8)
    name = f"{college['officer'].get(f'/accounts/{account}')['unit_name']}新视界"
    body = {"kind": "rename", "after": {"name": name}, "changed_on": time.day(-8), "reason": "栏目调整"}
    change = college[f"{unit}.operator"].post(f"/accounts/{account}/changes", body, 201)
    assert change["late"] is True
    assert college["officer"].post(f"/changes/{change['id']}/accept")["late"] is True
    entries = college["officer"].get(f"/accounts/{account}/history")["items"]
    assert [(one["field"], one["after"]) for one in entries] == [("name", name)]
    for form, head in (("form.docx", b"PK"), ("form.pdf", b"%PDF-")):
        assert college["officer"].ask("GET", f"/changes/{change['id']}/{form}").content.startswith(head)


def handed_over(college: College, time: Time, unit: str, account: str) -> None:
    """Another administrator beside the first: the passwords pass, and both sides say so."""
    number, leader = {"cs": ("20250004", "cs.head"), "club": ("20250007", "club.leader")}[unit]
    people = [{"name": "接任", "number": number, "phone": "13900000001"}]
    body = {"kind": "administrator", "after": {"administrators": people}, "changed_on": time.day(), "reason": "轮岗"}
    change = college[leader].post(f"/accounts/{account}/changes", body, 201)
    path = f"/changes/{change['id']}"
    incoming, stand_in = college[f"{unit}.operator"], college[leader]
    assert college["officer"].ask("POST", f"{path}/accept").status_code == 409
    incoming.post(f"{path}/confirm-handover", {"side": "incoming"})
    assert incoming.ask("POST", f"{path}/confirm-handover", {"side": "outgoing"}).status_code == 403
    assert stand_in.post(f"{path}/confirm-handover", {"side": "outgoing"})["handover_confirmed"] is True
    assert college["officer"].post(f"{path}/accept")["state"] == "accepted"


def reviewed(college: College, time: Time, unit: str, account: str, tier: int) -> None:
    """Assessed with what is known, inspected, told to mend; past the day it is suspended by itself, and passes later."""
    officer, director, operator = college["officer"], college["director"], college[f"{unit}.operator"]
    year = int(time.day()[:4]) + tier  # one round a year; each tier has its own
    officer.post("/annual-reviews", {"year": year, "opens_on": time.day(), "due_on": time.day(20)}, 201)
    one = f"/annual-reviews/{year}/accounts/{account}"
    begun = operator.get(one)["prefilled"]
    assert set(begun["scores"]) == {"update_rhythm", "safety", "responsible_people", "late_filings", "incidents"}
    operator.post(
        f"{one}/self-assessment", {"summary": begun["summary"], "scores": begun["scores"], "plan": "按时填报"}
    )
    officer.post(f"{one}/inspection", {"scores": {"content": 70, "safety": 90}, "notes": {"content": "更新偏少"}})
    verdict = {"verdict": "rectify", "rectify_by": time.day(3), "comment": "三日内整改"}
    assert director.post(f"{one}/verdict", verdict)["total"] == 78.9
    time.pass_days(4)
    eventually(
        lambda: officer.get(f"/accounts/{account}")["status"] == "suspended", "the account is suspended by itself"
    )
    text_is_taken(college, unit, account, False)
    assert officer.ask("POST", f"/accounts/{account}/resume", {"reason": "说情"}).status_code == 409
    book = load_workbook(io.BytesIO(officer.ask("GET", f"/annual-reviews/{year}/results.xlsx").content))
    assert [sheet.title for sheet in book] == ["各平台", "按单位", "按级别"]
    assert officer.ask("GET", f"/annual-reviews/{year}/report.pdf").content.startswith(b"%PDF-")
    assert director.post(f"{one}/verdict", {"verdict": "passed"})["account_status"] == "active"
    text_is_taken(college, unit, account, True)


def closed(college: College, unit: str, account: str) -> None:
    """For good, with its reason; anybody can see that, and no text is taken any more."""
    shown = college["officer"].post(f"/accounts/{account}/close", {"reason": "平台整合"})
    assert (shown["status"], shown["status_reason"]) == ("closed", "平台整合")
    checked = college["student1"].get(f"/verify?channel=wechat_official&handle={unit}_wechat_official")
    assert checked["status"] == "closed"
    assert not set(checked) & {"phone", "responsible_person", "administrators", "operator_ids"}
    text_is_taken(college, unit, account, False)
    fields = [one["field"] for one in college["officer"].get(f"/accounts/{account}/history")["items"]]
    assert fields[0] == "status"
    assert {"name", "administrators", "status"} <= set(fields)
