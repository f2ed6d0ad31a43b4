"""Applications on their way: submitted, endorsed, approved into an account, returned, rejected, withdrawn (article 7)."""

from __future__ import annotations

from services.contracts.errors import InputInvalid
from services.contracts.registry.events import AccountApproved
from services.registry.domain.accounts import Account, file_number, handle_key, search_key
from services.registry.domain.applications import Application
from services.registry.domain.units import fits_office, responsible_office
from services.registry.handlers.dormancy import watch
from services.registry.handlers.drafting import PURPOSE, check_duplicate, find, tell_move
from services.registry.handlers.handovers import settle_steps
from services.registry.handlers.names import require_free_name
from services.registry.handlers.office import Office


def submit_application(office: Office, application_id: str) -> Application:
    application = _open(office, application_id)
    application.submit(office.identity, office.work.now)
    check_duplicate(office, application)
    require_free_name(office, application.name, application.unit_id)
    _require_office(office, application)
    tell_move(office, application, "submitted")
    return application


def endorse_application(office: Office, application_id: str) -> Application:
    application = _open(office, application_id)
    application.endorse(office.identity, office.work.now)
    _tell(office, application, "endorsed")
    return application


def approve_application(office: Office, application_id: str, comment: str = "") -> Application:
    """The propaganda department approves: the account is made, with its file number (article 7)."""
    application = _open(office, application_id)
    application.approve(office.identity, office.work.now, comment)
    check_duplicate(office, application, among_open=False)
    require_free_name(office, application.name, application.unit_id)
    open_account(office, application)
    _tell(office, application, "approved")
    return application


def return_application(office: Office, application_id: str, reason_code: str, comment: str) -> Application:
    application = _open(office, application_id)
    application.send_back(office.identity, office.work.now, reason_code, comment)
    _tell(office, application, "returned")
    return application


def reject_application(office: Office, application_id: str, reason_code: str, comment: str) -> Application:
    application = _open(office, application_id)
    application.reject(office.identity, office.work.now, reason_code, comment)
    _tell(office, application, "rejected")
    return application


def withdraw_application(office: Office, application_id: str) -> Application:
    application = _open(office, application_id)
    application.withdraw(office.identity, office.work.now)
    _tell(office, application, "withdrawn")
    return application


def _tell(office: Office, application: Application, action: str) -> None:
    tell_move(office, application, action)
    settle_steps(office, application)


def _require_office(office: Office, application: Application) -> None:
    """Article 6: the responsible person holds the office that the unit's kind asks for; it warns unless it is set to block."""
    if office.options.get().responsible_rule == "block" and not responsible_fits(office, application):
        unit = office.units.get(application.unit_id)
        asked = responsible_office(unit.kind if unit else "")
        raise InputInvalid(
            {"responsible_person.title": [f"第一责任人应为{asked}。 Article 6 asks for another office: {asked}."]}
        )


def responsible_fits(office: Office, application: Application | Account) -> bool:
    """Whether the responsible person's title is one that article 6 names for a unit of this kind."""
    unit = office.units.get(application.unit_id)
    return unit is None or fits_office(unit.kind, application.responsible_person.get("title", ""))


def _open(office: Office, application_id: str) -> Application:
    application = find(office, application_id)
    office.work.check_version(application.version)
    return application


def open_account(office: Office, application: Application) -> Account:
    """The account that an approved application becomes, with the next file number of its year and tier."""
    number = office.accounts.take_numbers(office.today.year, application.tier)
    operators = dict.fromkeys([application.applicant_id, *operators_of(office, application)])
    account = account_of(office, application, number, list(operators))
    office.accounts.add(account)
    watch(office, account)
    tell_approved(office, account)
    return account


def account_of(office: Office, application: Application, number: int, operator_ids: list[str]) -> Account:
    """The account as its application has it."""
    account = Account(
        id=office.work.new_id(),
        file_number=file_number(office.file_prefix, office.today.year, application.tier, number),
        name=application.name,
        handle=application.handle,
        handle_key=handle_key(application.handle),
        search_key=search_key(application.name, application.handle),
        channel=application.channel,
        tier=application.tier,
        unit_id=application.unit_id,
        faculty_id=application.faculty_id,
        purpose=application.purpose,
        audience=application.audience,
        update_frequency=application.update_frequency,
        responsible_person=application.responsible_person,
        administrators=application.administrators,
        operator_ids=operator_ids,
        application_id=application.id,
        approved_at=office.work.now,
        status_since=office.work.now,
        silent_since=office.work.now,
    )
    application.account_id, application.file_number = account.id, account.file_number
    return account


def operators_of(office: Office, application: Application) -> list[str]:
    """The administrators who are known by their numbers."""
    numbers = [office.vault.open(one["number"], PURPOSE) for one in application.administrators]
    indexes = [index for number in numbers for index in office.vault.indexes(number, "person.number")]
    return [person.id for person in office.people.by_numbers(indexes)]


def tell_approved(office: Office, account: Account) -> None:
    unit = office.units.get(account.unit_id)
    office.work.emit(
        AccountApproved(
            account_id=account.id,
            file_number=account.file_number,
            name=account.name,
            handle=account.handle,
            channel=account.channel,
            tier=account.tier,
            unit_id=account.unit_id,
            unit_name=unit.name if unit else "",
            faculty_id=account.faculty_id,
            operator_ids=tuple(account.operator_ids),
            responsible_person=account.responsible_person["name"],
            application_id=account.application_id,
        )
    )
    office.work.record(
        "account.opened", f"account:{account.id}", file_number=account.file_number, application=account.application_id
    )
