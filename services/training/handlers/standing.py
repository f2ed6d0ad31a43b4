"""How people stand: what they owe, told to the review service when it changes, and to them in time (articles 15 and 16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from services.contracts.training.events import TrainingStandingChanged
from services.kit.api import Deadline, Work
from services.training.domain.certificates import Certificate
from services.training.domain.duties import Duty, Standing, judge, require_certificate
from services.training.domain.rules import Rules
from services.training.handlers.notices import CERTIFICATE, DUTY, said, tell
from services.training.handlers.rights import PURSE, READERS, UNIT_ROLES, require_reader
from services.training.storage import certificates, duties, people
from services.training.storage import rules as rule_book

REMIND, DUE = "duty.remind", "duty.due"
EXPIRING, EXPIRED = "certificate.expiring", "certificate.expired"
EXPIRY_NOTICE = timedelta(days=30)
_WORDS = {
    "clear": ("培训要求已满足。", "No training is owed."),
    "warn": (
        "您有尚未完成的培训要求，请在期限前参加培训并取得证书。",
        "A training is owed; attend one and get its certificate in time.",
    ),
    "block": (
        "您的培训要求已逾期，取得证书前不能送审。请尽快报名参加培训。",
        "The training that you owe is overdue; you cannot hand texts in until you have its certificate.",
    ),
}


def view_rules(work: Work) -> Rules:
    require_reader(work.identity)
    return rule_book.rules_in_force(work.session)


def set_rules(work: Work, wanted: dict[str, Any]) -> Rules:
    """Change rules; what is not named stays. Everyone who owes something is judged anew at once."""
    work.identity.require(*PURSE)
    before = rule_book.rules_in_force(work.session)
    rules = Rules(**{**asdict(before), **wanted, "points": {**before.points, **wanted.get("points", {})}})
    rule_book.set_rules(work.session, rules, work.identity.id, work.now)
    refresh(work, duties.everyone_owing(work.session))
    work.record("set_training_rules", "training_rules", fields=sorted(wanted))
    return rules


def require_of_administrators(work: Work, account: dict[str, Any], newcomers: Collection[str]) -> None:
    """Those who come to run an account without a valid certificate owe one."""
    rules = rule_book.rules_in_force(work.session)
    if rules.certificate_needed == "off" or not newcomers:
        return
    trained = duties.certified(work.session, newcomers, work.now)
    for person_id in sorted(set(newcomers) - trained):
        _owe(work, account, person_id, rules)


def _owe(work: Work, account: dict[str, Any], person_id: str, rules: Rules) -> None:
    due_at, duty = work.now + rules.grace, duties.duty_for_account(work.session, account["id"], person_id)
    if duty is None:
        where = account["id"], account["name"], account["unit_id"]
        duty = require_certificate(*where, person_id, work.new_id(), due_at)
        duties.add_duty(work.session, duty)
    elif duty.met_at is None:
        return
    else:
        duty.met_at, duty.certificate_number, duty.due_at = None, "", due_at
    work.session.flush()
    announce(work, [duty])
    work.record("require_certificate", f"person:{person_id}", account=account["id"], due=due_at.isoformat())


def forget_administrators(work: Work, account_id: str, gone: Iterable[str]) -> None:
    """Who runs an account no longer owes nothing for it."""
    for person_id in gone:
        duty = duties.duty_for_account(work.session, account_id, person_id)
        if duty is not None and duty.met_at is None:
            duties.drop_duty(work.session, duty)
            work.session.flush()
            for kind in (REMIND, DUE):
                work.unschedule(kind, duty.id)
            refresh(work, [person_id])


def announce(work: Work, made: Collection[Duty]) -> None:
    """Tell people what they owe, see to reminders, and say how they stand now."""
    rules = rule_book.rules_in_force(work.session)
    for duty in made:
        if duty.due_at - rules.remind_before > work.now:
            work.schedule(REMIND, duty.id, duty.due_at - rules.remind_before)
        work.schedule(DUE, duty.id, duty.due_at)
        why_zh, why_en = duty.why
        zh = f"您需要在 {said(duty.due_at)} 前参加培训并取得证书：{duty.account_name}（{why_zh}）。"
        en = f"You are to be trained by {said(duty.due_at)} and get a certificate: {duty.account_name} ({why_en})."
        tell(work, "duty_owed", [duty.person_id], zh, en, subject_id=duty.id, subject=DUTY)
    refresh(work, {duty.person_id for duty in made})


def remind(work: Work, deadline: Deadline) -> None:
    """The time runs out: the person hears it once more."""
    duty = duties.find_duty(work.session, deadline.subject)
    if duty is not None and duty.met_at is None:
        zh = f"提醒：您的培训要求将于 {said(duty.due_at)} 到期，尚未完成：{duty.account_name}。"
        en = f"Reminder: the training that you owe is due {said(duty.due_at)}: {duty.account_name}."
        tell(work, "duty_due", [duty.person_id], zh, en, subject_id=duty.id, subject=DUTY)


def fall_due(work: Work, deadline: Deadline) -> None:
    """The time is over: the person and those responsible in the unit are told, and the person stands otherwise where the rules say so."""
    duty = duties.find_duty(work.session, deadline.subject)
    if duty is None or duty.met_at is not None:
        return
    told = [duty.person_id, *people.holders_of(work.session, "responsible", duty.unit_id)]
    zh = f"培训要求已逾期（{said(duty.due_at)}）：{duty.account_name}。请尽快安排参加培训。"
    en = f"A training was due {said(duty.due_at)} and is not done: {duty.account_name}."
    tell(work, "duty_overdue", told, zh, en, subject_id=duty.id, subject=DUTY)
    refresh(work, [duty.person_id])


def refresh(work: Work, person_ids: Collection[str]) -> None:
    """Judge these people anew, and tell where that changed."""
    if not person_ids:
        return
    rules, owed = rule_book.rules_in_force(work.session), duties.owed_by(work.session, person_ids)
    before = rule_book.standings_of(work.session, person_ids)
    now = {person_id: judge(owed[person_id], rules, work.now) for person_id in person_ids}
    changed = {person_id: standing for person_id, standing in now.items() if standing != before[person_id]}
    rule_book.keep_standings(work.session, changed)
    for person_id, standing in sorted(changed.items()):
        work.emit(_told(person_id, standing))


def _told(person_id: str, standing: Standing) -> TrainingStandingChanged:
    zh, en = _WORDS[standing.mode]
    due = standing.due_at.isoformat() if standing.due_at else ""
    return TrainingStandingChanged(person_id=person_id, mode=standing.mode, due_at=due, zh=zh, en=en)


def watch_expiry(work: Work, issued: Iterable[Certificate]) -> None:
    """Think of certificates when they end, and a month before."""
    for certificate in issued:
        if certificate.expires_at is not None:
            if certificate.expires_at - EXPIRY_NOTICE > work.now:
                work.schedule(EXPIRING, certificate.number, certificate.expires_at - EXPIRY_NOTICE)
            work.schedule(EXPIRED, certificate.number, certificate.expires_at)


def warn_of_expiry(work: Work, deadline: Deadline) -> None:
    certificate = certificates.find_certificate(work.session, deadline.subject)
    if certificate.revoked_at is None and certificate.expires_at is not None:
        zh = f"您的培训证书 {certificate.number}（{certificate.title}）将于 {said(certificate.expires_at)} 到期。"
        en = f"Your certificate {certificate.number} ({certificate.title}) ends {said(certificate.expires_at)}."
        tell(
            work,
            "certificate_expiring",
            [certificate.person_id],
            zh,
            en,
            subject_id=certificate.number,
            subject=CERTIFICATE,
        )


def let_expire(work: Work, deadline: Deadline) -> None:
    """A certificate has ended."""
    owe_again(work, certificates.find_certificate(work.session, deadline.subject).person_id)


def owe_again(work: Work, person_id: str) -> None:
    """A certificate holds no longer: who runs accounts and has no other owes one for each of them."""
    for account in duties.accounts_run_by(work.session, person_id):
        require_of_administrators(
            work, {"id": account.id, "name": account.name, "unit_id": account.unit_id}, [person_id]
        )


def count_units(work: Work) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Duties by unit with the units' names: all for those who oversee, else of one's own units."""
    require_reader(work.identity)
    found = duties.unit_numbers(
        work.session, work.now, None if work.identity.has(*READERS) else work.identity.units(*UNIT_ROLES)
    )
    return found, people.unit_names(work.session, {row["unit_id"] for row in found})
