"""What a query over one's own results may name, and where each table lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...adql.reserved import delimited
from ...adql.tables import Table
from ...models import Collection, Column, Result
from ...votable.positions import in_degrees, position_columns

__all__ = ["SCHEMA", "UPLOADS", "BareTable", "Place", "collection", "places"]

SCHEMA = "results"
UPLOADS = "TAP_UPLOAD"


@dataclass(frozen=True, kw_only=True)
class BareTable(Table):
    """A table that is named without a schema."""

    @property
    def full_name(self) -> str:
        """The name as a query gives it."""
        return self.name


@dataclass(frozen=True, kw_only=True)
class Place:
    """A table by one of its names, and the Arrow file that has its rows."""

    table: Table
    path: Path


def places(results: Sequence[Result], uploads: Mapping[str, Path]) -> Iterator[Place]:
    """Yield all that a query may name; of two of the same name, the later counts.

    Stored results are called ``results.<name>``, uploads ``TAP_UPLOAD.<name>``, and both by the
    name alone, where uploads go before results and newer results before older ones.

    Parameters
    ----------
    results
        The stored results, the newest first.
    uploads
        Arrow IPC files by the name of the table.
    """
    for result in reversed(results):
        yield from _named(SCHEMA, result.name, result.columns, Path(result.path))
    for name, path in uploads.items():
        yield from _named(UPLOADS, name, _columns(path), path)


def collection(result: Result) -> Collection:
    """Describe a stored result as something to be searched."""
    ra, dec = position_columns(result.columns)
    units = {column.name: column.unit for column in result.columns}
    if not all(in_degrees(units.get(name or "")) for name in (ra, dec)):
        ra = dec = None
    return Collection(
        id=f"{SCHEMA}.{delimited(result.name)}",
        title=result.name,
        description=f"{result.title} ({result.archive})",
        rows=result.rows,
        ra=ra,
        dec=dec,
        columns=result.columns,
    )


def _named(schema: str, name: str, columns: Sequence[Column], path: Path) -> Iterator[Place]:
    for kind, where in ((Table, schema), (BareTable, "")):
        table = kind(schema=where, name=name, description="", columns=tuple(columns))
        yield Place(table=table, path=path)


def _columns(path: Path) -> list[Column]:
    from ...results.frames import arrow
    from ...votable.schema import columns

    return columns(arrow(path).schema)
