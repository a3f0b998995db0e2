"""Which rows of a stored table are meant, and their cells; run in workers, light to import."""

from collections.abc import Sequence
from pathlib import Path

from ..models import Direction, RowFilter

__all__ = ["row_numbers", "rows_cells"]


def row_numbers(
    path: Path | str,
    rows: Sequence[int] | None,
    sort: int | None = None,
    direction: Direction = "none",
    where: RowFilter | None = None,
) -> list[int]:
    """Return which rows of a stored table those are that are counted in some order.

    Parameters
    ----------
    path
        The Arrow IPC file.
    rows
        Counted in the order of ``sort`` among those that ``where`` lets through; None for all.

    Raises
    ------
    NotFoundError
        There is no such row.
    """
    from .paging import numbers

    return numbers(Path(path), rows, sort, direction, where)


def rows_cells(
    path: Path | str, rows: Sequence[int], columns: Sequence[int]
) -> list[list[str | None]]:
    """Return some cells of rows, as they are stored, as text: one list for each row."""
    import pyarrow as pa

    from ..votable.text import cell_texts
    from .paging import ordered, whole

    table = ordered(Path(path), list(columns), None, "none").take(pa.array(rows, pa.int64()))
    texts = [cell_texts(whole(column)) for column in table.columns]
    return [list(row) for row in zip(*texts, strict=True)] if texts else [[] for _ in rows]
