"""What people are told, in both languages: one notice for each thing that asks something of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SUMMARY = 120


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message before it has addressees. `subject` names what it is about: ``incident``, ``directive``, …"""

    kind: str
    subject: str
    subject_id: str
    zh: str
    en: str
    severity: str = ""
    title: str = ""


@dataclass(eq=False, kw_only=True)
class Message:
    """A notice on its way to one person: what they find on their page."""

    id: str
    person_id: str
    kind: str
    subject: str
    subject_id: str
    zh: str
    en: str
    sent_at: datetime
    read_at: datetime | None = None


def incident_escalated(incident_id: str, title: str, severity: str, level: int) -> Notice:
    return Notice(
        kind="incident_escalated",
        subject="incident",
        subject_id=incident_id,
        zh=f"{severity} 级事件待确认（第 {level} 步）：{title}。请尽快确认并处置。",
        en=f"Severity {severity} incident awaits acknowledgement (step {level}): {title}. Please acknowledge and act.",
        severity=severity,
        title=title,
    )


def incident_assigned(incident_id: str, title: str, severity: str) -> Notice:
    return Notice(
        kind="incident_assigned",
        subject="incident",
        subject_id=incident_id,
        zh=f"{severity} 级事件已指派给您：{title}。",
        en=f"A severity {severity} incident was assigned to you: {title}.",
        severity=severity,
        title=title,
    )


def _of(subject: str, kind: str, subject_id: str, title: str, zh: str, en: str) -> Notice:
    """A notice of a directive or a takedown, named by the beginning of what it is about."""
    return Notice(kind=kind, subject=subject, subject_id=subject_id, zh=zh, en=en, title=title[:SUMMARY])


def directive_issued(directive_id: str, text: str, due: str) -> Notice:
    zh = f"统一部署，请于 {due} 前落实并回执：{text[:SUMMARY]}"
    en = f"A directive asks for your receipt by {due}: {text[:SUMMARY]}"
    return _of("directive", "directive_issued", directive_id, text, zh, en)


def directive_reminder(directive_id: str, text: str, due: str) -> Notice:
    zh = f"提醒：统一部署尚未回执，期限 {due}:{text[:SUMMARY]}"
    en = f"Reminder: your receipt is still missing, due {due}: {text[:SUMMARY]}"
    return _of("directive", "directive_reminder", directive_id, text, zh, en)


def directive_overdue(directive_id: str, text: str, due: str) -> Notice:
    zh = f"统一部署已逾期（{due}），贵单位仍有账号未完成：{text[:SUMMARY]}"
    en = f"A directive is overdue since {due}; accounts of your unit have not done it: {text[:SUMMARY]}"
    return _of("directive", "directive_overdue", directive_id, text, zh, en)


def directive_withdrawn(directive_id: str, text: str, reason: str) -> Notice:
    zh = f"统一部署已撤回，无需再落实：{text[:SUMMARY]}（{reason[:SUMMARY]}）"
    en = f"A directive was withdrawn, nothing needs to be done: {text[:SUMMARY]} ({reason[:SUMMARY]})"
    return _of("directive", "directive_withdrawn", directive_id, text, zh, en)


def takedown_still_there(takedown_id: str, url: str) -> Notice:
    zh = f"复核发现内容仍可访问，请立即处置：{url}"
    en = f"A check found that this can still be read; take it down now: {url}"
    return _of("takedown", "takedown_still_there", takedown_id, url, zh, en)


def takedown_to_look_at(takedown_id: str, url: str) -> Notice:
    zh = f"系统无法自动复核，请人工确认内容已删除：{url}"
    en = f"This could not be checked automatically; please look whether it is gone: {url}"
    return _of("takedown", "takedown_to_look_at", takedown_id, url, zh, en)


def takedown_asked(takedown_id: str, url: str, due: str) -> Notice:
    zh = f"请于 {due} 前删除或下架：{url}"
    en = f"Take this down by {due}: {url}"
    return _of("takedown", "takedown_asked", takedown_id, url, zh, en)


def takedown_overdue(takedown_id: str, url: str, due: str) -> Notice:
    zh = f"处置已逾期（{due}）：{url}"
    en = f"A takedown is overdue since {due}: {url}"
    return _of("takedown", "takedown_overdue", takedown_id, url, zh, en)


def action_set(incident_id: str, text: str, due: str) -> Notice:
    return Notice(
        kind="action_set",
        subject="incident",
        subject_id=incident_id,
        zh=f"请于 {due} 前完成整改事项：{text[:SUMMARY]}",
        en=f"An action is yours, due {due}: {text[:SUMMARY]}",
        title=text[:SUMMARY],
    )


