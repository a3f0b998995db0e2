"""The connector for TAP services (IVOA TAP 1.1), DaCHS and the sandbox among them."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    EsapError,
    TooLargeError,
    UnreachableError,
)
from ....models import Collection
from ....net import HttpClient, Progress, current_cancel
from ...base import MOST_COLLECTIONS, Connector, Count, Query, Question
from ...jobs.watch import JobWatcher
from ...options import read_options
from ...refusals import refusal
from .adql import OBSCORE, TARGETS, Restrictions, footprint, is_obscore, matching, select
from .count import count_rows
from .limits import TapLimits, read_limits
from .obscore_terms import form, restrictions
from .regions import BY_CENTRES, REFUSED, Regions, refused_document, without_regions
from .sending import Sending, TapOptions
from .uploads import with_targets
from .vosi import Capabilities, pack_tables, read_availability, read_capabilities

__all__ = ["TapConnector"]

_MEGABYTE = 1 << 20
_VOSI_BYTES = 16 * _MEGABYTE
_VOSI_SECONDS = 30.0
_SHORT = 64 * 1024
_TOGETHER = 20
"""How many positions stand in one query."""

Answer = TypeVar("Answer")


class _Known:
    """What has been learnt of the service, shared by all who ask it."""

    def __init__(self) -> None:
        # Who asks at the same time asks twice, which does no harm, as waiting on another would.
        self.capabilities: Capabilities | None = None
        self.limits = TapLimits()
        self.collections: list[Collection] | None = None
        self.slow = threading.Event()
        self.regions = Regions()
        self.apart = False


class TapConnector(Connector):
    """Asks a TAP service, synchronously or by an asynchronous job, tables sent along."""

    takes = frozenset(
        {"target", "targets", "polygon", "time", "band", "product", "parameters", "adql", "uploads"}
    )

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(entry=entry, url=url, http=http, compute=compute)
        self._options = read_options(entry, TapOptions)
        self.max_bytes = self._options.max_mb * _MEGABYTE
        self._known = _Known()

    def check(self) -> None:
        """Read its capabilities and, where it has one, the notice of its availability."""
        capabilities = self._read_capabilities()
        self._known.collections = None
        self._known.regions.refused = False
        self._known.apart = False
        if capabilities.availability is None:
            return
        try:
            body = self._get(capabilities.availability)
            works, notes = self._read(read_availability, body)
        except EsapError:
            # The notice is a courtesy; that it fails does not mean that the service does.
            return
        if not works:
            raise UnreachableError(
                f"{self.entry.name} says that it is not available. {notes}".rstrip(),
                remedy="Try again later.",
            )

    def collections(self) -> list[Collection]:
        """List its tables, without columns where the full list is too long."""
        known = self._known.collections
        if known is None:
            known = self._known.collections = self._read_all_tables()
        return known

    def form(self, collection: str | None) -> dict[str, Any] | None:
        """Describe columns of ObsCore where that is asked; other tables have no form."""
        named = collection or self.entry.collection
        if named is None:
            named = next((one.id for one in self.collections() if is_obscore(one)), "")
        return form() if named.lower() == OBSCORE else None

    def queries(self, question: Question) -> list[Query]:
        """Write the parameters of a query (TAP 1.1, section 2).

        Many targets go along as a table where the service takes tables (section 2.7.7); else
        there is a query for each few of them.
        """
        if question.adql:
            return [self._query(question, question.adql, None)]
        collection = self._searchable(question)
        own = self._own(question, collection)
        notes = question.unused(("time", "band", "product") if is_obscore(collection) else ())
        plain = partial(select, own=own)
        apart = [self._placed(part, collection, notes, written=plain) for part in _parts(question)]
        if len(apart) == 1 or not self._takes_table(len(question.targets)):
            return apart
        told = f"The {len(question.targets)} positions were sent along as TAP_UPLOAD.{TARGETS}."
        joined = partial(matching, own=own)
        whole = self._placed(question, collection, (*notes, told), written=joined)
        return [_sent_along(whole, question, tuple(apart))]

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Post the query, or make a job of it, and write the VOTable that comes back."""
        if self._known.capabilities is None:
            self._read_capabilities()
        sending = self.sending(self.jobs)

        def fetch(one: Query) -> None:
            with with_targets(one, folder=destination.parent, compute=self.compute) as ready:
                sending.fetch(ready, destination, progress, cancel)
            error = refused_document(destination, who=self.entry.name) if query.instead else None
            if error is not None:
                destination.unlink(missing_ok=True)
                raise error

        try:
            self._known.regions.ask(query, fetch)
        except (ArchiveError, BadRequestError):
            # What is asked apart from now on may be refused as well, and is told then.
            self._known.apart = self._known.apart or bool(query.apart)
            raise

    def asked(self, query: Query) -> Query:
        """Return it by centres where the service has refused to compute with regions."""
        return self._known.regions.asked(query)

    def count(self, query: Query, cancel: threading.Event) -> Count | None:
        """Ask for the number of rows."""
        count = partial(
            count_rows, http=self.http, compute=self.compute, who=self.entry.name, cancel=cancel
        )
        return self._known.regions.ask(query, count)

    def sending(self, jobs: JobWatcher) -> Sending:
        """Return what sends queries and collects the answers of jobs, told to a watcher."""
        return Sending(
            service=self.url,
            who=self.entry.name,
            http=self.http,
            compute=self.compute,
            options=self._options,
            limits=self._known.limits,
            slow=self._known.slow,
            jobs=jobs,
        )

    def _own(self, question: Question, collection: Collection) -> Restrictions:
        if not question.parameters:
            return ()
        if not is_obscore(collection):
            raise BadRequestError(
                f"{collection.id} of {self.entry.name} has no terms of its own.",
                remedy=f"Ask in ADQL, or choose {OBSCORE} where the archive has it.",
            )
        return restrictions(question.parameters, who=self.entry.name)

    def _takes_table(self, rows: int) -> bool:
        limits = self._known.limits
        fits = limits.upload_rows is None or rows <= limits.upload_rows
        return limits.uploads and fits and not self._known.apart

    def _placed(
        self,
        question: Question,
        collection: Collection,
        notes: tuple[str, ...],
        *,
        written: Callable[[Collection, Question], str],
    ) -> Query:
        """Write a query; ObsCore's by regions where it declares them, else by centres."""

        def query(collection: Collection, notes: tuple[str, ...]) -> Query:
            return self._query(question, written(collection, question), collection.id, notes)

        asks_place = bool(question.targets or question.polygon)
        if not (asks_place and is_obscore(collection)):
            return query(collection, notes)
        regions = footprint(collection) is not None
        told = (*notes, REFUSED if regions else BY_CENTRES)
        centres = query(without_regions(collection), told)
        if not regions or self._known.regions.refused:
            return centres
        return msgspec.structs.replace(query(collection, notes), instead=centres)

    def _query(
        self, question: Question, adql: str, collection: str | None, notes: tuple[str, ...] = ()
    ) -> Query:
        binary2 = (self._known.capabilities or self._read_capabilities()).binary2
        maxrec = str(question.maxrec)
        params = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": adql, "MAXREC": maxrec}
        if binary2 is not None:
            params["RESPONSEFORMAT"] = binary2
        return Query(
            url=f"{self.url}/sync",
            params=params,
            protocol="TAP",
            language="ADQL",
            text=adql,
            maxrec=question.maxrec,
            collection=collection,
            mode=question.mode,
            uploads=question.uploads,
            notes=notes,
        )

    def _searchable(self, question: Question) -> Collection:
        tables = {table.id.lower(): table for table in self.collections()}
        wanted = question.collection
        if wanted is None:
            found = tables.get(OBSCORE) or next((t for t in tables.values() if t.ra), None)
        else:
            found = tables.get(wanted.lower())
            if found is None and len(tables) >= MOST_COLLECTIONS:
                found = Collection(id=wanted)
        if found is None:
            raise BadRequestError(
                f"{self.entry.name} has no collection {wanted!r}."
                if wanted
                else f"{self.entry.name} has no table that can be searched by position.",
                remedy="Choose another of its collections, or ask in ADQL.",
            )
        complete = found if found.columns else self._complete(found)
        if complete.ra is None or complete.dec is None:
            raise BadRequestError(
                f"{complete.id} of {self.entry.name} has no position columns, "
                "so it cannot be searched by target.",
                remedy="Choose another collection, or ask in ADQL.",
            )
        return complete

    def _read_capabilities(self) -> Capabilities:
        body = self._get(f"{self.url}/capabilities")
        capabilities = self._read(read_capabilities, body)
        if not capabilities.is_tap:
            raise BadAnswerError(
                f"{self.entry.name} does not say that it is a TAP service.",
                remedy="Correct the archive's address in the catalogue.",
            )
        self._known.limits = self._read(read_limits, body)
        self._known.capabilities = capabilities
        return capabilities

    def _read_all_tables(self) -> list[Collection]:
        try:
            body = self._get(f"{self.url}/tables")
        except TooLargeError:
            body = self._get(f"{self.url}/tables?detail=min")
        return self._read_tables(body)

    def _complete(self, collection: Collection) -> Collection:
        body = self._get(f"{self.url}/tables/{quote(collection.id, safe='.')}")
        wanted = collection.id.lower()
        found = [table for table in self._read_tables(body) if table.id.lower() == wanted]
        return found[0] if found else collection

    def _read_tables(self, body: bytes) -> list[Collection]:
        wanted = frozenset({OBSCORE, (self.entry.collection or OBSCORE).lower()})
        packed = self._read(pack_tables, body, first=wanted, most=MOST_COLLECTIONS)
        return msgspec.msgpack.decode(packed, type=list[Collection])

    def _read(self, function: Callable[..., Answer], body: bytes, **more: Any) -> Answer:
        if len(body) <= _SHORT:
            return function(body, who=self.entry.name, **more)
        return self.compute.run(
            function, body, who=self.entry.name, cancel=current_cancel(), lane="decode", **more
        )

    def _get(self, url: str) -> bytes:
        response = self.http.get(
            url,
            max_bytes=_VOSI_BYTES,
            total_timeout=_VOSI_SECONDS,
            who=self.entry.name,
        )
        error = refusal(response.status, response.body, response.content_type, who=self.entry.name)
        if error is not None:
            raise error
        return response.body


def _sent_along(query: Query, question: Question, apart: tuple[Query, ...]) -> Query:
    instead = query.instead
    if instead is not None:
        instead = msgspec.structs.replace(instead, targets=question.targets)
    return msgspec.structs.replace(query, targets=question.targets, instead=instead, apart=apart)


def _parts(question: Question) -> list[Question]:
    targets = question.targets
    if len(targets) <= _TOGETHER:
        return [question]
    starts = range(0, len(targets), _TOGETHER)
    return [
        msgspec.structs.replace(question, targets=targets[start : start + _TOGETHER])
        for start in starts
    ]
