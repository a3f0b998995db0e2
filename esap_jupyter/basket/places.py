"""Where items stand: numbers with room between them, spread anew where there is none."""

import sqlite3
from collections.abc import Sequence

from .history import keep

__all__ = ["move"]

_STEP = 1024.0
_LEAST = 1e-3


def move(connection: sqlite3.Connection, step: int, ids: Sequence[str], before: str | None) -> None:
    """Put items, in this order, before another one, or at the end.

    Parameters
    ----------
    connection
        In a transaction.
    step
        The number of the step.
    ids
        Items that are there.
    before
        Another one, or None for the end.
    """
    keep(connection, step, _keys(connection, ids))
    low, gap = _room(connection, ids, before)
    if gap / (len(ids) + 1) < _LEAST:
        keep(connection, step, "SELECT key FROM item WHERE gone = 0")
        _spread(connection)
        low, gap = _room(connection, ids, before)
    width = gap / (len(ids) + 1)
    connection.executemany(
        "UPDATE item SET position = ? WHERE id = ?",
        ((low + width * place, key) for place, key in enumerate(ids, start=1)),
    )


def _keys(connection: sqlite3.Connection, ids: Sequence[str]) -> str:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS moved (key INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.moved")
    connection.executemany(
        "INSERT OR IGNORE INTO temp.moved SELECT key FROM item WHERE id = ?",
        ((key,) for key in ids),
    )
    return "SELECT key FROM temp.moved"


def _room(
    connection: sqlite3.Connection, ids: Sequence[str], before: str | None
) -> tuple[float, float]:
    """Return where the room begins, and how wide it is."""
    others = "gone = 0 AND key NOT IN (SELECT key FROM temp.moved)"
    if before is None:
        query = f"SELECT coalesce(max(position), 0) FROM item WHERE {others}"  # noqa: S608
        (low,) = connection.execute(query).fetchone()
        return float(low), _STEP * (len(ids) + 1)
    (high,) = connection.execute("SELECT position FROM item WHERE id = ?", (before,)).fetchone()
    query = f"SELECT max(position) FROM item WHERE {others} AND position < ?"  # noqa: S608
    (low,) = connection.execute(query, (high,)).fetchone()
    low = high - _STEP * (len(ids) + 1) if low is None else low
    return float(low), float(high - low)


def _spread(connection: sqlite3.Connection) -> None:
    """Make as much room between all items."""
    connection.execute(
        "UPDATE item SET position = spread.place FROM (SELECT key, "
        "row_number() OVER (ORDER BY position, key) * ? AS place FROM item WHERE gone = 0) "
        "AS spread WHERE spread.key = item.key",
        (_STEP,),
    )
