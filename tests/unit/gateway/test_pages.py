"""Pages over services that answer what a test says: search, checks before sending, uploads, settings, the reviewer's next text, looks."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from gateway.boards.cache import SERVICES
from gateway.front import Desk
from gateway.pages import actions, settings, submissions
from gateway.pages.forms import Field, form
from gateway.sessions import SESSION, form_token
from services.contracts.errors import NotPermitted, Unavailable
from tests.unit.gateway.conftest import Browser, FakeServices

Identify = Callable[..., str]


@pytest.fixture
def signed_in(client: Browser, identify: Identify) -> Callable[..., Browser]:
    def sign_in(*grants: Any, **kwargs: Any) -> Browser:
        client.set_cookie(SESSION, identify(*grants, **kwargs))
        return client

    return sign_in


def page_of(*items: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(items), "next_cursor": None}


def test_a_board_that_has_not_changed_is_not_drawn_again(
    signed_in: Callable[..., Browser], services: FakeServices
) -> None:
    for service in SERVICES:
        services.answers[service, "board"] = {"not_permitted": True}
    client = signed_in("officer")
    first = client.get("/boards/department")
    again = client.get("/boards/department", headers={"If-None-Match": first.headers["ETag"]})
    english = client.get("/boards/department?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert english.status_code == 200
    assert (
        client.get("/boards/department?theme=dark", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    )


def test_a_page_kept_as_drawn_is_the_page_and_only_for_the_same_cookies(
    signed_in: Callable[..., Browser], services: FakeServices, desk: Desk
) -> None:
    for service in SERVICES:
        services.answers[service, "board"] = {"not_permitted": True}
    client = signed_in("officer")
    drawn = client.get("/boards/department")
    kept = client.get("/boards/department")
    told = ("ETag", "Content-Type", "Content-Language", "Cache-Control", "Content-Security-Policy")
    assert kept.data == drawn.data
    assert [kept.headers[name] for name in told] == [drawn.headers[name] for name in told]
    client.set_cookie("lang", "en")
    assert 'lang="en"' in client.get("/boards/department").text
    services.answers["registry", "board"] = {"unavailable": True}
    desk.boards.touch(["registry"])
    assert client.get("/boards/department").headers["ETag"] != drawn.headers["ETag"]


def test_a_kept_page_is_shown_to_nobody_without_the_right(
    signed_in: Callable[..., Browser], services: FakeServices
) -> None:
    for service in SERVICES:
        services.answers[service, "board"] = {"not_permitted": True}
    signed_in("officer").get("/boards/department")
    assert signed_in("student").get("/boards/department").status_code == 403


def test_the_header_tells_how_many_messages_wait_and_no_page_asks_for_it(
    signed_in: Callable[..., Browser], services: FakeServices, desk: Desk
) -> None:
    for service in SERVICES:
        services.answers[service, "board"] = {"not_permitted": True}
    services.answers["alerts", "list_messages"] = {**page_of(), "unread": 3}
    client = signed_in("officer")
    first = client.get("/boards/department")
    assert "未读 3 条" in first.text
    client.get("/settings")
    assert client.get("/boards/department", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert services.count("alerts", "list_messages") == 1
    desk.unread.keep("p1", 0)
    assert "未读" not in client.get("/boards/department").text, "a page drawn with another number is not shown again"
    services.answers["alerts", "list_messages"] = {**page_of(), "unread": 120}
    client.get("/messages")
    assert ">99+<" in client.get("/settings").text
    assert "未读" in signed_in("student").get("/search").text
    assert "未读" not in signed_in("auditor").get("/search").text


def test_search_shows_what_each_service_lets_one_see(signed_in: Callable[..., Browser], services: FakeServices) -> None:
    services.answers["registry", "list_accounts"] = page_of({"id": "a1", "name": "院微门户", "status": "active"})
    services.answers["registry", "list_people"] = NotPermitted()
    services.answers["review", "list_submissions"] = page_of()
    services.answers["alerts", "list_incidents"] = Unavailable()
    services.answers["training", "list_sessions"] = page_of(
        {"id": "t1", "title": "沙龙", "kind": "salon", "starts_at": None}
    )
    text = signed_in("student").get("/search?q=院").text
    assert 'href="/accounts/a1"' in text
    assert 'href="/training/t1"' in text
    assert "人员</h2>" not in text
    assert "暂时不可用" in text


def test_a_search_for_a_script_is_only_ever_text(signed_in: Callable[..., Browser], services: FakeServices) -> None:
    for shelf in ("list_accounts", "list_people", "list_submissions", "list_incidents", "list_sessions"):
        for service in SERVICES:
            services.answers[service, shelf] = page_of()
    assert "<script>alert" not in signed_in("officer").get("/search?q=<script>alert(1)</script>").text


def test_a_check_wants_the_form_it_belongs_to(
    signed_in: Callable[..., Browser], services: FakeServices, desk: Desk
) -> None:
    finding = {"matched": "稳赚", "name": "稳赚", "severity": "escalate", "article": 10, "start": 2, "end": 4}
    services.answers["review", "screen_text"] = {"findings": [finding]}
    client = signed_in("operator")
    assert client.post("/checks/text", data={"body": "保证稳赚"}).status_code == 403
    typed = {"body": "保证稳赚", "csrf_token": form_token(desk, "s1")}
    answer = client.post("/checks/text", data=typed, headers={"X-Fragment": "1"}).text
    assert '保证<mark class="escalate">稳赚</mark>' in answer
    assert "<html" not in answer
    assert "<html" in client.post("/checks/text", data=typed).text


@pytest.mark.article(8)
def test_a_name_that_is_not_free_is_told_while_it_is_typed(
    signed_in: Callable[..., Browser], services: FakeServices, desk: Desk
) -> None:
    found = {"protected_name": "示例职业学院", "kind": "homophone", "similarity": 0.9, "blocks": True}
    services.answers["registry", "name_check"] = {"allowed": False, "findings": [found]}
    services.answers["registry", "similar_accounts"] = page_of()
    typed = {"name": "师例职业学院", "csrf_token": form_token(desk, "s1")}
    text = signed_in("operator").post("/checks/application", data=typed).text
    assert "名称不可用" in text
    assert "读音相同:示例职业学院" in text


class TestUpload:
    """A form with a file: what the service gets, and how a script that shows progress is led on."""

    ACTION = actions.Action(
        "attach",
        "registry",
        "attach_file",
        "上传",
        "已上传。",
        form(Field("kind", "类别"), Field("file", "文件", "file", required=True)),
    )

    @pytest.fixture
    def client(self, client: Browser, portal: Any, desk: Desk, services: FakeServices) -> Browser:
        services.answers["registry", "attach_file"] = {"id": "f1"}

        def attach() -> Any:
            again = lambda failed: actions.Response(str(failed.error.status))  # noqa: E731
            return actions.perform(desk, self.ACTION, {}, lambda _: "/done", again)

        portal.flask.add_url_rule("/attach", "attach", attach, methods=["POST"])
        return client

    def send(self, client: Browser, desk: Desk, **headers: str) -> Any:
        file = (io.BytesIO(b"%PDF-1.7"), "扫描件.pdf", "application/pdf")
        data = {"csrf_token": form_token(desk, "s1"), "kind": "scan", "file": file}
        return client.post("/attach", data=data, headers=headers, content_type="multipart/form-data")

    def test_the_service_gets_the_file_and_the_other_fields(
        self, signed_in: Callable[..., Browser], services: FakeServices, desk: Desk
    ) -> None:
        answer = self.send(signed_in("operator"), desk)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/done")
        body = services.calls[-1]["request"].body
        assert body == {"kind": "scan", "name": "扫描件.pdf", "media_type": "application/pdf", "base64": "JVBERi0xLjc="}

    def test_a_script_is_told_where_to_go(self, signed_in: Callable[..., Browser], desk: Desk) -> None:
        answer = self.send(signed_in("operator"), desk, **{"X-Upload": "1"})
        assert (answer.status_code, answer.headers["Location"]) == (201, "/done")

    def test_without_a_file_the_form_comes_back(self, signed_in: Callable[..., Browser], desk: Desk) -> None:
        data = {"csrf_token": form_token(desk, "s1"), "kind": "scan"}
        answer = signed_in("operator").post("/attach", data=data, content_type="multipart/form-data")
        assert answer.status_code == 422


def test_settings_show_to_each_what_they_may_read(signed_in: Callable[..., Browser]) -> None:
    def shown(*grants: str) -> set[str]:
        text = signed_in(*grants).get("/settings").text
        return {r.slug for _, group in settings.REGISTERS for r in group if f'href="{r.address}"' in text}

    assert "funds" not in shown("admin")
    assert {"units", "people", "names", "chains", "rotas", "channels"} <= shown("admin")
    assert "funds" in shown("director")
    assert shown("student") == set()


def test_a_role_left_blank_is_no_role(signed_in: Callable[..., Browser], services: FakeServices, desk: Desk) -> None:
    services.answers["registry", "list_units"] = page_of({"id": "u1", "name": "计算机学院"})
    services.answers["registry", "create_person"] = {"id": "p9"}
    typed = {
        "csrf_token": form_token(desk, "s1"),
        "username": "new",
        "name": "新人",
        "roles.0.role": "",
        "roles.0.unit_id": "u1",
        "roles.1.role": "reviewer",
        "roles.1.unit_id": "u1",
    }
    answer = signed_in("admin").post("/settings/people/new", data=typed)
    assert answer.status_code == 303
    assert services.calls[-1]["request"].body["roles"] == [{"role": "reviewer", "unit_id": "u1"}]


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("a", {"number": 1, "of": 3, "before": "", "after": "b"}),
        ("b", {"number": 2, "of": 3, "before": "a", "after": "c"}),
        ("c", {"number": 3, "of": 3, "before": "b", "after": ""}),
        ("x", {}),
    ],
)
def test_a_reviewer_knows_where_in_the_queue_a_text_stands(at: str, place: dict[str, Any]) -> None:
    assert submissions.place_in(["a", "b", "c"], at) == place


def test_a_look_is_kept_and_another_address_of_the_page_keeps_its_filters(
    signed_in: Callable[..., Browser], services: FakeServices
) -> None:
    services.answers["registry", "list_applications"] = page_of()
    client = signed_in("officer")
    text = client.get("/applications?state=draft&theme=dark").text
    assert 'data-theme="dark"' in text
    assert 'href="/applications?state=draft&amp;lang=en"' in text
    assert 'data-theme="dark"' in client.get("/applications").text
    assert "data-theme" not in client.get("/applications?theme=auto").text
