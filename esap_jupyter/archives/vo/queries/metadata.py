"""What a TAP service tells of its tables, asked for as little and as seldom as can be."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from urllib.parse import quote

import msgspec

from ....compute import Compute, Lane
from ....errors import ArchiveError, BadAnswerError, EsapError, NotFoundError, TooLargeError
from ....models.adql import (
    ColumnValues,
    ForeignKey,
    ServiceSchema,
    TableDetails,
    TableSchema,
)
from ....net import HttpClient, current_cancel
from ...refusals import refusal
from ..tap.adql import text as literal
from ..tap.names import plain_name, written_name
from .metadata_documents import (
    Language,
    Tables,
    pack_language,
    pack_rows,
    pack_table,
    pack_tables_of,
)
from .metadata_rows import Row, details_from_rows, keys_from_rows, schemas_from_rows

__all__ = ["ServiceMetadata"]

_MOST_BYTES = 64 << 20
_QUICK = 2 << 20
"""So many bytes are parsed within a fraction of a second."""
_SECONDS = 60.0
_MOST_TABLES = 100_000
_MOST_COLUMNS = 10_000
_MOST_VALUES = 200
_REMEMBERED_TABLES = 500


class ServiceMetadata:
    """Tables, columns and keys of one TAP service, read once.

    The list of tables takes one request, each opened table one more. It is read from VOSI
    (1.1, with ``detail=min``; a service of VOSI 1.0 sends its columns along, which are kept), or
    else from TAP_SCHEMA.

    Parameters
    ----------
    archive
        The archive's id.
    name
        What to call it.
    url
        The address of the service.
    http
        What asks it.
    compute
        Where documents are read.
    """

    def __init__(
        self, *, archive: str, name: str, url: str, http: HttpClient, compute: Compute
    ) -> None:
        self._archive = archive
        self._name = name
        self._url = url.rstrip("/")
        self._http = http
        self._compute = compute
        self._lock = threading.Lock()
        self._schema: ServiceSchema | None = None
        self._reading: Future[ServiceSchema] | None = None
        self._language: Language | None = None
        self._details: dict[str, TableDetails] = {}
        self._whole: dict[str, TableDetails] = {}

    @property
    def known(self) -> ServiceSchema | None:
        """The tables, if they have been read."""
        return self._schema

    def known_table(self, name: str) -> TableDetails | None:
        """Return the details of a table, if they have been read."""
        key = plain_name(name).lower()
        return self._details.get(key) or self._whole.get(key)

    def forget(self) -> None:
        """Read all again when next asked."""
        with self._lock:
            self._schema = self._language = None
            self._details, self._whole = {}, {}

    def schema(self) -> ServiceSchema:
        """List the tables, without their columns; who asks at the same time shares one reading.

        Raises
        ------
        EsapError
            Neither VOSI nor TAP_SCHEMA gave them; the message is that of TAP_SCHEMA.
        """
        with self._lock:
            if self._schema is not None:
                return self._schema
            reading = self._reading
            mine: Future[ServiceSchema] = Future()
            self._reading = reading or mine
        if reading is not None:
            return reading.result()
        try:
            mine.set_result(self._read_schema())
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                self._reading = None
                if mine.exception() is None:
                    self._schema = mine.result()
        return mine.result()

    def table(self, name: str) -> TableDetails:
        """Describe the columns of a table, and the keys that come with them.

        Raises
        ------
        NotFoundError
            The service does not know it.
        EsapError
            The service cannot be asked.
        """
        known = self.known_table(name)
        if known is None:
            known = self._read_table(name)
            with self._lock:
                while len(self._details) >= _REMEMBERED_TABLES:
                    self._details.pop(next(iter(self._details)))
                self._details[plain_name(name).lower()] = known
        return known

    def keys(self, name: str) -> list[ForeignKey]:
        """List the foreign keys of a table, those of other tables to it among them.

        Raises
        ------
        EsapError
            TAP_SCHEMA cannot be asked.
        """
        keys = keys_from_rows(plain_name(name), self._key_rows(name))
        own = self.known_table(name)
        told = {(key.other.lower(), tuple(map(tuple, key.columns))) for key in keys}
        more = own.keys if own else []
        return keys + [
            key for key in more if (key.other.lower(), tuple(map(tuple, key.columns))) not in told
        ]

    def values(self, table: str, column: str) -> ColumnValues:
        """List the different values of a column, at most 200 of them.

        Raises
        ------
        EsapError
            The service refused.
        """
        name = written_name(column)
        query = (
            f"SELECT DISTINCT TOP {_MOST_VALUES + 1} {name} FROM {written_name(table)} "  # noqa: S608
            f"WHERE {name} IS NOT NULL"
        )
        rows = self._rows(query, _MOST_VALUES + 1)
        values = sorted({cell for row in rows for cell in row.values() if cell}, key=str.casefold)
        return ColumnValues(
            column=column, values=values[:_MOST_VALUES], complete=len(rows) <= _MOST_VALUES
        )

    def language(self) -> Language:
        """Return what the capabilities say of queries."""
        if self._language is None:
            packed = self._read(pack_language, self._get(f"{self._url}/capabilities"))
            self._language = msgspec.msgpack.decode(packed, type=Language)
        return self._language

    def document(self, url: str) -> bytes:
        """Return a document of the service.

        Raises
        ------
        EsapError
            There is none.
        """
        return self._get(url)

    def read(self, function: Callable[..., bytes], body: bytes, **more: Any) -> bytes:
        """Have a worker read a document."""
        return self._read(function, body, **more)

    @property
    def url(self) -> str:
        """The address of the service."""
        return self._url

    def _read_schema(self) -> ServiceSchema:
        notes: list[str] = []
        try:
            language = self.language()
        except EsapError as error:
            notes.append(f"Its capabilities could not be read: {error.message}")
            language = Language()
        source, schemas = self._read_tables(notes)
        obscore = any(
            plain_name(table.name).lower() == "ivoa.obscore"
            for schema in schemas
            for table in schema.tables
        )
        return ServiceSchema(
            archive=self._archive,
            source=source,
            notes=notes,
            schemas=schemas,
            functions=language.functions,
            declared=language.declared,
            obscore=obscore or language.obscore,
            uploads=language.uploads,
            default_limit=language.default_limit,
            hard_limit=language.hard_limit,
        )

    def _read_tables(self, notes: list[str]) -> tuple[str, list[TableSchema]]:
        try:
            packed = self._read(pack_tables_of, self._get(f"{self._url}/tables?detail=min"))
            tables = msgspec.msgpack.decode(packed, type=Tables)
            if any(schema.tables for schema in tables.schemas):
                details = tables.details.items()
                self._whole = {plain_name(name).lower(): one for name, one in details}
                return ("VOSI 1.0 tables" if tables.details else "VOSI 1.1 tables"), tables.schemas
            notes.append("Its VOSI tables name no table.")
        except EsapError as error:
            notes.append(f"Its VOSI tables could not be read: {error.message}")
        rows = self._rows("SELECT * FROM tap_schema.tables", _MOST_TABLES)
        schemas = schemas_from_rows(rows)
        if not schemas:
            raise BadAnswerError(
                f"{self._name} lists no tables, neither by VOSI nor in TAP_SCHEMA.",
                remedy="Queries can be written all the same.",
            )
        return "TAP_SCHEMA", schemas

    def _read_table(self, name: str) -> TableDetails:
        notes: list[str] = []
        schema = self._schema
        if schema is None or schema.source == "VOSI 1.1 tables":
            try:
                body = self._get(f"{self._url}/tables/{quote(name, safe='.')}")
                details = msgspec.msgpack.decode(self._read(pack_table, body), type=TableDetails)
                if details.columns:
                    return details
                notes.append("VOSI tells no columns of it.")
            except (ArchiveError, BadAnswerError, TooLargeError) as error:
                notes.append(f"VOSI does not describe it: {error.message}")
        plain = plain_name(name)
        query = (
            "SELECT * FROM tap_schema.columns "  # noqa: S608
            f"WHERE table_name IN ({literal(plain)}, {literal(name)})"
        )
        rows = self._rows(query, _MOST_COLUMNS)
        if not rows:
            raise NotFoundError(
                f"{self._name} does not describe a table {name[:80]}.",
                remedy="Correct its name, or choose it in the list of tables.",
            )
        details = details_from_rows(name, rows, [])
        return msgspec.structs.replace(details, notes=notes)

    def _key_rows(self, name: str) -> list[Row]:
        plain = literal(plain_name(name))
        return self._rows(
            "SELECT k.key_id, k.from_table, k.target_table, k.description, "  # noqa: S608
            "c.from_column, c.target_column "
            "FROM tap_schema.keys AS k JOIN tap_schema.key_columns AS c ON k.key_id = c.key_id "
            f"WHERE k.from_table = {plain} OR k.target_table = {plain}",
            _MOST_COLUMNS,
        )

    def _rows(self, adql: str, maxrec: int) -> list[Row]:
        parameters = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": adql, "MAXREC": str(maxrec)}
        response = self._http.post(
            f"{self._url}/sync",
            parameters,
            max_bytes=_MOST_BYTES,
            total_timeout=_SECONDS,
            cancel=current_cancel(),
            who=self._name,
        )
        self._refuse(response.status, response.body, response.content_type)
        packed = self._read(pack_rows, response.body)
        rows: list[Row] = msgspec.msgpack.decode(packed, type=list[dict[str, str | None]])
        return rows

    def _get(self, url: str) -> bytes:
        response = self._http.get(
            url, max_bytes=_MOST_BYTES, total_timeout=_SECONDS, who=self._name
        )
        self._refuse(response.status, response.body, response.content_type)
        return response.body

    def _refuse(self, status: int, body: bytes, content_type: str) -> None:
        error = refusal(status, body, content_type, who=self._name)
        if error is not None:
            raise error

    def _read(self, function: Callable[..., bytes], body: bytes, **more: Any) -> bytes:
        # Pages of results are made in the lane for what somebody looks at, and wait meanwhile.
        lane: Lane = "view" if len(body) <= _QUICK else "decode"
        return self._compute.run(
            function, body, who=self._name, cancel=current_cancel(), lane=lane, **more
        )
