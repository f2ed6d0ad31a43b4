"""Writing a text: its fields, its pictures and videos, and the campaign whose material it adapts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.rendering import form_page
from services.kit.wire import Request

BASE = "/submissions"
LEAD = "先审后发:送审后自动初筛,再逐级审核;通过的内容以指纹封存,改动任何一字须重新送审。"
CHECK = ("/checks/text", "title", "body")
SHOWN = ".png,.jpg,.jpeg,.gif,.webp,.avif,.heic,.mp4,.mov,.webm"
TEXT_FIELDS = (
    Field("title", "标题", required=True, longest=200),
    Field("source", "来源", longest=200, help="原创可不填;转载请写明出处"),
    Field("licence", "转载依据", longest=500),
    Field("scheduled_at", "计划发布时间", "moment"),
    Field("body", "正文", "tall", required=True, longest=100_000),
)
PICTURE = Field(
    "file",
    "图片或视频",
    "file",
    accept=SHOWN,
    help="每次一个,不超过 20 MB;送审后可再添加。审核人看到的就是这里上传的原件",
)
Prepare = Callable[[dict[str, Any]], dict[str, Any]]


def new_text(desk: Desk) -> AnyResponse:
    """``/submissions/new``; with ``?campaign=&account=`` it begins with the campaign's material."""
    campaign, account = request.args.get("campaign", "")[:64], request.args.get("account", "")[:64]
    accounts = Field("account_id", "发布账号", "select", required=True, options=_own_accounts(desk), value=account)
    fields = [accounts, *TEXT_FIELDS, PICTURE]
    if campaign:
        fields.append(Field("campaign_id", "", "hidden", value=campaign))
    shown = form(*fields)
    if campaign and request.method == "GET":
        material = ask(desk, "review", "get_campaign", {"id": campaign})["material"] or {}
        kept = {name: material.get(name, "") for name in ("title", "body")}
        shown = shown.filled({**kept, "account_id": account, "campaign_id": campaign})
    made = Action(
        "new",
        "review",
        "submit_text",
        "送审",
        "已送审,正在自动初筛。",
        shown,
        check=CHECK,
        prepare=with_media(desk, ()),
    )
    address = f"{BASE}/new?campaign={campaign}&account={account}" if campaign else f"{BASE}/new"
    return _edit(desk, made, {}, address)


def edit_text(desk: Desk, submission_id: str) -> AnyResponse:
    """``/submissions/<id>/edit``: a new version; each picture stays where it is not unchecked."""
    found = ask(desk, "review", "get_submission", {"id": submission_id})
    keeping = [Field(f"keep.{item['checksum']}", item["name"], "check", value="yes") for item in found["media"]]
    filled = form(*TEXT_FIELDS, *keeping, PICTURE).shown(
        {**found, "source": "" if found["source"] == "original" else found["source"]}
    )
    filled = filled.filled({**filled.values, **{one.name: "yes" for one in keeping}})
    kept = Action(
        "edit",
        "review",
        "revise_submission",
        "重新送审",
        "新版本已送审,原有审核意见失效。",
        filled,
        check=CHECK,
        prepare=with_media(desk, found["media"]),
    )
    return _edit(desk, kept, {"id": submission_id}, request.path, found)


def with_media(desk: Desk, before: Sequence[Mapping[str, Any]]) -> Prepare:
    """Uploads the picture that came with the form, and keeps those from before that were not unchecked."""

    def prepare(body: dict[str, Any]) -> dict[str, Any]:
        keep = body.pop("keep", {})
        sent = {name: body.pop(name, "") for name in ("name", "media_type", "base64")}
        media = [
            {name: item[name] for name in ("name", "checksum", "media_type", "size")}
            for item in before
            if keep.get(item["checksum"], True)
        ]
        if sent["base64"]:
            made = desk.remote.call("review", "upload_media", Request(body=sent), token=require(desk).token)
            media.append({name: made[name] for name in ("checksum", "media_type", "size")} | {"name": sent["name"]})
        return {**body, "media": media} if media or before else body

    return prepare


def _edit(
    desk: Desk, action: Action, path: Mapping[str, str], address: str, found: Mapping[str, Any] | None = None
) -> AnyResponse:
    def show(shown: Action) -> Response:
        back = f"{BASE}/{found['id']}" if found else BASE
        return form_page(shown, address, "送审文稿", LEAD, back, found["version"] if found else None)

    if request.method == "GET":
        return show(action)
    return perform(desk, action, path, lambda answer: f"{BASE}/{answer['id']}", show)


def _own_accounts(desk: Desk) -> list[tuple[str, str]]:
    """The accounts that the person operates and that may publish."""
    mine = require(desk).identity.id
    found = ask(desk, "registry", "list_accounts", status="active", limit="200")["items"]
    return [(account["id"], account["name"]) for account in found if mine in account["operator_ids"]]
