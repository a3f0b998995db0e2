"""The nouns of searching: archives, questions, activities, results."""

from typing import Any, Literal

from .base import Model

__all__ = [
    "Activity",
    "ActivityAction",
    "ActivityState",
    "Archive",
    "ArchiveForm",
    "ArchiveState",
    "Code",
    "Collection",
    "Column",
    "Direction",
    "ErrorInfo",
    "Interval",
    "Mode",
    "Page",
    "Provenance",
    "RenameRequest",
    "Report",
    "Result",
    "SaveFormat",
    "SaveRequest",
    "Saved",
    "Search",
    "SearchRequest",
    "Target",
    "Unresolved",
]

ArchiveState = Literal["unknown", "checking", "reachable", "unreachable", "unavailable"]
ActivityState = Literal["queued", "running", "done", "failed", "cancelled"]
ActivityAction = Literal["cancel", "pause", "resume", "retry", "clear"]
Direction = Literal["none", "ascending", "descending"]
SaveFormat = Literal["votable", "csv"]
Mode = Literal["auto", "sync", "async"]


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
    somebody asks; ``reason`` says why it is not reachable. ``takes`` names what a question to it
    may hold: see `esap_jupyter.archives.base.TAKES`. ``source`` is where it is described: None
    for a catalogue's file, ``mine`` where the person added it, else the id of a source.
    """

    id: str
    name: str
    kind: str
    description: str = ""
    url: str | None = None
    homepage: str | None = None
    default: bool = False
    ivoid: str | None = None
    acknowledgement: str = ""
    takes: list[str] = []
    state: ArchiveState = "unknown"
    reason: str = ""
    checked: float | None = None
    collection: str | None = None
    source: str | None = None
    collections: list[Collection] = []


class ArchiveForm(Model, kw_only=True, frozen=True):
    """What an archive can be asked in its own terms, as JSON Schema of an object, if anything."""

    schema: dict[str, Any] | None = None


class Target(Model, kw_only=True, frozen=True):
    """A position (ICRS, degrees) and where it came from."""

    text: str
    name: str
    ra: float
    dec: float
    sexagesimal: str
    source: str


class Interval(Model, kw_only=True, frozen=True):
    """A range; a missing end is open."""

    low: float | None = None
    high: float | None = None


class SearchRequest(Model, kw_only=True, frozen=True):
    """A question: where (and when, and at which wavelengths), or ADQL for one archive.

    The place is a ``target``, several ``targets`` or a ``polygon`` (ICRS, degrees: ra, dec, ra,
    dec, …); ``radius`` is in degrees. ``time`` is in MJD (days), ``band`` in metres of wavelength,
    ``product`` a dataproduct_type of ObsCore. ``parameters`` are, by archive, values of its own
    form; a question may consist of them alone. ``uploads`` are ids of results by the name of
    the table that they become in ``TAP_UPLOAD``.
    """

    archives: list[str]
    target: str = ""
    targets: list[str] = []
    radius: float = 0.5
    polygon: list[float] = []
    time: Interval | None = None
    band: Interval | None = None
    product: str = ""
    parameters: dict[str, dict[str, Any]] = {}
    adql: str = ""
    mode: Mode = "auto"
    uploads: dict[str, str] = {}
    collections: dict[str, str] = {}
    maxrec: int | None = None


class Activity(Model, kw_only=True, frozen=True):
    """Anything that takes time. ``revision`` grows with each change; times are Unix seconds.

    ``path`` is the file or folder that came of it, relative to the workspace. ``rate`` is in
    ``unit`` a second and ``left`` in seconds, while they are known. ``transfer`` is the job that
    it tells of (see `esap_jupyter.models.staging.Transfer`), ``launch`` the launch (see
    `esap_jupyter.models.facilities.Launch`), ``batch`` the jobs of one request at a facility (the
    ``sweep`` of `esap_jupyter.models.facilities.BatchJob`), ``idle`` whether it only waits, so
    that this server may end meanwhile. ``actions`` are what can be done with it now.
    """

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
    path: str | None = None
    rate: float | None = None
    left: float | None = None
    transfer: str | None = None
    launch: str | None = None
    batch: str | None = None
    idle: bool = False
    actions: list[ActivityAction] = []
    error: ErrorInfo | None = None


class Report(Model, kw_only=True, frozen=True):
    """How one archive's part of a search went: what was asked, what came, what went wrong.

    ``seconds`` is the time from the question to the end, or until now; ``query`` is what was
    sent, in the archive's own language.
    """

    archive: str
    name: str
    state: ActivityState
    rows: int | None = None
    truncated: bool = False
    seconds: float = 0.0
    error: ErrorInfo | None = None
    query: str = ""
    notes: list[str] = []
    result: str | None = None


class Unresolved(Model, kw_only=True, frozen=True):
    """A target of a list that could not be found, and why; it was left out."""

    text: str
    error: ErrorInfo


class Search(Model, kw_only=True, frozen=True):
    """One question to one or more archives; each archive has its own activity.

    ``report`` tells of each archive what came of it. A list of targets is resolved while the
    search runs, so that ``targets`` and ``unresolved`` grow.
    """

    id: str
    title: str
    request: SearchRequest
    target: Target | None
    targets: list[Target] = []
    unresolved: list[Unresolved] = []
    started: float
    activities: list[Activity]
    report: list[Report] = []


class Provenance(Model, kw_only=True, frozen=True):
    """How a result came to be: enough to ask again and to cite.

    ``request`` is the question as it was put to this archive alone; ``notes`` say what of it
    was not applied, or how; ``job`` is the address of the asynchronous job; ``part_of`` is the
    result whose rows these are, where somebody selected them.
    """

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
    search: str | None = None
    request: SearchRequest | None = None
    notes: list[str] = []
    ivoid: str | None = None
    acknowledgement: str = ""
    archive_name: str = ""
    job: str | None = None
    part_of: str | None = None


class Result(Model, kw_only=True, frozen=True):
    """The table that came back. ``path`` is the Arrow IPC file that the kernel maps.

    While ``partial``, the answer is still coming: there are more rows each time one looks.
    """

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
    partial: bool = False


class Page(Model, kw_only=True, frozen=True):
    """Cells ``[row][column]`` as text; ``null`` is a missing value.

    ``total`` says how many rows there are to be cut from: those that the filter lets through.
    """

    start: int
    total: int
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
