"""What is not registered, as pages: personal accounts that their unit supervises (article 9), and sightings (article 8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from services.contracts.vocabulary import PROPAGANDA

PERSONAL, SIGHTINGS = "/personal-accounts", "/sightings"
MANAGES = ("responsible", "reviewer")
PLACE = (
    Field("channel", "渠道", "select", required=True, options="channel"),
    Field("handle", "账号标识", required=True, longest=200, help="如微信号、微博主页地址、QQ群号或网址"),
)
ADD = Action(
    "new",
    "registry",
    "add_personal_account",
    "登记个人账号",
    "个人账号已列入本单位清单。",
    form(
        *PLACE,
        Field("name", "账号名称", required=True, longest=60, help="个人账号不得使用学校、单位名称"),
        Field("owner_name", "本人以外的账号所有人", longest=60, help="登记本人账号时不填"),
        Field("note", "备注", "area", longest=500),
    ),
)
CHECK = Action(
    "checks",
    "registry",
    "check_personal_account",
    "监督检查",
    "检查情况已登记。",
    form(
        Field("finding", "检查情况", "select", required=True, options="finding"),
        Field("note", "说明", "area", longest=1000),
    ),
)
REMOVE = Action(
    "remove",
    "registry",
    "remove_personal_account",
    "移出清单",
    "已移出清单,记录保留。",
    form(Field("reason", "理由", "area", required=True, longest=1000)),
    style="danger",
)
REPORT = Action(
    "new",
    "registry",
    "file_sighting",
    "提交线索",
    "线索已提交宣传统战部。",
    form(
        *PLACE,
        Field("name", "账号名称", required=True, longest=80),
        Field("url", "网址", "url", longest=1000),
        Field("note", "情况说明", "area", longest=1000),
    ),
)
HANDLE = Action(
    "handle",
    "registry",
    "handle_sighting",
    "处置线索",
    "处置结果已登记。",
    form(
        Field("outcome", "处置结果", "select", required=True, options="sighting_outcome"),
        Field("comment", "说明", "area", required=True, longest=1000),
    ),
)
PERSONAL_FILTERS = form(
    Field("q", "名称或所有人", longest=60),
    Field("channel", "渠道", "select", options="channel", longest=30),
    Field("state", "状态", "select", options="personal_state", longest=20),
)
SIGHTING_FILTERS = form(Field("state", "状态", "select", options="sighting_state", longest=20))


class PersonalPages:
    """The units' lists of personal accounts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "personal_accounts.html", "registry", "list_personal_accounts", PERSONAL_FILTERS)

    def new(self) -> AnyResponse:
        identity = require(self._desk).identity

        def with_unit(body: dict[str, Any]) -> dict[str, Any]:
            return {**body, "unit_id": identity.unit_id} if body.get("owner_name") else body

        adding = Action(ADD.name, ADD.service, ADD.operation, ADD.label, ADD.done, ADD.form, prepare=with_unit)
        lead = "教职工、学生以个人名义开办的账号由所在部门监督管理,本人对所发信息负责。"
        return _form_page(self._desk, adding, "登记个人账号", lead, PERSONAL)

    def show(self, id_: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "registry", "get_personal_account", {"id": id_})
        identity = require(self._desk).identity
        actions: list[Action] = []
        if found["state"] == "listed":
            supervises = identity.has(*MANAGES) and found["owner_id"] != identity.id
            mine = found["owner_id"] == identity.id
            actions = [*([CHECK] if supervises else []), *([REMOVE] if supervises or mine else [])]
        return page("personal_account.html", found=found, actions=with_failed(actions, failed))

    def act(self, id_: str, name: str) -> AnyResponse:
        return _act(self._desk, {"checks": CHECK, "remove": REMOVE}, id_, name, f"{PERSONAL}/{id_}", self.show)


class SightingPages:
    """What people saw of accounts that are not registered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "sightings.html", "registry", "list_sightings", SIGHTING_FILTERS)

    def new(self) -> AnyResponse:
        lead = "发现未经备案而冠以学校、单位名称的账号,请在此提交线索。"
        return _form_page(self._desk, REPORT, "举报未备案平台", lead, SIGHTINGS)

    def show(self, id_: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "registry", "get_sighting", {"id": id_})
        settles = found["state"] == "open" and require(self._desk).identity.has(*PROPAGANDA)
        return page("sighting.html", found=found, actions=with_failed([HANDLE] if settles else [], failed))

    def act(self, id_: str, name: str) -> AnyResponse:
        return _act(self._desk, {"handle": HANDLE}, id_, name, f"{SIGHTINGS}/{id_}", self.show)


def _form_page(desk: Desk, action: Action, title: str, lead: str, base: str) -> AnyResponse:
    def show(shown: Action) -> Response:
        return form_page(shown, f"{base}/new", title, lead, base)

    if request.method == "GET":
        require(desk)
        return show(action)
    return perform(desk, action, {}, lambda made: f"{base}/{made['id']}", show)


def _act(
    desk: Desk,
    actions: dict[str, Action],
    id_: str,
    name: str,
    address: str,
    show: Callable[[str, Action | None], Response],
) -> AnyResponse:
    action = actions.get(name)
    if action is None:
        raise NoSuchPage()
    return perform(desk, action, {"id": id_}, lambda _: address, lambda failed: show(id_, failed))


def install(app: Flask, desk: Desk) -> None:
    """Add ``/personal-accounts``, ``/sightings`` and what is below them."""
    for base, name, pages in (
        (PERSONAL, "personal", PersonalPages(desk)),
        (SIGHTINGS, "sighting", SightingPages(desk)),
    ):
        app.add_url_rule(base, f"{name}_list", pages.index)
        app.add_url_rule(f"{base}/new", f"{name}_new", pages.new, methods=["GET", "POST"])
        app.add_url_rule(f"{base}/<id_>", name, pages.show)
        app.add_url_rule(f"{base}/<id_>/<name>", f"{name}_act", pages.act, methods=["POST"])
