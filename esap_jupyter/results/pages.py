"""What worker processes do with a stored table; importing it imports nothing heavy."""

from collections.abc import Callable
from pathlib import Path

from ..models import Direction, Page, RowFilter, SaveFormat

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "page", "save"]

MAX_ROWS = 1024
MAX_COLUMNS = 64


def page(  # noqa: PLR0917 - the request's fields, in its order
    path: Path | str,
    start: int,
    stop: int,
    columns: list[int],
    sort: int | None = None,
    direction: Direction = "none",
    where: RowFilter | None = None,
) -> Page:
    """Cut a page out of a stored table.

    Parameters
    ----------
    path
        The Arrow IPC file; it is mapped, not read.
    start, stop
        Rows, in the order that ``sort`` gives, of those that ``where`` lets through; at most
        1024, cut at their end.
    columns
        Positions of at most 64 columns.
    sort
        Position of the column to sort by. Missing values come last both ways, after NaN.
    where
        Which rows; None for all.

    Raises
    ------
    BadRequestError
        The page is too large, or there is no such column, or it cannot be sorted, or not be
        filtered by that value.
    """
    from .paging import cut

    return cut(Path(path), start, stop, columns, sort, direction, where)


def save(
    path: Path | str,
    destination: Path | str,
    format: SaveFormat,  # noqa: A002 - the name in the REST model
    *,
    truncated: bool = False,
    overwrite: bool = True,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write a stored table to a file that appears only when it is complete.

    Parameters
    ----------
    path
        The Arrow IPC file.
    destination
        The file.
    truncated
        Whether a VOTable has to say ``QUERY_STATUS=OVERFLOW``.
    overwrite
        Whether a file that is there is replaced.
    progress
        Called with the number of rows so far.

    Returns
    -------
    int
        The size in bytes.

    Raises
    ------
    ConflictError
        There is such a file, and it is not to be overwritten.
    """
    from .export import export

    return export(
        Path(path),
        Path(destination),
        format,
        truncated=truncated,
        overwrite=overwrite,
        progress=progress,
    )
