"""Macaroons: which of those that StageIT gives opens a file at which site.

Macaroons are bearer tokens that a site (dCache) restricts to folders and a time. What they are
restricted to can be read by anybody, so the right one can be chosen before it is sent.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import msgspec

from ....errors import NotAvailableError

__all__ = ["SITES", "Macaroon", "bearer", "ranked"]

SITES: Mapping[str, tuple[str, ...]] = {
    "SURF": ("grid.surfsara.nl", "grid.sara.nl", "surf.nl"),
    "Jülich": ("fz-juelich.de",),
    "Poznań": ("psnc.pl", "man.poznan.pl"),
}
"""The hosts of the sites of LOFAR's archive."""
_STARTS = (
    ("surf", "SURF"),
    ("sara", "SURF"),
    ("j", "Jülich"),
    ("fz", "Jülich"),
    ("po", "Poznań"),
    ("psnc", "Poznań"),
)
_CAVEAT = re.compile(r"(root|path):([^\x00-\x1f,;]*)")
_REMEDY = "Reschedule the request at StageIT to get new ones."


class Macaroon(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token of one site; its ``repr`` does not show it.

    ``expires`` is in Unix seconds, None where it is not told; ``folders`` are those that it is
    restricted to, none where it is for the whole site.
    """

    site: str
    content: str
    expires: float | None
    folders: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Macaroon(site={self.site!r}, folders={self.folders!r}, expires={self.expires!r})"

    @classmethod
    def make(cls, *, site: str, content: str, valid_until: str | None) -> "Macaroon":
        """Make it of StageIT's ``ltaSite{name}``, ``content`` and ``validUntil`` (ISO 8601)."""
        return cls(
            site=_site(site),
            content=content,
            expires=_seconds(valid_until),
            folders=_folders(content),
        )


def ranked(
    url: str,
    macaroons: Iterable[Macaroon],
    *,
    now: float,
    sites: Mapping[str, Sequence[str]] = SITES,
) -> list[Macaroon]:
    """Return the macaroons to try for a file, the best first: by host, then by folder.

    Those that are for the longest folder around the file come first, then those of which no
    folder is known; those for other folders come last, as what a macaroon is restricted to is
    read from a form that is the site's own.

    Parameters
    ----------
    url
        Where the file is, by WebDAV.
    macaroons
        Those of its request.
    now
        The time in Unix seconds; a macaroon that has expired is left out.
    sites
        The hosts of each site.

    Raises
    ------
    NotAvailableError
        There is none for the host, or all have expired.
    """
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), unquote(parts.path)
    here = [each for each in macaroons if _is_of(host, sites.get(each.site, ()))]
    if not here:
        raise NotAvailableError(f"StageIT gave no macaroon for {host}.", remedy=_REMEDY)
    valid = [each for each in here if each.expires is None or each.expires > now]
    if not valid:
        last = max(each.expires or 0.0 for each in here)
        raise NotAvailableError(
            f"StageIT's macaroons for {host} expired at "
            f"{datetime.fromtimestamp(last, UTC):%Y-%m-%d %H:%M} UTC.",
            remedy=_REMEDY,
        )
    return sorted(valid, key=lambda each: _order(each, path))


def bearer(macaroon: Macaroon) -> dict[str, str]:
    """Return the header that presents a macaroon; for its own site alone."""
    return {"Authorization": f"Bearer {macaroon.content}"}


def _is_of(host: str, suffixes: Sequence[str]) -> bool:
    return any(host == suffix or host.endswith(f".{suffix}") for suffix in suffixes)


def _order(macaroon: Macaroon, path: str) -> tuple[int, float]:
    """Order by the longest folder around a path, then by the time that is left."""
    around = [
        len(folder)
        for folder in macaroon.folders
        if path == folder or path.startswith(folder.rstrip("/") + "/")
    ]
    elsewhere = 1 if macaroon.folders else 0
    return -max(around, default=-elsewhere), -(macaroon.expires or float("inf"))


def _site(name: str) -> str:
    plain = name.strip().lower()
    return next((site for start, site in _STARTS if plain.startswith(start)), name)


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _folders(content: str) -> tuple[str, ...]:
    """Read the caveats ``root:`` and ``path:`` of dCache's macaroons (base64, of either kind).

    Addresses may begin at the root or within it, so that both are returned.
    """
    found = _CAVEAT.findall(_plain(content))
    root = next((value.strip().strip("/") for kind, value in found if kind == "root"), "")
    folders = [value.strip().strip("/") for kind, value in found if kind == "path"]
    full = [f"/{root}/{folder}" for folder in folders] if root else []
    return tuple(dict.fromkeys([*full, *(f"/{folder}" for folder in folders)]))


def _plain(content: str) -> str:
    padded = content + "=" * (-len(content) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""
