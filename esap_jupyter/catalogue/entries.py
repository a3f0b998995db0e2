"""What stands in a catalogue."""

from typing import Any

import msgspec

from .facilities import FacilityEntry
from .identity import IdentityEntry
from .lakes import LakeEntry
from .repositories import RepositoryEntry
from .staging import StagingEntry

__all__ = ["MINE", "SANDBOX_URL", "ArchiveEntry", "Catalogue", "Features", "SourceEntry"]

MINE = "mine"
"""What stands for a source where the person added an archive."""

SANDBOX_URL = "sandbox:/"
"""How an address of the sandbox begins, whose port is another each time that it starts."""


class ArchiveEntry(msgspec.Struct, kw_only=True, frozen=True):
    """One archive of the catalogue.

    ``kind`` is the name of an entry point of the group ``esap_jupyter.archives``; ``options``
    are that connector's own. ``collection`` is searched unless the request names another, and
    ``maxrec`` limits the rows unless the request does. ``ivoid`` is its identifier in the
    registry, ``acknowledgement`` what it wants to be said in papers. ``source`` is the id of the
    source that gave it, `MINE` where the person added it, and None where it stands in a
    catalogue's file.
    """

    id: str
    name: str
    kind: str
    url: str | None = None
    description: str = ""
    homepage: str | None = None
    default: bool = False
    hidden: bool = False
    collection: str | None = None
    maxrec: int | None = None
    ivoid: str | None = None
    acknowledgement: str = ""
    options: dict[str, Any] = {}
    source: str | None = None


class SourceEntry(msgspec.Struct, kw_only=True, frozen=True):
    """Where more archives are described: an ESAP gateway, a discovery document, a registry.

    Its ``url`` may be reached as the url of an archive may; what the archives that it names have
    for addresses is not vouched for by that.
    """

    id: str
    name: str
    kind: str
    url: str
    description: str = ""
    options: dict[str, Any] = {}


class Features(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the operator offers.

    ``adql`` is asking in ADQL, ``add`` adding services to one's own archives, ``registry``
    searching the registry of the Virtual Observatory, ``local`` searching one's own results.
    """

    adql: bool = True
    add: bool = True
    registry: bool = True
    local: bool = True


class Catalogue(msgspec.Struct, kw_only=True, frozen=True):
    """All that a deployment offers, and the hosts (``name:port``) it vouches for."""

    archives: dict[str, ArchiveEntry]
    sources: dict[str, SourceEntry] = {}
    lakes: dict[str, LakeEntry] = {}
    facilities: dict[str, FacilityEntry] = {}
    repositories: dict[str, RepositoryEntry] = {}
    features: Features = Features()
    identity: IdentityEntry = IdentityEntry()
    staging: StagingEntry = StagingEntry()
    network_allow: tuple[str, ...] = ()
