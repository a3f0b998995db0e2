"""What a web address says of scheme, host and port."""

from urllib.parse import urljoin, urlsplit

__all__ = ["PORTS", "joined", "origin"]

PORTS = {"http": 80, "https": 443}


def origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a web address, or None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        return None
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


def joined(base: str, address: str) -> str:
    """Return an address that may be relative to another, or itself where it is none at all."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address
