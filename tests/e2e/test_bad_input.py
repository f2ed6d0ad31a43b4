"""Whatever is sent, the suite answers with a clear problem and goes on: every operation of the catalogue, on both profiles.

These tests have a college of their own, which they leave in disorder. On the distributed profile every third operation stands
for all: what reads the input is the same code.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from gateway.catalogue import OPERATIONS, SERVICES
from services.contracts.operations import Operation
from tests.e2e import specimens
from tests.e2e.college import found_college
from tests.e2e.desk import Desk, fault, names
from tests.e2e.running import Suite, distributed, embedded

JSON = {"Content-Type": "application/json"}
TEN_MEGABYTES = 10 * 1024 * 1024
SIGN_IN = "sign_in"
ANY_CHARACTERS = {"change_password": "new_password", "create_person": "password", "update_person": "password"}
"""Fields that take any characters on purpose."""
UNLIMITED = {"XINMEI_RATE_PER_MINUTE": "0"}
"""One person asks here more than anybody would in a minute."""


@pytest.fixture(scope="module", params=["embedded", "distributed"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A college that may be left in disorder, on each profile in turn."""
    if request.param == "embedded":
        with embedded(tmp_path_factory.mktemp("battered"), **UNLIMITED) as suite:
            yield from _desk(suite, 1)
        return
    rabbitmq, postgres = request.getfixturevalue("rabbitmq"), request.getfixturevalue("postgres")
    vhost, database = rabbitmq.new_vhost(), postgres.create_database()
    with distributed(vhost, database, **UNLIMITED) as suite:
        yield from _desk(suite, 3)
    rabbitmq.drop_vhost(vhost)
    postgres.drop_database(database)


def _desk(suite: Suite, sample: int) -> Iterator[Desk]:
    college = found_college(suite)
    yield Desk(college, sample)
    college.close()


def _takes_json(operation: Operation) -> bool:
    return operation.request is not None and not operation.upload and operation.name != SIGN_IN


def _writes(operation: Operation) -> bool:
    """What reads a body of its own: a signed one is refused before it is read, where the signature does not fit."""
    return operation.method != "GET" and not operation.signed


@pytest.mark.parametrize("service", SERVICES)
def test_bytes_that_are_no_json_are_refused_by_every_operation(desk: Desk, service: str) -> None:
    for operation in desk.operations(service, _writes):
        for case, raw in specimens.MALFORMED.items():
            answer = desk.send(operation, case, content=raw, headers=JSON)
            if answer.status_code != 422:
                desk.complain(operation, case, answer.status_code)
    desk.settle()


@pytest.mark.parametrize("service", SERVICES)
def test_json_that_is_no_object_is_refused_by_every_operation_that_takes_one(desk: Desk, service: str) -> None:
    for operation in desk.operations(service, _takes_json):
        for case, value in specimens.NO_OBJECTS.items():
            answer = desk.send(operation, case, json=value)
            if answer.status_code != 422:
                desk.complain(operation, case, answer.status_code)
        desk.send(operation, "null", content=b"null", headers=JSON)
        desk.send(operation, "no body")
    desk.settle()


@pytest.mark.parametrize("service", SERVICES)
def test_a_value_of_the_wrong_kind_is_refused_and_its_field_is_named(desk: Desk, service: str) -> None:
    for operation in desk.operations(service, _takes_json):
        assert operation.request is not None
        declared = operation.request().fields
        for case, value in specimens.UNFIT.items():
            answer = desk.send(operation, case, json=dict.fromkeys(declared, value))
            for name, field in declared.items():
                free = ANY_CHARACTERS.get(operation.name) == name or (
                    isinstance(value, str) and specimens.takes_any_text(field)
                )
                if not free and not specimens.accepts(field, value) and not names(answer, name):
                    desk.complain(operation, f"{case} as {name}", f"{answer.status_code} {answer.text[-200:]}")
    desk.settle()


@pytest.mark.parametrize("service", SERVICES)
def test_an_unknown_field_is_refused_and_named(desk: Desk, service: str) -> None:
    for operation in desk.operations(service, _takes_json):
        answer = desk.send(operation, "an unknown field", json={**(desk.body(operation) or {}), "no_such_field": 1})
        if not names(answer, "no_such_field"):
            desk.complain(operation, "an unknown field", answer.status_code)
    desk.settle()


@pytest.mark.parametrize("service", SERVICES)
def test_no_extreme_value_in_any_field_makes_a_service_fail(desk: Desk, service: str) -> None:
    for operation in desk.operations(
        service, lambda operation: operation.request is not None and operation.name != SIGN_IN
    ):
        fitting = desk.body(operation) or {}
        for name in fitting:
            for case, value in specimens.EXTREMES.items():
                desk.send(operation, f"{case} as {name}", json={**fitting, name: value})
    desk.settle()


@pytest.mark.parametrize("service", SERVICES)
def test_no_path_leads_to_a_failure(desk: Desk, service: str) -> None:
    for operation in desk.operations(service, lambda operation: "{" in operation.path):
        for case, wrong in specimens.WRONG_IDS.items():
            path = specimens.path_of(operation, desk.things, wrong)
            answer = desk.send(
                operation, case, path=path, json=desk.body(operation) if _takes_json(operation) else None
            )
            if answer.status_code < 400:
                desk.complain(operation, case, f"{answer.status_code} {answer.text[:100]}")
    desk.settle()


