"""What workers do for a basket: rows of a stored table as exact text; light to import."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..models import Direction, RowFilter

__all__ = ["RowTexts", "row_texts"]


class RowTexts(msgspec.Struct, frozen=True):
    """Cells ``[row][column]`` as text, None where missing, and which rows of the table they are."""

    rows: list[int]
    cells: list[list[str | None]]


def row_texts(
    path: str,
    ranges: Sequence[tuple[int, int]],
    *,
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> RowTexts:
    """Write cells of some rows so that each value can be read back.

    Parameters
    ----------
    path
        The Arrow file.
    ranges
        First and last rows, both included, counted from 0 in the order that ``sort`` gives.
    sort, direction, where
        As in `esap_jupyter.results.pages.page`.

    Raises
    ------
    BadRequestError
        A range is no range of its rows, they are more than it has, or there is no such column.
    """
    from ..results.paging import numbered, whole
    from ..votable.text import cell_texts

    table, numbers = numbered(Path(path), ranges, sort, direction, where)
    rows = table.take(numbers)
    columns = [cell_texts(whole(column)) for column in rows.columns]
    cells = [list(row) for row in zip(*columns, strict=True)] or [[] for _ in range(len(numbers))]
    return RowTexts(rows=numbers.to_pylist(), cells=cells)
