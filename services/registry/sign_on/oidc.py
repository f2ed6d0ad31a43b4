"""OpenID Connect: the code flow with PKCE, state and nonce; the ID token's signature and every claim that binds it are checked."""

from __future__ import annotations

import time
from typing import Any

import structlog
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.contracts.errors import Unavailable
from services.kit.settings import Settings
from services.registry.domain.sign_on import Profile, as_profile
from services.registry.sign_on.asking import ask
from services.registry.sign_on.providers import ProviderRefused, Sent

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key of the provider's own; none that a shared secret or nobody makes."""
LEEWAY = 60
KNOWN_FOR = 3600.0
NAMES = ("name", "preferred_username")
WELL_KNOWN = "/.well-known/openid-configuration"

log = structlog.get_logger(__name__)


class Oidc:
    """One issuer."""

    id = "oidc"

    def __init__(self, settings: Settings) -> None:
        self.name = settings.oidc_name
        self._settings = settings
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._return = f"{settings.base_url}/sign-on/oidc/return"
        self._described: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._learnt_at = 0.0

    def address(self, sent: Sent) -> str:
        params = [
            ("response_type", "code"),
            ("client_id", self._settings.oidc_client_id),
            ("redirect_uri", self._return),
            ("scope", self._settings.oidc_scopes),
            ("state", sent.state),
            ("nonce", sent.nonce),
            ("code_challenge", create_s256_code_challenge(sent.verifier)),
            ("code_challenge_method", "S256"),
        ]
        address: str = add_params_to_uri(self._description()["authorization_endpoint"], params)
        return address

    def profile(self, sent: Sent, answer: str) -> Profile:
        tokens = self._exchange(answer, sent.verifier)
        claims = self._verified(str(tokens.get("id_token", "")), str(tokens.get("access_token", "")), sent.nonce)
        wanted = self._settings.oidc_username_claim
        found = as_profile({**self._user_info(tokens, claims), **claims}, wanted, NAMES)
        if found is None:
            log.warning("no_username", claim=wanted, has=sorted(claims))
            raise ProviderRefused()
        return found

    def _exchange(self, code: str, verifier: str) -> dict[str, Any]:
        """The tokens for a code."""
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return,
            "code_verifier": verifier,
        }
        auth = (self._settings.oidc_client_id, self._settings.oidc_client_secret)
        answer = ask("POST", self._description()["token_endpoint"], data=data, auth=auth)
        if answer.status_code != 200:
            log.warning("code_refused", status=answer.status_code)
            raise ProviderRefused()
        return _object(answer)

    def _verified(self, id_token: str, access_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token that is the issuer's, for us, of now, and of this very sign-in."""
        try:
            opened = self._opened(id_token)
            client = self._settings.oidc_client_id
            options = {
                "iss": {"essential": True, "value": self._description()["issuer"]},
                "aud": {"essential": True, "value": client},
                "nonce": {"essential": True, "value": nonce},
            }
            params = {"nonce": nonce, "client_id": client, "access_token": access_token}
            claims = CodeIDToken(opened.claims, opened.header, options, params)
            claims.validate(now=int(time.time()), leeway=LEEWAY)
        except Unavailable:
            raise
        except Exception as error:  # of joserfc and of Authlib, which share no class
            log.warning("id_token_refused", error=str(error))
            raise ProviderRefused() from error
        return dict(claims)

    def _opened(self, id_token: str) -> jwt.Token:
        """The token, its signature checked; with fresh keys once more where the known ones do not fit."""
        try:
            return jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            if time.monotonic() - self._learnt_at < LEEWAY:
                raise
            self._keys = None
            return jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS)

    def _user_info(self, tokens: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        """More claims of the same subject, where the provider offers them; none where it does not."""
        place = self._description().get("userinfo_endpoint")
        if not place or self._settings.oidc_username_claim in claims:
            return {}
        answer = ask("GET", place, headers={"Authorization": f"Bearer {tokens.get('access_token', '')}"})
        found = _object(answer) if answer.status_code == 200 else {}
        return found if found.get("sub") == claims["sub"] else {}

    def _description(self) -> dict[str, Any]:
        if not self._described or time.monotonic() - self._learnt_at > KNOWN_FOR:
            found = _object(ask("GET", self._issuer + WELL_KNOWN))
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                log.error("issuer_differs", expected=self._issuer, told=found.get("issuer"))
                raise ProviderRefused()
            self._described, self._keys, self._learnt_at = found, None, time.monotonic()
        return self._described

    def _key_set(self) -> KeySet:
        if self._keys is None:
            self._keys = KeySet.import_key_set(_object(ask("GET", self._description()["jwks_uri"])))  # type: ignore[arg-type]
            self._learnt_at = time.monotonic()
        return self._keys


def _object(answer: Any) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise ProviderRefused() from error
    if not isinstance(found, dict):
        raise ProviderRefused()
    return found
