"""People and their roles: kept by the administrator, read by propaganda and the auditor, each unit's by its responsible person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.contracts.registry.events import PersonSaved
from services.registry.domain.passwords import Owner, check_password
from services.registry.domain.people import Grant, Person, check_grants, with_sources
from services.registry.domain.rights import PROPAGANDA, require
from services.registry.domain.units import check_responsible
from services.registry.handlers.access import end_everything_of, end_sessions_of, require_presence
from services.registry.handlers.handovers import hand_over
from services.registry.handlers.office import Dump, Office, Page

GRANTS_TURN = "person.grants_turn"


def create_person(
    office: Office,
    *,
    username: str,
    name: str,
    unit_id: str = "",
    password: str = "",
    number: str = "",
    phone: str = "",
    roles: list[dict[str, Any]] | None = None,
    password_hash: str = "",
) -> Person:
    """A new person. Administrator only; without a password they cannot sign in here. `password_hash` is for generators."""
    office.identity.require("admin")
    if office.people.named(username) is not None:
        raise InputInvalid({"username": ["用户名已被使用。 This user name is taken."]})
    person = Person(id=office.work.new_id(), username=username, name=name, created_at=office.work.now)
    _fill(office, person, name=name, unit_id=unit_id, number=number, phone=phone, roles=roles or [])
    if password:
        set_password(office, person, password, "password")
    else:
        person.password_hash = password_hash
    office.people.add(person)
    tell_person(office, person, "person.created", new=True)
    return person


def update_person(office: Office, person_id: str, fields: dict[str, Any]) -> Person:
    """Change somebody's name, unit, roles, contact, password or whether they are active. Administrator only.

    An empty `number`, `phone` or `password` leaves what is there, for the administrator sees them masked.
    """
    office.identity.require("admin")
    person = _find(office, person_id)
    office.work.check_version(person.version)
    held = person.grants_on(office.today)
    person.active = fields.pop("active")
    password = fields.pop("password")
    _fill(office, person, **fields)
    if password:
        set_password(office, person, password, "password")
        end_sessions_of(office, person.id)
    if not person.active:
        end_everything_of(office, person.id)
    tell_person(office, person, "person.changed")
    hand_over(office, person, held)
    return person


def change_password(office: Office, *, old_password: str, new_password: str) -> None:
    """One's own password; every other session of one's own ends."""
    require_presence(office)
    person = _find(office, office.identity.id)
    if not office.passwords.fits(person.password_hash, old_password):
        raise InputInvalid({"old_password": ["原密码不正确。 The old password is wrong."]})
    set_password(office, person, new_password, "new_password")
    end_sessions_of(office, person.id, besides=office.identity.session)
    office.work.record("person.password_changed", f"person:{person.id}")


def set_password(office: Office, person: Person, password: str, field_name: str) -> None:
    """Give somebody a password. Raises `InputInvalid` for one that is short, tells of its owner or is soon guessed."""
    owner = Owner(
        username=person.username,
        number=office.vault.open(person.number, "person.number") if person.number else "",
        phone=office.vault.open(person.phone, "person.phone") if person.phone else "",
        name=office.read_name(person.name).sounds,
        college=office.read_name(office.college[1]).sounds,
    )
    check_password(password, owner, field_name, office.passwords.guesses)
    person.password_hash = office.passwords.hash(password)


def create_first_admin(office: Office, username: str, password: str, name: str) -> Person:
    """The first administrator, made at the command line. Raises `StateConflict` where there is one."""
    if office.people.some_hold("admin", office.today):
        raise StateConflict(
            zh="已有管理员,没有新建。请由现有管理员登录后添加。",
            en="There is an administrator already; none was made. Let them sign in and add more.",
            code="admin_exists",
        )
    if office.people.named(username) is not None:
        raise InputInvalid({"username": ["用户名已被使用。 This user name is taken."]})
    person = Person(id=office.work.new_id(), username=username, name=name, created_at=office.work.now)
    set_password(office, person, password, "password")
    person.grants = [Grant(id=office.work.new_id(), role="admin")]
    office.people.add(person)
    tell_person(office, person, "person.first_admin")
    return person


def list_people(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    """All for the administrator, propaganda and the auditor; a unit's own for its responsible person."""
    if office.identity.has("admin", "auditor", *PROPAGANDA):
        return office.people.page(wanted, None, dump)
    mine = office.identity.units("responsible")
    require(bool(mine))
    return office.people.page(wanted, mine, dump)


