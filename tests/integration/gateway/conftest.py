"""The whole suite in a process of its own, as ``xinmei up`` starts it, with a small college in it; and browsers to visit it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.gateway.posting import PageForms

PASSWORD = "correct-horse-7"
READY_WITHIN = 60.0
Person = tuple[str, str, str, list[str]]
PEOPLE: list[Person] = [
    ("officer", "高宇轩", "宣传统战部", ["officer"]),
    ("director", "宋志远", "宣传统战部", ["director"]),
    ("duty", "郑浩然", "宣传统战部", ["duty"]),
    ("trainer", "何静", "宣传统战部", ["trainer"]),
    ("auditor", "白羽", "宣传统战部", ["auditor"]),
    ("cs.head", "朱婉清", "计算机学院", ["responsible"]),
    ("cs.editor", "马超", "计算机学院", ["reviewer"]),
    ("cs.operator", "肖志远", "计算机学院", ["operator"]),
    ("art.operator", "林一", "艺术学院", ["operator"]),
    ("club.operator", "钱多多", "计算机协会", ["operator"]),
    ("league", "冯团", "共青团委员会", ["league"]),
    ("student1", "吴佳琪", "计算机学院", ["student"]),
    ("student2", "张三", "计算机学院", ["student"]),
    ("student3", "李四", "计算机学院", ["student"]),
]
UNITS = [
    ("宣传统战部", "propaganda", ""),
    ("计算机学院", "faculty", ""),
    ("艺术学院", "faculty", ""),
    ("共青团委员会", "youth_league", ""),
    ("计算机协会", "club", "计算机学院"),
]
"""Name, kind, and above it where that is not the college."""


@dataclass
class Suite:
    """A running suite: its address, its process, the units' ids, and a token for each person."""

    url: str
    process: subprocess.Popen[bytes]
    units: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20))

    def call(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A call to the API as this person; nobody where `who` is empty."""
        if who:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        return self.client.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers)

    def done(self, who: str, method: str, path: str, body: Any = None) -> Any:
        """The answer to a call that must succeed."""
        answer = self.call(who, method, path, body)
        assert answer.is_success, f"{who} {method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def token(self, who: str) -> str:
        if who not in self.tokens:
            answer = self.client.post(f"{self.url}/api/v1/login", json={"username": who, "password": PASSWORD})
            assert answer.is_success, answer.text
            self.client.cookies.clear()
            self.tokens[who] = answer.json()["token"]
        return self.tokens[who]

    def eventually(self, look: Callable[[], Any], within: float = 10.0) -> Any:
        """What `look` finds, as soon as it is true."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.1)
        raise AssertionError("it did not come about in time")


@dataclass
class Browser:
    """A person at the portal: keeps cookies, follows redirects, fills in forms as they stand on the page."""

    client: httpx.Client
    page: httpx.Response

    def get(self, path: str) -> httpx.Response:
        self.page = self.client.get(path)
        return self.page

    def send(self, action: str, **fields: str) -> httpx.Response:
        """Fill in the form on the present page that goes to `action`, and send it with all that stands in it."""
        return self.send_to(action, action, **fields)

    def send_to(self, address: str, action: str, **fields: str) -> httpx.Response:
        """Send the form that goes to `action` to another address."""
        form = PageForms(self.page.text).find(action)
        typed = {name.replace("__", "."): value for name, value in fields.items()}
        assert set(typed) <= form.names, f"the form to {action} has no {set(typed) - form.names}"
        self.page = self.client.post(address, **form.body(typed))
        return self.page


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """The suite with its people, for the tests of one module."""
    data = tmp_path_factory.mktemp("gateway")
    found = start(data)
    try:
        _xinmei("create-admin", "--username", "admin", "--name", "管理员", "--password", PASSWORD, "--data", str(data))
        _settle(found)
        yield found
    finally:
        stop(found)


def start(data: Path) -> Suite:
    """``xinmei up`` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "deploy", "up", "--data", str(data), "--port", str(port)]
    with (data / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=_environment())
    found = Suite(f"http://127.0.0.1:{port}", process)
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(found.url + "/readyz", timeout=5).status_code == 200:
                return found
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    process.wait(30)
    raise AssertionError((data / "log.txt").read_text())


def stop(found: Suite) -> int:
    """Ask it to stop and wait; its exit code."""
    found.client.close()
    found.process.terminate()
    return found.process.wait(10)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINMEI_")}
    return {**kept, "PYTHONWARNINGS": "ignore"}


def _xinmei(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy", *arguments], capture_output=True, env=_environment(), check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def _settle(found: Suite) -> None:
    """Units and people, made by the administrator."""
    college = found.done("admin", "POST", "/units", {"name": "示例职业学院", "kind": "college"})["id"]
    for name, kind, above in UNITS:
        body = {"name": name, "kind": kind, "parent_id": found.units.get(above, college)}
        found.units[name] = found.done("admin", "POST", "/units", body)["id"]
    for number, (username, name, unit, roles) in enumerate(PEOPLE):
        unit_id = found.units[unit]
        body = {"username": username, "name": name, "unit_id": unit_id, "password": PASSWORD, "number": f"9{number:05}"}
        found.done(
            "admin", "POST", "/people", {**body, "roles": [{"role": role, "unit_id": unit_id} for role in roles]}
        )


@pytest.fixture
def visit(suite: Suite) -> Iterator[Callable[[str], Browser]]:
    """Signs a person in at the portal."""
    opened: list[httpx.Client] = []

    def enter(who: str) -> Browser:
        client = httpx.Client(base_url=suite.url, follow_redirects=True, timeout=20)
        opened.append(client)
        browser = Browser(client, client.get("/"))
        browser.send("/login", username=who, password=PASSWORD)
        assert browser.page.status_code == 200, browser.page.text
        return browser

    yield enter
    for client in opened:
        client.close()
