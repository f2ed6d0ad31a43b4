"""Every page, found by following its links as each person: a picture in both sizes and both languages, and what must be true of all.

Pictures stand below ``artifacts/pages``, to be looked at. A page that no person of the demo college reaches fails the test.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from gateway.app import Portal
from gateway.front import Desk
from services.kit.clock import CAMPUS_ZONE, Clock
from services.kit.platform import Platform
from services.kit.settings import Settings
from tests.e2e import browser as eyes
from tests.e2e.running import Person as Client
from tests.e2e.running import Suite, embedded
from tests.unit.gateway.conftest import FakeServices

PEOPLE = (
    "director",
    "officer",
    "cs.head",
    "cs.operator",
    "cs.editor",
    "club.operator",
    "duty",
    "trainer",
    "student1",
    "association",
    "admin",
)
PASSWORD = "demo"
ERRORS = ("/no/such/page",)
NO_PAGES = re.compile(r"^(/api/|/sign-on/|/evidence/|/static/|/healthz|/readyz|/metrics|/favicon)")


@dataclass(frozen=True)
class Seen:
    """A page that was reached: its endpoint, by whom, and at which address."""

    endpoint: str
    username: str
    path: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    with embedded(tmp_path_factory.mktemp("demo"), "--demo") as suite:
        _enrol(suite)
        _file(suite)
        yield suite


def _enrol(suite: Suite) -> None:
    """One student has a place in the next session, so that there is a pass to show."""
    student = Client(suite.base_url, "student1", PASSWORD)
    for session in student.get("/training-sessions?limit=50")["items"]:
        student.ask("POST", f"/training-sessions/{session['id']}/enrolments")
    student.close()


def _file(suite: Suite) -> None:
    """What the demo's people leave to be filed: an annual review, a draft, a change, one's own account, something sighted."""
    today = datetime.now(CAMPUS_ZONE).date()
    later = (today + timedelta(days=30)).isoformat()
    operator, officer = (Client(suite.base_url, username, PASSWORD) for username in ("cs.operator", "officer"))
    me = operator.get("/me")
    year = {"year": today.year, "opens_on": today.isoformat(), "due_on": later}
    change = {"kind": "rename", "after": {"name": "信工院微门户"}, "changed_on": today.isoformat(), "reason": "更名"}
    own = {"channel": "weibo", "handle": "https://weibo.com/someone", "name": "某同学"}
    seen = {"channel": "douyin", "handle": "someone-else", "name": "某某职院吐槽君"}
    for client, path, body in (
        (officer, "/annual-reviews", year),
        (
            operator,
            "/applications",
            {"name": "写了一半的申请", "channel": "weibo", "tier": 2, "unit_id": me["unit_id"]},
        ),
        (operator, f"/accounts/{me['accounts'][0]}/changes", change),
        (operator, "/personal-accounts", own),
        (operator, "/sightings", seen),
    ):
        answer = client.ask("POST", path, body)
        assert answer.status_code in (201, 409), answer.text
    for client in (operator, officer):
        client.close()


def certificate_of_somebody(suite: Suite) -> str:
    """The public page of a certificate that the demo has given."""
    for number in range(1, 21):
        student = Client(suite.base_url, f"student{number}", PASSWORD)
        found = student.get("/me/certificates")["items"]
        student.close()
        if found:
            return f"/certificates/{found[0]['number']}"
    raise AssertionError("nobody in the demo has a certificate")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with eyes.chromium() as browser:
        yield browser


def pages_of_portal() -> Map:
    """All addresses that the portal knows."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({}, data=Path(folder))
        platform = Platform.from_settings(settings, ["s" * 40], Clock())
        return Portal(Desk(platform, FakeServices())).flask.url_map


def wanted_endpoints(addresses: Map) -> set[str]:
    """Endpoints that show a page on GET."""
    return {
        rule.endpoint
        for rule in addresses.iter_rules()
        if "GET" in (rule.methods or ()) and not NO_PAGES.match(rule.rule)
    }


def endpoint_of(addresses: Map, path: str) -> str:
    """Which page stands at a path; empty where none does, or where it is no page."""
    if NO_PAGES.match(path) and path != "/api/docs":
        return ""
    try:
        endpoint, _ = addresses.bind("").match(path, "GET")
    except HTTPException:
        return ""
    return str(endpoint)


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


