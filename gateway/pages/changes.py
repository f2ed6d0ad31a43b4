"""Changes (附件2) as pages: what waits, what must be filed, what must be handed over, one change, and the form for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages import words
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, Form, Group, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from services.contracts.vocabulary import PROPAGANDA
from services.kit.clock import CAMPUS_ZONE
from services.kit.identity import Identity

BASE = "/changes"
LEAD = "账号名、后台管理人员或维护方式变更的,自变更之日起七日内填报;逾期填报的记录长期保留。"
FILTERS = form(Field("state", "状态", "select", options="change_state", longest=20))
FILING_FILTERS = form(Field("state", "状态", "select", options="filing_state", longest=20))
HANDOVER_FILTERS = form(
    Field("state", "状态", "select", options="handover_state", longest=20),
    Field("kind", "类别", "select", options="handover_kind", longest=20),
)
ACCEPT = Action("accept", "registry", "accept_change", "受理备案", "变更已受理,即日生效。")
RETURN = Action(
    "return",
    "registry",
    "return_change",
    "退回变更",
    "变更已退回,期限仍从变更之日起算。",
    form(Field("comment", "说明", "area", required=True, longest=2000)),
    style="plain",
)
OUTGOING = Action(
    "outgoing", "registry", "confirm_handover", "确认已移交", "已确认移交密码与绑定信息。", fixed={"side": "outgoing"}
)
INCOMING = Action(
    "incoming", "registry", "confirm_handover", "确认已接收", "已确认接收密码与绑定信息。", fixed={"side": "incoming"}
)
ACTIONS = {action.name: action for action in (ACCEPT, RETURN, OUTGOING, INCOMING)}
HANDED_OVER = ("administrator", "responsible_person")


def _person(prefix: str, *fields: tuple[str, str]) -> Group:
    return Group("变更后", tuple(Field(f"{prefix}.{name}", label, required=True, longest=60) for name, label in fields))


AFTER: dict[str, Group] = {
    "rename": Group("变更后", (Field("after.name", "平台名称", required=True, longest=60),)),
    "handle": Group("变更后", (Field("after.handle", "账号标识", required=True, longest=200),)),
    "migrate": Group(
        "变更后",
        (
            Field("after.channel", "渠道", "select", options="channel", longest=30),
            Field("after.handle", "账号标识", required=True, longest=200),
        ),
    ),
    "administrator": _person(
        "after.administrators.0", ("name", "姓名"), ("number", "工号或学号"), ("phone", "联系电话")
    ),
    "responsible_person": _person(
        "after.responsible_person", ("name", "姓名"), ("title", "职务"), ("phone", "联系电话")
    ),
    "maintenance": Group(
        "变更后",
        (
            Field("after.update_frequency", "更新频率", longest=200),
            Field("after.description", "说明", "area", longest=1000),
        ),
    ),
    "close": Group("注销", (Field("after.description", "说明", "area", longest=1000),)),
}


def change_form(kind: str, today: str) -> Form:
    """Form 2 for one kind of change."""
    common = [
        Field("changed_on", "变更日期", "date", required=True, value=today),
        Field("reason", "变更原因", "area", required=True, longest=1000),
    ]
    if kind in HANDED_OVER:
        common.append(
            Field(
                "handover_confirmed",
                "移交人与接收人均已在纸质登记表上签字,密码与绑定信息已交接",
                "check",
                help="未签字的,提交后由双方在系统中分别确认。",
            )
        )
    return form(AFTER[kind], Group("登记", tuple(common)))


def offered(change: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with it now; the registry decides in the end."""
    if change["state"] != "filed":
        return []
    sides = [action for action in (OUTGOING, INCOMING) if action.name in change["awaits_you"]]
    deciding = identity.has(*PROPAGANDA) and change["filed_by"] != identity.id
    return [*([ACCEPT, RETURN] if deciding else []), *sides]


class ChangePages:
    """The pages of changes, filings and handovers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "changes.html", "registry", "list_changes", FILTERS)

    def filings(self) -> Response:
        return list_page(self._desk, "filings.html", "registry", "list_filings", FILING_FILTERS)

    def handovers(self) -> Response:
        return list_page(self._desk, "handovers.html", "registry", "list_handovers", HANDOVER_FILTERS)

    def show(self, change_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "registry", "get_change", {"id": change_id})
        account = ask(self._desk, "registry", "get_account", {"id": found["account_id"]})
        actions = with_failed(offered(found, require(self._desk).identity), failed)
        return page("change.html", found=found, account=account, actions=actions)

    def act(self, change_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{change_id}"
        return perform(
            self._desk, action, {"id": change_id}, lambda _: address, lambda failed: self.show(change_id, failed)
        )

    def new(self, account_id: str, kind: str) -> AnyResponse:
        if kind not in AFTER:
            raise NoSuchPage()
        account = ask(self._desk, "registry", "get_account", {"id": account_id})
        today = self._desk.clock.now().astimezone(CAMPUS_ZONE).date().isoformat()
        blank = change_form(kind, request.args.get("changed_on", "")[:10] or today)
        action = Action(
            kind, "registry", "file_change", "提交登记表", "变更已填报,等待宣传统战部受理。", blank, {"kind": kind}
        )

        def show(shown: Action) -> Response:
            title = words.word("change_kind", kind)
            return form_page(shown, request.path, title, LEAD, f"/accounts/{account_id}", account["version"])

        if request.method == "GET":
            require(self._desk)
            return show(action)
        return perform(self._desk, action, {"id": account_id}, lambda made: f"{BASE}/{made['id']}", show)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/changes`` and the form below each account."""
    pages = ChangePages(desk)
    app.add_url_rule(BASE, "changes", pages.index)
    app.add_url_rule(f"{BASE}/filings", "filings", pages.filings)
    app.add_url_rule(f"{BASE}/handovers", "handovers", pages.handovers)
    app.add_url_rule(f"{BASE}/<change_id>", "change", pages.show)
    app.add_url_rule(f"{BASE}/<change_id>/<name>", "change_act", pages.act, methods=["POST"])
    app.add_url_rule("/accounts/<account_id>/changes/<kind>", "change_new", pages.new, methods=["GET", "POST"])
