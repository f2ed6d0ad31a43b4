"""Texts on their way (先审后发): handing in, the reviewers' desk, and one text with its findings marked and decided on in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages import interventions
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.composing import BASE, edit_text, new_text
from gateway.pages.forms import Field, Form, form
from gateway.pages.interventions import with_passages
from gateway.pages.listing import list_page
from gateway.pages.rendering import page
from gateway.pages.words import word
from services.kit.identity import Identity

FILTERS = form(Field("state", "状态", "select", options="submission_state", longest=20))
ANSWER_FIRST = "block_until_answered"
QUEUE_SEEN = "50"
REVIEWS = ("reviewer", "responsible", "league", "student_affairs", "officer", "director")
REVISABLE = ("returned", "in_review", "approved")

PUBLISHED = Action(
    "published",
    "review",
    "publish_submission",
    "登记发布",
    "已登记发布。",
    form(
        Field("url", "发布网址", "url", required=True, longest=2000),
        Field("published_at", "发布时间", "moment", required=True),
    ),
)
WITHDRAW = Action(
    "withdraw",
    "review",
    "withdraw_submission",
    "撤回",
    "已撤回。",
    form(Field("reason", "原因", longest=500)),
    style="danger",
)
CLAIM = Action("claim", "review", "claim_submission", "领取审核", "已领取,请在半小时内完成。", style="plain")
RELEASE = Action("release", "review", "release_submission", "放回队列", "已放回队列。", style="plain")
ACTIONS = {action.name: action for action in (PUBLISHED, WITHDRAW, CLAIM, RELEASE)} | interventions.MOVES


def decision_action(text: Mapping[str, Any]) -> Action:
    """Deciding on exactly this fingerprint, with an answer to each finding that asks for one."""
    open_ones = [
        (mark, found)
        for mark, found in enumerate(text["findings"], 1)
        if found["severity"] == ANSWER_FIRST and not found["answer"]
    ]
    answers = [
        field
        for number, (mark, found) in enumerate(open_ones)
        for field in (
            Field(f"finding_answers.{number}.finding_id", "", "hidden", value=str(found["id"])),
            Field(
                f"finding_answers.{number}.answer",
                f"{mark} “{found['matched']}”",
                longest=1000,
                help=word("finding_rule", found["name"]),
            ),
        )
    ]
    fields = (
        Field("decision", "", "hidden", required=True),
        Field("fingerprint", "", "hidden", required=True, value=text["fingerprint"]),
        Field("comment", "审核意见", "area", longest=2000),
        Field("passages", "标注段落", "lines", longest=20_000, help="每行一处:原文片段 | 说明"),
        *answers,
    )
    marked = with_passages(text)
    return Action(
        "decide",
        "review",
        "decide_submission",
        "审核",
        "审核意见已提交。",
        form(*fields),
        prepare=lambda body: marked(_only_answered(body)),
    )


def _only_answered(body: dict[str, Any]) -> dict[str, Any]:
    """A finding that nobody answered is left out: for returning a text no answer is needed."""
    answered = [item for item in body.pop("finding_answers", []) if item.get("answer")]
    return {**body, "finding_answers": answered} if answered else body


def may_decide(text: Mapping[str, Any], identity: Identity) -> bool:
    """Whether the stage at which it waits is this person's; the review service decides in the end."""
    waits = text["state"] == "in_review" and text["submitted_by"] != identity.id
    acted = any(
        decision["decided_by"] == identity.id and decision["version"] == text["version"]
        for decision in text["decisions"]
    )
    return (
        waits
        and not acted
        and any(
            role == text["waits_role"] and (not text["waits_unit"] or unit in (text["waits_unit"], ""))
            for role, unit in identity.grants
        )
    )


def offered(text: Mapping[str, Any], identity: Identity, *, decides: bool) -> list[Action]:
    """What this person can do besides deciding."""
    actions = []
    if decides:
        actions.append(RELEASE if text["claimed_by"] == identity.id else CLAIM)
    if text["submitted_by"] == identity.id:
        if text["state"] == "approved":
            actions.append(PUBLISHED)
        if text["state"] in (*REVISABLE, "screening", "held"):
            actions.append(WITHDRAW)
    return [*actions, *interventions.offered(text, identity, decides=decides)]


def mark_findings(
    text: str, findings: Sequence[Mapping[str, Any]], field: str
) -> list[tuple[str, Mapping[str, Any] | None]]:
    """`text` in pieces, each with the finding that marks it, or None. Offsets are code points; of overlapping ones the first is marked."""
    pieces: list[tuple[str, Mapping[str, Any] | None]] = []
    position = 0
    for found in sorted((f for f in findings if f["field"] == field), key=lambda f: (f["start"], -f["end"])):
        if found["start"] < position:
            continue
        if found["start"] > position:
            pieces.append((text[position : found["start"]], None))
        pieces.append((text[found["start"] : found["end"]], found))
        position = found["end"]
    return [*pieces, (text[position:], None)] if position < len(text) else pieces


