"""TLS for tests: a server's context with a certificate for the names it is given, and a client's that believes its authority alone."""

from __future__ import annotations

import ssl
from pathlib import Path

from tests.servers import certificates


class Authority:
    """Signs servers' certificates; `trust` is a client's context that believes it and nobody else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authority = certificates.Authority()

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=certificates.pem(self._authority.certificate).decode())

    def server(self, *hosts: str) -> ssl.SSLContext:
        """A server's context with a certificate for these names."""
        certificate, key = self._authority.issue(*hosts)
        whole = self._folder / f"{hosts[0]}.pem"
        whole.write_bytes(key + certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(whole)
        return context