@pytest.mark.parametrize("service", SERVICES)
def test_no_query_leads_to_a_failure(desk: Desk, service: str) -> None:
    for operation in desk.operations(service, lambda operation: operation.method == "GET"):
        known = set(operation.query().fields) if operation.query is not None else set()
        for query in specimens.WRONG_QUERIES if operation.query is not None else specimens.WRONG_QUERIES[:2]:
            answer = desk.send(operation, query, path=f"{specimens.path_of(operation, desk.things)}?{query}")
            name, _, value = query.partition("=")
            if name in known and value in specimens.NEVER_FITS.get(name, ()) and not names(answer, name):
                desk.complain(operation, query, f"{answer.status_code} {answer.text[:200]}")
    desk.settle()


def test_another_content_type_is_refused(desk: Desk) -> None:
    for service in SERVICES:
        for operation in desk.operations(service, _takes_json):
            for kind in (
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/xml",
                "multipart/form-data",
                "",
            ):
                answer = desk.send(operation, kind, content=b'{"name": "x"}', headers={"Content-Type": kind})
                if answer.status_code != 415:
                    desk.complain(operation, kind, answer.status_code)
    desk.settle()


def test_an_upload_that_is_none_is_refused(desk: Desk) -> None:
    """Files that are not what they say, forms without a file, and files for operations that take none."""
    rotten: list[tuple[str, dict[str, Any]]] = [
        ("no file", {"data": {"name": "x"}, "files": {"other": ("a.pdf", b"%PDF-1.7")}}),
        ("an empty file", {"files": {"file": ("a.pdf", b"", "application/pdf")}}),
        ("a program", {"files": {"file": ("a.pdf", b"MZ\x90\x00" * 100, "application/pdf")}}),
        ("half an archive", {"files": {"file": ("a.xlsx", b"PK\x03\x04" + b"\x00" * 60, "application/zip")}}),
        ("a strange name", {"files": {"file": ("../../\u202e\U0001f4a5.xlsx", b"x,y\n\x00,\xff", "text/csv")}}),
        (
            "a broken form",
            {"content": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        ),
        ("no boundary", {"content": b"--x", "headers": {"Content-Type": "multipart/form-data"}}),
    ]
    for operation in (found for found in OPERATIONS if found.upload):
        for case, sent in rotten:
            answer = desk.send(operation, case, **sent)
            # An expense is looked up before its receipt is read, and the desk has none.
            refusals = (404, 413, 415, 422) if "{expense_id}" in operation.path else (413, 415, 422)
            if answer.status_code >= 300 and answer.status_code not in refusals:
                desk.complain(operation, case, answer.status_code)
    desk.settle()


def test_ten_megabytes_are_refused_and_the_connection_goes_on(desk: Desk) -> None:
    person, parts = desk.college["cs.operator"], urlsplit(desk.college.suite.base_url)
    token = person.token
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    for path in ("/applications", "/submissions", "/incidents", "/training-sessions", "/login"):
        body = json.dumps({"name": "x" * TEN_MEGABYTES}).encode()
        connection.request("POST", f"/api/v1{path}", body, {**JSON, "Authorization": f"Bearer {token}"})
        refused = connection.getresponse()
        problem = json.loads(refused.read())
        assert (refused.status, problem["code"]) == (413, "too_large"), path
        connection.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        following = connection.getresponse()
        assert following.status == 200, path
        assert json.loads(following.read())["id"] == person.id
    connection.close()


def test_a_chunked_body_without_end_is_refused_too(desk: Desk) -> None:
    def pour() -> Iterator[bytes]:
        for _ in range(10 * 16):
            yield b" " * 65_536

    answer = desk.college["cs.operator"].send("POST", "/applications", content=pour(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_what_is_no_http_ends_its_own_connection_only(desk: Desk) -> None:
    parts = urlsplit(desk.college.suite.base_url)
    for rubbish in (
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"BREW /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ):
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as raw:
            with contextlib.suppress(OSError):  # the server may have refused, and closed, before all was sent
                raw.sendall(rubbish)
                raw.shutdown(socket.SHUT_WR)
            told = _read_all(raw)
        assert not re.match(rb"HTTP/1\.[01] 5", told), (rubbish[:60], told[:200])
    assert desk.college["cs.operator"].get("/me")["username"] == "cs.operator"


def _read_all(raw: socket.socket) -> bytes:
    found = b""
    try:
        while more := raw.recv(65_536):
            found += more
    except ConnectionResetError:
        return found
    return found


def test_headers_that_go_on_to_a_service_are_checked(desk: Desk) -> None:
    person = desk.college["cs.operator"]
    for name in ("Idempotency-Key", "If-Match"):
        answer = person.send("POST", "/applications", json={}, headers={name: "k" * 5000})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])
    for value in ("x" * 5000, "00-zz-zz-00", "Bearer", "Basic eDp5"):
        for name in ("traceparent", "Accept-Language", "X-Request-Id", "Cookie"):
            assert person.send("GET", "/me", headers={name: value}).status_code == 200, (name, value[:20])


def test_an_address_that_is_none_and_a_method_that_does_not_fit_are_problems(desk: Desk) -> None:
    person = desk.college["cs.operator"]
    for method, path, status in (
        ("GET", "/nothing-here", 404),
        ("GET", "/accounts/x/y/z", 404),
        ("DELETE", "/accounts", 405),
        ("PUT", "/me", 405),
        ("POST", "/accounts", 405),
    ):
        answer = person.send(method, path)
        assert (answer.status_code, fault(answer)) == (status, ""), (method, path)


def test_after_all_this_the_suite_works_and_its_ledgers_hold(desk: Desk) -> None:
    college = desk.college
    made = college["cs.operator"].post(
        "/applications", college.application(2, "cs", "qq_zone", name="计算机学院空间"), 201
    )
    assert college["cs.operator"].post(f"/applications/{made['id']}/submit")["state"] == "submitted"
    verified = college.suite.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    parked = college.suite.command("dead-letters", "list")
    assert parked.stdout.startswith("0 "), parked.stdout
