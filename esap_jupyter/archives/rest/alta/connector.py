"""The connector for WSRT-Apertif: ALTA's REST interface (Django REST framework)."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

import msgspec

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....models import Collection
from ....net import HttpClient, Progress
from ...base import Connector, Count, Query, Question, Take
from ...options import Positive, Seconds, read_options
from ..rows import Row, write_rows
from .pages import AltaPages
from .products import COLUMNS, Places, product_row
from .terms import COLLECTIONS, RETRIEVAL, form, read_terms

__all__ = ["AltaConnector"]

_DIGITS = 8


class AltaOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``.

    ``page_size`` is how many products are asked for at once, ``timeout`` the seconds for a page;
    ``webdav`` and ``previews`` are where files and pictures are; ``releases`` are data releases
    that the form offers besides those that are known.
    """

    page_size: Positive = 500
    timeout: Seconds = 120.0
    webdav: str | None = None
    previews: str = "https://vo.astron.nl/getproduct/"
    releases: tuple[str, ...] = ()


class AltaConnector(Connector):
    """Asks ALTA for data products of Apertif."""

    takes: ClassVar[frozenset[Take]] = frozenset({"target", "product", "parameters"})

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(entry=entry, url=url, http=http, compute=compute)
        self._options = read_options(entry, AltaOptions)
        webdav = self._options.webdav or urljoin(self.url, "/webdav/")
        self._places = Places(
            urljoin(self.url, "/"), _slashed(webdav), _slashed(self._options.previews)
        )

    def check(self) -> None:
        """Ask for one product."""
        self._pages({}, 1, threading.Event()).first()

    def collections(self) -> list[Collection]:
        """List imaging and time domain, and both together."""
        return [
            Collection(
                id=key,
                title=title,
                description=RETRIEVAL,
                ra="ra",
                dec="dec",
                columns=list(COLUMNS),
            )
            for key, title in COLLECTIONS.items()
        ]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe collections, levels, products and releases."""
        return form(collection, self._options.releases)

    def queries(self, question: Question) -> Sequence[Query]:
        """Write ALTA's parameters; its ``view_fov`` is a radius, as on ESAP's page."""
        terms = read_terms(
            question.parameters,
            who=self.entry.name,
            collection=question.collection,
            product=question.product,
        )
        params = terms.parameters()
        if question.target is not None:
            params |= {
                "view_ra": _degrees(question.target.ra),
                "view_dec": _degrees(question.target.dec),
                "view_fov": _degrees(question.radius),
            }
        tape = () if terms.level == "processed" else (RETRIEVAL,)
        query = Query(
            url=f"{self.url}/dataproducts",
            params=params,
            protocol="ALTA REST",
            language="URL",
            text=f"{self.url}/dataproducts?{urlencode(params)}",
            maxrec=question.maxrec,
            collection=terms.collection,
            notes=(*question.unused(["product"]), *tape),
        )
        return [query]

    def count(self, query: Query, cancel: threading.Event) -> Count | None:
        """Ask for one product and ALTA's own count; within a circle, that is approximate."""
        pages = self._pages(query.params, 1, cancel)
        pages.first()
        total = pages.total or 0
        return Count(rows=total, some=total > 0, approximate="view_fov" in query.params)

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Read the pages and write the products as they come."""
        pages = self._pages(query.params, query.maxrec, cancel)

        def rows() -> Iterator[list[Row]]:
            for products in pages.read(progress):
                yield [product_row(one, self._places) for one in products]

        write_rows(
            COLUMNS,
            rows(),
            destination,
            who=self.entry.name,
            description=f"Data products of Apertif. {RETRIEVAL}",
            overflow=lambda: pages.truncated,
        )

    def _pages(self, params: Any, maxrec: int, cancel: threading.Event) -> AltaPages:
        return AltaPages(
            http=self.http,
            url=f"{self.url}/dataproducts",
            params=params,
            maxrec=maxrec,
            page_size=self._options.page_size,
            who=self.entry.name,
            timeout=self._options.timeout,
            cancel=cancel,
        )


def _slashed(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _degrees(angle: float) -> str:
    return f"{angle:.{_DIGITS}f}".rstrip("0").rstrip(".") or "0"
