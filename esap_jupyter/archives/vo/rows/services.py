"""What belongs to a row of a result: its links, its preview, and services on its data."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ....compute import Compute
from ....errors import BadRequestError, NotFoundError
from ....models import Column, Direction, Link, Links, Result, RowFilter
from ....net import HttpClient
from ....results.positions import row_cells
from ....staging.sources import Source
from ....urls import origin
from ....votable.services import ServiceDescriptor, load_services
from .cells import Row
from .datalink import LinkRow, group_of, links_url, rank, request_links
from .previews import Preview, fetch_preview
from .soda import describe, request_values

__all__ = ["Order", "RowServices"]

_KEPT = 100
_SECONDS = 300.0
_SYNC = "#sync"
_Origin = Literal["datalink", "columns", "none"]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are counted, and in which order: by a column, or as they came."""

    sort: int | None = None
    direction: Direction = "none"
    where: RowFilter | None = None


_AS_STORED = Order()


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    answer: Links
    rows: Mapping[str, LinkRow]


class RowServices:
    """Asks archives what belongs to rows of their results.

    Parameters
    ----------
    http
        The client that all requests go through.
    compute
        Where documents are read.
    name_of
        Returns an archive's name by its id.
    moved
        Returns where a result's archive was and where it is now, when that has changed: the
        sandbox has another port each time.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        compute: Compute,
        name_of: Callable[[str], str],
        moved: Callable[[Result], tuple[str, str] | None] = lambda _: None,
    ) -> None:
        self._http = http
        self._moved = moved
        self._compute = compute
        self._name_of = name_of
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[object, ...], tuple[float, _Found]] = OrderedDict()

    def links(self, result: Result, row: int, order: Order = _AS_STORED) -> Links:
        """Tell what belongs to a row.

        Raises
        ------
        NotFoundError
            There is no such row.
        EsapError
            The archive did not tell.
        """
        return self._found(result, row, order).answer

    def found(self, result: Result, row: int) -> Mapping[str, LinkRow]:
        """Return the links of a row, as it is stored, by their ids; otherwise like `links`."""
        return self._found(result, row, _AS_STORED).rows

    def told(
        self, row: Row, services: Sequence[ServiceDescriptor] = (), *, who: str
    ) -> Mapping[str, LinkRow]:
        """Return the links of a row that stands anywhere, by their ids; otherwise like `links`."""
        return self._told(0, row, services, who).rows

    def services(self, result: Result) -> list[ServiceDescriptor]:
        """Return the services on data that came with a result, where they are now."""
        here = self.rebased(result)
        return [
            msgspec.structs.replace(each, access_url=here(each.access_url))
            for each in load_services(Path(result.path))
        ]

    def preview(self, result: Result, row: int, order: Order = _AS_STORED) -> Preview:
        """Fetch the preview of a row.

        Raises
        ------
        NotFoundError
            The row has none.
        EsapError
            It could not be had.
        """
        urls = self._row(result, row, order).previews
        if not urls:
            rows = self._found(result, row, order).rows.values()
            urls = [link.url for link in rows if _is_preview(link)]
        return fetch_preview(urls, http=self._http, who=self._name_of(result.archive))

    def source(
        self,
        result: Result,
        row: int,
        link: str,
        order: Order = _AS_STORED,
    ) -> Source:
        """Tell where the file of a link is.

        Raises
        ------
        BadRequestError
            The link leads to a service, or has an error.
        NotFoundError
            The row has no such link (any more).
        """
        found = self._link(result, row, link, order)
        if found.error or not found.url:
            raise BadRequestError(
                found.error or "This link leads to a service, which needs values.",
                remedy="Choose another link." if found.error else "Fill in its form.",
            )
        return Source(
            url=found.url,
            who=self._name_of(result.archive),
            content_type=found.content_type,
            size=found.content_length,
            hint=found.semantics.rpartition("#")[2],
        )

    def cutout(
        self,
        result: Result,
        row: int,
        link: str,
        parameters: Mapping[str, str],
        *,
        order: Order = _AS_STORED,
    ) -> Source:
        """Tell where a service on the data gives what a person asks for.

        Raises
        ------
        BadRequestError
            The link is no service, or the service takes no such values.
        NotFoundError
            The row has no such link (any more).
        """
        found = self._link(result, row, link, order)
        if found.service is None:
            raise BadRequestError("This link is a file, not a service.", remedy="Fetch it.")
        return Source(
            url=found.service.access_url,
            params=request_values(found.service, found.values, parameters),
            who=self._name_of(result.archive),
            content_type=found.content_type or found.service.content_type,
            hint="cutout",
        )

    def _link(self, result: Result, row: int, link: str, order: Order) -> LinkRow:
        rows = self._found(result, row, order).rows
        if link not in rows:
            raise NotFoundError(
                "The archive does not tell of this link (any more).", remedy="List them again."
            )
        return rows[link]

    def _row(self, result: Result, row: int, order: Order) -> Row:
        cells = self._compute.run(
            row_cells,
            result.path,
            row,
            order.sort,
            order.direction,
            order.where,
            lane="view",
        )
        here = self.rebased(result)
        return Row(columns=result.columns, cells=[cell and here(cell) for cell in cells])

    def rebased(self, result: Result) -> Callable[[str], str]:
        """Return what makes of an address in a result where that is now."""
        moved = self._moved(result)
        if moved is None:
            return lambda url: url
        before, now = moved
        return lambda url: now + url[len(before) :] if url.startswith(f"{before}/") else url

    def _found(self, result: Result, row: int, order: Order) -> _Found:
        key = (result.id, row, msgspec.json.encode(order))
        with self._lock:
            at, known = self._known.get(key, (0.0, None))
        if known is not None and time.monotonic() - at < _SECONDS:
            return known
        found = self._ask(result, row, order)
        with self._lock:
            self._known[key] = time.monotonic(), found
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found

    def _ask(self, result: Result, row: int, order: Order) -> _Found:
        cells = self._row(result, row, order)
        who = self._name_of(result.archive)
        return self._told(row, cells, self.services(result), who)

    def _told(
        self, row: int, cells: Row, services: Sequence[ServiceDescriptor], who: str
    ) -> _Found:
        url = cells.access_url if cells.is_datalink else ""
        url = url or links_url(services, cells.by_name)
        if url:
            document = request_links(url, http=self._http, compute=self._compute, who=who)
            return _answer(row, "datalink", [*document.links, *_left_out(cells, document.links)])
        direct = _direct(cells)
        direct += [
            LinkRow(
                semantics="#cutout",
                description=service.description,
                service=service,
                values={p.name: cells.by_name.get(p.ref, "") for p in service.inputs if p.ref},
            )
            for service in services
            if service.is_standard("SODA")
            and _SYNC in service.standard_id.lower()
            and origin(service.access_url)
        ]
        return _answer(row, "columns" if direct else "none", direct)


def _direct(cells: Row) -> list[LinkRow]:
    found = [LinkRow(semantics="#preview", url=url) for url in cells.previews]
    if cells.access_url and cells.access_url not in cells.previews:
        data = LinkRow(semantics="#this", url=cells.access_url, content_type=cells.access_format)
        found.insert(0, data)
    return found + [
        LinkRow(semantics="#auxiliary", url=url, description=_label(column))
        for column, url in cells.others
    ]


def _left_out(cells: Row, links: Sequence[LinkRow]) -> list[LinkRow]:
    """Return the row's own address of its data, where the document does not tell of it."""
    known = {link.url for link in links if not link.error}
    if cells.is_datalink or not cells.access_url or cells.access_url in known:
        return []
    kind = cells.access_format
    words = "By the address in the row"
    return [LinkRow(semantics="#this", url=cells.access_url, content_type=kind, description=words)]


