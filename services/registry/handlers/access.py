"""Sessions and access tokens: begun, listed, ended; and what either opens at this moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, StateConflict
from services.contracts.registry.events import AccessEnded
from services.registry.domain.credentials import (
    HINT,
    MOST_TOKENS,
    TOKEN_MARK,
    AccessToken,
    SignIn,
    check_service_roles,
    check_span,
    hash_secret,
)
from services.registry.domain.people import Person
from services.registry.handlers.office import Dump, Office, Page

NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a sign-in comes from: ``password``, ``oidc`` or ``cas``, the address, and what the browser calls itself."""

    how: str = "password"
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a token opens: on whose behalf, with which roles and scopes, until when."""

    id: str
    person: Person | None
    name: str
    grants: tuple[tuple[str, str], ...]
    scopes: tuple[str, ...]
    expires_at: datetime


class NotWithToken(NotPermitted):
    """An access token was used for what its owner alone may do."""

    code = "not_with_token"
    zh = "此项操作须本人登录后进行,访问令牌无权办理。没有作任何更改。"
    en = "Sign in yourself to do this: an access token may not. Nothing was changed."


def require_presence(office: Office) -> None:
    """Raise `NotWithToken` where no person signed in themselves."""
    if not office.identity.is_whole:
        raise NotWithToken()


# ---- sessions


def begin_session(office: Office, person: Person, origin: Origin, lasts: timedelta) -> SignIn:
    """A fresh session of somebody who proved who they are."""
    now = office.work.now
    office.access.tidy(now)
    begun = SignIn(
        id=office.work.new_id(),
        person_id=person.id,
        how=origin.how,
        address=origin.address[:64],
        agent=origin.agent[:200],
        made_at=now,
        expires_at=now + lasts,
    )
    office.access.add(begun)
    return begun


def list_sessions(office: Office) -> list[SignIn]:
    return list(office.access.open_sign_ins(office.identity.id, office.work.now))


def sign_out(office: Office) -> int:
    """End the session that asks, or the access token; it is no error where it had ended before."""
    found = office.access.sign_in(office.identity.session)
    if found is not None and found.person_id == office.identity.id:
        return _end_sign_in(office, found)
    token = office.access.token(office.identity.session)
    return _end_token(office, token) if token is not None else 0


def end_session(office: Office, session_id: str) -> int:
    """End one of one's own sessions. Raises `NotFound` where it is nobody's or another's."""
    require_presence(office)
    found = office.access.sign_in(session_id)
    if found is None or found.person_id != office.identity.id:
        raise NotFound()
    return _end_sign_in(office, found)


def end_other_sessions(office: Office) -> int:
    """End all of one's sessions but the one that asks; how many."""
    require_presence(office)
    return end_sessions_of(office, office.identity.id, besides=office.identity.session)


def end_sessions_of(office: Office, person_id: str, besides: str = "") -> int:
    """End all sessions of a person: their password changed, or they may no longer come in."""
    others = [one for one in office.access.open_sign_ins(person_id, office.work.now) if one.id != besides]
    return sum(_end_sign_in(office, one) for one in others)


def end_everything_of(office: Office, person_id: str) -> None:
    """End a person's sessions and access tokens alike."""
    end_sessions_of(office, person_id)
    for token in office.access.open_tokens(person_id, office.work.now):
        _end_token(office, token)


def _end_sign_in(office: Office, found: SignIn) -> int:
    if found.ended_at is not None:
        return 0
    found.ended_at = office.work.now
    office.work.emit(AccessEnded(access_id=found.id, kind="session", person_id=found.person_id))
    office.work.record("session.ended", f"person:{found.person_id}", session=found.id)
    return 1


# ---- access tokens


def make_token(office: Office, draw: Callable[[], str], **fields: Any) -> tuple[AccessToken, str]:
    """A token of one's own, and its secret, which is kept nowhere. It reaches as far as its owner, within its scopes."""
    require_presence(office)
    if len(office.access.open_tokens(office.identity.id, office.work.now)) >= MOST_TOKENS:
        raise StateConflict(
            zh=f"有效令牌已达 {MOST_TOKENS} 个,没有新建。请先撤销不用的令牌。",
            en=f"You have {MOST_TOKENS} tokens; none was made. Revoke those that you no longer use.",
            code="too_many_tokens",
        )
    return _make(office, draw, person_id=office.identity.id, grants=[], **fields)


