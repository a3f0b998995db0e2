"""Tables of kernels that come as Arrow files, by a shared disk or in slices, and become results."""

import time

from ..compute import Compute
from ..errors import BadAnswerError, BadRequestError, NotFoundError
from ..models import Arrival, Result
from .keeping import kept
from .store import Draft, ResultStore
from .stored_tables import describe

__all__ = ["abandon", "add", "begin", "finish"]

_LONGEST = 120


def begin(store: ResultStore) -> Arrival:
    """Make room for a table; a kernel that sees the folder may write the file itself."""
    draft = store.begin()
    store.arriving[draft.id] = draft
    return Arrival(id=draft.id, path=str(draft.table))


def add(store: ResultStore, arrival: str, offset: int, data: bytes) -> None:
    """Append a slice of the file.

    Raises
    ------
    NotFoundError
        No such table is on its way.
    BadRequestError
        The slice is empty, or not the next one.
    """
    draft = _draft(store, arrival)
    size = draft.table.stat().st_size if draft.table.exists() else 0
    if not data or offset != size:
        raise BadRequestError(
            f"A slice of the table came wrong (at {offset}, where {size} was expected).",
            remedy="Send the table again.",
        )
    with draft.table.open("ab") as file:
        file.write(data)


def finish(
    store: ResultStore, compute: Compute, arrival: str, *, name: str, kind: str, rows: int
) -> Result:
    """Make the table that has come a result.

    Parameters
    ----------
    store
        Where it goes.
    compute
        Where the table is looked through.
    arrival
        What `begin` gave.
    name
        The wish for the result's name; a number is added where it is taken.
    kind
        The class of the table in the kernel.
    rows
        How many the kernel counted.

    Raises
    ------
    NotFoundError
        No such table is on its way.
    BadAnswerError
        What came is no table, or has not the rows that were promised; it is thrown away.
    """
    draft = _draft(store, arrival)
    started, clock = time.time(), time.monotonic()
    try:
        found, columns = compute.run(describe, str(draft.table), lane="decode")
        _check_rows(found, rows)
        return kept(
            draft,
            store=store,
            name=name[:_LONGEST] or "table",
            kind=kind[:_LONGEST],
            rows=rows,
            columns=columns,
            started=started,
            seconds=time.monotonic() - clock,
        )
    except BaseException:
        draft.discard()
        raise
    finally:
        store.arriving.pop(arrival, None)


def abandon(store: ResultStore, arrival: str) -> None:
    """Throw away what has come of a table; one that is not on its way is no error."""
    draft = store.arriving.pop(arrival, None)
    if draft is not None:
        draft.discard()


def _check_rows(found: int, promised: int) -> None:
    if found != promised:
        raise BadAnswerError(
            f"The table has {found} rows where {promised} were promised.",
            remedy="Send the table again.",
        )


def _draft(store: ResultStore, arrival: str) -> Draft:
    draft = store.arriving.get(arrival)
    if draft is None:
        raise NotFoundError(
            "This table is not on its way any more; the server was restarted, or it was given up.",
            remedy="Send the table again.",
        )
    return draft
