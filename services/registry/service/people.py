"""Calls about people: signing in, units, people and their roles."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.contracts.errors import XinmeiError
from services.contracts.registry import people_shapes as shapes
from services.kit.api import CAMPUS_ZONE, Deadline, Request, Work, command, due, query
from services.registry.handlers import people, reorganising, sign_in, units
from services.registry.schemas import dump_me, dump_person, dump_unit
from services.registry.service.access import origin_of
from services.registry.service.signing_on import SignOnCalls


class PeopleCalls(SignOnCalls):
    """Entrypoints for sign-in, units and people."""

    # A query for the kit, for a refused attempt must be kept: it opens its own transactions, and no lock is held while the
    # password is checked.
    @query(public=True)
    def sign_in(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.SignInBody())
        username = asked["username"].lower()
        work.session.close()
        with self.runtime.works.open(work.identity, work.trace) as opened:
            person = sign_in.begin_sign_in(self.office(opened), username)
        fits = self.office(work).passwords.fits(person.password_hash if person else "", asked["password"])
        with self.runtime.works.open(work.identity, work.trace) as opened:
            office = self.office(opened)
            known = sign_in.check_sign_in(office, person, fits=fits)
            answer = self.let_in(office, known, origin_of(request)) if known else sign_in.refuse()
        if isinstance(answer, XinmeiError):
            raise answer
        return answer

    @query
    def me(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        person = people.get_person(office, work.identity.id)
        return dump_me(person, person.grants_on(office.today), list(office.accounts.operated_by(person.id)))

    @command
    def change_password(self, work: Work, request: Request) -> dict[str, Any]:
        people.change_password(self.office(work), **request.load(shapes.PasswordBody()))
        return {"changed": True}

    @query
    def list_units(self, work: Work, request: Request) -> dict[str, Any]:
        return units.list_units(self.office(work), request.load_query(shapes.UnitQuery()), dump_unit)

    @command
    def create_unit(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.UnitBody())
        return _flushed(work, dump_unit, units.create_unit(self.office(work), **_no_null(asked)))

    @query
    def get_unit(self, work: Work, request: Request) -> dict[str, Any]:
        return dump_unit(units.get_unit(self.office(work), request.path["id"]))

    @command
    def update_unit(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.UnitBody())
        return _flushed(
            work, dump_unit, reorganising.update_unit(self.office(work), request.path["id"], **_no_null(asked))
        )

    @command
    def merge_unit(self, work: Work, request: Request) -> dict[str, Any]:
        into = request.load(shapes.UnitMergeBody())["into_id"]
        return _flushed(work, dump_unit, reorganising.merge_unit(self.office(work), request.path["id"], into))

    @query
    def list_people(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return people.list_people(
            office, request.load_query(shapes.PeopleQuery()), partial(dump_person, vault=office.vault)
        )

    @query
    def get_person(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return dump_person(people.get_person(office, request.path["id"]), office.vault)

    @command
    def create_person(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        person = people.create_person(office, **request.load(shapes.PersonBody()))
        return _flushed(work, partial(dump_person, vault=office.vault), person)

    @command
    def update_person(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        person = people.update_person(office, request.path["id"], request.load(shapes.PersonChangeBody()))
        return _flushed(work, partial(dump_person, vault=office.vault), person)

    @due(people.GRANTS_TURN)
    def turn_grants(self, work: Work, deadline: Deadline) -> None:
        people.turn_grants(self.office(work), deadline.subject, deadline.due_at.astimezone(CAMPUS_ZONE).date())


def _no_null(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in asked.items()}


def _flushed(work: Work, dump: Any, thing: Any) -> dict[str, Any]:
    """The thing as it stands in the database, with its new version."""
    work.session.flush()
    dumped: dict[str, Any] = dump(thing)
    return dumped
