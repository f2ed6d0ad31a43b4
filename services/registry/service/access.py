"""Calls about what proves who somebody is: sessions, access tokens, the second factor; and what a token opens."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import XinmeiError
from services.contracts.registry import access_shapes as shapes
from services.kit.api import Identity, Request, Work, command, query
from services.registry.domain.credentials import TOKEN_MARK, AccessToken, SignIn
from services.registry.domain.people import Person
from services.registry.handlers import access, second_factor, sign_in
from services.registry.handlers.access import Origin
from services.registry.handlers.office import Office
from services.registry.schemas import dump_me
from services.registry.service.office import Desk

SHORT = timedelta(minutes=10)
"""How long the identity that stands for an access token is good: the gateway asks again."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def draw_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def draw_code() -> str:
    """Ten letters and digits that nobody mistakes for one another: 49 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def draw_factor() -> str:
    """160 random bits in base32, as authenticators take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def origin_of(request: Request, how: str = "password") -> Origin:
    """Where a sign-in comes from, as the gateway saw it."""
    return Origin(how=how, address=request.query.get("address", ""), agent=request.query.get("agent", ""))


class AccessCalls(Desk):
    """Entrypoints for sessions, tokens and the second factor."""

    def let_in(self, office: Office, person: Person, origin: Origin) -> dict[str, Any] | XinmeiError:
        """A session for somebody whose password fits; or what to tell them where a second factor is asked for."""
        if second_factor.is_asked_for(office, person):
            secret = draw_secret()
            second_factor.challenge(office, person, secret)
            return second_factor.ask_for_code(secret)
        return self.begin_session(office, person, origin)

    def begin_session(self, office: Office, person: Person, origin: Origin) -> dict[str, Any]:
        """The token of a fresh session, and who it is."""
        sign_in.finish_sign_in(office, person)
        begun = access.begin_session(office, person, origin, timedelta(hours=self.runtime.settings.session_hours))
        grants = person.grants_on(office.today)
        return {
            "token": self._issue(office, person, grants, begun.id, begun.expires_at),
            "person": dump_me(person, grants, list(office.accounts.operated_by(person.id))),
        }

    def _issue(
        self, office: Office, person: Person, grants: tuple[tuple[str, str], ...], session: str, until: datetime
    ) -> str:
        identity = Identity(
            id=person.id,
            username=person.username,
            name=person.name,
            unit_id=person.unit_id,
            grants=grants,
            session=session,
        )
        token: str = self.runtime.keys.issue(identity, office.work.now, until - office.work.now)
        return token

    # A query for the kit, as `sign_in` is: a refused try must be kept.
    @query(public=True)
    def sign_in_code(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.CodeBody())
        work.session.close()
        with self.runtime.works.open(work.identity, work.trace) as opened:
            sign_in.begin_code(self.office(opened), second_factor.challenged(self.office(opened), asked["challenge"]))
        with self.runtime.works.open(work.identity, work.trace) as opened:
            office = self.office(opened)
            person = second_factor.answer_challenge(office, asked["challenge"], asked["code"])
            answer = self.begin_session(office, person, origin_of(request)) if person else None
        if answer is None:
            raise second_factor.wrong_code(asked["challenge"])
        return answer

    # Also a query: this is asked at every first sight of a token, and writes only now and then.
    @query(public=True)
    def open_access(self, work: Work, request: Request) -> dict[str, Any]:
        """For the gateway: the signed identity that a session or an access token stands for at this moment."""
        token = str((request.body or {}).get("token", ""))
        if token.startswith(TOKEN_MARK):
            return self._open_token(work, token)
        work.identity = self.runtime.keys.verify(token, work.now)
        person, grants = access.check_session(self.office(work))
        if person is None or grants == work.identity.grants:
            return {"token": token}
        until = datetime.fromtimestamp(self.runtime.keys.expires(token), work.now.tzinfo)
        return {"token": self._issue(self.office(work), person, grants, work.identity.session, until)}

    def _open_token(self, work: Work, secret: str) -> dict[str, Any]:
        opened = access.open_token(self.office(work), secret)
        person = opened.person
        identity = Identity(
            id=person.id if person else opened.id,
            username=person.username if person else "",
            name=person.name if person else opened.name,
            unit_id=person.unit_id if person else "",
            grants=opened.grants,
            session=opened.id,
            scopes=opened.scopes,
        )
        work.session.close()
        with self.runtime.works.open(identity, work.trace) as writing:
            access.note_use(self.office(writing), opened.id)
        return {"token": self.runtime.keys.issue(identity, work.now, min(SHORT, opened.expires_at - work.now))}

    @command
    def sign_out(self, work: Work, request: Request) -> dict[str, Any]:
        return {"ended": access.sign_out(self.office(work))}

    @query
    def list_sessions(self, work: Work, request: Request) -> dict[str, Any]:
        access.require_presence(self.office(work))
        found = access.list_sessions(self.office(work))
        return {"items": [dump_session(one, work.identity.session) for one in found], "next_cursor": None}

    @command
    def end_session(self, work: Work, request: Request) -> dict[str, Any]:
        return {"ended": access.end_session(self.office(work), request.path["id"])}

    @command
    def end_other_sessions(self, work: Work, request: Request) -> dict[str, Any]:
        return {"ended": access.end_other_sessions(self.office(work))}

    @query
    def list_tokens(self, work: Work, request: Request) -> dict[str, Any]:
        return access.list_tokens(self.office(work), request.load_query(shapes.AccessQuery()), dump_token)

    @command(once=("token",))
    def make_token(self, work: Work, request: Request) -> dict[str, Any]:
        made, secret = access.make_token(self.office(work), draw_secret, **request.load(shapes.TokenBody()))
        return {**dump_token(made), "token": secret}

    @command
    def end_token(self, work: Work, request: Request) -> dict[str, Any]:
        return dump_token(access.end_token(self.office(work), request.path["id"]))

    @query
    def list_service_tokens(self, work: Work, request: Request) -> dict[str, Any]:
        return access.list_service_tokens(self.office(work), request.load_query(shapes.AccessQuery()), dump_token)

    @command(once=("token",))
    def make_service_token(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.ServiceTokenBody())
        made, secret = access.make_service_token(self.office(work), draw_secret, **asked)
        return {**dump_token(made), "token": secret}

    @command
    def end_service_token(self, work: Work, request: Request) -> dict[str, Any]:
        return dump_token(access.end_service_token(self.office(work), request.path["id"]))

    @query
    def show_second_factor(self, work: Work, request: Request) -> dict[str, Any]:
        return dump_factor(*second_factor.show_second_factor(self.office(work)))

    @command(
        once=(
            "secret",
            "address",
        )
    )
    def begin_second_factor(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.FactorBody())
        secret, address = second_factor.begin_second_factor(self.office(work), asked["password"], draw_factor())
        return {"secret": secret, "address": address}

    @command(once=("recovery_codes",))
    def confirm_second_factor(self, work: Work, request: Request) -> dict[str, Any]:
        code = request.load(shapes.FactorCode())["code"]
        return {"recovery_codes": second_factor.confirm_second_factor(self.office(work), code, draw_code)}

    @command(once=("recovery_codes",))
    def renew_recovery_codes(self, work: Work, request: Request) -> dict[str, Any]:
        password = request.load(shapes.FactorBody())["password"]
        return {"recovery_codes": second_factor.renew_recovery_codes(self.office(work), password, draw_code)}

    @command
    def end_second_factor(self, work: Work, request: Request) -> dict[str, Any]:
        second_factor.end_second_factor(self.office(work), request.load(shapes.FactorBody())["password"])
        return dump_factor(False, 0)

    @command
    def reset_second_factor(self, work: Work, request: Request) -> dict[str, Any]:
        second_factor.reset_second_factor(self.office(work), request.path["id"])
        return dump_factor(False, 0)


def dump_session(one: SignIn, current: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "how": one.how,
        "address": one.address,
        "agent": one.agent,
        "made_at": one.made_at.isoformat(),
        "expires_at": one.expires_at.isoformat(),
        "current": one.id == current,
    }


def dump_token(token: AccessToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "hint": token.hint,
        "scopes": token.scopes,
        "roles": token.grants,
        "made_at": token.made_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "used_at": token.used_at.isoformat() if token.used_at else None,
        "ended_at": token.ended_at.isoformat() if token.ended_at else None,
    }


def dump_factor(enabled: bool, left: int) -> dict[str, Any]:
    return {"enabled": enabled, "recovery_codes_left": left}
