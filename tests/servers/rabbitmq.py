"""A RabbitMQ node of the test's own: own name, ports, data, cookie and name service, reachable on the loopback only.

It runs RabbitMQ's real scripts, for the wrappers of distributions insist on their own user and folders. Erlang's name service
(epmd) is the test's own too, so that no daemon is left on the machine afterwards.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.servers.certificates import Certificates
from tests.servers.process import LOOPBACK, ServerProcess, free_port, open_folder
from tests.servers.reaper import reaper

USER = "xinmei"
ATTEMPTS = 20
CONFIGURATION = """\
listeners.tcp.default = {address}:{port}
default_user = {user}
default_pass = {password}
disk_free_limit.absolute = 50MB
log.file = false
log.console = true
log.console.level = info
"""

TLS = """\
listeners.ssl.default = {address}:{port}
ssl_options.cacertfile = {ca}
ssl_options.certfile = {certificate}
ssl_options.keyfile = {key}
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
"""


def speaks_amqp(port: int) -> bool:
    """Whether a broker on the loopback answers the protocol header with its first frame (a method frame is of type 1)."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as line:
            line.sendall(b"AMQP\x00\x00\x09\x01")
            return line.recv(1) == b"\x01"
    except OSError:
        return False


class PrivateRabbit(ServerProcess):
    """RabbitMQ as a child process. ``uri`` is its default vhost; `new_vhost` gives an empty one in some milliseconds."""

    name = "RabbitMQ"

    def __init__(self, sbin: Path, certificates: Certificates | None = None, api: bool = False) -> None:
        super().__init__(open_folder("rabbitmq"))
        self.api_port = free_port() if api else 0
        self._sbin = sbin
        self._certificates = certificates
        self.tls_port = free_port() if certificates else 0
        self._password = secrets.token_hex(12)
        self._cookie = secrets.token_hex(16).upper()
        self._epmd_port, self._distribution_port = free_port(), free_port()
        self._epmd: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self.node = f"xinmei-{self.port}@localhost"
        self._write_configuration()

    @property
    def uri(self) -> str:
        """The AMQP address of the default vhost."""
        return self.uri_of("/")

    def uri_of(self, vhost: str) -> str:
        """The AMQP address of ``vhost``."""
        return f"amqp://{USER}:{self._password}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def new_vhost(self) -> str:
        """The address of a new, empty vhost."""
        vhost = f"test-{next(self._numbers)}"
        self._call("rabbit_vhost", "add", f'<<"{vhost}">>, <<"{USER}">>')
        everything = ", ".join(['<<".*">>'] * 3)
        rights = f'<<"{USER}">>, <<"{vhost}">>, {everything}, <<"{USER}">>'
        self._call("rabbit_auth_backend_internal", "set_permissions", rights)
        return self.uri_of(vhost)

    def drop_vhost(self, uri: str) -> None:
        """Removes what `new_vhost` made, with every queue in it."""
        vhost = uri.rpartition("/")[2]
        self._call("rabbit_vhost", "delete", f'<<"{vhost}">>, <<"{USER}">>')

    def ctl(self, *arguments: str) -> str:
        """Runs ``rabbitmqctl`` against this node and gives what it prints. Takes about two seconds."""
        command = [str(self._sbin / "rabbitmqctl"), "--node", self.node, *arguments]
        done = subprocess.run(
            command, env=self._environment(), capture_output=True, text=True, timeout=180, check=False
        )
        if done.returncode:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)}: {done.stderr or done.stdout}")
        return done.stdout

    def alarm_memory(self) -> None:
        """Raises the memory alarm: publishers are blocked, consumers go on."""
        self._call("vm_memory_monitor", "set_vm_memory_high_watermark", '{absolute, "1MB"}')

    def calm_memory(self) -> None:
        """Takes the memory alarm back."""
        self._call("vm_memory_monitor", "set_vm_memory_high_watermark", "0.4")

    def command(self) -> Sequence[str]:
        return [str(self._sbin / "rabbitmq-server")]

    def spawn_options(self) -> dict[str, Any]:
        return {"env": self._environment(), "cwd": self.folder}

    def is_ready(self) -> bool:
        return speaks_amqp(self.port)

    def launch(self) -> None:
        if self._epmd is None:
            self._launch_epmd()
        super().launch()

    def discard(self) -> None:
        super().discard()
        if self._epmd:
            self._epmd.kill()
            self._epmd.wait(30)
            reaper.tell("forget", self._epmd.pid)

    def _launch_epmd(self) -> None:
        command = ["epmd", "-address", LOOPBACK, "-port", str(self._epmd_port)]
        quiet = subprocess.DEVNULL
        self._epmd = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
        reaper.tell("watch", self._epmd.pid)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self._epmd_port), timeout=1):
                return
            time.sleep(0.01)

    def _write_configuration(self) -> None:
        text = CONFIGURATION.format(address=LOOPBACK, port=self.port, user=USER, password=self._password)
        if self._certificates:
            text += TLS.format(
                address=LOOPBACK,
                port=self.tls_port,
                ca=self._certificates.authority,
                certificate=self._certificates.certificate,
                key=self._certificates.key,
            )
        if self.api_port:
            text += f"management.tcp.ip = {LOOPBACK}\nmanagement.tcp.port = {self.api_port}\n"
        (self.folder / "rabbitmq.conf").write_text(text)
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n" if self.api_port else "[].\n")
        (self.folder / "environment.conf").write_text("")
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text(self._cookie)
        cookie.chmod(0o400)

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": folder,  # the cookie lies here
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/environment.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_SCHEDULER_BIND_TYPE": "u",  # on a small machine bound schedulers starve everybody else
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            # RabbitMQ tells its schedulers to sleep at once, which makes a start take twice as long where waking is dear.
            "RABBITMQ_SCHEDULER_BUSY_WAIT_THRESHOLD": "very_short",
            # The script then becomes the node instead of waiting beside it: our child is the node, signals reach it.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def _call(self, module: str, function: str, arguments: str) -> None:
        """Calls into the node: milliseconds through erl_call, about two seconds where only rabbitmqctl is there."""
        if shutil.which("erl_call") is None:
            self.ctl("eval", f"{module}:{function}({arguments}).")
            return
        command = ["erl_call", "-r", "-sname", self.node, "-c", self._cookie, "-e"]
        source = f"{module}:{function}({arguments}).\n"
        for _ in range(ATTEMPTS):  # a busy node turns a connection down now and then; nothing has run by then
            done = subprocess.run(
                command, input=source, env=self._environment(), capture_output=True, text=True, timeout=30, check=False
            )
            if "failed to connect" not in done.stderr:
                break
            time.sleep(0.2)
        if done.returncode or not done.stdout.startswith("{ok, ok}"):
            raise RuntimeError(f"{source.strip()} gave {done.stdout}{done.stderr}")
