"""What a connector is: the one class that a new archive needs."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal

import msgspec

from ..catalogue import ArchiveEntry
from ..compute import Compute
from ..models import Collection, SearchRequest, Target
from ..net import HttpClient, Progress

__all__ = ["DEFAULT_MAXREC", "MOST_COLLECTIONS", "Connector", "Query"]

DEFAULT_MAXREC = 20_000
MOST_COLLECTIONS = 5_000
"""How many collections of an archive are listed; others can be named all the same."""
_MAX_BYTES = 2 << 30


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A question in the archive's own language.

    ``text`` is what a person would recognise (ADQL, or a URL) in the language ``language``;
    ``params`` are what goes to ``url``.
    """

    url: str
    params: Mapping[str, str]
    protocol: str
    language: str
    text: str
    maxrec: int
    collection: str | None = None


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
    max_bytes
        The largest answer, unpacked.
    """

    format: ClassVar[Literal["votable"]] = "votable"

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        self.entry = entry
        self.url = url.rstrip("/")
        self.http = http
        self.compute = compute
        self.max_bytes = _MAX_BYTES

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
    def query(self, request: SearchRequest, target: Target | None) -> Query:
        """Put a request into the archive's language.

        Parameters
        ----------
        request
            What the person asked.
        target
            The position, unless the request is ADQL.

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

    def maxrec(self, request: SearchRequest) -> int:
        """Return how many rows to ask for at most."""
        return request.maxrec or self.entry.maxrec or DEFAULT_MAXREC

    def collection(self, request: SearchRequest) -> str | None:
        """Return the id of the collection that was asked for, or that the catalogue prefers."""
        return request.collections.get(self.entry.id) or self.entry.collection
