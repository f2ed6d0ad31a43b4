"""When a role ends: every account and pending step that its holder had becomes a task with a day (articles 5 to 7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.contracts.errors import StateConflict
from services.contracts.registry.life_events import HandoverNoticed, HandoverOverdue, HandoverReminded
from services.registry.domain.accounts import Account
from services.registry.domain.applications import Application
from services.registry.domain.handovers import Handover, handover_due
from services.registry.domain.people import UNIT_ROLES, Person
from services.registry.domain.rights import UNIT_PEOPLE, require, scope_of
from services.registry.handlers.drafting import find, tell_move
from services.registry.handlers.filings import open_filing
from services.registry.handlers.office import Dump, Office, Page

REMINDER, OVERDUE = "handover.reminder", "handover.overdue"
Grants = Iterable[tuple[str, str]]


def hand_over(office: Office, person: Person, held: Grants) -> None:
    """What a person no longer holds: who operates their accounts, who answers for their unit's, who signs, who applies."""
    ended = set(held) - set(person.grants_on(office.today))
    if not ended:
        return
    left = {unit for role, unit in ended if role in UNIT_ROLES}
    for account_id in office.accounts.operated_by(person.id):
        account = office.accounts.get(account_id)
        if account and (account.unit_id in left or not person.active):
            _account(office, account, person, "administrator", "operator")
    for unit_id in sorted(unit for role, unit in ended if role == "responsible"):
        for account in office.accounts.of_unit(unit_id):
            _account(office, account, person, "responsible_person", "responsible")
    _applications(office, person, left)
    _steps(office, person, ended)


def list_handovers(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.handovers.page(wanted, scope_of(office.identity), dump)


def take_over_application(office: Office, application_id: str) -> Application:
    """Somebody of the unit goes on with an application whose applicant no longer holds their role."""
    application = find(office, application_id)
    office.work.check_version(application.version)
    who = office.identity
    mine = any(who.holds(role, application.unit_id) for role in UNIT_PEOPLE)
    require(mine, "申请由主办单位的人员接办。", "People of the unit take its applications over.")
    tasks = [task for task in office.handovers.open_of(application.id) if task.kind == "application"]
    if not tasks:
        raise StateConflict(
            zh="申请人仍在岗,无须接办。没有作任何更改。",
            en="Its applicant still holds their role, so there is nothing to take over. Nothing was changed.",
            code="nothing_to_take_over",
        )
    application.take_over(who)
    for task in tasks:
        _settle(office, task)
    tell_move(office, application, "taken_over")
    return application


def settle_steps(office: Office, application: Application) -> None:
    """The step that was waited for is done; with its end, all that was to be handed over of it."""
    ended = application.waits_for == () and application.state not in ("draft", "returned")
    for task in office.handovers.open_of(application.id):
        if task.kind == "step" or ended:
            _settle(office, task)


def settle_account(office: Office, account_id: str, kind: str) -> None:
    """A change of this kind was taken on file: what it hands over is handed over; with `close` everything is."""
    roles = {"administrator": ("operator", "reviewer"), "responsible_person": ("responsible",)}.get(kind, ())
    for task in office.handovers.open_of(account_id):
        if kind == "close" or task.role in roles:
            _settle(office, task)


def remind(office: Office, handover_id: str) -> None:
    """Day 5: two days are left."""
    task = office.handovers.get(handover_id)
    if task is not None and task.state == "open":
        office.work.emit(HandoverReminded(**_fact(task)))
        office.work.record("handover.reminded", f"handover:{task.id}")


def mark_overdue(office: Office, handover_id: str) -> None:
    """Day 8: nobody took it."""
    task = office.handovers.get(handover_id)
    if task is not None and task.become_overdue():
        office.work.emit(HandoverOverdue(**_fact(task)))
        office.work.record("handover.overdue", f"handover:{task.id}")


def _account(office: Office, account: Account, person: Person, kind: str, role: str) -> None:
    open_filing(office, account, kind=kind, changed_on=office.today, cause="role_ended", person_id=person.id)
    _notice(office, person, role, "account", account.id, account.name, account)


def _applications(office: Office, person: Person, left: set[str]) -> None:
    for application in office.handovers.applications_of(person.id):
        if application.unit_id in left or "" in left or not person.active:
            _notice(office, person, "operator", "application", application.id, application.name, application)


def _steps(office: Office, person: Person, ended: set[tuple[str, str]]) -> None:
    """Applications that wait for a signature which this person could give until now."""
    for role, unit in sorted(ended):
        for application in office.handovers.waiting_in([unit] if role in UNIT_ROLES and unit else []):
            stage = application.next_stage
            if stage and role in stage.roles and (not stage.unit_id or unit in (stage.unit_id, "")):
                _notice(office, person, role, "step", application.id, application.name, application)


def _notice(
    office: Office, person: Person, role: str, kind: str, subject: str, title: str, of: Account | Application
) -> None:
    known = [task for task in office.handovers.open_of(subject) if (task.kind, task.person_id) == (kind, person.id)]
    if any(task.role == role for task in known):
        return
    task = Handover(
        id=office.work.new_id(),
        person_id=person.id,
        person_name=person.name,
        role=role,
        kind=kind,
        subject_id=subject,
        title=title,
        tier=of.tier,
        unit_id=of.unit_id,
        faculty_id=of.faculty_id,
        noticed_on=office.today,
        due_on=handover_due(office.today),
    )
    office.handovers.add(task)
    office.schedule_day(REMINDER, task.id, task.reminded_on)
    office.schedule_day(OVERDUE, task.id, task.overdue_on)
    office.work.emit(HandoverNoticed(**_fact(task)))
    office.work.record("handover.noticed", f"handover:{task.id}", kind=kind, role=role, of=subject)


def _settle(office: Office, task: Handover) -> None:
    task.settle(office.work.now)
    office.work.unschedule(REMINDER, task.id)
    office.work.unschedule(OVERDUE, task.id)
    office.work.record("handover.done", f"handover:{task.id}", kind=task.kind, of=task.subject_id)


def _fact(task: Handover) -> dict[str, Any]:
    return {
        "handover_id": task.id,
        "kind": task.kind,
        "subject_id": task.subject_id,
        "person_id": task.person_id,
        "role": task.role,
        "unit_id": task.unit_id,
        "noticed_on": task.noticed_on.isoformat(),
        "due_on": task.due_on.isoformat(),
    }
