"""What belongs to a row, as Python sees it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from ..errors import BadRequestError
from ..models import Link, Links, Result
from ..staging.names import folder_in
from ..staging.sources import Source
from ..staging.template import FOLDER

__all__ = ["RowLink", "RowLinks", "Services", "row_links", "text_of"]


class Services(Protocol):
    """What tells of rows; see `esap_jupyter.archives.vo.rows.services.RowServices`."""

    def links(self, result: Result, row: int, /) -> Links:
        """Tell what belongs to a row."""

    def source(self, result: Result, row: int, link: str, /) -> Source:
        """Tell where the file of a link is."""

    def cutout(
        self, result: Result, row: int, link: str, parameters: Mapping[str, str], /
    ) -> Source:
        """Tell where a service gives what a person asks for."""


Fetch = Callable[[Source, Path], Path]


class RowLink:
    """A file that belongs to a row, or a service on it.

    Attributes
    ----------
    model
        What the archive tells of it.
    """

    def __init__(
        self, *, model: Link, result: Result, row: int, services: Services, fetch: Fetch
    ) -> None:
        self.model = model
        self._result = result
        self._row = row
        self._services = services
        self._fetch = fetch

    @property
    def result(self) -> Result:
        """The result whose row it belongs to."""
        return self._result

    @property
    def row(self) -> int:
        """The number of that row."""
        return self._row

    @property
    def semantics(self) -> str:
        """DataLink's term, such as ``#this`` or ``#preview``."""
        return self.model.semantics

    @property
    def url(self) -> str:
        """Where it is."""
        return self.model.url

    def fetch(self, dest: Path | str | None = None) -> Path:
        """Bring the file to disk and return its path; no other file is overwritten.

        Parameters
        ----------
        dest
            The folder; by default ``esap-data/<archive>`` in the current one.

        Raises
        ------
        EsapError
            It could not be had, or is not what was promised.
        """
        source = self._services.source(self._result, self._row, self.model.id)
        return self._fetch(source, self._folder(dest))

    def cutout(self, dest: Path | str | None = None, **parameters: Any) -> Path:
        """Have the service make a part of the data, and bring it to disk.

        Parameters
        ----------
        dest
            The folder; by default ``esap-data/<archive>`` in the current one.
        **parameters
            What the service takes, in any case: ``circle=(ra, dec, radius)`` in degrees,
            ``band=(low, high)``, …

        Raises
        ------
        BadRequestError
            The service takes no such values.
        EsapError
            It could not be had.
        """
        service = self.model.service
        if service is None:
            raise BadRequestError("This link is a file, not a service.", remedy="Use fetch().")
        names = {one.name.lower(): one.name for one in service.parameters}
        texts = {names.get(key.lower(), key): text_of(value) for key, value in parameters.items()}
        source = self._services.cutout(self._result, self._row, self.model.id, texts)
        return self._fetch(source, self._folder(dest))

    def _folder(self, dest: Path | str | None) -> Path:
        if dest is None:
            return folder_in(Path.cwd(), FOLDER, self._result.archive)
        folder = Path(dest)
        if not folder.is_dir():
            raise BadRequestError(f"There is no folder {str(dest)!r}.", remedy="Make it first.")
        return folder

    def __repr__(self) -> str:
        what = self.model.error or self.model.description or self.model.content_type
        return f"<RowLink {self.semantics} {what!r}>"


class RowLinks(list[RowLink]):
    """What belongs to a row."""

    def by_semantics(self, term: str) -> "RowLinks":
        """Return those of a term, with or without ``#``."""
        wanted = "#" + term.lstrip("#")
        return RowLinks(link for link in self if link.semantics.endswith(wanted))

    @property
    def cutouts(self) -> "RowLinks":
        """Return the services that cut out parts of the data."""
        return RowLinks(link for link in self if link.model.service and link.model.service.cutout)


def row_links(result: Result, row: int, *, services: Services, fetch: Fetch) -> RowLinks:
    """Ask what belongs to a row.

    Parameters
    ----------
    result
        The stored result.
    row
        The row, counted from 0 in the order in which rows came; negative ones from the end.
    """
    number = row + result.rows if row < 0 else row
    found = services.links(result, number)
    return RowLinks(
        RowLink(model=link, result=result, row=number, services=services, fetch=fetch)
        for link in found.links
    )


def text_of(value: Any) -> str:
    """Write a value as services take it: numbers exactly, several with spaces between."""
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return " ".join(text_of(each) for each in value)
    return repr(float(value)) if hasattr(value, "__float__") else str(value)