def place_in(queue: Sequence[str], submission_id: str) -> dict[str, Any]:
    """Where a text stands in its reviewer's queue: its number, how many there are, and the ids before and after it."""
    if submission_id not in queue:
        return {}
    at = queue.index(submission_id)
    before, after = queue[at - 1] if at else "", queue[at + 1] if at + 1 < len(queue) else ""
    return {"number": at + 1, "of": len(queue), "before": before, "after": after}


class SubmissionPages:
    """The pages of texts and their review."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "submissions.html", "review", "list_submissions", FILTERS)

    def queue(self) -> Response:
        return list_page(self._desk, "review.html", "review", "list_review_queue", form())

    def show(self, submission_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "review", "get_submission", {"id": submission_id})
        identity = require(self._desk).identity
        queue = self._queue() if _may_wait_for(found, identity) else []
        decides = may_decide(found, identity) or submission_id in queue
        actions = offered(found, identity, decides=decides)
        if interventions.may_assign(found, identity):
            actions.append(interventions.assign_action(found, ask(self._desk, "review", "list_reviewers")["items"]))
        return _detail(found, identity, failed, place_in(queue, submission_id), actions, decides=decides)

    def act(self, submission_id: str, name: str) -> AnyResponse:
        path = {"id": submission_id}
        action = ACTIONS.get(name)
        if name in ("decide", "assign"):
            found = ask(self._desk, "review", "get_submission", path)
            reviewers = ask(self._desk, "review", "list_reviewers")["items"] if name == "assign" else []
            action = decision_action(found) if name == "decide" else interventions.assign_action(found, reviewers)
        if action is None:
            raise NoSuchPage()
        after = (lambda _: self._next(submission_id)) if name == "decide" else (lambda _: f"{BASE}/{submission_id}")
        return perform(self._desk, action, path, after, lambda failed: self.show(submission_id, failed))

    def _next(self, decided_id: str) -> str:
        """Where a reviewer goes after a decision: to the next text that waits for them, else to the empty queue."""
        return next((f"{BASE}/{found}" for found in self._queue() if found != decided_id), "/review")

    def _queue(self) -> list[str]:
        found = ask(self._desk, "review", "list_review_queue", limit=QUEUE_SEEN)["items"]
        return [item["id"] for item in found]

    def new(self) -> AnyResponse:
        return new_text(self._desk)

    def edit(self, submission_id: str) -> AnyResponse:
        return edit_text(self._desk, submission_id)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/submissions``, what is below it, and ``/review``."""
    pages = SubmissionPages(desk)
    app.add_url_rule(BASE, "submissions", pages.index)
    app.add_url_rule("/review", "review_queue", pages.queue)
    app.add_url_rule(f"{BASE}/new", "submission_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<submission_id>", "submission", pages.show)
    app.add_url_rule(f"{BASE}/<submission_id>/edit", "submission_edit", pages.edit, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<submission_id>/<name>", "submission_act", pages.act, methods=["POST"])


def _may_wait_for(found: Mapping[str, Any], identity: Identity) -> bool:
    """Whether it may stand in this person's queue: perhaps because they stand in for somebody."""
    return found["state"] == "in_review" and found["submitted_by"] != identity.id and identity.has(*REVIEWS)


def _detail(
    found: Mapping[str, Any],
    identity: Identity,
    failed: Action | None,
    place: Mapping[str, Any],
    actions: list[Action],
    *,
    decides: bool,
) -> Response:
    deciding: Action | None = decision_action(found) if decides else None
    if failed and failed.name == "decide":
        deciding, failed = replace(failed, form=_newest_fingerprint(failed.form, found)), None
    return page(
        "submission.html",
        found=found,
        title_pieces=mark_findings(found["title"], found["findings"], "title"),
        body_pieces=mark_findings(found["body"], found["findings"], "body"),
        actions=with_failed(actions, failed),
        quotes=interventions.quotes,
        deciding=deciding,
        place=place,
        revisable=found["submitted_by"] == identity.id and found["state"] in REVISABLE,
    )


def _newest_fingerprint(typed: Form, found: Mapping[str, Any]) -> Form:
    """The page shows the newest text now, so a decision made on it is on that one."""
    return replace(typed, values={**typed.values, "fingerprint": found["fingerprint"]})
