"""The connector for the Zooniverse: projects, workflows, and exports of what volunteers did."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import msgspec

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....errors import BadRequestError
from ....models import Collection, Column
from ....net import HttpClient, Progress
from ...base import Connector, Count, Query, Question, Take
from ...credentials import Credentials
from ...options import Positive, read_options
from ...refusals import refusal
from ..rows import Row, write_rows
from .columns import PERSONAL, columns_of, resource_row
from .exports import ExportReader, wait_for_export, write_export
from .login import KEYS, client_variables
from .logins import panoptes_login
from .panoptes import Panoptes
from .terms import COLLECTIONS, EXPORTS, Terms, export_path, form, read_terms

__all__ = ["ZooniverseConnector"]

_MEGABYTE = 1 << 20
_BEGINNING = 8192


class ZooniverseOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``.

    ``max_mb`` is the largest export; ``wait`` the seconds that a search waits for one that is
    being made; ``client_id`` the public id of an application that is registered with the
    Zooniverse, with which people log in by name and password.
    """

    max_mb: Positive = 2048
    wait: float = 30.0
    client_id: str = ""


class ZooniverseConnector(Connector):
    """Asks Panoptes in its own terms; positions mean nothing to it."""

    takes: ClassVar[frozenset[Take]] = frozenset({"parameters"})

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(entry=entry, url=url, http=http, compute=compute)
        self._options = read_options(entry, ZooniverseOptions)
        self.max_bytes = self._options.max_mb * _MEGABYTE
        login = panoptes_login(
            entry=entry,
            url=self.url,
            http=http,
            credentials=self._login,
            refuse=lambda reason: self.credentials.refuse(entry.id, reason),
        )
        self._panoptes = Panoptes(url=self.url, http=http, login=login, who=entry.name)

    def check(self) -> None:
        """Ask for one project."""
        self._panoptes.page("projects", {}, size=1)

    def collections(self) -> list[Collection]:
        """List projects, workflows and the kinds of exports."""
        return [
            Collection(id=key, title=title, description=words, columns=columns_of(key))
            for key, (title, words) in COLLECTIONS.items()
        ]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe what can be asked of a collection."""
        named = self._named(collection)
        return form(named, columns_of(named))

    def queries(self, question: Question) -> Sequence[Query]:
        """Write the address of what is wanted; personal columns only where they are."""
        named = self._named(question.collection)
        if question.targets or question.polygon:
            raise BadRequestError(
                f"{self.entry.name} knows no positions.",
                remedy="Leave it out, or ask it in its own terms.",
            )
        terms = read_terms(question.parameters, named, who=self.entry.name)
        self._check_fields(terms, named)
        params = self._params(terms, named)
        path = export_path(named, terms) if named in EXPORTS else named
        text = f"{self.url}/{path}"
        if named not in EXPORTS and params:
            text += f"?{urlencode({k: v for k, v in params.items() if k != 'fields'})}"
        return [
            Query(
                url=f"{self.url}/{path}",
                params=params,
                protocol="Panoptes",
                language="URL",
                text=text,
                maxrec=question.maxrec,
                collection=named,
                notes=question.unused([]),
            )
        ]

    def count(self, query: Query, cancel: threading.Event) -> Count | None:
        """Ask for one resource and how many there are."""
        if query.collection in EXPORTS:
            return None
        assert query.collection is not None
        page = self._panoptes.page(query.collection, _filters(query), size=1, cancel=cancel)
        return None if page.count is None else Count(rows=page.count, some=page.count > 0)

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Read the pages, or the export's file."""
        assert query.collection is not None
        if query.collection in EXPORTS:
            self._fetch_export(query, destination, progress, cancel)
        else:
            self._fetch_pages(query, destination, cancel)

    def _login(self) -> Credentials:
        read = self.credentials.read(self.entry.id, self.url, KEYS, client=client_variables())
        return Credentials({"client_id": self._options.client_id, **read})

    def _fetch_pages(self, query: Query, destination: Path, cancel: threading.Event) -> None:
        kind = query.collection or ""
        had, more = 0, False

        def rows() -> Iterator[list[Row]]:
            nonlocal had, more
            for page in self._panoptes.pages(kind, _filters(query), query.maxrec, cancel):
                left = query.maxrec - had
                more = len(page.resources) > left
                had += len(page.resources)
                yield [resource_row(kind, each) for each in page.resources[:left]]

        write_rows(
            _chosen(columns_of(kind), query),
            rows(),
            destination,
            who=self.entry.name,
            description=COLLECTIONS[kind][1],
            overflow=lambda: more,
        )

    def _fetch_export(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        source = wait_for_export(
            self._panoptes,
            query.url.removeprefix(f"{self.url}/"),
            make="make" in query.params,
            seconds=self._options.wait,
            cancel=cancel,
            who=self.entry.name,
        )
        raw = destination.with_name(f"{destination.name}.csv")
        try:
            self._download(source, raw, progress, cancel)
            reader = ExportReader(
                collection=query.collection or "",
                fields=_fields(query),
                personal="personal" in query.params,
                maxrec=query.maxrec,
                who=self.entry.name,
            )
            self.compute.run(
                write_export,
                raw,
                destination,
                reader,
                cancel=cancel,
                progress=lambda done: progress(done, None),
                lane="decode",
            )
        finally:
            raw.unlink(missing_ok=True)

    def _download(
        self, source: str, raw: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Get the file; its address is signed, so that no token is sent along."""
        response = self.http.download(
            "GET",
            source,
            destination=raw,
            max_bytes=self.max_bytes,
            progress=progress,
            cancel=cancel,
            who=self.entry.name,
        )
        with raw.open("rb") as file:
            beginning = file.read(_BEGINNING)
        error = refusal(response.status, beginning, response.content_type, who=self.entry.name)
        if error is not None:
            raise error

    def _named(self, collection: str | None) -> str:
        named = collection or self.entry.collection or "projects"
        if named not in COLLECTIONS:
            raise BadRequestError(
                f"{self.entry.name} has no collection {named!r}.",
                remedy=f"There are: {', '.join(COLLECTIONS)}.",
            )
        return named

    def _check_fields(self, terms: Terms, collection: str) -> None:
        known = [each.name for each in columns_of(collection)]
        for name in terms.fields:
            if known and name not in known:
                raise BadRequestError(
                    f"{COLLECTIONS[collection][0]} have no column {name!r}.",
                    remedy=f"There are: {', '.join(known)}.",
                )
            if name in PERSONAL and not terms.personal:
                raise BadRequestError(
                    f"{name} is personal data, which was not asked for.",
                    remedy='Tick "Include personal data" where you may have them.',
                )

    @staticmethod
    def _params(terms: Terms, collection: str) -> dict[str, str]:
        keys = {"project": "project_id", "workflow": "id"}
        if collection == "projects":
            keys = {"search": "search", "owner": "owner", "slug": "slug", "project": "id"}
        if collection in EXPORTS:
            keys = {}
        params = {name: getattr(terms, key) for key, name in keys.items() if getattr(terms, key)}
        params |= {key: "true" for key in ("make", "personal") if getattr(terms, key)}
        return params | ({"fields": ",".join(terms.fields)} if terms.fields else {})


def _filters(query: Query) -> dict[str, str]:
    return {key: value for key, value in query.params.items() if key != "fields"}


def _fields(query: Query) -> tuple[str, ...]:
    return tuple(filter(None, query.params.get("fields", "").split(",")))


def _chosen(columns: list[Column], query: Query) -> list[Column]:
    fields = _fields(query)
    return [each for each in columns if each.name in fields] if fields else columns
