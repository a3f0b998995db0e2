"""What a sky plot draws of a stored table; run in workers, and light to import."""

from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadRequestError, NotFoundError
from ..models import Direction, Positions, RowFilter

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MOST_POINTS", "SCALES", "positions", "row_cells"]

MOST_POINTS = 20_000
"""How many rows a plot shows; each point is drawn and looked for by the browser."""
SCALES = {"rad": 57.29577951308232, "h": 15.0, "hourangle": 15.0, "arcmin": 1 / 60}
"""What makes degrees of a position's unit."""
_DIGITS = 7


def positions(
    path: Path | str,
    ra: int,
    dec: int,
    *,
    scales: tuple[float, float] = (1.0, 1.0),
    sort: int | None = None,
    direction: Direction = "none",
    where: RowFilter | None = None,
    most: int = MOST_POINTS,
) -> Positions:
    """Return where the rows of a stored table are.

    Parameters
    ----------
    path
        The Arrow IPC file.
    ra, dec
        The columns of the position.
    scales
        What makes degrees of right ascension and declination.
    sort, direction, where
        The order in which rows are counted, and which; see `esap_jupyter.results.pages.page`.
    most
        Of more rows, every n-th is given.

    Raises
    ------
    BadRequestError
        There is no such column, or it holds no numbers.
    """
    import pyarrow.compute as pc

    table = _ordered(Path(path), [ra, dec], sort, direction, where)
    first, second = (
        pc.multiply(_numbers(table.column(at)), scale)
        for at, scale in zip(range(2), scales, strict=True)
    )
    # Some count on past 360 or below 0; what is many turns away is no position.
    inside = pc.and_(pc.less_equal(pc.abs(first), 720.0), pc.less_equal(pc.abs(second), 90.0))
    rows = pc.indices_nonzero(pc.fill_null(inside, False))  # noqa: FBT003  (arrow's own order)
    total = len(rows)
    rows = rows.take(list(range(0, total, max(1, ceil(total / most)))))
    return Positions(
        total=total,
        rows=rows.to_pylist(),
        ra=[round(value % 360.0, _DIGITS) for value in first.take(rows).to_pylist()],
        dec=[round(value, _DIGITS) for value in second.take(rows).to_pylist()],
    )


def row_cells(
    path: Path | str,
    row: int,
    sort: int | None = None,
    direction: Direction = "none",
    where: RowFilter | None = None,
) -> list[str | None]:
    """Return all cells of one row as text.

    Parameters
    ----------
    path
        The Arrow IPC file.
    row
        The row, in the order that ``sort`` gives, of those that ``where`` lets through.

    Raises
    ------
    NotFoundError
        The table has no such row.
    """
    from ..votable.text import cell_texts
    from .paging import ordered, whole

    table = ordered(Path(path), None, sort, direction, slice(row, row + 1), where=where)
    if table.num_rows == 0:
        raise NotFoundError(
            f"The table has no row {row + 1}.", remedy="Count rows from 0, in the order shown."
        )
    return [cell_texts(whole(column))[0] for column in table.columns]


def _ordered(
    path: Path,
    columns: list[int],
    sort: int | None,
    direction: Direction,
    where: RowFilter | None,
) -> "pa.Table":
    from .paging import ordered

    return ordered(path, columns, sort, direction, where=where)


def _numbers(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa

    try:
        return column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BadRequestError(
            "The columns of the position hold no numbers.", remedy="Search another collection."
        ) from error
