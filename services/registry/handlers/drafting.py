"""Drafting an application (附件1): by people of the unit, until it is submitted and whenever it is returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.contracts.errors import InputInvalid
from services.contracts.registry.events import ApplicationMoved
from services.contracts.registry.life_events import ApplicationWaiting
from services.registry.domain.accounts import handle_key
from services.registry.domain.applications import Application, Move, may_apply
from services.registry.domain.form_1 import BLANK, Difference, differences
from services.registry.domain.rights import require, scope_of, seen_by
from services.registry.domain.units import Unit, check_tier, managing_unit
from services.registry.handlers.office import Dump, Office, Page

PURPOSE = "application"
WAITING = "application.waiting"
SEALED = ("phone", "number")

SECOND_ON_CHANNEL = (
    "本单位在该渠道已有平台或在办申请,请说明重复开设的理由。"
    " The unit has an account or an open application on this channel already: say why another is needed."
)
HANDLE_TAKEN = "该账号已在册,请说明理由。 This handle is registered already: say why."


def create_application(office: Office, form: dict[str, Any]) -> Application:
    """A draft of the signed-in person; it may lack what only submission asks for.

    Raises `InputInvalid` also where a second account needs its reason (article 11).
    """
    place = _place(office, form)
    who = office.identity
    application = Application(
        id=office.work.new_id(), applicant_id=who.id, applicant_name=who.name, created_at=office.work.now, **place
    )
    application.fill(sealed(office, {**BLANK, **form}))
    check_duplicate(office, application)
    office.applications.add(application)
    note_move(office, application, "created")
    office.work.record("application.created", f"application:{application.id}", tier=application.tier)
    return application


def update_application(office: Office, application_id: str, form: dict[str, Any]) -> Application:
    """Write a draft or a returned application anew; its applicant only."""
    application = find(office, application_id)
    require(application.applicant_id == office.identity.id, "只有申请人可以修改。", "Only the applicant may change it.")
    office.work.check_version(application.version)
    application.fill(sealed(office, {**BLANK, **form, **_place(office, form)}))
    check_duplicate(office, application)
    office.work.record("application.changed", f"application:{application.id}")
    return application


def get_application(office: Office, application_id: str) -> Application:
    return seen_by(office.identity, office.applications.get(application_id))


def list_applications(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.applications.page(wanted, scope_of(office.identity), dump)


def find(office: Office, application_id: str) -> Application:
    """The application, locked until this work ends. Raises `NotFound` also for whom it is none of their business."""
    return seen_by(office.identity, office.applications.locked(application_id))


def check_duplicate(office: Office, application: Application, *, among_open: bool = True) -> None:
    """Article 11: one account a channel and unit, unless a reason is given. At approval other applications do not count."""
    if application.duplicate_reason:
        return
    office.units.await_turn(application.unit_id)
    unit_id, channel = application.unit_id, application.channel
    if office.accounts.some_running(unit_id, channel) or (
        among_open and office.applications.some_open(unit_id, channel, application.id)
    ):
        raise InputInvalid({"duplicate_reason": [SECOND_ON_CHANNEL]})
    there = office.accounts.at(channel, handle_key(application.handle)) if application.handle else None
    if there is not None and there.status != "closed":
        raise InputInvalid({"duplicate_reason": [HANDLE_TAKEN]})


def note_move(office: Office, application: Application, action: str) -> None:
    """Keep one step of its way, with the form as it stands where the applicant acts."""
    who = office.identity
    office.applications.add_move(
        Move(
            id=office.work.new_id(),
            application_id=application.id,
            at=office.work.now,
            by=who.id,
            by_name=who.name,
            action=action,
            reason_code=application.reason_code,
            comment=application.comment,
            form=application.form if action == "submitted" else None,
        )
    )


def tell_move(office: Office, application: Application, action: str) -> None:
    """Keep the step, tell the other services, write the ledger, and have what waits now be reminded of."""
    if application.waits_for:
        remind_later(office, application)
    else:
        office.work.unschedule(WAITING, application.id)
    announce_move(office, application, action)


def announce_move(office: Office, application: Application, action: str) -> None:
    """Keep the step, tell the other services, write the ledger."""
    note_move(office, application, action)
    office.work.emit(
        ApplicationMoved(
            application_id=application.id,
            state=application.state,
            name=application.name,
            channel=application.channel,
            tier=application.tier,
            unit_id=application.unit_id,
            applicant_id=application.applicant_id,
            waits_for=application.waits_for,
        )
    )
    office.work.record(
        f"application.{action}",
        f"application:{application.id}",
        state=application.state,
        reason_code=application.reason_code,
    )


def remind_later(office: Office, application: Application) -> None:
    """Wake when it has waited for as many days more as is set."""
    days = office.options.get().remind_after_days
    since = application.waiting_since or office.work.now
    due_at = since + timedelta(days=days * (application.reminders + 1))
    office.work.schedule(WAITING, application.id, max(due_at, office.work.now + timedelta(hours=1)))


def remind_of_waiting(office: Office, application_id: str) -> None:
    """Nobody has taken the next step for days: those whose turn it is, and the boards, are told for how long."""
    application = office.applications.locked(application_id)
    if application is None or not application.next_stage or application.waiting_since is None:
        return
    application.reminders += 1
    stage = application.next_stage
    office.work.emit(
        ApplicationWaiting(
            application_id=application.id,
            name=application.name,
            tier=application.tier,
            unit_id=application.unit_id,
            waits_for=application.waits_for,
            waits_unit=stage.unit_id,
            waiting_since=application.waiting_since.isoformat(),
            days=application.days_waiting(office.work.now) or 0,
        )
    )
    office.work.record(
        "application.reminded",
        f"application:{application.id}",
        waits_for=list(application.waits_for),
        times=application.reminders,
    )
    remind_later(office, application)


def resubmission(office: Office, application: Application) -> list[Difference]:
    """What the newest submission differs in from the one before it, personal data readable; empty where there is one only."""
    forms = [move.form for move in office.applications.moves(application.id) if move.form is not None]
    if len(forms) < 2:
        return []
    return differences(opened(office, forms[-2]), opened(office, forms[-1]))


def sealed(office: Office, form: dict[str, Any]) -> dict[str, Any]:
    """The form with its phones and numbers sealed."""
    return _personal(form, lambda text: office.vault.seal(text, PURPOSE))


def opened(office: Office, form: dict[str, Any]) -> dict[str, Any]:
    """The form with its phones and numbers readable, for those who need them."""
    return _personal(form, lambda text: office.vault.open(text, PURPOSE))


def _personal(form: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    def person(fields: dict[str, Any]) -> dict[str, Any]:
        return {name: change(value) if name in SEALED and value else value for name, value in fields.items()}

    changed = dict(form)
    for name in ("responsible_person", "adviser"):
        if form.get(name):
            changed[name] = person(form[name])
    if form.get("administrators"):
        changed["administrators"] = [person(one) for one in form["administrators"]]
    return changed


def _place(office: Office, form: dict[str, Any]) -> dict[str, Any]:
    """Channel, tier, unit and managing unit, checked. Raises where this person may not apply there."""
    unit = office.units.get(form["unit_id"])
    if unit is None:
        raise InputInvalid({"unit_id": ["没有此单位。 There is no such unit."]})
    check_tier(form["tier"], unit)
    require(
        may_apply(office.identity, form["tier"], unit.id),
        "申请须由主办单位的人员提出。",
        "People of the unit itself apply for its accounts.",
    )
    return {
        "channel": form["channel"],
        "tier": form["tier"],
        "unit_id": unit.id,
        "faculty_id": manager_of(office, unit).id,
    }


def manager_of(office: Office, unit: Unit) -> Unit:
    """The unit that manages what `unit` runs (article 6)."""
    ancestors = office.units.many(unit.path)
    return managing_unit(unit, [ancestors[id_] for id_ in unit.path if id_ in ancestors])
