"""What an OpenID provider says is believed only where its own key signed it, for us, now, and for this very sign-in."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import eventlet
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from services.contracts.errors import Unavailable
from services.kit.settings import Settings
from services.registry.sign_on import asking, oidc
from services.registry.sign_on.cas import read_validation
from services.registry.sign_on.oidc import Oidc
from services.registry.sign_on.providers import ProviderRefused, Sent

ISSUER, CLIENT, SECRET = "https://id.example.edu", "xinmei", "of-the-client-and-quite-long-enough"
SENT = Sent("state", "the-nonce-of-this-sign-in", "verifier" * 6)
KEY = RSAKey.generate_key(2048, {"kid": "one"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})
Claims = dict[str, Any]


class Issuer:
    """An OpenID provider that answers with whatever ID token it is told to."""

    def __init__(self) -> None:
        self.keys: list[Any] = [KEY]
        self.id_token = ""
        self.user_info: Claims = {}
        self.asked: list[tuple[str, Any]] = []
        self.calls_itself = ISSUER

    def answer(self, method: str, url: str, **options: Any) -> httpx.Response:
        self.asked.append((url, options.get("data")))
        told = {
            "/.well-known/openid-configuration": self._described,
            "/jwks": lambda: {"keys": [key.as_dict(private=False) for key in self.keys]},
            "/token": lambda: {"id_token": self.id_token, "access_token": "opaque", "token_type": "Bearer"},
            "/me": lambda: self.user_info,
        }
        return httpx.Response(200, json=told[urlsplit(url).path]())

    def _described(self) -> Claims:
        ends = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
        found = {name: f"{ISSUER}/{path}" for name, path in ends.items()}
        return {
            "issuer": self.calls_itself,
            **found,
            **({"userinfo_endpoint": f"{ISSUER}/me"} if self.user_info else {}),
        }


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Issuer:
    found = Issuer()
    monkeypatch.setattr(oidc, "ask", found.answer)
    return found


@pytest.fixture
def provider(issuer: Issuer) -> Oidc:
    return Oidc(Settings(secret="s" * 40, oidc_issuer=ISSUER, oidc_client_id=CLIENT, oidc_client_secret=SECRET))


def claims(**changed: Any) -> Claims:
    now = int(time.time())
    fitting = {"iss": ISSUER, "aud": CLIENT, "sub": "s-1", "nonce": SENT.nonce, "iat": now, "exp": now + 300}
    fitting["preferred_username"] = "cs.head"
    return {name: value for name, value in {**fitting, **changed}.items() if value is not None}


def signed(told: Claims, key: Any = KEY, algorithm: str = "RS256") -> str:
    return jwt.encode({"alg": algorithm, "kid": "one"}, told, key, algorithms=[algorithm])


def unsigned(told: Claims, algorithm: str) -> str:
    head = {"alg": algorithm, "typ": "JWT", "kid": "one"}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, told)]
    return ".".join([*parts, ""])


def tampered(token: str) -> str:
    """The token with the claims of somebody else under the same signature."""
    head, _, signature = token.split(".")
    return ".".join([head, unsigned(claims(preferred_username="director"), "none").split(".")[1], signature])


def keyed_by_the_public_key(told: Claims) -> str:
    """Signed as with a shared secret, by what everyone may read."""
    body = unsigned(told, "HS256").rstrip(".")
    mark = hmac.digest(KEY.as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def test_a_fitting_id_token_says_who_it_is_and_the_code_is_proved_by_its_verifier(
    issuer: Issuer, provider: Oidc
) -> None:
    issuer.id_token = signed(claims())
    assert provider.profile(SENT, "code").username == "cs.head"
    exchanged = next(data for url, data in issuer.asked if url.endswith("/token"))
    assert (exchanged["code"], exchanged["code_verifier"]) == ("code", SENT.verifier)
    asked = parse_qs(urlsplit(provider.address(SENT)).query)
    assert asked["nonce"] == [SENT.nonce]
    assert SENT.verifier not in str(asked)


FORGED: dict[str, Callable[[], str]] = {
    "for another client": lambda: signed(claims(aud="another")),
    "for nobody": lambda: signed(claims(aud=None)),
    "for several, by another's order": lambda: signed(claims(aud=[CLIENT, "another"], azp="another")),
    "by another issuer": lambda: signed(claims(iss="https://id.evil.example")),
    "by no issuer": lambda: signed(claims(iss=None)),
    "of another sign-in": lambda: signed(claims(nonce="of-another-sign-in")),
    "of no sign-in": lambda: signed(claims(nonce=None)),
    "with an empty nonce": lambda: signed(claims(nonce="")),
    "expired": lambda: signed(claims(iat=int(time.time()) - 900, exp=int(time.time()) - 600)),
    "without an end": lambda: signed(claims(exp=None)),
    "of the future": lambda: signed(claims(iat=int(time.time()) + 900, exp=int(time.time()) + 1200)),
    "of nobody": lambda: signed(claims(sub=None)),
    "by a stranger's key": lambda: signed(claims(), STRANGER),
    "by another kind of key": lambda: signed(claims(), ECKey.generate_key("P-256", {"kid": "one"}), "ES256"),
    "by the client's secret": lambda: signed(claims(), OctKey.import_key(SECRET), "HS256"),
    "by the public key as a secret": lambda: keyed_by_the_public_key(claims()),
    "unsigned": lambda: unsigned(claims(), "none"),
    "unsigned in capitals": lambda: unsigned(claims(), "NONE"),
    "said to be signed": lambda: unsigned(claims(), "RS256"),
    "tampered with": lambda: tampered(signed(claims())),
    "empty": lambda: "",
    "no token": lambda: "a.b.c",
    "for another access token": lambda: signed(claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA")),
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("case", FORGED)
def test_an_id_token_that_does_not_fit_opens_nothing(issuer: Issuer, provider: Oidc, case: str) -> None:
    issuer.id_token = FORGED[case]()
    with pytest.raises(ProviderRefused):
        provider.profile(SENT, "code")
    issuer.id_token = signed(claims())
    assert provider.profile(SENT, "code").username == "cs.head"  # and whoever comes next is served


def test_a_provider_that_calls_itself_otherwise_is_not_believed(issuer: Issuer, provider: Oidc) -> None:
    issuer.calls_itself = "https://id.evil.example"
    with pytest.raises(ProviderRefused):
        provider.address(SENT)


def test_more_claims_of_another_subject_are_left_out(issuer: Issuer, provider: Oidc) -> None:
    issuer.id_token = signed(claims(preferred_username=None))
    issuer.user_info = {"sub": "s-2", "preferred_username": "director"}
    with pytest.raises(ProviderRefused):
        provider.profile(SENT, "code")
    issuer.user_info = {"sub": "s-1", "preferred_username": "cs.head", "iss": "https://id.evil.example"}
    assert provider.profile(SENT, "code").username == "cs.head"


def test_keys_that_the_provider_has_changed_are_fetched_anew(
    issuer: Issuer, provider: Oidc, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.id_token = signed(claims())
    assert provider.profile(SENT, "code").username == "cs.head"
    issuer.keys, issuer.id_token = [STRANGER], signed(claims(), STRANGER)
    monkeypatch.setattr(oidc, "LEEWAY", 0)
    assert provider.profile(SENT, "code").username == "cs.head"
    issuer.id_token = signed(claims(), KEY)
    with pytest.raises(ProviderRefused):
        provider.profile(SENT, "code")


NS = 'xmlns:cas="http://www.yale.edu/tp/cas"'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "yes\nadmin\n",
        f"<cas:serviceResponse {NS}><cas:authenticationFailure code='INVALID_TICKET'/></cas:serviceResponse>",
        f"<cas:serviceResponse {NS}><cas:authenticationSuccess><cas:user> </cas:user></cas:authenticationSuccess></cas:serviceResponse>",
        "<serviceResponse><authenticationSuccess><user>admin</user></authenticationSuccess></serviceResponse>",
        f"<x {NS}><cas:serviceResponse><cas:authenticationSuccess><cas:user>admin</cas:user></cas:authenticationSuccess></cas:serviceResponse></x>",
        f"<!DOCTYPE a [<!ENTITY b 'admin'>]><cas:serviceResponse {NS}><cas:authenticationSuccess><cas:user>&b;</cas:user></cas:authenticationSuccess></cas:serviceResponse>",
    ],
)
def test_what_is_no_success_of_cas_names_nobody(body: str) -> None:
    assert read_validation(body.encode()) is None


def test_entities_are_found_in_no_other_encoding_either() -> None:
    declared = f"<!DOCTYPE a [<!ENTITY b 'admin'>]><cas:serviceResponse {NS}><cas:authenticationSuccess><cas:user>&b;</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
    assert read_validation(declared.encode("utf-16")) is None


def test_a_provider_that_answers_without_end_holds_up_nobody_for_longer_than_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each part comes in time, the whole does not."""

    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(500):
                eventlet.sleep(0.01)
                yield b" "

    answering = httpx.MockTransport(lambda _asked: httpx.Response(200, stream=Dripping()))
    client = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **given: client(transport=answering, **given))
    monkeypatch.setattr(asking, "WHOLE_TIMEOUT", 0.05)
    with pytest.raises(Unavailable):
        asking.ask("GET", ISSUER)
