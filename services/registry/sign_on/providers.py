"""What every identity provider offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from services.contracts.errors import NotAuthenticated
from services.registry.domain.sign_on import Profile


class ProviderRefused(NotAuthenticated):
    """The provider says no, or says something that does not fit what was asked."""

    code = "sign_on_refused"
    zh = "统一身份认证没有通过,未登录。请重新尝试;若仍不成功,请联系管理员。"
    en = "Single sign-on did not succeed; you are not signed in. Try again, and tell the administrator if it stays so."


@dataclass(frozen=True)
class Sent:
    """What was sent along with the browser, and must fit when it comes back."""

    state: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """One identity provider. `id` stands in addresses, `name` on the button."""

    id: str
    name: str

    def address(self, sent: Sent) -> str:
        """Where to send the browser. Raises `Unavailable` where the provider cannot be asked for that."""

    def profile(self, sent: Sent, answer: str) -> Profile:
        """Who it is, by the code or ticket that the browser brought. Raises `ProviderRefused`, `Unavailable`."""
