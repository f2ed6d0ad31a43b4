"""Channels and templates as people set them, and a test of one with a button."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services.alerts.delivery.addresses import AddressRefused, Guard
from services.alerts.delivery.by_apprise import check_apprise
from services.alerts.delivery.sealing import SECRET, URL, hide_address
from services.alerts.delivery.templates import DEFAULTS, TemplateRefused, render
from services.alerts.domain import notices
from services.alerts.domain.delivery import (
    CANARY_EVERY,
    CANARY_PATIENCE,
    DEFAULT_NOTICES,
    Attempt,
    Channel,
    Delivery,
    Template,
)
from services.alerts.domain.filing_notices import FILING_NOTICES
from services.alerts.domain.review_notices import REVIEW_NOTICES
from services.alerts.handlers import rights
from services.alerts.storage import delivery, messages, register
from services.contracts.alerts.faults import explain
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import Deadline, Work
from services.kit.vault import Vault

CANARY, SWITCH = delivery.CANARY, "delivery.canary_switch"
LOOKS = (*rights.SETS, "auditor")
SAMPLES = {
    language: {
        "kind": "incident_escalated",
        "severity": "II",
        "title": title,
        "text": text,
        "subject": "incident",
        "subject_id": "0",
        "sent_at": "2026-01-01T00:00:00+00:00",
        "link": "https://xinmei.example.edu.cn/incidents/0",
    }
    for language, title, text in (
        (
            "zh",
            "未审先发：示例账号《第1期》",
            "II 级事件待确认（第 1 步）：未审先发：示例账号《第1期》。请尽快确认并处置。",
        ),
        (
            "en",
            "Published unreviewed: sample account",
            "Severity II incident awaits acknowledgement (step 1): Published unreviewed: sample account. Please acknowledge.",
        ),
    )
}
"""Values that a template is previewed with."""


def make_channel(work: Work, given: dict[str, Any], guard: Guard, vault: Vault) -> Channel:
    """Add a channel, or one of one's own. Raises `InputInvalid` where its address may not be reached.

    Who sets the department's channels answers for whatever public host they name; anybody else's own goes to configured hosts only.
    """
    own = given["person_id"] == work.identity.id and work.identity.has(*rights.HANDLES)
    if not own:
        work.identity.require(*rights.SETS)
    if given["person_id"] and not register.find_people(work.session, [given["person_id"]]):
        raise InputInvalid({"person_id": ["没有这个人。 There is no such person."]})
    trusted = work.identity.has(*rights.SETS)
    _check_address(given["kind"], given["url"], guard if trusted else guard.narrowed())
    settings: dict[str, Any] = {
        name: given[name] for name in ("recipients", "sender", "starttls", "keyword") if name in given
    }
    found = Channel(
        id=work.new_id(),
        kind=given["kind"],
        name=given["name"],
        url=vault.seal(given["url"], URL),
        secret=vault.seal(given["secret"], SECRET),
        settings={**settings, "address": hide_address(given["url"])},
        person_id=given["person_id"],
        notices=given["notices"]
        or [*DEFAULT_NOTICES, *((*FILING_NOTICES, *REVIEW_NOTICES) if given["person_id"] else ())],
        severities=given["severities"],
        language=given["language"],
        made_at=work.now,
    )
    work.session.add(found)
    work.record("channel.make", found.id, kind=found.kind)
    if given["canary"]:
        work.schedule(CANARY, found.id, work.now + CANARY_EVERY)
    return found


def send_canary(work: Work, deadline: Deadline) -> None:
    """Once a day a small message goes through every channel that wants it; a dead man's switch waits for it to arrive."""
    found = delivery.find_channel(work.session, deadline.subject)
    if found is None or not found.active:
        return
    sent = delivery.enqueue(
        work.session, found.id, notices.channel_canary(found.id), work.now, work.new_id, work.origin
    )
    work.schedule(SWITCH, found.id, work.now + CANARY_PATIENCE, delivery_id=sent.id)
    work.schedule(CANARY, found.id, work.now + CANARY_EVERY)


def check_canary(work: Work, deadline: Deadline) -> None:
    """The time for a canary to arrive is over: where it has not, delivery itself is broken, and people's pages say so."""
    found = delivery.find_channel(work.session, deadline.subject)
    sent = delivery.find_delivery(work.session, deadline.payload["delivery_id"])
    if found is None or not found.active or (sent is not None and sent.state == "sent"):
        return
    work.record("channel.silent", found.id, state=sent.state if sent else "gone")
    tell_broken(work, notices.channel_broken(found.id, found.name, explain(sent.code if sent else "")))


