"""Which addresses requests may reach.

A catalogue, a redirect or a link in a table may name any host. Public addresses are free; the
rest (this machine, the institute's network, the cloud's metadata) only where a catalogue names
host and port. What counts is the address of the connected socket, so that neither DNS nor a
redirect gets around it. Behind a proxy only the proxy is seen, which then is the guard; hosts
written as addresses are still refused.
"""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from ..errors import BadRequestError, ForbiddenAddressError
from ..urls import PORTS

__all__ = ["AddressGuard"]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What was once meant for IPv4 addresses; the loopback address lies there too.
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")

# Where clouds tell their machines' secrets, beside the link-local 169.254.169.254.
_METADATA = frozenset({"fd00:ec2::254", "100.100.100.200", "192.0.0.192"})


class AddressGuard:
    """Knows which hosts that are not public were named.

    Parameters
    ----------
    allow
        Each ``host:port`` or URL that may be reached whatever its address.
    parent
        A guard whose hosts may be reached too; see `derived`.
    """

    def __init__(self, allow: Iterable[str] = (), *, parent: "AddressGuard | None" = None) -> None:
        self._lock = threading.Lock()
        self._parent = parent
        self._allowed: set[tuple[str, int]] = set()
        for each in allow:
            self.allow(each)

    def allow(self, url_or_hostport: str) -> None:
        """Name one more host.

        Raises
        ------
        BadRequestError
            It is neither a URL nor ``host:port``.
        """
        named = _host_and_port(url_or_hostport)
        with self._lock:
            self._allowed.add(named)

    def derived(self) -> "AddressGuard":
        """Make a guard that lets through what this one does, and what is named to it alone.

        Those are named by a service that somebody vouched for, so they may be private, but never
        link-local or a cloud's metadata.
        """
        return AddressGuard(parent=self)

    def check(self, host: str, port: int, address: str) -> None:
        """Refuse an address that is not public unless its host was named.

        Parameters
        ----------
        host
            The host as the URL names it.
        port
            The port.
        address
            The numeric address that the host leads to.

        Raises
        ------
        ForbiddenAddressError
            It may not be reached.
        """
        if _is_public(address) or self._lets(host, port, address):
            return
        raise ForbiddenAddressError(
            f"{host}:{port} leads to {address}, which is not a public address.",
            remedy=(
                f'If it should be reached, add "{host}:{port}" to allow under [network] '
                "in a catalogue."
            ),
        )

    def check_name(self, host: str, port: int) -> None:
        """Refuse a host that is itself written as an address, or names this machine.

        Raises
        ------
        ForbiddenAddressError
            It may not be reached.
        """
        bare = _plain(host)
        if bare == "localhost" or bare.endswith(".localhost"):
            bare = "127.0.0.1"
        address = _numeric(bare)
        if address is not None:
            self.check(host, port, address)

    def names(self, host: str, port: int) -> bool:
        """Say whether somebody named this host and port."""
        with self._lock:
            if (_plain(host), port) in self._allowed:
                return True
        return self._parent is not None and self._parent.names(host, port)

    def _lets(self, host: str, port: int, address: str) -> bool:
        if self._parent is None:
            return self.names(host, port)
        if self._parent._lets(host, port, address):  # noqa: SLF001  (of the same class)
            return True
        return self.names(host, port) and not _is_metadata(address)


def _host_and_port(text: str) -> tuple[str, int]:
    parts = urlsplit(text if "://" in text else f"//{text}")
    try:
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        port = None
    if not parts.hostname or port is None:
        raise BadRequestError(
            f"{text!r} does not name a host and a port.", remedy='Write "host:port".'
        )
    return _plain(parts.hostname), port


def _plain(host: str) -> str:
    bare = unquote(host).strip("[]")
    with contextlib.suppress(UnicodeError):
        # Digits and dots of other scripts become those of ASCII, as they would further on.
        bare = bare.encode("idna").decode("ascii")
    return bare.rstrip(".").lower()


def _numeric(host: str) -> str | None:
    """Return the address that a host is written as, also in the ways of old: 127.1, 0x7f000001."""
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with contextlib.suppress(OSError, ValueError):
        return socket.inet_ntoa(socket.inet_aton(host))
    return None


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _LOCAL_NAT64 or ip in _COMPATIBLE or ip.is_site_local:
            return False
        inner = _embedded(ip)
        if inner is not None:
            return _is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _is_metadata(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _embedded(ip)
        if inner is not None:
            return _is_metadata(str(inner))
    return ip.is_link_local or str(ip) in _METADATA


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a tunnel or translator would reach."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.teredo is not None:
        return ip.teredo[1]
    return ip.ipv4_mapped or ip.sixtofour