def make_service_token(
    office: Office, draw: Callable[[], str], *, roles: list[dict[str, Any]], **fields: Any
) -> tuple[AccessToken, str]:
    """A token of another system, with roles of its own. Administrator only; no role that decides."""
    require_presence(office)
    office.identity.require("admin")
    grants = [[role["role"], role["unit_id"] or ""] for role in roles]
    check_service_roles(grants)
    wanted = {unit for _, unit in grants if unit}
    if wanted - office.units.many(wanted).keys():
        raise InputInvalid({"roles": ["没有此单位。 There is no such unit."]})
    return _make(office, draw, person_id="", grants=grants, **fields)


def _make(
    office: Office,
    draw: Callable[[], str],
    *,
    person_id: str,
    name: str,
    scopes: list[str],
    grants: list[list[str]],
    expires_at: datetime,
) -> tuple[AccessToken, str]:
    now = office.work.now
    check_span(now, expires_at)
    secret = TOKEN_MARK + draw()
    made = AccessToken(
        id=office.work.new_id(),
        person_id=person_id,
        name=name,
        hash=hash_secret(secret),
        hint=secret[-HINT:],
        scopes=sorted(set(scopes)),
        grants=grants,
        made_by=office.identity.id,
        made_at=now,
        expires_at=expires_at,
    )
    office.access.add(made)
    office.work.record("token.made", f"token:{made.id}", scopes=made.scopes, roles=grants, person=person_id)
    return made, secret


def list_tokens(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    require_presence(office)
    return office.access.tokens_page(office.identity.id, wanted, dump)


def list_service_tokens(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    """For the administrator, and for the auditor to read."""
    require_presence(office)
    office.identity.require("admin", "auditor")
    return office.access.tokens_page("", wanted, dump)


def end_token(office: Office, token_id: str) -> AccessToken:
    """Revoke a token of one's own. Raises `NotFound` for another's."""
    require_presence(office)
    return _end_one(office, token_id, office.identity.id)


def end_service_token(office: Office, token_id: str) -> AccessToken:
    require_presence(office)
    office.identity.require("admin")
    return _end_one(office, token_id, "")


def _end_one(office: Office, token_id: str, owner: str) -> AccessToken:
    found = office.access.token(token_id)
    if found is None or found.person_id != owner:
        raise NotFound()
    _end_token(office, found)
    return found


def _end_token(office: Office, found: AccessToken) -> int:
    if found.ended_at is not None:
        return 0
    found.ended_at = office.work.now
    office.work.emit(AccessEnded(access_id=found.id, kind="token", person_id=found.person_id))
    office.work.record("token.ended", f"token:{found.id}")
    return 1


# ---- what a token opens


def open_token(office: Office, secret: str) -> Opened:
    """Whom an access token stands for now. Raises `NotAuthenticated` where it ended, or its owner may no longer come in."""
    token = office.access.token_with(hash_secret(secret))
    if token is None or not token.holds(office.work.now):
        raise NotAuthenticated()
    person = office.people.get(token.person_id) if token.person_id else None
    if token.person_id and (person is None or not person.active):
        raise NotAuthenticated()
    grants = person.grants_on(office.today) if person else tuple((role, unit) for role, unit in token.grants)
    return Opened(
        id=token.id,
        person=person,
        name=token.name,
        grants=grants,
        scopes=tuple(token.scopes),
        expires_at=token.expires_at,
    )


def note_use(office: Office, token_id: str) -> None:
    """Keep when a token was last used, every ten minutes at most."""
    token = office.access.token(token_id)
    if token is not None and (token.used_at is None or office.work.now - token.used_at > NOTED_EVERY):
        token.used_at = office.work.now


def check_session(office: Office) -> tuple[Person | None, tuple[tuple[str, str], ...]]:
    """The person of a signed identity and the roles that hold now.

    Raises `NotAuthenticated` where they signed out or are no longer active. Identities that the registry never issued (of the
    command line, with the deployment's own secret) have no person here and stay as they are.
    """
    identity = office.identity
    session = office.access.sign_in(identity.session)
    if session is not None and session.ended_at is not None:
        raise NotAuthenticated(code="signed_out")
    person = office.people.get(identity.id)
    if person is None:
        return None, identity.grants
    if not person.active:
        raise NotAuthenticated(code="signed_out")
    return person, person.grants_on(office.today)