def action_overdue(incident_id: str, text: str, due: str) -> Notice:
    return Notice(
        kind="action_overdue",
        subject="incident",
        subject_id=incident_id,
        zh=f"整改事项已逾期（{due}）：{text[:SUMMARY]}",
        en=f"An action is overdue since {due}: {text[:SUMMARY]}",
        title=text[:SUMMARY],
    )


def duty_begins(rota_id: str, name: str, open_count: int, left: str) -> Notice:
    return Notice(
        kind="duty_begins",
        subject="rota",
        subject_id=rota_id,
        zh=f"“{name}”由您值班，现有 {open_count} 个未结事件。" + (f"交班留言：{left[:SUMMARY]}" if left else ""),
        en=f"You are on duty for {name}; {open_count} incidents are open."
        + (f" Note: {left[:SUMMARY]}" if left else ""),
        title=name,
    )


def sensitive_begins(period_id: str, name: str, until: str) -> Notice:
    return Notice(
        kind="sensitive_begins",
        subject="sensitive_period",
        subject_id=period_id,
        zh=f"敏感时期“{name}”开始，24 小时值守至 {until}。",
        en=f"The sensitive period {name} begins: duty is kept around the clock until {until}.",
        title=name,
    )


def swap_asked(swap_id: str, who: str, since: str) -> Notice:
    return Notice(
        kind="swap_asked",
        subject="swap",
        subject_id=swap_id,
        zh=f"{who} 想与您换班（{since} 起），请答复。",
        en=f"{who} asks to swap a turn with you (from {since}): please answer.",
        title=who,
    )


SWAP_ANSWERS = {
    "accepted": ("同意换班", "accepts"),
    "declined": ("不同意换班", "declines"),
    "withdrawn": ("撤回换班", "withdraws"),
}


def swap_answered(swap_id: str, who: str, answer: str) -> Notice:
    zh, en = SWAP_ANSWERS[answer]
    return Notice(
        kind="swap_answered",
        subject="swap",
        subject_id=swap_id,
        zh=f"{who} {zh}。",
        en=f"{who} {en} the swap.",
        title=who,
    )


def channel_test(channel_id: str, who: str) -> Notice:
    return Notice(
        kind="test",
        subject="channel",
        subject_id=channel_id,
        zh=f"这是一条测试消息，由 {who} 发出。收到即表示渠道可用。",
        en=f"This is a test message sent by {who}. The channel works if you read it.",
        title="测试 / test",
    )


def hook_broken(hook_id: str, name: str, why: tuple[str, str]) -> Notice:
    return Notice(
        kind="channel_broken",
        subject="webhook",
        subject_id=hook_id,
        zh=f"Webhook“{name}”发送失败（{why[0]}）。未送达的事件仍在发送记录中自动重试；请检查对方系统，必要时在该页重发。",
        en=f"The webhook {name} fails ({why[1]}). Events not yet received stay on record and are tried again; check the receiving system, and send again there where needed.",
        title=name,
    )


def hook_paused(hook_id: str, name: str, why: tuple[str, str]) -> Notice:
    return Notice(
        kind="channel_broken",
        subject="webhook",
        subject_id=hook_id,
        zh=f"Webhook“{name}”连续发送失败（{why[0]}），已自动暂停。其间的事件予以保留；请待对方系统修复后在该页恢复发送，届时按顺序补发。",
        en=f"The webhook {name} failed again and again ({why[1]}) and was paused. Events are kept meanwhile: resume it once the receiving system is mended, and they are sent in order.",
        title=name,
    )


def channel_broken(channel_id: str, name: str, why: tuple[str, str]) -> Notice:
    return Notice(
        kind="channel_broken",
        subject="channel",
        subject_id=channel_id,
        zh=f"消息渠道“{name}”发送失败（{why[0]}）。消息仍在各人的消息页上；请检查渠道设置并重新测试。",
        en=f"The channel {name} fails ({why[1]}). Messages still stand on people's pages; check its settings and test it again.",
        title=name,
    )


def channel_canary(channel_id: str) -> Notice:
    return Notice(
        kind="canary",
        subject="channel",
        subject_id=channel_id,
        zh="每日巡检：消息渠道正常，无需处理。",
        en="Daily check: this channel works. Nothing needs to be done.",
        title="每日巡检 / daily check",
    )
