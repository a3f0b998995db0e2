"""The sandbox's database: an engine filled with the bundled tables."""

from dataclasses import replace

from ..adql.engine import Engine
from .bench import SOURCES, SOURCES_SQL
from .ongc import OBJECTS, read_objects
from .tap_schema import describe

__all__ = ["build"]


def build(*, rows: int = 0) -> Engine:
    """Load the bundled tables and lock the database.

    Parameters
    ----------
    rows
        The number of rows of ``bench.sources``; with 0 there is no such table.

    Raises
    ------
    NotAvailableError
        The package with the data is missing.
    """
    engine = Engine()
    objects = read_objects()
    engine.load(replace(OBJECTS, rows=objects.num_rows), objects)
    if rows:
        engine.compute(replace(SOURCES, rows=rows), SOURCES_SQL, {"rows": rows})
    for table, content in describe(list(engine.catalogue)):
        engine.load(replace(table, rows=content.num_rows), content)
    engine.lock()
    return engine
