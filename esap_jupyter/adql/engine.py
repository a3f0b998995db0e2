"""DuckDB, locked down: it answers translated ADQL from memory and reaches nothing else."""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import duckdb

from .answer import Answer
from .functions import WORDS
from .geometry import MACROS
from .shapes import FUNCTIONS
from .tables import Catalogue, Table
from .translate import translate
from .uploads import describe
from .watch import Watch

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Engine"]

_SETTINGS = (
    "SET python_enable_replacements = false",
    "SET allow_community_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class Engine:
    """Tables in memory, and ADQL over them.

    Fill it with `load` and `compute`, then `lock` it; afterwards no query can reach a file, an
    extension or the configuration.

    Parameters
    ----------
    memory_limit
        What DuckDB may use, in bytes; nothing is spilled to disk.
    threads
        The number of threads that DuckDB computes with.
    """

    def __init__(self, *, memory_limit: int = 1 << 30, threads: int = 2) -> None:
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "integer_division": "true",
                "memory_limit": f"{memory_limit}B",
                "temp_directory": "",
                "threads": threads,
            },
        )
        self._tables: list[Table] = []
        self._locked = False
        self._pending: dict[str, tuple[Table, Callable[[], pa.Table]]] = {}
        self._making = threading.Lock()
        self.catalogue = Catalogue()

    def describe(self, table: Table) -> None:
        """Make a table known to queries; its rows must be there."""
        self._tables.append(table)
        self.catalogue = Catalogue(self._tables)

    def provide(self, table: Table, make: "Callable[[], pa.Table]") -> None:
        """Make a table known whose rows are made when a query first names it."""
        self._pending[table.full_name] = (table, make)
        self.describe(table)

    def load(self, table: Table, rows: "pa.Table") -> None:
        """Copy rows into a new table and make it known."""
        self._copy(table, rows)
        self.describe(table)

    def compute(self, table: Table, sql: str, parameters: Mapping[str, object]) -> None:
        """Make a new table from DuckDB's own SQL and make it known."""
        self._create(self._connection, table, sql, parameters)
        self.describe(table)

    def lock(self) -> None:
        """Shut every door; from here on only `run` is of use."""
        for name, function, arguments, value in FUNCTIONS:
            self._connection.create_function(
                name, function, list(arguments), value, null_handling="special"
            )
        for statement in (*MACROS, *WORDS, *_SETTINGS):
            self._connection.execute(statement)
        self._locked = True

    def _copy(self, table: Table, rows: "pa.Table") -> None:
        # On a connection of its own, since queries may run meanwhile.
        with self._connection.cursor() as connection:
            connection.register("adql_incoming", rows)
            self._create(connection, table, "SELECT * FROM adql_incoming", {})

    def _make(self, names: Iterable[str]) -> None:
        with self._making:
            for name in names:
                if name in self._pending:
                    table, make = self._pending[name]
                    self._copy(table, make())
                    del self._pending[name]

    def _create(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: Table,
        sql: str,
        parameters: Mapping[str, object],
    ) -> None:
        # Names come from our own descriptions, never from a query.
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
        target = f'"{table.schema}"."{table.name}"'
        connection.execute(f"CREATE TABLE {target} AS {sql}", dict(parameters) or None)

    def run(
        self,
        query: str,
        *,
        maxrec: int | None = None,
        seconds: float = 60.0,
        cancelled: Callable[[], bool] | None = None,
        uploads: "Mapping[str, pa.Table] | None" = None,
    ) -> Answer:
        """Translate a query and start it.

        Parameters
        ----------
        query
            ADQL.
        maxrec
            Return at most so many rows, and say whether there are more.
        seconds
            Stop computing after so long.
        cancelled
            Asked ten times a second whether nobody waits for the answer any more.
        uploads
            Tables that this query alone sees, as ``TAP_UPLOAD.name``.

        Raises
        ------
        BadRequestError
            It is not ADQL, or DuckDB cannot compute it.
        TimedOutError
            The first rows took longer than ``seconds``.
        CancelledError
            ``cancelled`` said so.
        """
        assert self._locked, "lock the engine first"
        limit = None if maxrec is None else maxrec + 1
        described = {name: describe(name, rows) for name, rows in (uploads or {}).items()}
        catalogue = Catalogue([*self._tables, *described.values()])
        translation = translate(query, catalogue, limit=limit)
        self._make(translation.tables)
        cursor = self._connection.cursor()
        for name, rows in (uploads or {}).items():
            cursor.register(described[name].stored, rows)
        return Answer(
            cursor=cursor,
            translation=translation,
            maxrec=maxrec,
            watch=Watch(seconds=seconds, cancelled=cancelled),
        )

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
