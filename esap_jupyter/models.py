"""The nouns that cross a boundary: REST, events, widgets and Python share these.

The OpenAPI document and the TypeScript types are generated from this module. Cell values are
text, so that 64-bit integers, NaN and infinities survive JavaScript.
"""

from typing import Literal

import msgspec

__all__ = [
    "Activity",
    "ActivityState",
    "Archive",
    "ArchiveState",
    "Code",
    "Collection",
    "Column",
    "Direction",
    "ErrorInfo",
    "Page",
    "Provenance",
    "RenameRequest",
    "Result",
    "SaveFormat",
    "SaveRequest",
    "Saved",
    "Search",
    "SearchRequest",
    "Target",
]

ArchiveState = Literal["unknown", "checking", "reachable", "unreachable", "unavailable"]
ActivityState = Literal["queued", "running", "done", "failed", "cancelled"]
Direction = Literal["none", "ascending", "descending"]
SaveFormat = Literal["votable", "csv"]


class Model(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What all models share: immutable, unknown fields refused."""


class ErrorInfo(Model, kw_only=True, frozen=True):
    """An error as a state: what happened, and what to do."""

    code: str
    message: str
    remedy: str = ""


class Column(Model, kw_only=True, frozen=True):
    """A column of a table, in VOTable's words."""

    name: str
    datatype: str
    arraysize: str | None = None
    unit: str | None = None
    ucd: str | None = None
    utype: str | None = None
    xtype: str | None = None
    description: str = ""
    numeric: bool = False


class Collection(Model, kw_only=True, frozen=True):
    """A named, searchable part of an archive; for a TAP service, a table.

    ``ra`` and ``dec`` name the columns of the main position, in degrees; without them the
    collection cannot be searched by target.
    """

    id: str
    title: str = ""
    description: str = ""
    rows: int | None = None
    ra: str | None = None
    dec: str | None = None
    columns: list[Column] = []


class Archive(Model, kw_only=True, frozen=True):
    """A place that answers searches.

    ``state`` is ``unavailable`` where this version has no connector, and ``unknown`` until
    somebody asks; ``reason`` says why it is not reachable.
    """

    id: str
    name: str
    kind: str
    description: str = ""
    url: str | None = None
    homepage: str | None = None
    default: bool = False
    state: ArchiveState = "unknown"
    reason: str = ""
    checked: float | None = None
    collection: str | None = None
    collections: list[Collection] = []


class Target(Model, kw_only=True, frozen=True):
    """A position (ICRS, degrees) and where it came from."""

    text: str
    name: str
    ra: float
    dec: float
    sexagesimal: str
    source: str


class SearchRequest(Model, kw_only=True, frozen=True):
    """A question: a target with a radius (degrees), or ADQL for one archive."""

    archives: list[str]
    target: str = ""
    radius: float = 0.5
    adql: str = ""
    collections: dict[str, str] = {}
    maxrec: int | None = None


class Activity(Model, kw_only=True, frozen=True):
    """Anything that takes time. ``revision`` grows with each change; times are Unix seconds."""

    id: str
    kind: str
    title: str
    state: ActivityState
    revision: int
    started: float
    ended: float | None = None
    message: str = ""
    done: int | None = None
    total: int | None = None
    unit: str = ""
    search: str | None = None
    archive: str | None = None
    result: str | None = None
    result_name: str | None = None
    rows: int | None = None
    truncated: bool = False
    error: ErrorInfo | None = None


class Search(Model, kw_only=True, frozen=True):
    """One question to one or more archives; each archive has its own activity."""

    id: str
    title: str
    request: SearchRequest
    target: Target | None
    started: float
    activities: list[Activity]


class Provenance(Model, kw_only=True, frozen=True):
    """How a result came to be: enough to ask again and to cite."""

    archive: str
    service: str
    protocol: str
    language: str
    query: str
    target: Target | None = None
    radius: float | None = None
    maxrec: int | None = None
    started: float
    seconds: float
    client: str


class Result(Model, kw_only=True, frozen=True):
    """The table that came back. ``path`` is the Arrow IPC file that the kernel maps."""

    id: str
    name: str
    title: str
    archive: str
    collection: str | None
    created: float
    rows: int
    truncated: bool
    columns: list[Column]
    provenance: Provenance
    path: str
    size: int


class Page(Model, kw_only=True, frozen=True):
    """Cells ``[row][column]`` as text; ``null`` is a missing value."""

    start: int
    columns: list[int]
    cells: list[list[str | None]]


class Code(Model, kw_only=True, frozen=True):
    """Source text for a cell; every value in it is quoted."""

    code: str
    language: str


class RenameRequest(Model, kw_only=True, frozen=True):
    """Another name for a result."""

    name: str


class SaveRequest(Model, kw_only=True, frozen=True):
    """A file in the workspace (path relative to its root, ``/`` between parts)."""

    path: str
    format: SaveFormat
    overwrite: bool = False


class Saved(Model, kw_only=True, frozen=True):
    """Where the file was written, relative to the workspace."""

    path: str
    size: int
