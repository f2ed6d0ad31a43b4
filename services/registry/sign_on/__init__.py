"""Identity providers of the campus, each in its own tongue: OpenID Connect and CAS.

A provider makes the address to which a browser is sent, and of what the browser brings back a `Profile`. Nothing that the
browser brings is believed by itself: the provider is asked directly, and everything has to fit what was sent.
"""

from __future__ import annotations

from functools import lru_cache

from services.kit.settings import Settings
from services.registry.sign_on.cas import Cas
from services.registry.sign_on.oidc import Oidc
from services.registry.sign_on.providers import Provider, ProviderRefused, Sent

__all__ = ["Provider", "ProviderRefused", "Sent", "providers_of"]


@lru_cache(maxsize=4)
def providers_of(settings: Settings) -> dict[str, Provider]:
    """The providers that the settings name, by id. They keep what they learn of the provider's keys."""
    found: list[Provider] = []
    if settings.oidc_issuer:
        found.append(Oidc(settings))
    if settings.cas_url:
        found.append(Cas(settings))
    return {provider.id: provider for provider in found}