def _check_address(kind: str, url: str, guard: Guard) -> None:
    try:
        if kind == "apprise":
            check_apprise(guard, url)
        elif kind == "email":
            guard.check_mail(url)
        else:
            guard.check_url(kind, url)
    except AddressRefused as error:
        raise InputInvalid({"url": [str(error)]}) from error


def find_channel(work: Work, channel_id: str) -> Channel:
    """A channel, for who sets them, or whose own it is."""
    found = delivery.find_channel(work.session, channel_id)
    if found is None or found.person_id != work.identity.id:
        work.identity.require(*rights.SETS)
    if found is None:
        raise NotFound(channel=channel_id)
    return found


def end_channel(work: Work, channel_id: str) -> Channel:
    """Stop sending through a channel; what waits for it is given up."""
    found = find_channel(work, channel_id)
    work.check_version(found.version)
    _check_active(found)
    found.active = False
    work.unschedule(CANARY, found.id)
    work.unschedule(SWITCH, found.id)
    work.record("channel.end", found.id)
    return found


def _check_active(found: Channel) -> None:
    if not found.active:
        raise StateConflict(
            zh="该渠道已停用。没有作任何更改。", en="This channel was ended. Nothing was changed.", channel=found.id
        )


def test_channel(work: Work, channel_id: str, notice: str) -> Delivery:
    """Put a test message on its way, worded as a notice of this kind; what became of it stands in the delivery a moment later."""
    found = find_channel(work, channel_id)
    _check_active(found)
    work.record("channel.test", found.id, notice=notice)
    sent = notices.channel_test(found.id, work.identity.name)
    return delivery.enqueue(work.session, found.id, replace(sent, kind=notice), work.now, work.new_id, work.origin)


def show_delivery(work: Work, delivery_id: str) -> tuple[Delivery, list[Attempt]]:
    work.identity.require(*LOOKS)
    found = delivery.find_delivery(work.session, delivery_id)
    if found is None:
        raise NotFound(delivery=delivery_id)
    return found, list(delivery.attempts_of(work.session, delivery_id))


def list_templates(work: Work) -> list[Template]:
    """The department's templates, and the built-in one of each language."""
    work.identity.require(*LOOKS)
    own = delivery.templates(work.session)
    built_in = [Template(channel_kind="*", notice="*", language=name, text=text) for name, text in DEFAULTS.items()]
    replaced = {template.language for template in own if (template.channel_kind, template.notice) == ("*", "*")}
    return own + [template for template in built_in if template.language not in replaced]


def save_template(work: Work, given: dict[str, Any]) -> Template:
    """Set the wording of a notice. Raises `InputInvalid` where the template is refused."""
    work.identity.require(*rights.SETS)
    preview_template(work, given["text"], given["language"])
    key = {name: given[name] for name in ("channel_kind", "notice", "language")}
    work.record("template.save", "/".join(key.values()))
    return delivery.save_template(work.session, **key, text=given["text"])


def preview_template(work: Work, text: str, language: str) -> str:
    """How a template reads with sample values."""
    work.identity.require(*rights.SETS)
    try:
        return render(text, SAMPLES[language])
    except TemplateRefused as error:
        raise InputInvalid({"text": [str(error)]}) from error


def test_template(work: Work, name: str) -> list[Delivery]:
    """Send a test message, worded by this template's notice, through every channel of its kind and language.

    `name` is ``kind.notice.language`` as the list gives it. Raises `StateConflict` where there is no such channel.
    """
    work.identity.require(*rights.SETS)
    kind, _, rest = name.partition(".")
    notice, _, language = rest.partition(".")
    if language not in SAMPLES:
        raise NotFound(template=name)
    fit = [
        channel
        for channel in delivery.active_channels(work.session)
        if channel.language == language and kind in ("*", channel.kind)
    ]
    if not fit:
        raise StateConflict(
            code="no_channel",
            zh="没有这种语言的在用渠道，没有发送。请先添加消息渠道。",
            en="There is no channel of this kind and language in use: nothing was sent. Add one first.",
        )
    return [test_channel(work, channel.id, "test" if notice == "*" else notice) for channel in fit]


def sample_of(template: Template) -> str:
    """How a kept template reads with sample values."""
    try:
        return render(template.text, SAMPLES[template.language])
    except TemplateRefused as error:
        return str(error)


def tell_broken(work: Work, notice: notices.Notice) -> None:
    """A channel has begun to fail: say so on the pages of those who can mend it, which need no channel."""
    people = {*register.holders(work.session, "officer"), *register.holders(work.session, "admin")}
    messages.post(work.session, people, notice, work.now, work.new_id)
