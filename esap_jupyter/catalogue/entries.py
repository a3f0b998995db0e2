"""What stands in a catalogue."""

from typing import Any

import msgspec

__all__ = ["ArchiveEntry", "Catalogue"]


class ArchiveEntry(msgspec.Struct, kw_only=True, frozen=True):
    """One archive of the catalogue.

    ``kind`` is the name of an entry point of the group ``esap_jupyter.archives``; ``options``
    are that connector's own. ``collection`` is searched unless the request names another, and
    ``maxrec`` limits the rows unless the request does.
    """

    id: str
    name: str
    kind: str
    url: str | None = None
    description: str = ""
    homepage: str | None = None
    default: bool = False
    collection: str | None = None
    maxrec: int | None = None
    options: dict[str, Any] = {}


class Catalogue(msgspec.Struct, kw_only=True, frozen=True):
    """All that a deployment offers, and the hosts (``name:port``) it vouches for."""

    archives: dict[str, ArchiveEntry]
    network_allow: tuple[str, ...] = ()
