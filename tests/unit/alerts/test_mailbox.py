"""Reports that come by mail into a mailbox: each one heard once, whatever breaks between, and from who may send them."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.alerts import mailbox as adapter
from services.alerts.domain.sources import may_send
from services.alerts.mailbox import Mailbox
from services.alerts.postman import Postman
from services.kit.vault import Vault
from tests.unit.alerts.certificates import Authority
from tests.unit.alerts.imap_server import ImapServer

VAULT = Vault(["k" * 40])


@pytest.fixture
def server() -> Iterator[ImapServer]:
    found = ImapServer()
    yield found
    found.close()


def mail(number: int, sender: str = "李老师 <li@example.edu.cn>", body: str = "https://weibo.com/bad") -> bytes:
    text = f"Message-ID: <{number}@example.edu.cn>\r\nFrom: {sender}\r\nSubject: [II] 第{number}封\r\n\r\n{body}\r\n"
    return text.encode()


def fetch(desk: Any, server: ImapServer, allowed: str = "@example.edu.cn", password: str = "secret") -> list[str]:
    return Postman(desk.works, Mailbox(server.url, password), allowed, VAULT).fetch()


def incidents(desk: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.call("officer", "list_incidents")["items"]
    return found


@pytest.mark.article(15)
def test_a_mail_from_who_may_send_becomes_an_incident_and_stays_as_it_was(desk: Any, server: ImapServer) -> None:
    server.mails[4] = mail(4)
    assert fetch(desk, server) == [], "what lay there before the first look is not reported anew"
    server.mails[5] = mail(5)
    assert fetch(desk, server) == ["taken"]
    [found] = incidents(desk)
    assert (found["kind"], found["severity"], found["source"]) == ("outside_report", "II", "邮箱")
    assert "第5封" in found["title"]
    assert all(not command.startswith(("UID STORE", "SELECT")) for command in server.commands)
    assert fetch(desk, server) == []


@pytest.mark.article(15)
def test_the_same_mail_is_one_report_also_after_the_server_counts_anew(desk: Any, server: ImapServer) -> None:
    fetch(desk, server)
    server.mails[1] = mail(1)
    assert fetch(desk, server) == ["taken"]
    server.mails[2] = mail(1)
    assert fetch(desk, server) == ["known"]
    server.validity, server.mails = 8, {1: mail(1), 2: mail(9, body="https://weibo.com/other")}
    assert fetch(desk, server) == ["known", "taken"]


def test_a_line_that_breaks_loses_no_mail_and_takes_none_twice(desk: Any, server: ImapServer) -> None:
    fetch(desk, server)
    server.mails |= {1: mail(1), 2: mail(2), 3: mail(3)}
    server.breaks_at = "UID FETCH 2 (BODY"
    assert fetch(desk, server) == ["taken"]
    server.breaks_at = "LOGIN"
    assert fetch(desk, server) == []
    server.breaks_at = ""
    assert fetch(desk, server) == ["taken", "taken"]
    assert fetch(desk, server, password="wrong") == []


def test_strangers_and_what_is_too_large_are_left_in_the_mailbox_and_block_nothing(
    desk: Any, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "LARGEST", 4000)
    fetch(desk, server)
    server.mails |= {1: mail(1, "x@evil.example"), 2: mail(2, body="长" * 4000), 3: mail(3)}
    assert fetch(desk, server) == ["refused", "refused", "taken"]
    assert len(incidents(desk)) == 1


def test_the_department_ends_the_mailbox_as_any_source(desk: Any, server: ImapServer) -> None:
    fetch(desk, server)
    desk.call("officer", "end_source", id="mailbox")
    server.mails[1] = mail(1)
    assert fetch(desk, server) == ["refused"]


Serve = Callable[..., ImapServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, and ends them all."""
    with contextlib.ExitStack() as stack:

        def start(tls: ssl.SSLContext, **more: Any) -> ImapServer:
            found = ImapServer(tls=tls, **more)
            stack.callback(found.close)
            return found

        yield start


def fetch_over_tls(desk: Any, server: ImapServer, host: str, trust: ssl.SSLContext | None) -> list[str]:
    return Postman(desk.works, Mailbox(server.url_at(host), "secret", trust), "@example.edu.cn", VAULT).fetch()


def test_a_mailbox_is_read_over_tls_where_its_certificate_is_trusted(desk: Any, serve: Serve, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    server = serve(authority.server("localhost"))
    fetch_over_tls(desk, server, "localhost", authority.trust)
    server.mails[1] = mail(1)
    assert fetch_over_tls(desk, server, "localhost", authority.trust) == ["taken"]


@pytest.mark.parametrize(
    ("certified", "trusted", "said"),
    [("localhost", False, "certificate verify failed"), ("mail.example.edu.cn", True, "Hostname mismatch")],
)
def test_a_certificate_that_is_not_trusted_or_anothers_is_refused_before_the_password_is_sent(
    desk: Any, serve: Serve, tmp_path: Path, certified: str, trusted: bool, said: str
) -> None:
    authority = Authority(tmp_path)
    server = serve(authority.server(certified))
    server.mails[1] = mail(1)
    with capture_logs() as logs:
        assert fetch_over_tls(desk, server, "localhost", authority.trust if trusted else None) == []
    assert server.commands == []
    assert [(one["event"], said in one["error"]) for one in logs] == [("mailbox_away", True)]
    assert "secret" not in str(logs)


def test_a_server_that_says_nothing_is_left_after_a_while(
    desk: Any, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "TIMEOUT", 0.2)
    authority = Authority(tmp_path)
    with capture_logs() as logs:
        fetched = fetch_over_tls(desk, serve(authority.server("localhost"), silent=True), "localhost", authority.trust)
    assert (fetched, "timed out" in logs[0]["error"]) == ([], True)


@pytest.mark.parametrize(
    ("allowed", "address", "heard"),
    [
        ("@example.edu.cn", "Li@Example.edu.cn", True),
        ("li@example.edu.cn, @b.cn", "li@example.edu.cn", True),
        ("li@example.edu.cn", "wang@example.edu.cn", False),
        ("@example.edu.cn", "li@sub.example.edu.cn", False),
        ("@example.edu.cn", "li@notexample.edu.cn", False),
        ("", "li@example.edu.cn", False),
        ("@", "li@", False),
        ("@example.edu.cn", "", False),
    ],
)
def test_who_may_send_is_an_address_or_a_whole_domain(allowed: str, address: str, heard: bool) -> None:
    assert may_send(allowed, address) is heard
