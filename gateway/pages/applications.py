"""Applications (附件1): the list, the form with its draft, and the way of each through its endorsements to the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, every, perform, require, with_failed
from gateway.pages.forms import Field, Form, Group, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/applications"
FILTERS = form(Field("state", "状态", "select", options="application_state", longest=20))
CHECK = ("/checks/application", "name", "unit_id", "channel", "purpose")
DECIDES = ("director", "officer")
LEAD = "可先存为草稿,随时补充;提交时须填写完整。提交后由本单位第一责任人签署意见,再报宣传统战部审批。"


def draft_form(units: list[tuple[str, str]]) -> Form:
    """Form 1, with the units that can be chosen. A draft may lack what only submission asks for."""
    return form(
        Group(
            "平台信息",
            (
                Field("name", "平台名称", later=True, longest=60),
                Field("channel", "渠道", "select", required=True, options="channel"),
                Field("handle", "账号标识", later=True, longest=200, help="如微信号、微博主页地址、QQ群号或网址"),
                Field("tier", "级别", "select", required=True, options="tier", value="2", whole=True),
                Field("unit_id", "主办单位", "select", required=True, options=units),
                Field("audience", "服务对象", later=True, longest=500),
                Field("update_frequency", "更新频率", later=True, longest=200),
                Field("purpose", "开办目的与定位", "area", later=True, longest=2000),
                Field("duplicate_reason", "重复开办的理由", "area", longest=1000, help="本单位在该渠道已有账号时必填"),
            ),
        ),
        Group(
            "第一责任人",
            (
                Field("responsible_person.name", "姓名", later=True, longest=60),
                Field("responsible_person.title", "职务", later=True, longest=60),
                Field("responsible_person.phone", "联系电话", later=True, longest=26),
            ),
        ),
        Group("后台管理人员", _administrator(0, True)),
        Group("另一名后台管理人员", _administrator(1, False)),
        Group("指导教师", (Field("adviser.name", "姓名", longest=60), Field("adviser.phone", "联系电话", longest=26))),
        Group(
            "制度与承诺",
            (
                Field("review_rules", "内容审核制度", "area", later=True, longest=5000),
                Field("emergency_plan", "应急预案", "area", later=True, longest=5000),
                Field(
                    "undertaking", "本单位承诺遵守国家法律法规和学校有关规定,对所发布内容负责。", "check", later=True
                ),
            ),
        ),
    )


def _administrator(number: int, later: bool) -> tuple[Field, ...]:
    return (
        Field(f"administrators.{number}.name", "姓名", later=later, longest=60),
        Field(f"administrators.{number}.number", "工号或学号", later=later, longest=32),
        Field(f"administrators.{number}.phone", "联系电话", later=later, longest=26),
    )


REFUSAL = form(
    Field("reason_code", "理由", "select", required=True, options="reason_code"),
    Field("comment", "说明", "area", required=True, longest=2000),
)
COMMENT = form(Field("comment", "意见", "area", longest=2000))
SUBMIT = Action("submit", "registry", "submit_application", "提交申请", "申请已提交,等待签署意见。")
WITHDRAW = Action("withdraw", "registry", "withdraw_application", "撤回申请", "申请已撤回。", style="danger")
ENDORSE = Action("endorse", "registry", "endorse_application", "签署同意", "已签署同意,进入下一环节。")
APPROVE = Action("approve", "registry", "approve_application", "批准备案", "已批准,账号已备案。", COMMENT)
RETURN = Action("return", "registry", "return_application", "退回修改", "申请已退回。", REFUSAL, style="plain")
REJECT = Action("reject", "registry", "reject_application", "不予批准", "申请未获批准。", REFUSAL, style="danger")
TAKE_OVER = Action("take-over", "registry", "take_over_application", "接办申请", "申请已由您接办。")
ATTACH = Action(
    "attachments",
    "registry",
    "attach_file",
    "上传附件",
    "附件已上传。",
    form(
        Field(
            "file",
            "签字盖章的扫描件或账号证明",
            "file",
            required=True,
            help="PDF、PNG 或 JPEG,20 MB 以内",
            accept=".pdf,.png,.jpg,.jpeg",
        )
    ),
)
ACTIONS = {action.name: action for action in (SUBMIT, WITHDRAW, ENDORSE, APPROVE, RETURN, REJECT, TAKE_OVER, ATTACH)}
IN_UNIT = ("responsible", "reviewer", "operator")
LEFT = ("draft", "returned", "submitted", "endorsed")


def offered(application: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with it now; the registry decides in the end."""
    if application["applicant_id"] == identity.id:
        return {
            "draft": [SUBMIT, ATTACH],
            "returned": [SUBMIT, ATTACH, WITHDRAW],
            "submitted": [ATTACH, WITHDRAW],
            "endorsed": [ATTACH, WITHDRAW],
        }.get(application["state"], [])
    if application["state"] not in ("submitted", "endorsed"):
        return []
    if not identity.has(*application["waits_for"]):
        return [RETURN] if identity.has("officer") else []
    deciding = identity.has(*PROPAGANDA) and set(application["waits_for"]) <= set(DECIDES)
    return [APPROVE if deciding else ENDORSE, RETURN, REJECT]


