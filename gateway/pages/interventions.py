"""What people do to a text beside deciding: hold it, let it go on, send it up, assign it; and passages marked for its author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.complaints import REASON_MISSING
from gateway.pages.actions import Action
from gateway.pages.forms import Field, form
from services.contracts.errors import InputInvalid
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

REASON = form(Field("reason", "原因", longest=500))
HOLD = Action("hold", "review", "hold_submission", "暂缓", "已暂缓,恢复前不再流转。", REASON, style="plain")
UNHOLD = Action("unhold", "review", "unhold_submission", "恢复流转", "已恢复,稿件回到审核。", REASON)
ESCALATE = Action(
    "escalate",
    "review",
    "escalate_submission",
    "上报宣传统战部",
    "已上报,将加送宣传统战部审核。",
    REASON,
    style="plain",
)
MOVES = {action.name: action for action in (HOLD, UNHOLD, ESCALATE)}
LEADS = (*PROPAGANDA, "responsible")


def offered(text: Mapping[str, Any], identity: Identity, *, decides: bool) -> list[Action]:
    """Of these what this person can do; the review service decides in the end."""
    if text["submitted_by"] == identity.id:
        return []
    says = decides or identity.has(*PROPAGANDA)
    actions = []
    if says and text["state"] == "in_review" and text["tier"] != 1 and not text["raised"]:
        actions += [ESCALATE] if text["severity"] != "escalate" else []
    if says and text["state"] in ("in_review", "approved"):
        actions.append(HOLD)
    if text["state"] == "held" and not text["held_by"]:
        actions += [UNHOLD] if text["held_by_person"] == identity.id or identity.has(*PROPAGANDA) else []
    return actions


def may_assign(text: Mapping[str, Any], identity: Identity) -> bool:
    return text["state"] == "in_review" and identity.has(*LEADS) and text["submitted_by"] != identity.id


def assign_action(text: Mapping[str, Any], reviewers: list[Mapping[str, Any]]) -> Action:
    """Putting it into the hands of someone with the role that it waits for."""
    fitting = [
        (one["id"], one["name"])
        for one in reviewers
        if text["waits_role"] in one["roles"] and one["id"] != text["submitted_by"]
    ]
    fields = form(
        Field("person_id", "分派给", "select", required=True, options=fitting), Field("reason", "说明", longest=500)
    )
    return Action("assign", "review", "assign_submission", "分派", "已分派。", fields, style="plain")


def with_passages(text: Mapping[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Turns quoted passages, one a line with a remark behind a bar, into places in the text; who sends it back says why."""

    def prepare(body: dict[str, Any]) -> dict[str, Any]:
        lines = body.pop("passages", [])
        if body.get("decision") in ("return", "reject") and not (lines or body.get("comment")):
            raise InputInvalid({"comment": [REASON_MISSING]})
        found = [_passage(text, line) for line in lines]
        missing = [line for line, passage in zip(lines, found, strict=True) if passage is None]
        if missing:
            message = f"文中没有“{missing[0][:30]}”。 The text does not hold it."
            raise InputInvalid({"passages": [message]})
        return {**body, "passages": found} if found else body

    return prepare


def _passage(text: Mapping[str, Any], line: str) -> dict[str, Any] | None:
    quote, _, note = line.replace("\uff5c", "|", 1).partition("|")
    quote = quote.strip().strip('“”"')
    for field in ("body", "title"):
        start = text[field].find(quote) if quote else -1
        if start >= 0:
            return {"field": field, "start": start, "end": start + len(quote), "note": note.strip()[:500]}
    return None


def quotes(text: Mapping[str, Any], decision: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The marked passages of a decision on the version that is shown, each with its remark."""
    if decision["version"] != text["version"]:
        return [("", passage["note"]) for passage in decision["passages"] if passage["note"]]
    return [(text[one["field"]][one["start"] : one["end"]], one["note"]) for one in decision["passages"]]
