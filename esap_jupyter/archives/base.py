"""What a connector is: the one class that a new archive needs."""

import copy
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import msgspec

from ..catalogue import ArchiveEntry
from ..compute import Compute
from ..models import Collection, Interval, Mode, Target
from ..net import HttpClient, Progress
from .credentials import CredentialReader
from .jobs.watch import UNWATCHED, JobWatcher

__all__ = ["DEFAULT_MAXREC", "MOST_COLLECTIONS", "TAKES", "Connector", "Count", "Query", "Question"]

DEFAULT_MAXREC = 20_000
MOST_COLLECTIONS = 5_000
"""How many collections of an archive are listed; others can be named all the same."""
_MAX_BYTES = 2 << 30

Take = Literal[
    "target", "targets", "polygon", "time", "band", "product", "parameters", "adql", "uploads"
]
TAKES: Mapping[Take, str] = {
    "target": "a position and a radius",
    "targets": "many positions at once",
    "polygon": "a polygon",
    "time": "a time range",
    "band": "a spectral range",
    "product": "a data type",
    "parameters": "terms of its own",
    "adql": "ADQL",
    "uploads": "uploaded tables",
}
"""What a question may hold, in words."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One archive's part of a search: checked, its targets found.

    ``targets`` are many only for a connector that takes them at once, and ``polygon`` (ICRS,
    degrees, at least three corners) is given only to one that takes polygons: others are asked
    for the circle around it. ``time`` is in MJD, ``band`` in metres of wavelength. ``uploads``
    are Arrow IPC files by the name of the table that they become.
    """

    targets: tuple[Target, ...] = ()
    radius: float = 0.5
    polygon: tuple[tuple[float, float], ...] = ()
    time: Interval | None = None
    band: Interval | None = None
    product: str = ""
    parameters: Mapping[str, Any] = {}
    adql: str = ""
    mode: Mode = "auto"
    uploads: Mapping[str, Path] = {}
    collection: str | None = None
    maxrec: int = DEFAULT_MAXREC

    @property
    def target(self) -> Target | None:
        """The first target, where there is one."""
        return self.targets[0] if self.targets else None

    def unused(self, used: Sequence[Take]) -> tuple[str, ...]:
        """Say, for people, which of the restrictions were not applied, given those that were."""
        given = {"time": self.time, "band": self.band, "product": self.product}
        return tuple(
            f"It was not restricted by {TAKES[name].removeprefix('a ')}."  # type: ignore[index]
            for name, value in given.items()
            if value and name not in used
        )


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A question in the archive's own language.

    ``text`` is what a person would recognise (ADQL, or a URL) in the language ``language``;
    ``params`` are what goes to ``url``. ``notes`` say for people what of the question was not
    applied, or how. ``uploads`` are Arrow IPC files by the name of the table. ``instead`` is what
    the connector asks where the archive refuses this, with notes that say so; see
    `Connector.asked`. ``targets`` are positions that the connector sends along, where those are
    not in the text; ``apart`` asks the same in several queries, for where this one is refused.
    """

    url: str
    params: Mapping[str, str]
    protocol: str
    language: str
    text: str
    maxrec: int
    collection: str | None = None
    mode: Mode = "auto"
    uploads: Mapping[str, Path] = {}
    notes: tuple[str, ...] = ()
    instead: "Query | None" = None
    targets: tuple[Target, ...] = ()
    apart: "tuple[Query, ...]" = ()


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows a query would give; ``approximate`` where it is not exact.

    ``rows`` of ``None`` with ``some`` says only whether there are any; ``note`` says for people
    how that was found out.
    """

    rows: int | None
    some: bool
    approximate: bool = False
    note: str = ""


class Connector(ABC):
    """Speaks to one archive. Found by its entry point in the group ``esap_jupyter.archives``.

    All methods may be called from several threads at once, and raise `EsapError` only; the
    constructor raises `NotAvailableError` where the catalogue's options are wrong.

    Parameters
    ----------
    entry
        The archive's entry in the catalogue.
    url
        Where it is.
    http
        The client that all requests go through.
    compute
        Where long documents are read.

    Attributes
    ----------
    takes
        What its questions may hold. It is not asked ADQL, positions, terms of its own or uploads
        that it does not take; a time, band or product that it takes not, it must tell in the
        query's notes (see `Question.unused`).
    max_bytes
        The largest answer, unpacked.
    jobs
        Who is told of the asynchronous jobs that it makes.
    credentials
        What the person has configured for it; read when needed, and not kept.
    """

    format: ClassVar[Literal["votable"]] = "votable"
    takes: ClassVar[frozenset[Take]] = frozenset({"target"})

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        self.entry = entry
        self.url = url.rstrip("/")
        self.http = http
        self.compute = compute
        self.max_bytes = _MAX_BYTES
        self.jobs: JobWatcher = UNWATCHED
        self.credentials = CredentialReader()

    def watched_by(self, jobs: JobWatcher) -> Self:
        """Return this connector, sharing all that it knows, with its jobs told to a watcher."""
        own = copy.copy(self)
        own.jobs = jobs
        return own

    @property
    def job_service(self) -> "Connector":
        """The connector of the service that has its jobs: itself, unless it asks another."""
        return self

    @abstractmethod
    def check(self) -> None:
        """Contact the archive.

        Raises
        ------
        EsapError
            It cannot be used now; the message says why.
        """

    @abstractmethod
    def collections(self) -> list[Collection]:
        """List what can be searched, asking the archive where needed.

        Of more than `MOST_COLLECTIONS`, the first are shown.
        """

    @abstractmethod
    def queries(self, question: Question) -> Sequence[Query]:
        """Put a question into the archive's language.

        Parameters
        ----------
        question
            What is asked of this archive.

        Returns
        -------
        sequence of Query
            One, or several whose rows together are the answer.

        Raises
        ------
        BadRequestError
            This archive cannot be asked that.
        """

    @abstractmethod
    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Write the archive's answer to a file, as it comes, in `format`.

        Raises
        ------
        EsapError
            There is no answer; then there is no file either.
        """

    def form(self, collection: str | None) -> dict[str, Any] | None:
        """Describe its own terms as JSON Schema (an object's), or None where it has none.

        What a person fills in comes back as `Question.parameters`, to be checked again here.
        May contact the archive.
        """
        del collection
        return None

    def count(self, query: Query, cancel: threading.Event) -> Count | None:
        """Say cheaply how many rows a query would give, or None where the protocol cannot."""
        del query, cancel
        return None

    def asked(self, query: Query) -> Query:
        """Return a query that has been fetched as it was put in the end.

        That is another one where the archive refused the first and was asked differently, with
        a note that says so.
        """
        return query
