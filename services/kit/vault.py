"""Personal data and secrets of others at rest: sealed with AES-GCM, found again by a keyed index that tells nothing.

Keys are derived from the deployment's secrets: the first seals, all open, so that secrets rotate. The purpose (which field it
is) is bound to the seal: a sealed phone cannot be put where a number stands.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORM = "1:"
_NONCE = 12


class SealBroken(Exception):
    """A sealed value opens with none of the secrets: a secret is missing, or the database was changed by hand."""


class Vault:
    """Seals short texts. `secrets` are the deployment's, newest first."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("a vault needs the deployment's secret (XINMEI_SECRET)")
        self._seals = [AESGCM(_derive(secret, "vault")) for secret in secrets]
        self._indexes = [_derive(secret, "vault index") for secret in secrets]

    def seal(self, text: str, purpose: str) -> str:
        """Ciphertext of `text`; an empty text stays empty."""
        if not text:
            return ""
        nonce = os.urandom(_NONCE)
        sealed = self._seals[0].encrypt(nonce, text.encode(), purpose.encode())
        return _FORM + base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, purpose: str) -> str:
        """The text that was sealed for this purpose. Raises `SealBroken`."""
        if not sealed:
            return ""
        raw = base64.b64decode(sealed.removeprefix(_FORM))
        for key in self._seals:
            try:
                return key.decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
            except InvalidTag:
                continue
        raise SealBroken(purpose)

    def index(self, text: str, purpose: str) -> str:
        """What stands beside a sealed text to find it by: 64 hexadecimal digits."""
        return _index(self._indexes[0], text, purpose)

    def indexes(self, text: str, purpose: str) -> list[str]:
        """The indexes under which `text` may stand: one a secret, newest first."""
        return [_index(key, text, purpose) for key in self._indexes]


def _index(key: bytes, text: str, purpose: str) -> str:
    return hmac.digest(key, f"{purpose}\0{text.strip().casefold()}".encode(), "sha256").hex()


def _derive(secret: str, purpose: str) -> bytes:
    key = hashlib.sha256(secret.encode()).digest()
    return hashlib.blake2b(purpose.encode(), key=key, digest_size=32).digest()


@lru_cache(maxsize=8)
def vault_of(secret_setting: str) -> Vault:
    """The vault of a deployment, from its comma separated secrets."""
    return Vault([part.strip() for part in secret_setting.split(",") if part.strip()])
