"""Rows of a result that somebody selected, as a result of their own."""

import msgspec

from ..compute import Compute
from ..errors import BadRequestError
from ..models import Result, RowSelection
from .store import ResultStore
from .stored_tables import pick

__all__ = ["keep_selection"]

_MOST_RANGES = 20_000


def keep_selection(
    store: ResultStore, compute: Compute, key: str, selection: RowSelection
) -> Result:
    """Keep the selected rows of a result, with its provenance, beside it.

    Parameters
    ----------
    store
        Where both are.
    compute
        Where the rows are picked.
    key
        Id or name of the result.
    selection
        Which rows.

    Raises
    ------
    NotFoundError
        There is no such result.
    BadRequestError
        No row is selected, or rows that it does not have, or in too many pieces.
    """
    result = store.get(key)
    if not 0 < len(selection.ranges) <= _MOST_RANGES:
        raise BadRequestError(
            f"Rows are selected in 1 to {_MOST_RANGES} ranges, not {len(selection.ranges)}.",
            remedy="Sort the rows so that those wanted stand together, and select these.",
        )
    draft = store.begin()
    try:
        rows = compute.run(
            pick,
            result.path,
            str(draft.table),
            [(first, last) for first, last in selection.ranges],
            sort=selection.sort,
            direction=selection.direction,
            where=selection.where,
            lane="view",
        )
        note = f"{rows} of the {result.rows} rows of {result.name!r} were selected by hand."
        origin = result.provenance
        return draft.commit(
            name=f"{result.name}_selected",
            title=f"{result.title}: selected rows",
            archive=result.archive,
            collection=result.collection,
            rows=rows,
            truncated=False,
            columns=result.columns,
            provenance=msgspec.structs.replace(
                origin, notes=[*origin.notes, note], part_of=result.id
            ),
        )
    except BaseException:
        draft.discard()
        raise
