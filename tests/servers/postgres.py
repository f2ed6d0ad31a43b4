"""A PostgreSQL server of the test's own: own data folder, free port, sockets in its folder, reachable on the loopback only.

PostgreSQL refuses to run as root; where the tests do, it runs as ``postgres`` or ``nobody``. ``fsync`` stays on, for the fault
tests ask whether a promise outlives a crash.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.servers.certificates import Certificates
from tests.servers.process import LOOPBACK, ServerFailed, ServerProcess, open_folder

USER = "xinmei"


def unprivileged() -> tuple[int, int] | None:
    """(uid, gid) to run PostgreSQL as where we are root; None where we are not."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return entry.pw_uid, entry.pw_gid


class Databases:
    """Making and dropping databases on a server that is told by ``url`` (SQLAlchemy's form)."""

    url: str

    @property
    def libpq_url(self) -> str:
        """The address without SQLAlchemy's driver, for psycopg, asyncpg and psql."""
        return "postgresql://" + self.url.partition("://")[2]

    def create_database(self, name: str | None = None) -> str:
        """Makes an empty database and gives its address; without a name it gets one of its own."""
        name = name or f"xinmei_{secrets.token_hex(6)}"
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        return f"{self.url.rpartition('/')[0]}/{name}"

    def drop_database(self, url_or_name: str) -> None:
        """Drops a database, closing the connections that others left on it."""
        name = url_or_name.rpartition("/")[2]
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.libpq_url, autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)


class GivenPostgres(Databases):
    """The server that the environment names. It is not ours: it is never restarted; we make databases and drop them again."""

    def __init__(self, url: str) -> None:
        self.url = f"postgresql+psycopg://{url.partition('://')[2]}"


class PrivatePostgres(Databases, ServerProcess):
    """PostgreSQL as a child process. ``url`` is its maintenance database; `create_database` gives an empty one."""

    name = "PostgreSQL"
    # SIGINT is PostgreSQL's "fast" shutdown: sessions are ended, the data is written.
    stop_signal = signal.SIGINT

    def __init__(self, bindir: Path, certificates: Certificates | None = None, **settings: object) -> None:
        self._bindir = bindir
        self._certificates = certificates
        self._settings = settings
        self._owner = unprivileged()
        super().__init__(open_folder("postgresql", self._owner))
        self.url = f"postgresql+psycopg://{USER}@{LOOPBACK}:{self.port}/postgres"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def launch(self) -> None:
        if not self.data.exists():
            self._initialise()
        super().launch()

    def command(self) -> Sequence[str]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": 200,
            "timezone": "UTC",
            **self._tls(),
            **self._settings,
        }
        return [
            str(self._bindir / "postgres"),
            "-D",
            str(self.data),
            *(f"--{key}={value}" for key, value in settings.items()),
        ]

    def _tls(self) -> dict[str, object]:
        """Settings for TLS; PostgreSQL wants a key of its own that nobody else can read."""
        if self._certificates is None:
            return {}
        key = self.data / "server.key"
        shutil.copy(self._certificates.key, key)
        if self._owner:
            os.chown(key, *self._owner)
        certificate = self.data / "server.pem"
        shutil.copy(self._certificates.certificate, certificate)
        certificate.chmod(0o644)
        return {"ssl": "on", "ssl_cert_file": certificate, "ssl_key_file": key}

    def spawn_options(self) -> dict[str, Any]:
        owner = dict(zip(("user", "group"), self._owner, strict=True)) if self._owner else {}
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
        return {"env": environment, "cwd": self.folder, **owner, **({"extra_groups": []} if owner else {})}

    def is_ready(self) -> bool:
        try:
            with psycopg.connect(self.libpq_url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _initialise(self) -> None:
        # Nothing is worth a sync to disk before the server has run once.
        options = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [str(self._bindir / "initdb"), "-D", str(self.data), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **self.spawn_options())
        if done.returncode:
            raise ServerFailed(f"initdb failed: {done.stderr or done.stdout}")
