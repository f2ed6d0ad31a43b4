"""What people are told of the register: what waits for them, what is due, and what was decided (articles 7, 9 and 11)."""

from __future__ import annotations

from services.alerts.domain.notices import SUMMARY, Notice

FILING_NOTICES = (
    "application_waiting",
    "application_decided",
    "change_decided",
    "filing_due",
    "filing_overdue",
    "handover_due",
    "handover_overdue",
    "annual_review_opened",
    "annual_review_decided",
    "account_status",
    "account_dormant",
)
DECIDED = {
    "approved": ("已审批通过", "was approved"),
    "returned": ("被退回，请修改后重新提交", "was returned: mend it and submit it again"),
    "rejected": ("未获批准", "was rejected"),
}
TAKEN = {"accepted": ("已备案", "was taken on file"), "returned": ("被退回，请重新填报", "was returned: file it again")}
KINDS = {
    "rename": ("更名", "a new name"),
    "handle": ("账号标识变更", "a new handle"),
    "administrator": ("管理人员变更", "other administrators"),
    "responsible_person": ("第一责任人变更", "another responsible person"),
    "maintenance": ("维护方式变更", "another way of maintenance"),
    "migrate": ("主体迁移", "a move to another unit"),
    "close": ("停办", "its closure"),
}
HANDS = {
    "account": ("平台", "an account"),
    "application": ("备案申请", "an application"),
    "step": ("待签署的申请", "a signature"),
}
VERDICTS = {
    "passed": ("年度审核通过", "passed the annual review"),
    "rectify": ("年度审核须整改", "must be mended after the annual review"),
}
STATES = {
    "active": ("恢复运行", "runs again"),
    "suspended": ("已暂停运行", "is suspended"),
    "closed": ("已停办", "is closed"),
}


def application_waiting(application_id: str, name: str, days: int) -> Notice:
    return Notice(
        kind="application_waiting",
        subject="application",
        subject_id=application_id,
        zh=f"备案申请“{name}”已等待 {days} 天，请您办理。",
        en=f"The application of {name} has waited for {days} days: it is your turn.",
        title=name,
    )


def application_decided(application_id: str, name: str, state: str) -> Notice:
    zh, en = DECIDED[state]
    return Notice(
        kind="application_decided",
        subject="application",
        subject_id=application_id,
        zh=f"备案申请“{name}”{zh}。",
        en=f"The application of {name} {en}.",
        title=name,
    )


def change_decided(change_id: str, name: str, kind: str, state: str) -> Notice:
    (zh, en), (what_zh, what_en) = TAKEN[state], _kind(kind)
    return Notice(
        kind="change_decided",
        subject="change",
        subject_id=change_id,
        zh=f"“{name}”的{what_zh}{zh}。",
        en=f"For {name}, {what_en} {en}.",
        title=name,
    )


def filing_due(filing_id: str, name: str, kind: str, due_on: str) -> Notice:
    zh, en = _kind(kind)
    return Notice(
        kind="filing_due",
        subject="filing",
        subject_id=filing_id,
        zh=f"“{name}”{zh}须于 {due_on} 前填报变更登记表（附件2）。",
        en=f"Form 2 of {name} ({en}) must be filed by {due_on}.",
        title=name,
    )


def filing_overdue(filing_id: str, name: str, kind: str, due_on: str) -> Notice:
    zh, en = _kind(kind)
    return Notice(
        kind="filing_overdue",
        subject="filing",
        subject_id=filing_id,
        zh=f"“{name}”{zh}应于 {due_on} 前备案，已逾期，请立即填报。",
        en=f"Form 2 of {name} ({en}) was due on {due_on}: file it now.",
        title=name,
    )


def handover_due(handover_id: str, what: str, name: str, due_on: str) -> Notice:
    zh, en = HANDS.get(what, HANDS["account"])
    return Notice(
        kind="handover_due",
        subject="handover",
        subject_id=handover_id,
        zh=f"有人员离岗，{zh}{_quoted(name)}须于 {due_on} 前办理交接。",
        en=f"Somebody's role ended: {en}{_named(name)} must pass into other hands by {due_on}.",
        title=name or zh,
    )


def handover_overdue(handover_id: str, what: str, name: str, due_on: str) -> Notice:
    zh, en = HANDS.get(what, HANDS["account"])
    return Notice(
        kind="handover_overdue",
        subject="handover",
        subject_id=handover_id,
        zh=f"{zh}{_quoted(name)}应于 {due_on} 前完成交接，已逾期。",
        en=f"A handover of {en}{_named(name)} was due on {due_on}.",
        title=name or zh,
    )


def annual_review_opened(year: int, opens_on: str, due_on: str) -> Notice:
    return Notice(
        kind="annual_review_opened",
        subject="annual_review",
        subject_id=str(year),
        zh=f"{year} 年度审核自 {opens_on} 开始，请于 {due_on} 前提交自评；逾期平台将暂停运行。",
        en=f"The annual review of {year} begins on {opens_on}; hand in the self-assessment by {due_on}, or the account is suspended.",
        title=f"{year} 年度审核",
    )


def annual_review_decided(year: int, name: str, verdict: str, rectify_by: str) -> Notice:
    zh, en = VERDICTS[verdict]
    until_zh, until_en = (f"，整改期限 {rectify_by}", f" by {rectify_by}") if rectify_by else ("", "")
    return Notice(
        kind="annual_review_decided",
        subject="annual_review",
        subject_id=str(year),
        zh=f"“{name}”{year} {zh}{until_zh}。",
        en=f"{name} {en} ({year}){until_en}.",
        title=name,
    )


def account_status(account_id: str, name: str, status: str, reason: str) -> Notice:
    zh, en = STATES[status]
    return Notice(
        kind="account_status",
        subject="account",
        subject_id=account_id,
        zh=f"平台“{name}”{zh}" + (f"：{reason[:SUMMARY]}" if reason else "") + "。",
        en=f"The account {name} {en}" + (f": {reason[:SUMMARY]}" if reason else "") + ".",
        title=name,
    )


def account_dormant(account_id: str, name: str, days: int) -> Notice:
    return Notice(
        kind="account_dormant",
        subject="account",
        subject_id=account_id,
        zh=f"平台“{name}”已 {days} 天没有发布内容，请恢复更新或办理停办。",
        en=f"Nothing was published on {name} for {days} days: go on with it, or close it.",
        title=name,
    )


def _kind(kind: str) -> tuple[str, str]:
    return KINDS.get(kind, (kind, kind))


def _quoted(name: str) -> str:
    return f"“{name}”" if name else ""


def _named(name: str) -> str:
    return f" ({name})" if name else ""
