"""Calls of the gateway's sign-on pages: which providers there are, off to one, and back again."""

from __future__ import annotations

import secrets
from typing import Any

import structlog

from services.contracts.errors import NotFound, XinmeiError
from services.contracts.registry import access_shapes as shapes
from services.kit.api import Request, Work, query
from services.registry.domain.sign_on import Rule, RuleUnreadable, mapped_roles, read_rules
from services.registry.handlers import sign_on
from services.registry.service.access import AccessCalls, origin_of
from services.registry.sign_on import Provider, ProviderRefused, Sent, providers_of

log = structlog.get_logger(__name__)


class SignOnCalls(AccessCalls):
    """Entrypoints for single sign-on. Queries for the kit: no transaction is open while a provider is asked."""

    @query(public=True)
    def list_providers(self, work: Work, request: Request) -> dict[str, Any]:
        found = providers_of(self.runtime.settings).values()
        return {"items": [{"id": provider.id, "name": provider.name} for provider in found]}

    @query(public=True)
    def begin_sign_on(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.SignOnBegin())
        provider = self._provider(asked["provider"])
        sent = Sent(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        address = provider.address(sent)
        with self.runtime.works.open(work.identity, work.trace) as opened:
            made = (sent.state, sent.nonce, sent.verifier)
            sign_on.expect(self.office(opened), provider.id, asked["after"], asked["binding"], made)
        return {"address": address}

    @query(public=True)
    def finish_sign_on(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.SignOnFinish())
        provider = self._provider(asked["provider"])
        work.session.close()
        with self.runtime.works.open(work.identity, work.trace) as opened:
            nonce, verifier, after = sign_on.receive(self.office(opened), provider.id, asked["state"], asked["binding"])
        profile = provider.profile(Sent(asked["state"], nonce, verifier), asked["answer"])
        settings = self.runtime.settings
        roles = mapped_roles(self._rules(), profile)
        with self.runtime.works.open(work.identity, work.trace) as opened:
            office = self.office(opened)
            person = sign_on.welcome(office, profile, roles, create=settings.sign_on_create)
            answer = (
                person
                if isinstance(person, XinmeiError)
                else self.begin_session(office, person, origin_of(request, provider.id))
            )
        if isinstance(answer, XinmeiError):
            raise answer
        return {**answer, "after": after}

    def _rules(self) -> list[Rule]:
        """The college's mapping. Raises `ProviderRefused` where it cannot be read: nobody gets roles by a slip of the pen."""
        try:
            return read_rules(self.runtime.settings.sign_on_roles)
        except RuleUnreadable as error:
            log.error("sign_on_roles_unreadable", error=str(error))
            raise ProviderRefused() from error

    def _provider(self, name: str) -> Provider:
        found = providers_of(self.runtime.settings).get(name)
        if found is None:
            raise NotFound()
        return found
