"""What the registry reminds of and decides reaches people as messages (articles 7, 9 and 11): on their pages and through their channels.

Whose turn it is hears of what waits; who answers for an account hears of what is due, and the propaganda department where
nobody answers for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.alerts.domain import filing_notices as notices
from services.alerts.domain.notices import Notice
from services.alerts.handlers import notify
from services.alerts.storage import register
from services.contracts.registry.events import (
    AccountStatusChanged,
    AnnualReviewDecided,
    AnnualReviewOpened,
    ApplicationMoved,
    ChangeDecided,
    FilingNoticed,
    FilingOverdue,
    FilingReminded,
)
from services.contracts.registry.life_events import (
    AccountDormant,
    ApplicationWaiting,
    HandoverNoticed,
    HandoverOverdue,
    HandoverReminded,
)
from services.kit.api import Work

LAST_RESORT = "officer"
Filing = FilingNoticed | FilingReminded | FilingOverdue
Handover = HandoverNoticed | HandoverReminded | HandoverOverdue


def tell_waiting(work: Work, event: ApplicationWaiting) -> None:
    """Each of those who may take the next step hears for how long it has waited."""
    units = [event.waits_unit] if event.waits_unit else []
    people = {person for role in event.waits_for for person in register.holders(work.session, role, units)}
    _tell(work, people, notices.application_waiting(event.application_id, event.name, event.days))


def tell_moved(work: Work, event: ApplicationMoved) -> None:
    """The applicant hears what became of it."""
    if event.state in notices.DECIDED:
        notice = notices.application_decided(event.application_id, event.name, event.state)
        notify.tell(work, register.find_people(work.session, [event.applicant_id]), notice)


def tell_change(work: Work, event: ChangeDecided) -> None:
    if event.state in notices.TAKEN:
        name = _name_of(work, event.account_id)
        notice = notices.change_decided(event.change_id, name, event.kind, event.state)
        _tell(work, _answering(work, event.account_id, event.unit_id), notice)


def tell_filing(work: Work, event: Filing) -> None:
    """Form 2 is due: when somebody noticed the change, on day 5, and on day 8. A handover tells of itself."""
    if isinstance(event, FilingNoticed) and event.cause != "noticed":
        return
    wording = notices.filing_overdue if isinstance(event, FilingOverdue) else notices.filing_due
    notice = wording(event.filing_id, _name_of(work, event.account_id), event.kind, event.due_on)
    _tell(work, _answering(work, event.account_id, event.unit_id), notice)


def tell_handover(work: Work, event: Handover) -> None:
    """The unit's responsible person sees to it that it passes into other hands; on day 8 the department hears of it too."""
    overdue = isinstance(event, HandoverOverdue)
    wording = notices.handover_overdue if overdue else notices.handover_due
    name = _name_of(work, event.subject_id) if event.kind == "account" else ""
    people = set(register.holders(work.session, "responsible", [event.unit_id])) - {event.person_id}
    if overdue:
        people |= set(register.holders(work.session, LAST_RESORT))
    _tell(work, people, wording(event.handover_id, event.kind, name, event.due_on))


def tell_review_opened(work: Work, event: AnnualReviewOpened) -> None:
    """Everyone who answers for an account or operates one."""
    people = {*register.holders(work.session, "responsible"), *register.all_operators(work.session)}
    notify.tell(work, people, notices.annual_review_opened(event.year, event.opens_on, event.due_on))


def tell_review_decided(work: Work, event: AnnualReviewDecided) -> None:
    """A verdict that suspends the account is told by that."""
    if event.verdict not in notices.VERDICTS:
        return
    name = _name_of(work, event.account_id)
    notice = notices.annual_review_decided(event.year, name, event.verdict, event.rectify_by)
    _tell(work, _answering(work, event.account_id, event.unit_id), notice)


def tell_status(work: Work, event: AccountStatusChanged) -> None:
    account = register.find_account(work.session, event.account_id)
    if account is not None:
        notice = notices.account_status(account.id, account.name, event.status, event.reason)
        _tell(work, _answering(work, account.id, account.unit_id), notice)


def tell_dormant(work: Work, event: AccountDormant) -> None:
    notice = notices.account_dormant(event.account_id, event.name, event.days)
    _tell(work, _answering(work, event.account_id, event.unit_id), notice)


def _tell(work: Work, people: Iterable[str], notice: Notice) -> None:
    """Nothing that is due goes unheard: where nobody is left to tell, the propaganda department is."""
    notify.tell(work, set(people) or register.holders(work.session, LAST_RESORT), notice)


def _answering(work: Work, account_id: str, unit_id: str) -> set[str]:
    """Who operates an account, and who answers for its unit (article 6)."""
    operators = register.find_people(work.session, register.operators_of(work.session, account_id))
    active = {person.id for person in operators.values() if person.active}
    return active | set(register.holders(work.session, "responsible", [unit_id]))


def _name_of(work: Work, account_id: str) -> str:
    account = register.find_account(work.session, account_id)
    return account.name if account else ""
