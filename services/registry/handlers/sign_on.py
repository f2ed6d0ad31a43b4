"""Single sign-on: sent to a provider, expected back by the same browser, and let in with the roles that the provider's word gives."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from services.contracts.errors import NotAuthenticated, NotPermitted
from services.registry.domain.credentials import SIGN_ON_LASTS, SignOn, hash_secret
from services.registry.domain.people import UNIT_ROLES, Grant, Person
from services.registry.domain.sign_on import SOURCE, Profile
from services.registry.handlers.office import Office
from services.registry.handlers.people import tell_person

LONGEST_PATH = 200


class Unexpected(NotAuthenticated):
    """Somebody came back whom this browser never sent, or too late."""

    code = "sign_on_unexpected"
    zh = "登录请求已失效或并非由本浏览器发起,未登录。请从登录页重新开始。"
    en = "This sign-in has ended or was not begun by this browser; you are not signed in. Begin again at the sign-in page."


def expect(office: Office, provider: str, after: str, binding: str, made: tuple[str, str, str]) -> None:
    """Expect a browser back that holds `binding`; `made` is state, nonce and verifier."""
    state, nonce, verifier = made
    office.access.tidy(office.work.now)
    expected = SignOn(
        hash=hash_secret(state),
        provider=provider,
        binding=hash_secret(binding),
        nonce=nonce,
        verifier=verifier,
        after=after[:LONGEST_PATH],
        expires_at=office.work.now + SIGN_ON_LASTS,
    )
    office.access.add(expected)


def receive(office: Office, provider: str, state: str, binding: str) -> tuple[str, str, str]:
    """Nonce, verifier and where to go next, for whoever was expected; works once. Raises `Unexpected`."""
    found = office.access.sign_on(hash_secret(state))
    if found is None:
        raise Unexpected()
    fits = hmac.compare_digest(found.binding, hash_secret(binding)) and found.provider == provider
    if not fits or found.expires_at <= office.work.now:
        raise Unexpected()
    office.access.remove(found)
    return found.nonce, found.verifier, found.after


def welcome(
    office: Office, profile: Profile, roles: Sequence[tuple[str, str]], *, create: bool
) -> Person | NotPermitted:
    """The person of a profile, with the roles that its claims give now and no longer those that they gave before.

    Or the refusal, to be raised once the ledger has it, for somebody unknown, no longer active, or who administers by a role given here: that one uses the
    password, so that a provider's mistake opens no settings.
    """
    known = office.people.named(profile.username)
    person = _new(office, profile) if known is None and create else known
    if person is None or not person.active:
        office.work.record("sign_in.refused", "person:unknown" if person is None else f"person:{person.id}")
        return _unknown()
    if any(grant.role == "admin" and grant.source != SOURCE for grant in person.grants):
        office.work.record("sign_in.refused", f"person:{person.id}")
        return NotPermitted(
            zh="系统管理员须使用本地账号登录。没有登录。",
            en="Administrators sign in with their local account. You are not signed in.",
            code="local_only",
        )
    _give(office, person, roles, fresh=known is None)
    return person


def _unknown() -> NotPermitted:
    return NotPermitted(
        zh="身份已核实,但本平台没有登记您的账号,或账号已停用。请联系本单位负责人。",
        en="You are who you say, but you have no account here or it was turned off. Ask your unit's responsible person.",
        code="unknown_person",
    )


def _new(office: Office, profile: Profile) -> Person:
    made = Person(id=office.work.new_id(), username=profile.username, name=profile.name, created_at=office.work.now)
    office.people.add(made)
    office.work.record("person.created_by_sign_on", f"person:{made.id}")
    return made


def _give(office: Office, person: Person, roles: Sequence[tuple[str, str]], *, fresh: bool) -> None:
    """Make the roles of the provider's word exactly these."""
    wanted = _placed(office, person, roles)
    held = {(grant.role, grant.unit_id) for grant in person.grants if grant.source == SOURCE}
    if wanted == held and not fresh:
        return
    kept = [grant for grant in person.grants if grant.source != SOURCE or (grant.role, grant.unit_id) in wanted]
    added = [
        Grant(id=office.work.new_id(), role=role, unit_id=unit, source=SOURCE) for role, unit in sorted(wanted - held)
    ]
    person.grants = [*kept, *added]
    if not person.unit_id:
        person.unit_id = next((unit for _, unit in sorted(wanted) if unit), "")
    tell_person(office, person, "person.roles_mapped")


def _placed(office: Office, person: Person, roles: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The roles with their units' ids; a unit's role whose unit is unknown here is left out."""
    placed = set()
    for role, name in roles:
        unit = office.units.named(name) if name else None
        if (name and unit is None) or (role in UNIT_ROLES and unit is None):
            office.work.record("sign_on.unit_unknown", f"person:{person.id}", role=role)
            continue
        placed.add((role, unit.id if unit else ""))
    return placed
