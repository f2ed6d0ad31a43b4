"""The broker that the environment names. It is not ours: it is never restarted, and what we make there has names of its own.

An AMQP address carries no right to make a vhost, so two ways are tried, and each must prove itself by a connection: the management
API with the address's own user, and ``rabbitmqctl`` where the broker is on this machine. Without either, all tests share the one
vhost that was given, which is said aloud.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import amqp
import httpx
import kombu
import kombu.exceptions

PLUGIN_URL = "XINMEI_TEST_RABBITMQ_API"
SHARED = (
    "所有测试共用给定的同一个虚拟主机,两次运行不能同时进行。 All tests share the one vhost of XINMEI_TEST_AMQP_URI, so no two runs may "
    "go on at once: its user may make none (management plugin with the tag administrator, or rabbitmqctl on this machine)."
)
HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Address:
    """An AMQP address in its parts."""

    uri: str

    @property
    def user(self) -> str:
        return unquote(urlsplit(self.uri).username or "guest")

    @property
    def password(self) -> str:
        return unquote(urlsplit(self.uri).password or "guest")

    @property
    def host(self) -> str:
        return urlsplit(self.uri).hostname or "localhost"

    @property
    def api(self) -> str:
        """Where the management plugin listens by default; the environment may say otherwise."""
        secure = urlsplit(self.uri).scheme == "amqps"
        return os.environ.get(PLUGIN_URL) or (f"https://{self.host}:15671" if secure else f"http://{self.host}:15672")

    def of_vhost(self, vhost: str) -> str:
        return urlunsplit(urlsplit(self.uri)._replace(path="/" + quote(vhost, safe="")))


class Plugin:
    """The management API. Raises httpx.HTTPError where it is not there or refuses."""

    def __init__(self, address: Address) -> None:
        self._user = quote(address.user, safe="")
        self._http = httpx.Client(base_url=f"{address.api}/api", auth=(address.user, address.password), timeout=10)

    def make(self, vhost: str) -> None:
        rights = dict.fromkeys(("configure", "write", "read"), ".*")
        self._put(f"/vhosts/{vhost}", {})
        self._put(f"/permissions/{vhost}/{self._user}", rights)

    def drop(self, vhost: str) -> None:
        self._http.delete(f"/vhosts/{vhost}").raise_for_status()

    def _put(self, path: str, body: dict[str, str]) -> None:
        self._http.put(path, json=body).raise_for_status()


class Command:
    """``rabbitmqctl`` of the node on this machine; two seconds a call. Raises OSError or subprocess.SubprocessError."""

    def __init__(self, address: Address) -> None:
        self._user = address.user
        if address.host not in HERE or shutil.which("rabbitmqctl") is None:
            raise FileNotFoundError("rabbitmqctl")

    def make(self, vhost: str) -> None:
        self._run("add_vhost", vhost)
        self._run("set_permissions", "--vhost", vhost, self._user, ".*", ".*", ".*")

    def drop(self, vhost: str) -> None:
        self._run("delete_vhost", vhost)

    def _run(self, *arguments: str) -> None:
        subprocess.run(["rabbitmqctl", *arguments], capture_output=True, check=True, timeout=60)


FAILURES = (httpx.HTTPError, OSError, subprocess.SubprocessError, amqp.AMQPError, kombu.exceptions.KombuError)


@dataclass(frozen=True)
class GivenRabbit:
    """``new_vhost`` gives an empty vhost where the broker lets us make one, else the given one."""

    uri: str

    @property
    def makes_vhosts(self) -> bool:
        """Whether each run and test may have a vhost of its own."""
        return self._maker is not None

    def new_vhost(self) -> str:
        """The address of a new, empty vhost; the given one, where none can be made."""
        return self.uri if self._maker is None else self._make(self._maker)

    def drop_vhost(self, uri: str) -> None:
        """Removes what `new_vhost` made; the given one stays as it is."""
        if self._maker is not None and uri != self.uri:
            with contextlib.suppress(*FAILURES):  # the test is over: a vhost that is left behind harms nobody
                self._maker.drop(unquote(urlsplit(uri).path.removeprefix("/")))

    def _make(self, maker: Plugin | Command) -> str:
        vhost = f"xinmei-test-{secrets.token_hex(6)}"
        maker.make(vhost)
        return Address(self.uri).of_vhost(vhost)

    @cached_property
    def _maker(self) -> Plugin | Command | None:
        """The first way that leads to a vhost of this very broker."""
        ways: tuple[Callable[[Address], Plugin | Command], ...] = (Plugin, Command)
        for way in ways:
            with contextlib.suppress(*FAILURES):
                maker = way(Address(self.uri))
                self._prove(maker)
                return maker
        return None

    def _prove(self, maker: Plugin | Command) -> None:
        """Makes a vhost and opens it: the plugin or the command may belong to another broker."""
        uri = self._make(maker)
        try:
            with kombu.Connection(uri, connect_timeout=5) as connection:
                connection.connect()
        finally:
            maker.drop(uri.rpartition("/")[2])
