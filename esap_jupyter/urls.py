"""What a web address says of scheme, host and port, and what of it is nobody else's business."""

import re
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

__all__ = [
    "LOOPBACK",
    "PORTS",
    "Origin",
    "is_below",
    "is_in_lake",
    "is_upgrade",
    "joined",
    "origin",
    "without_secrets",
]

PORTS = {"http": 80, "https": 443}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""How hosts are written that are this machine."""

_SECRET = re.compile(
    r"(^|[-_.])(token|sig|signature|secret|password|passwd|pwd|credential|authz|auth|"
    r"authorization|api-?key|access-?key|macaroon|jwt)([-_.]|id$|$)|"
    r"^(apikey|accesskey|accesstoken|authtoken|key-pair-id)$",
    re.IGNORECASE,
)

Origin = tuple[str, str, int]
"""Scheme, host and port."""


def origin(url: str) -> Origin | None:
    """Return scheme, host and port of a web address, or None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        return None
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


def is_in_lake(url: str) -> bool:
    """Tell whether an address names something in a data lake, as ``rucio://lake/scope:name``."""
    return url.strip().startswith("rucio://")


def is_upgrade(here: Origin | None, there: Origin | None) -> bool:
    """Tell whether the second is the same host by https, at the usual ports of both."""
    if here is None or there is None:
        return False
    plain, secure = (("http", PORTS["http"]), ("https", PORTS["https"]))
    return here[1] == there[1] and (here[::2], there[::2]) == (plain, secure)


def is_below(url: str, prefix: str) -> bool:
    """Tell whether an address is a prefix, or lies below it: same origin, path under its path.

    What climbs by dots, however they are written, is not below.
    """
    named = origin(url)
    if named is None or named != origin(prefix):
        return False
    path = unquote(unquote(urlsplit(url).path)).replace("\\", "/")
    # Some servers leave out what follows a semicolon, and then climb.
    if any(part.partition(";")[0] in (".", "..") for part in path.split("/")):
        return False
    base = urlsplit(prefix).path.rstrip("/")
    path = urlsplit(url).path
    return path == base or path.startswith(f"{base}/")


def joined(base: str, address: str) -> str:
    """Return an address that may be relative to another, or itself where it is none at all."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def without_secrets(url: str) -> str:
    """Return an address without user, password, and what in its query gives access.

    What is left can be shown and kept. Where it differs from the address, the address alone
    opens what others may not have.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    pairs = parts.query.split("&")
    kept = [pair for pair in pairs if not _SECRET.search(unquote(pair.partition("=")[0]))]
    if host == parts.netloc and len(kept) == len(pairs):
        return url
    return urlunsplit((parts.scheme, host, parts.path, "&".join(kept), parts.fragment))