class ApplicationPages:
    """The pages of applications."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "applications.html", "registry", "list_applications", FILTERS)

    def show(self, application_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "registry", "get_application", {"id": application_id})
        return _detail(self._desk, found, require(self._desk).identity, failed)

    def act(self, application_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{application_id}"
        return perform(
            self._desk,
            action,
            {"id": application_id},
            lambda _: address,
            lambda failed: self.show(application_id, failed),
        )

    def new(self) -> AnyResponse:
        blank = draft_form(_units(self._desk))
        made = Action(
            "new", "registry", "create_application", "保存草稿", "草稿已保存,确认无误后请提交。", blank, check=CHECK
        )
        return _edit(self._desk, made, {}, request.path)

    def edit(self, application_id: str) -> AnyResponse:
        found = ask(self._desk, "registry", "get_application", {"id": application_id})
        filled = draft_form(_units(self._desk)).shown(found)
        kept = Action("edit", "registry", "update_application", "保存修改", "修改已保存。", filled, check=CHECK)
        return _edit(self._desk, kept, {"id": application_id}, request.path, found)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/applications`` and what is below it."""
    pages = ApplicationPages(desk)
    app.add_url_rule(BASE, "applications", pages.index)
    app.add_url_rule(f"{BASE}/new", "application_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<application_id>", "application", pages.show)
    app.add_url_rule(f"{BASE}/<application_id>/edit", "application_edit", pages.edit, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<application_id>/<name>", "application_act", pages.act, methods=["POST"])


def _detail(desk: Desk, found: Mapping[str, Any], identity: Identity, failed: Action | None) -> Response:
    actions = offered(found, identity)
    if found["applicant_left"] and any(identity.holds(role, found["unit_id"]) for role in IN_UNIT):
        actions = [*actions, TAKE_OVER]
    editable = found["applicant_id"] == identity.id and found["state"] in ("draft", "returned")
    similar = _similar(desk, found) if found["state"] in LEFT else []
    return page(
        "application.html", found=found, actions=with_failed(actions, failed), editable=editable, similar=similar
    )


def _similar(desk: Desk, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Accounts that serve the same end, and why, for who applies and who decides (article 11)."""
    audience = found["audience"] if isinstance(found["audience"], str) else ""
    asked = {
        "audience": audience,
        **{name: str(found[name])[:500] for name in ("name", "purpose", "channel", "unit_id")},
    }
    if not (asked["name"] or asked["purpose"]):
        return []
    answer = ask(desk, "registry", "similar_accounts", None, **asked)["items"]
    return [one for one in answer if one["account_id"] != found["account_id"]][:5]


def _edit(
    desk: Desk, action: Action, path: Mapping[str, str], address: str, found: Mapping[str, Any] | None = None
) -> AnyResponse:
    def show(shown: Action) -> Response:
        back = f"{BASE}/{found['id']}" if found else BASE
        return form_page(shown, address, "新媒体平台备案及审批表", LEAD, back, found["version"] if found else None)

    if request.method == "GET":
        require(desk)
        return show(action)
    return perform(desk, action, path, lambda answer: f"{BASE}/{answer['id']}", show)


def _units(desk: Desk) -> list[tuple[str, str]]:
    """The units, the person's own first."""
    identity = require(desk).identity
    mine = {identity.unit_id, *(unit for _, unit in identity.grants)}
    found = every(desk, "registry", "list_units")
    return [(unit["id"], unit["name"]) for unit in sorted(found, key=lambda unit: unit["id"] not in mine)]