def export_people(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    """A page of people as `list_people` gives it; that they were taken out is in the ledger, once."""
    if not wanted["cursor"]:
        office.work.record("people.exported", "people:all", in_full=office.identity.has("admin"))
    return list_people(office, wanted, dump)


def get_person(office: Office, person_id: str) -> Person:
    """One person, for whom `list_people` shows them to, and for themselves."""
    person = _find(office, person_id)
    who = office.identity
    if not (
        who.id == person.id or who.has("admin", "auditor", *PROPAGANDA) or who.holds("responsible", person.unit_id)
    ):
        raise NotFound()
    return person


def turn_grants(office: Office, person_id: str, turned_on: date) -> None:
    """A grant began or ended on `turned_on`, days ago where nobody kept time: the other services learn what holds now."""
    person = office.people.get(person_id)
    if person is not None:
        tell_person(office, person, "person.grants_turned")
        hand_over(office, person, person.grants_on(turned_on - timedelta(days=1)))


def tell_person(office: Office, person: Person, action: str, *, new: bool = False) -> None:
    """Emit what holds today, write the ledger, and wake again on the day when a grant begins or ends."""
    grants = person.grants_on(office.today)
    office.work.emit(
        PersonSaved(
            person_id=person.id,
            username=person.username,
            name=person.name,
            unit_id=person.unit_id,
            grants=grants,
            active=person.active,
        )
    )
    office.work.record(action, f"person:{person.id}", roles=[list(grant) for grant in grants], active=person.active)
    turn = person.grants_turn(office.today)
    if turn is None:
        if not new:
            office.work.unschedule(GRANTS_TURN, person.id)
    else:
        office.schedule_day(GRANTS_TURN, person.id, turn)


def _fill(
    office: Office,
    person: Person,
    *,
    name: str,
    unit_id: str | None,
    number: str,
    phone: str,
    roles: list[dict[str, Any]],
) -> None:
    person.name, person.unit_id = name, unit_id or ""
    if number:
        _check_number(office, person, number)
        person.number = office.vault.seal(number, "person.number")
        person.number_index = office.vault.index(number, "person.number")
    if phone:
        person.phone = office.vault.seal(phone, "person.phone")
    grants = [_grant(office, role, person.unit_id) for role in roles]
    check_grants(grants)
    _check_units(office, person, grants)
    person.grants = with_sources(grants, person.grants)


def _grant(office: Office, role: dict[str, Any], own_unit: str) -> Grant:
    """A grant as asked for; a role given without a unit is held in the person's own, where it says ``null`` in all."""
    unit_id = role.get("unit_id", "")
    return Grant(
        id=office.work.new_id(),
        role=role["role"],
        unit_id=own_unit if unit_id == "" else unit_id or "",
        from_on=role.get("from_on"),
        until_on=role.get("until_on"),
    )


def _check_number(office: Office, person: Person, number: str) -> None:
    for other in office.people.by_numbers(office.vault.indexes(number, "person.number")):
        if other.id != person.id:
            raise InputInvalid({"number": ["此工号或学号已登记在他人名下。 Another person has this number."]})


def _check_units(office: Office, person: Person, grants: list[Grant]) -> None:
    asked = {person.unit_id, *(grant.unit_id for grant in grants)} - {""}
    known = office.units.many(asked)
    unknown = asked - known.keys()
    if unknown:
        where = "unit_id" if person.unit_id in unknown else "roles"
        raise InputInvalid({where: ["没有此单位。 There is no such unit."]})
    roles = {grant.role for grant in grants}
    for grant in grants:
        if grant.role == "responsible":
            check_responsible(known[grant.unit_id].kind, roles)


def _find(office: Office, person_id: str) -> Person:
    person = office.people.get(person_id)
    if person is None:
        raise NotFound()
    return person
