"""What is known of each archive: its connector, whether it answers, its collections."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from ..catalogue import SANDBOX_URL, ArchiveEntry, Catalogue
from ..compute import Compute
from ..errors import BadAnswerError, EsapError, NotAvailableError, NotFoundError, UnreachableError
from ..models import Archive, Collection
from ..net import HttpClient
from ..urls import origin
from .base import MOST_COLLECTIONS, Connector
from .connector_errors import connector_of
from .credentials import CredentialReader
from .door import connector_class
from .form_check import defaults_of, form_of

__all__ = ["ArchiveBoard", "in_sandbox"]

_SANDBOX = "sandbox"
_ADQL = frozenset({"adql", "uploads"})
_LOCAL = "local"


class ArchiveBoard:
    """The archives of a catalogue.

    Parameters
    ----------
    catalogue
        Which archives there are.
    http
        The client that connectors use.
    compute
        Where connectors read long documents.
    sandbox_url
        Starts the sandbox where need be, and returns its address.
    home
        Returns the folder with one's own results and credentials.
    credentials
        Reads what one has logged in with or configured; by default from that folder.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        http: HttpClient,
        compute: Compute,
        sandbox_url: Callable[[], str],
        home: Callable[[], Path] | None = None,
        credentials: CredentialReader | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._http = http
        self._compute = compute
        self._sandbox_url = sandbox_url
        self._home = home
        self._credentials = credentials or CredentialReader(home)
        self._clock = clock
        self._lock = threading.Lock()
        self._own = frozenset(catalogue.archives)
        self._entries = dict(catalogue.archives)
        self._connectors: dict[tuple[str, str], Connector] = {}
        self._defaults: dict[str, dict[str, Any]] = {}
        self._withheld = frozenset[str]() if catalogue.features.adql else _ADQL
        self._archives = {key: self._first(entry) for key, entry in self._entries.items()}

    def list(self) -> list[Archive]:
        """List the archives in the catalogue's order, as they are known.

        The columns of their collections, which may be very many, are left out; see `get`.
        """
        with self._lock:
            archives = [*self._archives.values()]
        return [_without_columns(archive) for archive in archives]

    def entry(self, archive_id: str) -> ArchiveEntry | None:
        """Return an archive's entry, or None where there is none of that id."""
        with self._lock:
            return self._entries.get(archive_id)

    def replace(self, entries: Sequence[ArchiveEntry]) -> None:
        """Have these archives after those of the catalogue, and no others.

        What is known of one whose entry is the same stays known.
        """
        with self._lock:
            wanted = {each.id: each for each in entries if each.id not in self._own}
            for archive_id in self._entries.keys() - self._own:
                if wanted.get(archive_id) != self._entries[archive_id]:
                    del self._entries[archive_id], self._archives[archive_id]
                    for key in [key for key in self._connectors if key[0] == archive_id]:
                        del self._connectors[key]
            for archive_id, entry in wanted.items():
                # Taken out and put in again, for the order.
                known = self._archives.pop(archive_id, None)
                self._entries.pop(archive_id, None)
                self._entries[archive_id] = entry
                self._archives[archive_id] = known or self._first(entry)

    def get(self, archive_id: str) -> Archive:
        """Return one archive as it is known.

        Raises
        ------
        NotFoundError
            The catalogue has none of that id.
        """
        with self._lock:
            archive = self._archives.get(archive_id)
        if archive is None:
            raise self._unknown(archive_id)
        return archive

    def check(self, archive_id: str) -> Archive:
        """Contact an archive and return what came of it.

        Raises
        ------
        NotFoundError
            The catalogue has none of that id.
        """
        if self.get(archive_id).state == "unavailable" and not self._has_connector(archive_id):
            return self.get(archive_id)
        entry = self.entry(archive_id)
        self._set(archive_id, entry, state="checking", reason="")
        try:
            connector = self.connector(archive_id)
            with connector_of(connector.entry.name):
                connector.check()
                collections = connector.collections()[:MOST_COLLECTIONS]
        except EsapError as error:
            self._fail(archive_id, entry, error)
        except BaseException:
            self._set(archive_id, entry, state="unknown")
            raise
        else:
            self._set(
                archive_id,
                entry,
                state="reachable",
                reason=_note(collections),
                checked=self._clock(),
                url=connector.url,
                collections=collections,
            )
        return self.get(archive_id)

    def connector(self, archive_id: str) -> Connector:
        """Return the connector, starting the sandbox if it is that.

        Raises
        ------
        NotFoundError
            The catalogue has none of that id.
        NotAvailableError
            This installation cannot ask it.
        """
        while True:
            entry = self.entry(archive_id)
            if entry is None:
                raise self._unknown(archive_id)
            url = self._url(entry)
            with self._lock:
                # Starting the sandbox takes its time; somebody may have replaced the entry since.
                if self._entries.get(archive_id) == entry:
                    return self._connected(entry, url)

    def form(self, archive_id: str, collection: str | None) -> dict[str, Any] | None:
        """Describe an archive's own terms; see `form_of`."""
        form = form_of(self.connector(archive_id), collection)
        with self._lock:
            self._defaults[archive_id] = defaults_of(form)
        return form

    def defaults(self, archive_id: str) -> Mapping[str, Any]:
        """Return what the form of an archive that was given last begins with."""
        with self._lock:
            return self._defaults.get(archive_id, {})

    def lasting(self, url: str) -> str:
        """Return an address of the running sandbox as it holds when that has another port.

        All other addresses are returned as they are; nothing is started.
        """
        with self._lock:
            known = [(self._entries.get(key), at) for key, at in self._connectors]
        for entry, at in known:
            if entry is not None and in_sandbox(entry) and origin(at) == origin(url):
                parts = urlsplit(url)
                query = f"?{parts.query}" if parts.query else ""
                return f"{SANDBOX_URL}{parts.path.removeprefix('/')}{query}"
        return url

    def address(self, archive_id: str) -> str | None:
        """Return where an archive is asked, as far as that is known; nothing is started."""
        with self._lock:
            urls = [url for key, url in self._connectors if key == archive_id]
            entry = self._entries.get(archive_id)
        return urls[-1] if urls else (entry.url if entry else None)

    def note(self, archive_id: str, error: EsapError | None) -> None:
        """Learn from a search how an archive is, if it is still there."""
        entry = self.entry(archive_id)
        if entry is None:
            return
        if error is None:
            reason = _note(self.get(archive_id).collections)
            self._set(archive_id, entry, state="reachable", reason=reason, checked=self._clock())
        elif isinstance(error, UnreachableError | BadAnswerError | NotAvailableError):
            self._fail(archive_id, entry, error)

    def _url(self, entry: ArchiveEntry) -> str:
        url = entry.url
        if url is None and entry.id == _SANDBOX:
            url = self._sandbox_url()
        if url is not None and url.startswith(SANDBOX_URL):
            url = urljoin(self._sandbox_url(), url.removeprefix(SANDBOX_URL[:-1]))
        if entry.kind == _LOCAL and self._home is not None:
            url = self._home().as_uri()
        if url is None:
            raise NotAvailableError(
                f"The catalogue gives no address of {entry.name}.",
                remedy=f"Add url to [archives.{entry.id}].",
            )
        return url

    def _connected(self, entry: ArchiveEntry, url: str) -> Connector:
        known = self._connectors.get((entry.id, url))
        if known is None:
            with connector_of(entry.name):
                known = connector_class(entry)(
                    entry=entry, url=url, http=self._http, compute=self._compute
                )
                known.credentials = self._credentials
            self._connectors[entry.id, url] = known
        return known

    def _first(self, entry: ArchiveEntry) -> Archive:
        archive = _as_described(entry)
        try:
            takes = connector_class(entry).takes
        except NotAvailableError as error:
            return msgspec.structs.replace(archive, state="unavailable", reason=str(error))
        return msgspec.structs.replace(archive, takes=sorted(takes - self._withheld))

    def _has_connector(self, archive_id: str) -> bool:
        entry = self.entry(archive_id)
        if entry is None:
            raise self._unknown(archive_id)
        try:
            connector_class(entry)
        except NotAvailableError:
            return False
        return True

    def _unknown(self, archive_id: str) -> NotFoundError:
        with self._lock:
            known = ", ".join(self._entries)
        return NotFoundError(f"There is no archive {archive_id!r}.", remedy=f"There are: {known}.")

    def _fail(self, archive_id: str, entry: ArchiveEntry | None, error: EsapError) -> None:
        state = "unavailable" if isinstance(error, NotAvailableError) else "unreachable"
        self._set(archive_id, entry, state=state, reason=str(error), checked=self._clock())

    def _set(self, archive_id: str, entry: ArchiveEntry | None, **changes: object) -> None:
        with self._lock:
            archive = self._archives.get(archive_id)
            if archive is None or self._entries.get(archive_id) != entry:
                # It was taken away meanwhile, or another took its place.
                return
            self._archives[archive_id] = msgspec.structs.replace(archive, **changes)


def in_sandbox(entry: ArchiveEntry) -> bool:
    """Say whether an archive is asked at the sandbox, wherever that is."""
    if entry.url is None:
        return entry.id == _SANDBOX
    return entry.url.startswith(SANDBOX_URL)


def _note(collections: Sequence[Collection]) -> str:
    if len(collections) < MOST_COLLECTIONS:
        return ""
    return (
        f"{MOST_COLLECTIONS} of its collections are listed; others can be named in Python or ADQL"
    )


def _without_columns(archive: Archive) -> Archive:
    short = [msgspec.structs.replace(each, columns=[]) for each in archive.collections]
    return msgspec.structs.replace(archive, collections=short)


def _as_described(entry: ArchiveEntry) -> Archive:
    return Archive(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,
        description=entry.description,
        url=entry.url,
        homepage=entry.homepage,
        default=entry.default,
        collection=entry.collection,
        ivoid=entry.ivoid,
        acknowledgement=entry.acknowledgement,
        source=entry.source,
    )
