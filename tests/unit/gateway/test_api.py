"""The API's own part: what it takes, what it refuses, and how it tells."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

from gateway.api.examples import request_example
from gateway.api.views import as_download
from gateway.catalogue import OPERATIONS
from services.contracts.errors import InputInvalid, NotPermitted, Stale, StateConflict, Unavailable
from tests.unit.gateway.conftest import Browser, FakeServices

Bearer = Callable[..., dict[str, str]]
PROBLEM = "application/problem+json"


def test_a_call_reaches_the_service_with_path_query_body_token_and_keys(
    client: Browser, services: FakeServices, bearer: Bearer
) -> None:
    services.answers["registry", "return_application"] = {"id": "a1", "version": 4}
    headers = {**bearer("director"), "Idempotency-Key": "k-1", "If-Match": '"3"'}
    answer = client.post("/api/v1/applications/a1/return?x=1", json={"reason_code": "name"}, headers=headers)
    assert (answer.status_code, answer.json, answer.headers["ETag"]) == (200, {"id": "a1", "version": 4}, '"4"')
    call = services.calls[-1]
    assert (call["request"].path, call["request"].query, call["request"].body) == (
        {"id": "a1"},
        {"x": "1"},
        {"reason_code": "name"},
    )
    assert (call["idempotency_key"], call["if_match"]) == ("k-1", '"3"')
    assert call["token"] == headers["Authorization"].removeprefix("Bearer ")


def test_creating_answers_201_and_says_where_the_thing_is(
    client: Browser, services: FakeServices, bearer: Bearer
) -> None:
    services.answers["registry", "create_application"] = {"id": "a1", "version": 1}
    answer = client.post("/api/v1/applications", json={}, headers=bearer("operator"))
    assert (answer.status_code, answer.headers["Location"]) == (201, "/api/v1/applications/a1")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b'"\\ud800"', b"nope"])
def test_malformed_json_is_an_input_problem_and_reaches_no_service(
    client: Browser, services: FakeServices, bearer: Bearer, body: bytes
) -> None:
    answer = client.post("/api/v1/applications", data=body, content_type="application/json", headers=bearer("operator"))
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (422, PROBLEM, "malformed_json")
    assert answer.json["errors"]["_"]
    assert services.calls == []


def test_another_media_type_is_415(client: Browser, services: FakeServices, bearer: Bearer) -> None:
    answer = client.post("/api/v1/applications", data=b"a=1", content_type="text/plain", headers=bearer("operator"))
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert services.calls == []


@pytest.mark.parametrize("size", [1_048_577, 10_000_000])
def test_a_body_over_the_limit_is_413(client: Browser, bearer: Bearer, size: int) -> None:
    answer = client.post(
        "/api/v1/applications", data=b"x" * size, content_type="application/json", headers=bearer("operator")
    )
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (413, PROBLEM, "too_large")


def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(client: Browser, bearer: Bearer) -> None:
    body = io.BytesIO(b"x" * 3_000_000)
    answer = client.post(
        "/api/v1/applications",
        input_stream=body,
        content_type="application/json",
        headers=bearer("operator"),
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert body.tell() <= 1_048_577


def test_an_empty_body_is_left_to_the_service(client: Browser, services: FakeServices, bearer: Bearer) -> None:
    services.answers["registry", "submit_application"] = {"id": "a1", "version": 2}
    assert client.post("/api/v1/applications/a1/submit", headers=bearer("operator")).status_code == 200
    assert services.calls[-1]["request"].body is None


def test_nobody_signed_in_is_401_and_reaches_no_service(client: Browser, services: FakeServices) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        answer = client.get("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.json["code"]) == (401, "not_authenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert services.calls == []


def test_an_expired_token_is_401(client: Browser, bearer: Bearer, clock: Any) -> None:
    headers = bearer("director", hours=-1)
    assert client.get("/api/v1/me", headers=headers).json["code"] == "expired"


@pytest.mark.parametrize(
    "error, status, code",
    [
        (NotPermitted(), 403, "not_permitted"),
        (StateConflict(code="already_enrolled"), 409, "already_enrolled"),
        (Stale(newest="3"), 412, "stale"),
        (InputInvalid({"name": ["不能为空。"]}), 422, "input_invalid"),
        (Unavailable(service="registry"), 503, "unavailable"),
    ],
)
def test_a_services_error_becomes_a_problem_of_its_own_status(
    client: Browser, services: FakeServices, bearer: Bearer, error: Exception, status: int, code: str
) -> None:
    services.answers["registry", "me"] = error
    answer = client.get("/api/v1/me", headers=bearer("director"))
    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert answer.json["code"] == code
    assert answer.json["status"] == status
    assert {"type", "title", "detail", "trace"} <= set(answer.json)
    if status == 422:
        assert answer.json["errors"] == {"name": ["不能为空。"]}
    if status == 503:
        assert answer.headers["Retry-After"]


def test_a_fault_of_ours_is_a_500_that_tells_nothing_of_the_inside(
    client: Browser, services: FakeServices, bearer: Bearer
) -> None:
    services.answers["registry", "me"] = RuntimeError("secret /srv/path")
    answer = client.get("/api/v1/me", headers=bearer("director"))
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert b"secret" not in answer.data


def test_problems_speak_the_callers_language_and_chinese_by_default(client: Browser) -> None:
    assert "请先登录" in client.get("/api/v1/me").json["detail"]
    english = client.get("/api/v1/me", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "Sign in first" in english.json["detail"]
    assert english.headers["Content-Language"] == "en"


def test_unknown_paths_are_404_and_wrong_methods_405_with_what_is_allowed(client: Browser) -> None:
    assert client.get("/api/v1/nothing").json["code"] == "not_found"
    answer = client.delete("/api/v1/applications")
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("key", ["x" * 201, "with space", "schlüssel"])
def test_a_key_that_is_overlong_or_not_plain_is_refused(client: Browser, bearer: Bearer, key: str) -> None:
    answer = client.post("/api/v1/applications", json={}, headers={**bearer("operator"), "Idempotency-Key": key})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["Idempotency-Key"])


def test_every_answer_carries_the_security_headers_and_is_not_stored(client: Browser) -> None:
    for path in ("/api/v1/me", "/", "/nothing", "/healthz"):
        headers = client.get(path).headers
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert len(headers["Trace-Id"]) == 32


def test_a_trace_that_comes_with_the_request_is_kept(client: Browser) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = client.get("/api/v1/me", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert (answer.headers["Trace-Id"], answer.json["trace"]) == (trace, trace)


def test_a_download_has_a_harmless_name_and_never_runs_in_the_browser() -> None:
    answer = as_download(
        {
            "name": 'a"\r\nX-Evil: 1/../表.docx',
            "media_type": "application/msword",
            "base64": base64.b64encode(b"x").decode(),
        }
    )
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "\r" not in disposition
    assert "/" not in disposition.partition("filename*")[0]
    assert answer.data == b"x"


def test_every_operation_stands_in_the_description_with_its_problems(client: Browser) -> None:
    description = client.get("/api/openapi.json").json
    assert description["openapi"].startswith("3.")
    for operation in OPERATIONS:
        described = description["paths"]["/api/v1" + operation.path][operation.method.lower()]
        assert str(operation.status) in described["responses"]
        assert "422" in described["responses"]
        if operation.upload:
            assert "multipart/form-data" in described["requestBody"]["content"]
        elif operation.request is not None:
            schema = described["requestBody"]["content"]["application/json"]["schema"]
            assert schema["$ref"].startswith("#/components/schemas/")
    assert "$ref" in json.dumps(description["paths"]["/api/v1/me"])


def test_operations_have_one_name_and_one_address_each() -> None:
    names = [(operation.service, operation.name) for operation in OPERATIONS]
    addresses = [(operation.method, operation.path) for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert len(set(addresses)) == len(addresses)


def test_every_example_of_a_body_is_one_that_its_operation_takes() -> None:
    taken = [operation for operation in OPERATIONS if request_example(operation) is not None]
    for operation in taken:
        assert operation.request is not None
        assert operation.request().validate(request_example(operation)) == {}, operation.name
    assert len(taken) > 100


def test_the_readable_pages_hold_an_example_of_every_call(client: Browser) -> None:
    page = client.get("/api/docs").get_data(as_text=True)
    for operation in OPERATIONS:
        assert f'id="{operation.service}-{operation.name}"' in page
    assert page.count("curl") > len(OPERATIONS)


def test_a_head_and_a_wrong_method_are_answered_as_flask_does(
    client: Browser, services: FakeServices, bearer: Bearer
) -> None:
    services.answers["registry", "get_account"] = {"id": "a1", "version": 3}
    head = client.head("/api/v1/accounts/a1", headers=bearer("officer"))
    assert (head.status_code, head.headers["ETag"], head.data) == (200, '"3"', b"")
    wrong = client.delete("/api/v1/accounts/a1", headers=bearer("officer"))
    assert (wrong.status_code, wrong.json["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["Allow"]


def test_what_breaks_inside_a_view_is_a_problem_in_the_language_that_was_asked_for(
    client: Browser, services: FakeServices, bearer: Bearer
) -> None:
    services.answers["registry", "get_account"] = ZeroDivisionError()
    answer = client.get("/api/v1/accounts/a1", headers={**bearer("officer"), "Accept-Language": "en"})
    assert (answer.status_code, answer.json["code"], answer.headers["Content-Language"]) == (500, "internal", "en")


@pytest.mark.parametrize(
    "name, media_type, saved",
    [
        ("扫描件.pdf", "application/pdf", "扫描件.pdf"),
        ("发票.html", "application/pdf", "发票.html.pdf"),
        ("shot.exe", "image/png", "shot.exe.png"),
        ("证据.hta", "text/plain; charset=utf-8", "证据.hta.txt"),
        ("\u202egpj.exe", "image/jpeg", "gpj.exe.jpg"),
        ("…", "image/png", "….png"),
        ("..", "application/pdf", "download.pdf"),
        ("表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "表.xlsx"),
    ],
)
def test_a_saved_file_is_called_what_its_content_is(name: str, media_type: str, saved: str) -> None:
    answer = as_download({"name": name, "media_type": media_type, "base64": ""})
    disposition = answer.headers["Content-Disposition"]
    assert unquote(disposition.rpartition("''")[2]) == saved
    assert not disposition.startswith('attachment; filename="."')
    assert disposition.split('"')[1] not in ("", ".pdf", ".png")
