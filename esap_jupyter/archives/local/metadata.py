"""What one's own results tell of their tables, for whoever writes queries over them."""

from pathlib import Path

from ...compute import Compute
from ...errors import NotAvailableError, NotFoundError
from ...models import Result
from ...models.adql import (
    ColumnValues,
    ForeignKey,
    SchemaColumn,
    SchemaTable,
    ServiceSchema,
    TableDetails,
    TableSchema,
)
from ...net import HttpClient
from ...results.store import ResultStore
from ..vo.queries.metadata import ServiceMetadata
from ..vo.queries.metadata_documents import Language
from ..vo.tap.names import plain_name, written_name
from .tables import SCHEMA, collection

__all__ = ["LocalMetadata"]

_MOST_VALUES = 200
_SOURCE = "your stored results"


class LocalMetadata(ServiceMetadata):
    """The stored results as tables; looked at anew each time, as they are more with each search.

    Parameters
    ----------
    archive
        The archive's id.
    name
        What to call it.
    home
        The folder with the stored results.
    http
        Not used; nobody is contacted.
    compute
        Where values are counted.
    """

    def __init__(
        self, *, archive: str, name: str, home: Path, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(archive=archive, name=name, url=home.as_uri(), http=http, compute=compute)
        self._store = ResultStore(home=home)

    @property
    def known(self) -> ServiceSchema | None:
        """The tables."""
        return self.schema()

    def known_table(self, name: str) -> TableDetails | None:
        """Return the details of a table, or None where there is none of that name."""
        found = self._find(name)
        return None if found is None else _details(found)

    def schema(self) -> ServiceSchema:
        """List the stored results, the newest first."""
        tables = [
            SchemaTable(
                name=f"{SCHEMA}.{result.name}",
                adql=collection(result).id,
                title=result.title,
                description=f"from {result.archive}",
                rows=result.rows,
            )
            for result in self._store.list()
        ]
        return ServiceSchema(
            archive=self._archive,
            source=_SOURCE,
            schemas=[TableSchema(name=SCHEMA, tables=tables)],
            declared=True,
            uploads=True,
        )

    def table(self, name: str) -> TableDetails:
        """Describe the columns of a result.

        Raises
        ------
        NotFoundError
            There is none of that name.
        """
        found = self.known_table(name)
        if found is None:
            raise NotFoundError(
                f"There is no result {plain_name(name)!r}.", remedy="Read the list again."
            )
        return found

    def keys(self, name: str) -> list[ForeignKey]:
        """List nothing: results have no foreign keys."""
        del name
        return []

    def values(self, table: str, column: str) -> ColumnValues:
        """List the different values of a column, at most 200 of them.

        Raises
        ------
        NotFoundError
            There is no such result or column.
        """
        found = self._find(table)
        names = [] if found is None else [each.name for each in found.columns]
        wanted = plain_name(column)
        if found is None or wanted not in names:
            raise NotFoundError(
                f"There is no column {wanted!r} in {plain_name(table)!r}.",
                remedy="Read the list again.",
            )
        values = self._compute.run(_values, Path(found.path), wanted, _MOST_VALUES + 1)
        return ColumnValues(
            column=column, values=values[:_MOST_VALUES], complete=len(values) <= _MOST_VALUES
        )

    def language(self) -> Language:
        """Return nothing: the engine has no capabilities to read."""
        return Language()

    def document(self, url: str) -> bytes:
        """Refuse: results have no documents.

        Raises
        ------
        NotAvailableError
            Always.
        """
        del url
        raise NotAvailableError(f"{self._name} has no examples of its own.")

    def _find(self, name: str) -> Result | None:
        plain = plain_name(name).lower()
        wanted = {plain, plain.removeprefix(f"{SCHEMA}.")}
        stored = self._store.list()
        return next((each for each in stored if each.name.lower() in wanted), None)


def _details(result: Result) -> TableDetails:
    described = collection(result)
    return TableDetails(
        name=f"{SCHEMA}.{result.name}",
        adql=described.id,
        source=_SOURCE,
        description=f"{result.title}, from {result.archive}",
        rows=result.rows,
        ra=described.ra,
        dec=described.dec,
        columns=[
            SchemaColumn(
                name=column.name,
                adql=written_name(column.name),
                datatype=column.datatype,
                arraysize=column.arraysize,
                unit=column.unit,
                ucd=column.ucd,
                utype=column.utype,
                xtype=column.xtype,
                description=column.description,
                numeric=column.numeric,
            )
            for column in result.columns
        ],
    )


def _values(path: Path, column: str, most: int) -> list[str]:
    """Return the first different texts of a column (in a worker)."""
    import pyarrow as pa

    from ...results.frames import arrow
    from ...votable.text import cell_texts

    found: set[str] = set()
    for chunk in arrow(path).column(column).chunks:
        # Of a million equal values, one is made text.
        few = chunk if pa.types.is_nested(chunk.type) else chunk.unique()
        found.update(text for text in cell_texts(few) if text)
        if len(found) >= most:
            break
    return sorted(found, key=str.casefold)[:most]