def _answer(row: int, origin: _Origin, links: Sequence[LinkRow]) -> _Found:
    rows = {_key(link): link for link in links if _is_usable(link)}
    message = "" if rows else "This row names no files and no services."
    answer = Links(
        row=row,
        origin=origin,
        message=message,
        links=sorted(
            (_model(key, link) for key, link in rows.items()), key=lambda link: rank(link.group)
        ),
    )
    return _Found(answer=answer, rows=rows)


def _model(key: str, link: LinkRow) -> Link:
    service = None if link.service is None else describe(link.service, link.values)
    length = link.content_length
    return Link(
        id=key,
        semantics=link.semantics,
        group=group_of(link.semantics, cutout=service is not None and service.cutout),
        description=link.description,
        content_type=link.content_type,
        content_length=None if length is None else str(length),
        url=link.url or ("" if link.service is None else link.service.access_url),
        error=link.error,
        service=service,
    )


def _is_usable(link: LinkRow) -> bool:
    """Leave out the asynchronous twin of a service: what is cut out is fetched at once here."""
    return link.service is None or "async" not in link.service.standard_id.lower()


def _is_preview(link: LinkRow) -> bool:
    return group_of(link.semantics) == "Preview" and bool(link.url) and not link.error


def _label(column: Column) -> str:
    return f"{column.name}: {column.description}" if column.description else column.name


def _key(link: LinkRow) -> str:
    service = link.service.access_url if link.service else ""
    name = link.service.id if link.service else ""
    parts = (link.semantics, link.url, service, name, link.description, link.error)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
