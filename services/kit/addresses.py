"""Which addresses are asked or written to: the vendors' own hosts, hosts that the operator allows, and any public address.

An address inside the network is refused unless the operator allows its host. The name is looked up here, and the connection
goes to the address that was looked at, so that a name cannot point elsewhere a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

VENDORS = {
    "wecom": ("qyapi.weixin.qq.com",),
    "dingtalk": ("oapi.dingtalk.com",),
    "feishu": ("open.feishu.cn", "open.larksuite.com"),
}
INSIDE = (".local", ".internal", ".lan", ".localhost", ".intranet", ".home", ".arpa")

LEADING_TO_IPV4 = tuple(
    ipaddress.IPv6Network(network) for network in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48")
)
"""Whose last 32 bits are an IPv4 address: mapped, compatible (``::`` and ``::1`` among them), and NAT64."""


class AddressRefused(Exception):
    """Nothing is sent there. The message says why, in Chinese and English."""


@dataclass(frozen=True)
class Place:
    """An address that was looked at: the name for TLS and the `Host` header, and the IP to connect to."""

    host: str
    port: int
    ip: str


@dataclass(frozen=True)
class Guard:
    """`allowed` are hosts (``host``, ``host:port``, ``*.domain``) that the operator trusts, also inside the network. Where not
    `public`, nothing goes anywhere but to these and to the vendors' own hosts."""

    allowed: frozenset[str] = frozenset()
    public: bool = True

    @classmethod
    def of(cls, setting: str, public: bool = True) -> Guard:
        """From a comma separated setting."""
        return cls(frozenset(part.strip().lower() for part in setting.split(",") if part.strip()), public)

    def trusts(self, host: str, port: int) -> bool:
        name = host.lower()
        above = (f"*{name[at:]}" for at, char in enumerate(name) if char == "." and at)
        return name in self.allowed or f"{name}:{port}" in self.allowed or any(one in self.allowed for one in above)

    def narrowed(self) -> Guard:
        """The same without any other public host."""
        return Guard(self.allowed, public=False)

    def check_url(self, kind: str, url: str) -> None:
        """Look at a URL before it is kept, without asking the network. Raises `AddressRefused`."""
        parts = _split(url)
        host, port = parts.hostname or "", _port(url)
        if self.trusts(host, port):
            return
        if kind in VENDORS and host not in VENDORS[kind]:
            raise AddressRefused(f"地址须为 {VENDORS[kind][0]}。 The address must be at {VENDORS[kind][0]}.")
        if parts.scheme != "https":
            raise AddressRefused("只允许 https 地址。 Only https addresses are allowed.")
        self.check_host(host, port)

    def check_mail(self, url: str) -> None:
        """The same for a mail server: ``smtp://user@host:port`` or ``smtps://``."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587)
        except ValueError as error:
            raise AddressRefused("端口不对。 The port is wrong.") from error
        if parts.scheme not in ("smtp", "smtps") or not host or parts.password:
            raise AddressRefused(
                "须为 smtp:// 或 smtps:// 地址，密码另填。 Give smtp:// or smtps://, the password apart."
            )
        self.check_host(host, port)

    def check_host(self, host: str, port: int) -> None:
        """Refuse a name or a literal address that can only lie inside the network."""
        if self.trusts(host, port):
            return
        if not self.public and not any(host in hosts for hosts in VENDORS.values()):
            raise AddressRefused(f"{host} 不在获准的主机之列。 {host} is not among the hosts allowed.")
        literal = _literal(host)
        if literal is not None and not _is_public(literal):
            raise _inside(host)
        if literal is None and ("." not in host or host.endswith(INSIDE)):
            raise _inside(host)

    def find(self, host: str, port: int) -> Place:
        """Look the name up. Raises `AddressRefused` where any of its addresses lies inside the network, `OSError` where none is found."""
        self.check_host(host, port)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        ips = [str(entry[4][0]).partition("%")[0] for entry in found]
        if not self.trusts(host, port) and not all(_is_public(ipaddress.ip_address(ip)) for ip in ips):
            raise _inside(host)
        return Place(host, port, ips[0])


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise AddressRefused("不是可用的网址。 Not a usable URL.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise AddressRefused("不是可用的网址。 Not a usable URL.")
    return parts


def _port(url: str) -> int:
    try:
        parts = urlsplit(url)
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused("端口不对。 The port is wrong.") from error


def place_of(url: str) -> tuple[str, int]:
    """The host and port of a URL. Raises `AddressRefused` where it is none."""
    return _split(url).hostname or "", _port(url)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001 and 2130706433 are addresses too, to a resolver
        return ipaddress.ip_address(socket.inet_aton(host))
    except OSError:
        return None


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.is_site_local:
            return False
        if inner := _embedded(address):
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which a gateway (NAT64, 6to4, Teredo) or the system itself leads what is sent to this one."""
    if any(address in network for network in LEADING_TO_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or (address.teredo[1] if address.teredo else None)


def _inside(host: str) -> AddressRefused:
    return AddressRefused(f"{host} 在内部网络，未获准。 {host} lies inside the network and is not allowed.")
