"""The one typed object of settings: read once from the environment, each documented where it is declared.

`xinmei doctor` prints them with their sources; a test fails where one lacks its documentation. Secrets may also be given as a
file (``XINMEI_SECRET_FILE``), and are never printed or logged.
"""

from __future__ import annotations

import math
import os
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "XINMEI_"
KINDS = {int: ("整数", "a whole number"), float: ("数字", "a number"), bool: (" true 或 false", "true or false")}


class SettingInvalid(Exception):
    """A setting does not fit; the message names it and says what it takes."""


def setting(default: Any, doc: str, *, secret: bool = False) -> Any:
    """A documented field of `Settings`."""
    return field(default=default, metadata={"doc": doc, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """All that an operator can set. Field ``amqp_uri`` is read from ``XINMEI_AMQP_URI``."""

    amqp_uri: str = setting(
        "", "RabbitMQ, as amqp://user:password@host:5672/vhost. Empty: the embedded profile.", secret=True
    )
    database_url: str = setting(
        "", "PostgreSQL, as postgresql://user:password@host/name; one schema a service.", secret=True
    )
    amqp_ca: str = setting(
        "", "File with the certificate authority of RabbitMQ, for amqps:// addresses. Empty: the system's own."
    )
    data: Path = setting(
        Path("data"),
        "Folder of the ledgers' anchors; in the embedded profile also of databases, attachments and secret.",
    )
    host: str = setting("127.0.0.1", "Address on which the gateway listens.")
    port: int = setting(8000, "Port on which the gateway listens.")
    public_url: str = setting(
        "", "Address under which people reach the gateway; stands in QR codes. Empty: host and port."
    )
    secret: str = setting(
        "", "Signing secrets, comma separated; the first signs, all verify. At least 32 characters each.", secret=True
    )
    college: str = setting("示例职业学院", "Full name of the college.")
    college_short: str = setting("示例职院", "Short name of the college.")
    file_prefix: str = setting("新媒备", "Prefix of file numbers, as in 新媒备〔2026〕2-017号.")
    proxies: int = setting(
        0, "Reverse proxies in front of the gateway: so many addresses of X-Forwarded-For are believed."
    )
    session_hours: float = setting(12.0, "How long a sign-in lasts, in hours.")
    cookie_secure: bool = setting(False, "Send the session cookie over HTTPS only. Turn on behind TLS.")
    rpc_timeout: float = setting(4.0, "Seconds a call to a service may take before the caller answers 503.")
    workers: int = setting(32, "Calls a service process works on at once.")
    pool_size: int = setting(8, "Database connections a service process holds at most.")
    batch_size: int = setting(250, "Events, or calls of one batched operation, handled in one transaction at most.")
    retry_delays: str = setting(
        "0.5,2,8,30,120", "Seconds before each retry of a failed event; after the last it is parked."
    )
    demo_password: str = setting("demo", "Password of the demo people.", secret=True)
    log_level: str = setting("INFO", "DEBUG, INFO, WARNING or ERROR.")
    log_format: str = setting("json", "json or console.")
    delivery_hosts: str = setting(
        "",
        "Hosts, also inside the network, that messages may be sent to by anybody's channel, comma separated, as host, host:port or *.domain.",
    )
    intake_mailbox: str = setting(
        "",
        "Mailbox that is read for reports of bad content, as imaps://user@host:993/INBOX (imap:// is not encrypted). Empty: none.",
    )
    intake_mailbox_password: str = setting("", "Password of that mailbox.", secret=True)
    intake_senders: str = setting(
        "",
        "Whose mails there become incidents: addresses or @domain, comma separated. Let the mail server refuse forged senders.",
    )
    watch_hosts: str = setting(
        "", "Hosts inside the network whose feeds and pages are read for posts, comma separated, as host or host:port."
    )
    delivery_public: bool = setting(
        True,
        "Let channels that the department sets name any public https host; off: delivery_hosts and the bots' own hosts only. "
        "Addresses inside the network are refused either way unless delivery_hosts names them; an own channel of who sets none for "
        "the department always keeps to delivery_hosts and the bots' own hosts.",
    )
    metrics_port: int = setting(
        0, "Port for a service's own /metrics; 0: none (the gateway serves its own on its port)."
    )
    traces: str = setting(
        "", "Where traces go, as the address of an OpenTelemetry collector (OTLP over HTTP). Empty: nowhere."
    )
    clock_offset_file: str = setting("", "File with seconds to add to the clock: for drills and tests only.")
    oidc_issuer: str = setting("", "Issuer of OpenID Connect sign-on, as https://login.example.edu.cn. Empty: none.")
    oidc_client_id: str = setting("", "Client id that the issuer gave; it returns to <public_url>/sign-on/oidc/return.")
    oidc_client_secret: str = setting("", "Client secret that the issuer gave.", secret=True)
    oidc_name: str = setting("统一身份认证", "What the button of OpenID Connect sign-on says.")
    oidc_scopes: str = setting("openid profile", "Scopes to ask the issuer for.")
    oidc_username_claim: str = setting("preferred_username", "Claim that holds the user name known here.")
    cas_url: str = setting("", "Address of the CAS server, as https://cas.example.edu.cn/cas. Empty: none.")
    cas_name: str = setting("统一身份认证(CAS)", "What the button of CAS sign-on says.")
    cas_username_attribute: str = setting("", "CAS attribute that holds the user name known here. Empty: the CAS user.")
    sign_on_roles: str = setting(
        "",
        "Roles by claims: claim=value -> role@unit name, parted by semicolons; given and taken back at each sign-on.",
    )
    sign_on_create: bool = setting(False, "Make a person of whoever signs on and is unknown here.")
    rate_per_minute: int = setting(
        12_000, "Calls a minute that one session or access token may make of the API; 0: as many as it likes."
    )
    keep_people_days: int = setting(
        1095, "Days for which `xinmei retention` keeps the personal data of people who have left."
    )
    keep_deliveries_days: int = setting(
        365, "Days for which alerts keeps what it sent through channels and to webhooks, with each attempt."
    )
    body_limit: int = setting(1_048_576, "Bytes that one JSON request may have.")

    def __post_init__(self) -> None:
        _check(self)

    @property
    def embedded(self) -> bool:
        return not self.amqp_uri

    @property
    def clock_offset_path(self) -> Path | None:
        return Path(self.clock_offset_file) if self.clock_offset_file else None

    @property
    def retry_schedule(self) -> tuple[float, ...]:
        return tuple(float(part) for part in self.retry_delays.split(",") if part.strip())

    @property
    def base_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Settings from ``XINMEI_*``, with `overrides` (from the command line) before them. Raises `SettingInvalid`."""
        found = os.environ if environment is None else environment
        types = typing.get_type_hints(cls)
        values = {
            f.name: _parse(f.name, types[f.name], raw)
            for f in fields(cls)
            if (raw := _raw(found, PREFIX + f.name.upper())) is not None
        }
        return cls(**{**values, **{name: value for name, value in overrides.items() if value is not None}})


def _raw(environment: Mapping[str, str], name: str) -> str | None:
    path = environment.get(name + "_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingInvalid(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error
    return environment.get(name)


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("json", "console")
AT_LEAST_ONE = ("keep_people_days", "keep_deliveries_days", "workers", "pool_size", "batch_size", "body_limit")
ABOVE_ZERO = ("session_hours", "rpc_timeout")
PORTS = ("port", "metrics_port")


def _check(settings: Settings) -> None:
    """Raise `SettingInvalid` for the first value that no part of the suite could work with."""
    for names, fits, what in (
        (AT_LEAST_ONE, lambda value: value >= 1, "at least 1"),
        (ABOVE_ZERO, lambda value: 0 < value < math.inf, "a number above 0"),
        (PORTS, lambda value: 0 <= value <= 65535, "from 0 to 65535"),
        (("log_level",), LEVELS.__contains__, f"one of {', '.join(LEVELS)}"),
        (("log_format",), FORMATS.__contains__, f"one of {', '.join(FORMATS)}"),
        (("retry_delays",), _are_delays, "seconds, comma separated, as 0.5,2,8"),
    ):
        for name in names:
            value = getattr(settings, name)
            if not fits(value):
                raise SettingInvalid(f"{PREFIX}{name.upper()}: {value!r} does not fit, it must be {what}")


def _are_delays(text: str) -> bool:
    try:
        return all(0 <= float(part) < math.inf for part in text.split(",") if part.strip())
    except ValueError:
        return False


def _parse(name: str, kind: Any, raw: str) -> Any:
    try:
        if kind is bool:
            return {
                "1": True,
                "true": True,
                "yes": True,
                "on": True,
                "0": False,
                "false": False,
                "no": False,
                "off": False,
                "": False,
            }[raw.lower()]
        return kind(raw)
    except (KeyError, ValueError) as error:
        zh, en = KINDS.get(kind, ("其他值", "something else"))
        raise SettingInvalid(f"{PREFIX}{name.upper()}: {raw!r} 须为{zh}。 {raw!r} must be {en}.") from error