class Gallery:
    """Walks through the portal as one person after another, and looks at each page once."""

    def __init__(self, browser: Browser, suite: Suite, addresses: Map) -> None:
        self._browser = browser
        self._suite = suite
        self._addresses = addresses
        self.seen: dict[str, Seen] = {}
        self.faults: list[str] = []
        self.painted: dict[str, float] = {}

    def visit_all(self) -> None:
        self._visit("", ["/", "/login", "/verify", "/api/docs", *ERRORS, certificate_of_somebody(self._suite)])
        for username in PEOPLE:
            self._visit(username, ["/applications", "/search?q=计算机"])

    def _visit(self, username: str, paths: list[str]) -> None:
        people = {size: eyes.Person(self._browser, self._suite.base_url, size) for size in eyes.SIZES}
        for person in people.values():
            if username:
                person.sign_in(username, PASSWORD)
        waiting, known = list(paths), {"", "start"}
        if username:
            waiting.insert(0, urlsplit(people["desk"].page.url).path)
        while waiting:
            path = waiting.pop(0)
            links = self._look(people, username, path) if self._is_new(path) else self._follow(people["desk"], path)
            for link in links:
                if (endpoint := endpoint_of(self._addresses, link)) not in known:
                    known.add(endpoint)
                    waiting.append(link)
        for person in people.values():
            self.faults += person.complaints
            person.close()

    def _is_new(self, path: str) -> bool:
        return self._name(path) not in self.seen

    def _name(self, path: str) -> str:
        return endpoint_of(self._addresses, urlsplit(path).path) or path.strip("/").replace("/", "-")

    def _follow(self, desk: eyes.Person, path: str) -> list[str]:
        """The paths that a page leads to whose like was looked at before."""
        page = desk.context.request.get(desk.base_url + path).text()
        return [urlsplit(link).path for link in re.findall(r'<a[^>]* href="(/[^"]*)"', page)]

    def _look(self, people: dict[str, eyes.Person], username: str, path: str) -> list[str]:
        """Look at one page in all ways; the paths that it leads to."""
        endpoint, desk = self._name(path), people["desk"]
        status = desk.go(path)
        if path != "/" and urlsplit(desk.page.url).path != urlsplit(path).path:
            return []
        if status >= 400 and path not in ERRORS:
            self.faults.append(f"{username or 'nobody'} is led to {path}, which answers {status}")
            return []
        self.seen[endpoint] = Seen(endpoint, username, path)
        self.painted[endpoint] = desk.first_paint()
        links: list[str] = desk.page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        self._examine(desk, endpoint, "zh")
        for size, language in (("phone", "zh"), ("desk", "en"), ("phone", "en")):
            people[size].go(in_language(path, language))
            self._examine(people[size], endpoint, language)
        desk.go(in_language(path, "zh"))
        return [urlsplit(link).path for link in links]

    def _examine(self, person: eyes.Person, endpoint: str, language: str) -> None:
        person.picture(f"{endpoint}-{person.size}-{language}")
        if person.overflow() > 0:
            self.faults.append(f"{person.page.url} is wider than a {person.size} by {person.overflow()} px")
        if (person.size, language) == ("desk", "zh"):
            self.faults += person.judge()
        elif (person.size, language) == ("phone", "en"):
            person.page.emulate_media(color_scheme="dark")
            self.faults += [f"dark: {fault}" for fault in person.judge()]
            person.page.emulate_media(color_scheme="light")


@pytest.mark.timeout(900)
def test_every_page_is_fit_to_be_seen(demo: Suite, chromium: Browser) -> None:
    addresses = pages_of_portal()
    gallery = Gallery(chromium, demo, addresses)
    gallery.visit_all()
    told = {endpoint: round(ms) for endpoint, ms in sorted(gallery.painted.items(), key=lambda item: -item[1])}
    eyes.PICTURES.mkdir(parents=True, exist_ok=True)
    (eyes.PICTURES / "first_paint.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    assert not gallery.faults, "\n".join(gallery.faults)
    unseen = wanted_endpoints(addresses) - set(gallery.seen)
    assert not unseen, sorted(unseen)
