"""What searches and lists return: plain containers that show themselves as tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, TypeVar, overload

from .. import errors
from ..errors import EsapError, NotAvailableError, sentence
from ..models import Archive, ErrorInfo, Report, Search
from ..wording import archive_state
from .result import Result

__all__ = ["ArchiveList", "Found", "ReportTable", "ResultList", "rebuild_error"]

Default = TypeVar("Default")


class Found(Mapping[str, Result]):
    """What came of a search, by archive.

    It holds the archives that gave a result, also where it is iterated, measured or asked with
    ``in`` and ``get``. Only ``found[archive]`` raises the error of an archive that failed.

    Parameters
    ----------
    search
        The search, ended.
    results
        The results, by archive.
    merge
        Makes one result of all; given whether each data set is wanted once only.

    Attributes
    ----------
    errors
        What went wrong, by archive.
    partial
        What had come of archives that broke off, by archive.
    """

    def __init__(
        self,
        *,
        search: Search,
        results: Mapping[str, Result],
        merge: Callable[[bool], Result] | None = None,
    ) -> None:
        self.search = search
        self._merge = merge
        self.errors: dict[str, EsapError] = {
            activity.archive: rebuild_error(activity.error)
            for activity in search.activities
            if activity.archive is not None and activity.error is not None
        }
        self._results = {key: one for key, one in results.items() if key not in self.errors}
        self.partial = {key: one for key, one in results.items() if key in self.errors}

    @property
    def report(self) -> "ReportTable":
        """How each archive did: state, rows, seconds, error, query; kept with the search."""
        return ReportTable(self.search.report)

    def merged(self, *, distinct: bool = False) -> Result:
        """Return the rows of all archives in one table of ObsCore's columns.

        Parameters
        ----------
        distinct
            Whether a data set that several archives have is given once only.

        Raises
        ------
        NotFoundError
            No archive has rows.
        """
        if self._merge is None:
            raise NotAvailableError("The rows cannot be merged here.", remedy="Search again.")
        return self._merge(distinct)

    def __getitem__(self, archive: str) -> Result:
        if archive in self.errors:
            raise self.errors[archive]
        return self._results[archive]

    def __contains__(self, archive: object) -> bool:
        return archive in self._results

    def __iter__(self) -> Iterator[str]:
        return (archive for archive in self.search.request.archives if archive in self._results)

    def __len__(self) -> int:
        return len(self._results)

    @overload
    def get(self, archive: str, default: None = None, /) -> Result | None: ...

    @overload
    def get(self, archive: str, default: Default, /) -> Result | Default: ...

    def get(self, archive: str, default: Any = None, /) -> Any:
        """Return an archive's result, or the default where there is none."""
        return self._results.get(archive, default)

    def __repr__(self) -> str:
        asked = self.search.request.archives
        parts = ", ".join(f"{archive}: {self._outcome(archive)}" for archive in asked)
        return f"<Found {self.search.title!r}: {parts}>"

    def _repr_html_(self) -> str:
        rows = [(archive, self._outcome(archive)) for archive in self.search.request.archives]
        return _table(("Archive", self.search.title), rows)

    def _outcome(self, archive: str) -> str:
        if archive in self.errors:
            return f"failed: {self.errors[archive]}"
        result = self._results[archive]
        cut = ", truncated" if result.truncated else ""
        return f"{len(result)} rows{cut}"


class ReportTable(list[Report]):
    """How archives did; shows itself as a table."""

    def __repr__(self) -> str:
        lines = (
            (f"{one.archive:<16} {one.state:<10} {_rows(one):<18}", f"{one.seconds:>7.1f} s")
            for one in self
        )
        ends = (f"  {_cause(one)}" for one in self)
        return "\n".join(f"{a} {b}{end}".rstrip() for (a, b), end in zip(lines, ends, strict=True))

    def _repr_html_(self) -> str:
        rows = [
            (one.name, one.state, _rows(one), f"{one.seconds:.1f} s", _cause(one), one.query)
            for one in self
        ]
        return _table(("Archive", "State", "Rows", "Took", "Notes", "Query"), rows)


class ArchiveList(list[Archive]):
    """Archives; shows itself as a table."""

    def __repr__(self) -> str:
        return "\n".join(f"{one.id:<16} {one.name:<24} {archive_state(one)}" for one in self)

    def _repr_html_(self) -> str:
        rows = [(one.id, one.name, archive_state(one), one.description) for one in self]
        return _table(("id", "Name", "State", "Description"), rows)


class ResultList(list[Result]):
    """Stored results; shows itself as a table."""

    def __repr__(self) -> str:
        return "\n".join(f"{one.name:<32} {len(one):>9} rows  {one.title}" for one in self)

    def _repr_html_(self) -> str:
        rows = [(one.name, one.title, one.archive, f"{len(one)}") for one in self]
        return _table(("Name", "Search", "Archive", "Rows"), rows)


def rebuild_error(info: ErrorInfo) -> EsapError:
    """Make the error again that an activity tells of."""
    kinds: dict[str, type[EsapError]] = {
        kind.code: kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, EsapError)
    }
    return kinds.get(info.code, EsapError)(info.message, remedy=info.remedy)


def _rows(report: Report) -> str:
    if report.rows is None:
        return ""
    return f"{report.rows} rows" + (", truncated" if report.truncated else "")


def _cause(report: Report) -> str:
    error = f"{sentence(report.error.message)} {report.error.remedy}" if report.error else ""
    return " ".join(filter(None, (error.strip(), *report.notes)))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an HTML table; all text in it is escaped, wherever it came from."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
