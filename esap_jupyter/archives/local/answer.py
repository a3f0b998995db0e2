"""Answers ADQL over stored results; run in a worker, and light to import."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ...errors import CancelledError, NotAvailableError
from ...memory import share_of_memory
from ...results.store import ResultStore
from .tables import Place, places

__all__ = ["answer"]

_SHARE = 0.5
_MOST_MEMORY = 64 << 30
_SECONDS = 3600.0

Report = Callable[[int], None]


def answer(
    home: Path,
    query: str,
    uploads: Mapping[str, Path],
    destination: Path,
    *,
    maxrec: int,
    progress: Report,
) -> None:
    """Compute the answer to a query and write it as a VOTable.

    Only the tables that the query names are read, as Arrow; the engine itself can reach no file.

    Parameters
    ----------
    home
        The folder with the stored results.
    query
        ADQL.
    uploads
        More tables, Arrow IPC files by name.
    destination
        The VOTable; there is none where an error is raised.
    maxrec
        The most rows.
    progress
        Called ten times a second; raises `CancelledError` where nobody waits any more.

    Raises
    ------
    BadRequestError
        The query is not ADQL, names what is not there, or cannot be computed; the message
        gives the position.
    NotFoundError, BadAnswerError
        A table is gone, or damaged.
    NotAvailableError
        The answer cannot be written.
    CancelledError
        It was cancelled.
    """
    from ... import votable
    from ...adql.engine import Engine
    from ...adql.tables import Catalogue
    from ...adql.translate import translate

    known = {
        place.table.full_name.lower(): place
        for place in places(ResultStore(home=home).list(), uploads)
    }
    named = translate(query, Catalogue(place.table for place in known.values())).tables
    engine = Engine(memory_limit=share_of_memory(_SHARE, most=_MOST_MEMORY))
    try:
        _load(engine, [known[name.lower()] for name in sorted(named)])
        engine.lock()
        rows = engine.run(
            query, maxrec=maxrec, seconds=_SECONDS, cancelled=lambda: _is_cancelled(progress)
        )
        with rows, destination.open("wb") as out:
            votable.write(rows.batches, out, schema=rows.schema, overflow=lambda: rows.truncated)
    except OSError as error:
        destination.unlink(missing_ok=True)
        raise NotAvailableError(
            f"The answer could not be written: {error.strerror or error}.",
            remedy="Free space in the folder ESAP_HOME.",
        ) from error
    except BaseException:
        destination.unlink(missing_ok=True)
        raise
    finally:
        engine.close()


def _load(engine: "object", used: list[Place]) -> None:
    """Copy each file once, under a name that no query can give."""
    from ...adql.engine import Engine
    from ...adql.tables import Table
    from ...results.frames import arrow

    assert isinstance(engine, Engine)
    stored: dict[Path, str] = {}
    for place in used:
        if place.path not in stored:
            name = stored[place.path] = f"esap_result_{len(stored)}"
            table = Table(schema="main", name=name, description="", columns=())
            engine.load(table, arrow(place.path))
        engine.describe(replace(place.table, stored=stored[place.path]))


def _is_cancelled(progress: Report) -> bool:
    try:
        progress(0)
    except CancelledError:
        return True
    return False
