"""The sandbox's database: an engine filled with the bundled tables."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..adql.engine import Engine
from ..memory import share_of_memory
from .bench import SOURCES, SOURCES_SQL
from .obscore import OBSCORE
from .obscore import rows as obscore_rows
from .observations import Observations
from .ongc import OBJECTS, read_objects
from .regtap import Registry
from .resources import resources
from .tap_schema import describe

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Database", "build"]

_SHARE = 0.25
_MOST_MEMORY = 1 << 30


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
    engine = Engine(memory_limit=share_of_memory(_SHARE, most=_MOST_MEMORY))
    objects = read_objects()
    observations = Observations(objects)
    engine.load(replace(OBJECTS, rows=objects.num_rows), objects)
    engine.provide(
        replace(OBSCORE, rows=len(observations)), lambda: obscore_rows(observations, origin)
    )
    records = Registry(
        lambda: resources(origin=origin, observations=observations, positions=_positions(objects))
    )
    for table, make in records.tables():
        engine.provide(table, make)
    if rows:
        engine.compute(replace(SOURCES, rows=rows), SOURCES_SQL, {"rows": rows})
    for table, content in describe(list(engine.catalogue)):
        engine.load(replace(table, rows=content.num_rows), content)
    engine.lock()
    return Database(engine=engine, observations=observations)


def _positions(objects: "pa.Table") -> list[tuple[float, float]]:
    pairs = zip(objects["ra"].to_pylist(), objects["dec"].to_pylist(), strict=True)
    return [(ra, dec) for ra, dec in pairs if ra is not None and dec is not None]
