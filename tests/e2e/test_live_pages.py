"""A page changes before somebody's eyes when somebody else has decided: nobody reloads, nobody asks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.e2e.browser import PICTURES, Person, chromium
from tests.e2e.college import PASSWORD, College
from tests.e2e.test_slice import approved_account, submitted_text

PATIENCE = 15_000
"""Milliseconds. How long it really took stands in ``artifacts/pages``, in seconds, for machines differ."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def took(college: College, request: pytest.FixtureRequest) -> Iterator[dict[str, float]]:
    """Seconds until a change was to be seen, by where."""
    found: dict[str, float] = {}
    yield found
    PICTURES.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"load": os.getloadavg()[0], **found})
    (PICTURES / f"live-{request.node.name}.json").write_text(told, encoding="utf-8")


@pytest.fixture
def open_page(browser: Browser, college: College) -> Iterator[Callable[..., Person]]:
    """Signs somebody in and leaves them before a page; a `live` one listens already."""
    here: list[Person] = []

    def arrive(username: str, path: str, live: bool = True) -> Person:
        person = Person(browser, college.suite.base_url, "desk").sign_in(username, PASSWORD)
        here.append(person)
        if live:
            with person.page.expect_response("**/changes/stream"):
                person.go(path)
        else:
            person.go(path)
        return person

    yield arrive
    complaints = [complaint for person in here for complaint in person.complaints]
    for person in here:
        person.close()
    assert complaints == []


def seen(place: Locator, since: float, state: str = "visible") -> float:
    """Seconds from `since` until it is to be seen, or gone."""
    place.wait_for(state=state, timeout=PATIENCE)  # type: ignore[arg-type]
    return round(time.monotonic() - since, 2)


@pytest.mark.article(13)
def test_what_one_person_decides_the_others_see_on_their_open_pages(
    college: College, open_page: Callable[..., Person], took: dict[str, float]
) -> None:
    account = approved_account(
        college, 2, "cs", "yiban", name="计算机学院易班", handle="cs-live", duplicate_reason="易班工作站。"
    )
    text = submitted_text(college, "cs.operator", account, "实训楼周六开放。")
    path = f"/submissions/{text['id']}"
    editor, head = open_page("cs.editor", path, False), open_page("cs.head", "/review")
    operator = open_page("cs.operator", path)
    row = head.page.locator(f'main a[href="{path}"]')
    assert row.count() == 0, "it is not the head's turn yet"
    editor.page.get_by_role("button", name="通过", exact=True).click()
    decided = time.monotonic()
    took["queue"] = seen(row, decided)
    took["text"] = seen(operator.page.locator("ol.timeline", has_text="通过"), decided)


@pytest.mark.article(15)
def test_an_incident_acknowledged_by_one_is_so_on_the_boards_of_the_others(
    college: College, open_page: Callable[..., Person], took: dict[str, float]
) -> None:
    duty, officer = open_page("duty", "/boards/duty"), open_page("officer", "/boards/department")
    title = "转发不实消息,两块屏幕同时看"
    made = college["cs.head"].post("/incidents", {"title": title, "severity": "III"}, 201)
    reported = time.monotonic()
    took["board"] = seen(officer.page.get_by_role("link", name=title), reported)
    button = duty.page.locator(f'form[action="/incidents/{made["id"]}/acknowledge"] button')
    took["desk"] = seen(button, reported)
    second = open_page("officer", "/boards/duty")
    button.click()
    acknowledged = time.monotonic()
    theirs = second.page.locator(f'form[action="/incidents/{made["id"]}/acknowledge"]')
    took["acknowledged"] = seen(theirs, acknowledged, "detached")
