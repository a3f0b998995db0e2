"""The sandbox's database: an engine filled with the bundled tables."""

from dataclasses import dataclass, replace

from ..adql.engine import Engine
from .bench import SOURCES, SOURCES_SQL
from .obscore import OBSCORE
from .obscore import rows as obscore_rows
from .observations import Observations
from .ongc import OBJECTS, read_objects
from .tap_schema import describe

__all__ = ["Database", "build"]


@dataclass(frozen=True, kw_only=True)
class Database:
    """The engine with all tables, and the observations that some of them describe."""

    engine: Engine
    observations: Observations

    def close(self) -> None:
        """Forget everything."""
        self.engine.close()


def build(*, rows: int = 0, origin: str = "http://127.0.0.1") -> Database:
    """Load the bundled tables and lock the database.

    Parameters
    ----------
    rows
        The number of rows of ``bench.sources``; with 0 there is no such table.
    origin
        The server's address without a path, for the addresses in tables.

    Raises
    ------
    NotAvailableError
        The package with the data is missing.
    """
    engine = Engine()
    objects = read_objects()
    observations = Observations(objects)
    engine.load(replace(OBJECTS, rows=objects.num_rows), objects)
    engine.provide(
        replace(OBSCORE, rows=len(observations)), lambda: obscore_rows(observations, origin)
    )
    if rows:
        engine.compute(replace(SOURCES, rows=rows), SOURCES_SQL, {"rows": rows})
    for table, content in describe(list(engine.catalogue)):
        engine.load(replace(table, rows=content.num_rows), content)
    engine.lock()
    return Database(engine=engine, observations=observations)
