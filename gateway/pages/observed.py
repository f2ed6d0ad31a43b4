"""What was really published (已发布内容, article 15): verdicts with their differences, posts handed in one by one or as Excel, watched addresses."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from services.contracts.vocabulary import PROPAGANDA

BASE = "/observed"
FILTERS = form(
    Field("verdict", "结论", "select", options="verdict", longest=30),
    Field("channel", "渠道", "select", options="channel", longest=30),
)
LEAD = "把实际发布的内容与审批封印逐字比对。标点、表情、换行不算改动;数字、姓名改动一字也会指出。"
POST = (
    Field("channel", "渠道", "select", options="channel", required=True),
    Field("handle", "账号", required=True, longest=200, help="公众号原始ID、微博主页或网站地址"),
    Field("url", "网址", "url", required=True, longest=2000),
    Field("published_at", "发布时间", "moment", required=True),
    Field("title", "标题", longest=200),
    Field("body", "正文", "tall", required=True, longest=100_000),
)
NEW = Action(
    "new",
    "review",
    "judge_posts",
    "提交比对",
    "已比对,结论见列表。",
    form(*POST),
    prepare=lambda body: {"posts": [body]},
)
IMPORT = Action(
    "import",
    "review",
    "import_posts",
    "上传并比对",
    "已比对,结论见列表。",
    form(Field("file", "Excel 或 CSV 文件", "file", required=True, accept=".xlsx,.csv")),
)
WATCH_ACTIONS = {
    action.name: action
    for action in (
        Action("check", "review", "look_now", "立即巡查", "将在数秒内巡查。", style="plain"),
        Action("end", "review", "end_watch", "停止", "已停止巡查。", style="danger"),
    )
}
INTERVALS = [("10", "10 分钟"), ("30", "30 分钟"), ("120", "2 小时"), ("720", "12 小时"), ("1440", "每天")]


class ObservedPages:
    """The pages of what was published."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        commands = require(self._desk).identity.has(*PROPAGANDA)
        return list_page(self._desk, "observed.html", "review", "list_observed_posts", FILTERS, commands=commands)

    def new(self) -> AnyResponse:
        return self._form(NEW, "提交已发布内容", lambda _: BASE)

    def bring(self) -> AnyResponse:
        """A file of posts; the rows that were refused are shown at once."""
        told: list[dict[str, Any]] = []

        def lead(answer: dict[str, Any]) -> str:
            told.extend(answer["refused"])
            return BASE

        response = self._form(IMPORT, "批量提交已发布内容", lead)
        return page("observed_refused.html", refused=told) if told else response

    def _form(self, action: Action, title: str, lead: Any) -> AnyResponse:
        def show(shown: Action) -> Response:
            return form_page(shown, request.path, title, LEAD, BASE)

        if request.method == "GET":
            require(self._desk).identity.require(*PROPAGANDA)
            return show(action)
        return perform(self._desk, action, {}, lead, show)

    # ---- watched addresses

    def watches(self, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        found = ask(self._desk, "review", "list_watches", limit="200")
        return page(
            "watches.html",
            found=found,
            failed=failed,
            actions=list(WATCH_ACTIONS.values()) if identity.has(*PROPAGANDA) else [],
        )

    def new_watch(self) -> AnyResponse:
        accounts = ask(self._desk, "registry", "list_accounts", status="active", limit="200")["items"]
        fields = form(
            Field(
                "account_id", "账号", "select", required=True, options=[(one["id"], one["name"]) for one in accounts]
            ),
            Field("url", "网址", "url", required=True, longest=2000),
            Field("kind", "类型", "select", required=True, options="watch_kind"),
            Field("every_minutes", "间隔", "select", required=True, options=INTERVALS, whole=True, value="30"),
        )
        action = Action("new", "review", "set_watch", "开始巡查", "已开始巡查,读到的内容自动比对。", fields)
        back, lead = f"{BASE}/watches", "订阅源(RSS、Atom)逐条比对;网页在内容变化时比对。读不到时逐步放慢。"

        def show(shown: Action) -> Response:
            return form_page(shown, request.path, "巡查订阅源或网页", lead, back)

        if request.method == "GET":
            require(self._desk).identity.require(*PROPAGANDA)
            return show(action)
        return perform(self._desk, action, {}, lambda _: back, show)

    def act(self, watch_id: str, name: str) -> AnyResponse:
        action = WATCH_ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        return perform(self._desk, action, {"id": watch_id}, lambda _: f"{BASE}/watches", self.watches)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/observed`` and what is below it."""
    pages = ObservedPages(desk)
    app.add_url_rule(BASE, "observed", pages.index)
    app.add_url_rule(f"{BASE}/new", "observed_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/import", "observed_import", pages.bring, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/watches", "watches", pages.watches)
    app.add_url_rule(f"{BASE}/watches/new", "watch_new", pages.new_watch, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/watches/<watch_id>/<name>", "watch_act", pages.act, methods=["POST"])
