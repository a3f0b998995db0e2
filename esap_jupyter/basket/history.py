"""Steps that can be undone: each knows how its items were before.

A step keeps, for each item that it changed, the other state: before it while it is done, after it
once it is undone. To undo and to redo is the same swap.
"""

import sqlite3

from ..errors import ConflictError, NotFoundError
from .limits import MOST_STEPS

__all__ = ["begin", "keep", "last", "swap"]

_STATE = 'gone, position, title, "group", tags, note, said'
_OF_ITEM = ", ".join(f"item.{name}" for name in _STATE.split(", "))
_SWAPPED = f"""
CREATE TEMP TABLE swapped AS
SELECT item.key AS key, {_OF_ITEM} FROM item JOIN step_item ON step_item.item = item.key
WHERE step_item.step = ?
"""  # noqa: S608 (constants)


def begin(connection: sqlite3.Connection, text: str, now: float) -> int:
    """Begin a step, and return its number; what was undone cannot be done again any more."""
    undone = [seq for (seq,) in connection.execute("SELECT seq FROM step WHERE undone = 1")]
    _forget(connection, undone)
    cursor = connection.execute("INSERT INTO step (text, made) VALUES (?, ?)", (text, now))
    step = int(cursor.lastrowid or 0)
    old = connection.execute("SELECT seq FROM step WHERE seq <= ?", (step - MOST_STEPS,)).fetchall()
    _forget(connection, [seq for (seq,) in old])
    return step


def keep(connection: sqlite3.Connection, step: int, keys: str) -> None:
    """Keep how items are now, before the step changes them.

    Parameters
    ----------
    connection
        In a transaction.
    step
        Its number.
    keys
        A query, without parameters, that gives their keys.
    """
    connection.execute(
        f"INSERT OR IGNORE INTO step_item SELECT ?, key, {_STATE} FROM item "  # noqa: S608
        f"WHERE key IN ({keys})",
        (step,),
    )


def last(connection: sqlite3.Connection, *, undone: bool) -> tuple[int, str] | None:
    """Return number and text of the step to undo next, or to do again next, if there is one."""
    order = "ASC" if undone else "DESC"
    query = f"SELECT seq, text FROM step WHERE undone = ? ORDER BY seq {order} LIMIT 1"  # noqa: S608
    found = connection.execute(query, (int(undone),)).fetchone()
    return None if found is None else (int(found[0]), str(found[1]))


def swap(
    connection: sqlite3.Connection, *, undone: bool, expected: tuple[int | None, int], now: float
) -> tuple[int, str]:
    """Undo the last step, or (``undone``) do the last undone one again.

    Parameters
    ----------
    connection
        In a transaction.
    undone
        Whether a step is to be done again.
    expected
        The revision at which somebody looked, if they said so, and that of now.
    now
        Unix time in seconds.

    Returns
    -------
    tuple
        Number and text of the step.

    Raises
    ------
    ConflictError
        Somebody else has changed the basket meanwhile.
    NotFoundError
        There is no such step.
    """
    if expected[0] is not None and expected[0] != expected[1]:
        raise ConflictError(
            "The basket was changed elsewhere meanwhile.", remedy="Look at it, and try again."
        )
    found = last(connection, undone=undone)
    if found is None:
        words = "done again" if undone else "undone"
        raise NotFoundError(f"There is nothing to be {words}.", remedy="Go on as it is.")
    step = found[0]
    connection.execute("DROP TABLE IF EXISTS temp.swapped")
    connection.execute(_SWAPPED, (step,))
    connection.execute(
        f"UPDATE item SET ({_STATE}, changed) = (SELECT {_STATE}, ? FROM step_item "  # noqa: S608
        "WHERE step_item.step = ? AND step_item.item = item.key) "
        "WHERE key IN (SELECT key FROM temp.swapped)",
        (now, step),
    )
    connection.execute("CREATE INDEX temp.swapped_key ON swapped (key)")
    connection.execute(
        f"UPDATE step_item SET ({_STATE}) = (SELECT {_STATE} FROM temp.swapped "  # noqa: S608
        "WHERE temp.swapped.key = step_item.item) WHERE step = ?",
        (step,),
    )
    connection.execute("UPDATE step SET undone = ? WHERE seq = ?", (int(not undone), step))
    return found


def _forget(connection: sqlite3.Connection, steps: list[int]) -> None:
    """Forget steps, and the items that only they could have brought back."""
    for step in steps:
        connection.execute("DELETE FROM step WHERE seq = ?", (step,))
        connection.execute("DELETE FROM step_item WHERE step = ?", (step,))
    if steps:
        unneeded = "gone = 1 AND key NOT IN (SELECT item FROM step_item)"
        connection.execute(
            f"DELETE FROM content WHERE key IN (SELECT key FROM item WHERE {unneeded})"  # noqa: S608
        )
        connection.execute(f"DELETE FROM item WHERE {unneeded}")  # noqa: S608
