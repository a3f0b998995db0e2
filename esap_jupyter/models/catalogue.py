"""The nouns of sources, own archives and switches that cross a boundary; see `models`."""

from typing import Literal

from .base import Model

__all__ = ["ArchiveSource", "NewArchive", "Settings", "SourceState"]

SourceState = Literal["unread", "read", "failed"]


class ArchiveSource(Model, kw_only=True, frozen=True):
    """Where more archives are described.

    It is contacted only when somebody asks. ``archives`` are the ids of those that it gave when
    it was ``read`` last (Unix seconds), also where it has ``failed`` since; ``reason`` says why,
    and ``notes`` what of it was left out.
    """

    id: str
    name: str
    kind: str
    url: str
    description: str = ""
    state: SourceState = "unread"
    read: float | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()


class NewArchive(Model, kw_only=True, frozen=True):
    """A service that the person adds to the archives; without an id, one is made of its name."""

    name: str
    kind: str
    url: str
    id: str = ""
    description: str = ""
    homepage: str | None = None
    collection: str | None = None
    ivoid: str | None = None


class Settings(Model, kw_only=True, frozen=True):
    """What the operator offers, and what is wrong with the person's own list of archives.

    See `esap_jupyter.catalogue.Features` for the switches.
    """

    adql: bool
    add: bool
    registry: bool
    local: bool
    problems: tuple[str, ...] = ()
