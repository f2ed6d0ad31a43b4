"""A real browser for the journeys: people with a phone or a desk before them, and what must be true of every page they see."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.servers import machine

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artifacts" / "pages"
AXE = (ROOT / "tests" / "data" / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright brought."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Person:
    """Somebody before a screen. What goes wrong on any page - a script, a refused style, a request to elsewhere - is kept in `complaints`."""

    def __init__(self, browser: Browser, base_url: str, size: str, **options: Any) -> None:
        self.base_url = base_url
        self.size = size
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._hear)
        self.page.on("request", self._watch)

    def _hear(self, said: Any) -> None:
        if said.type == "error" and "status of 4" not in said.text:  # a refusal is part of some journeys
            self.complaints.append(f"{self.page.url}: {said.text}")

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.base_url, "data:", "blob:", "about:")):
            self.complaints.append(f"{self.page.url} asked {request.url}")

    def sign_in(self, username: str, password: str) -> Person:
        self.go("/")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        with self.page.expect_navigation(url=re.compile(r".*/(boards|settings|accounts|incidents).*")):
            self.page.locator(".sign-in button").click()
        return self

    def go(self, path: str) -> int:
        """Open a page; the status that it was answered with."""
        answer = self.page.goto(self.base_url + path)
        return answer.status if answer else 0

    def press(self, name: str) -> None:
        """Press a button by its name, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def open_action(self, label: str) -> None:
        """Unfold an action that has a form."""
        self.page.locator("details.action > summary", has_text=label).first.click()

    def send_action(self, label: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("details.action[open] form button:not([type=button])", has_text=label).first.click()

    def notice(self) -> str:
        """What the page says has been done."""
        return self.page.locator("[data-notice]").inner_text()

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.jpg", full_page=True, type="jpeg", quality=80)

    def judge(self) -> list[str]:
        """What axe-core finds wrong with the page, each with where. Swagger UI, which a button of the API's page opens, is not judged: all it shows stands in that page's own list."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", RULES
        )
        return [
            f"{self.page.url}: {broken['id']} {node['target']} {node['failureSummary'][:200]}"
            for broken in found["violations"]
            for node in broken["nodes"][:3]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide

    def first_paint(self) -> float:
        """Milliseconds until something of the page was to be seen."""
        painted: float = self.page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? "
            "performance.getEntriesByType('navigation')[0].responseEnd"
        )
        return painted

    def close(self) -> None:
        self.context.close()
