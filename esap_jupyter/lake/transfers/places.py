"""In which order the places of a replica are tried, and how their addresses are asked."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from ...catalogue import LakeMount
from ...errors import NotFoundError
from ...models import Replica, ReplicaPlace

__all__ = ["SPOKEN", "best_first", "local_path", "mounted", "unreadable", "web_url"]

_WEB = {"https": "https", "davs": "https", "http": "http", "dav": "http"}
SPOKEN = ("file", "https", "davs", "root", "roots", "xroot", "xroots", "http", "dav")
"""The protocols of storage that we speak, the best one first."""
_LAST = {"TEMPORARY_UNAVAILABLE": 1}
_LOCAL = ("", "localhost", "127.0.0.1")
_UNKNOWN = 1 << 20


def best_first(
    replica: Replica,
    *,
    mounts: Mapping[str, LakeMount] | None = None,
    has_xrdcp: Callable[[], bool] = lambda: bool(shutil.which("xrdcp")),
) -> list[ReplicaPlace]:
    """Return the places that can be read from here: mounted, then near, then as Rucio sorts.

    Parameters
    ----------
    replica
        Where a file is. Places on which it is bad or not complete are left out, and those that
        may be away for a while come last.
    mounts
        The mounted folders of the lake.
    has_xrdcp
        Tells whether XRootD can be spoken.
    """
    xrootd = has_xrdcp() if any("root" in each.scheme for each in replica.places) else False
    usable = [
        place
        for place in replica.places
        if replica.states.get(place.rse, "AVAILABLE") in ("AVAILABLE", *_LAST)
        and (
            place.path
            or local_path(place.url, mounts or {})
            or place.scheme in _WEB
            or _is_xrootd(place)
        )
        and (xrootd or place.path or not _is_xrootd(place))
    ]
    return sorted(usable, key=lambda place: _rank(place, replica))


def mounted(replica: Replica) -> Path | None:
    """Return where a file of the right size can be read on a mounted RSE."""
    for place in best_first(replica, has_xrdcp=lambda: False):
        path = Path(place.path) if place.path else None
        with suppress(OSError, ValueError):
            if path and path.is_file() and str(path.stat().st_size) == replica.did.size:
                return path
    return None


def web_url(place: ReplicaPlace) -> str | None:
    """Return the address of a place for HTTP, or None where it is none.

    Rucio does not encode what stands behind the host.
    """
    scheme, _, rest = place.url.partition("://")
    if scheme not in _WEB:
        return None
    host, _, path = rest.partition("/")
    return f"{_WEB[scheme]}://{host}/{quote(path, safe='/')}"


def local_path(url: str, mounts: Mapping[str, LakeMount]) -> Path | None:
    """Return the path that an address ``file://`` names, or None for any other.

    Only what lies below a folder that whoever described the lake has named is read or written:
    a lake has no say over other files of this machine. A folder that holds the person's home is
    not taken, since a lake could then name any file of theirs.

    Parameters
    ----------
    url
        The address (PFN), which Rucio does not encode.
    mounts
        The folders.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    if scheme != "file" or host not in _LOCAL or not slash or "\0" in path:
        return None
    found = Path(f"/{path.lstrip('/')}")
    named = (Path(mount.path).expanduser() for mount in mounts.values())
    folders = [folder for folder in named if not Path.home().is_relative_to(folder)]
    if ".." in found.parts or not any(found.is_relative_to(folder) for folder in folders):
        return None
    return found


def unreadable(replica: Replica) -> NotFoundError:
    """Say that a file has no place that can be read from here."""
    states = ", ".join(f"{rse}: {state}" for rse, state in sorted(replica.states.items()))
    return NotFoundError(
        f"{replica.did.scope}:{replica.did.name} has no replica that can be read from here"
        f"{f' ({states})' if states else ''}.",
        remedy="Make a rule for it, or ask the lake's operators.",
    )


def _is_xrootd(place: ReplicaPlace) -> bool:
    return place.scheme in ("root", "roots", "xroot", "xroots")


def _rank(place: ReplicaPlace, replica: Replica) -> tuple[bool, int, bool, int, int]:
    scheme = SPOKEN.index(place.scheme) if place.scheme in SPOKEN else len(SPOKEN)
    return (
        place.path is None,
        _LAST.get(replica.states.get(place.rse, ""), 0),
        place.domain == "wan",
        place.priority if place.priority is not None else _UNKNOWN,
        scheme,
    )
