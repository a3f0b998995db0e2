"""What workers do with whole stored tables: describe them, pick rows of them; light to import."""

from collections.abc import Sequence
from pathlib import Path

from ..models import Column, Direction, RowFilter

__all__ = ["describe", "pick"]


def describe(path: str) -> tuple[int, list[Column]]:
    """Count the rows of an Arrow file and describe its columns, after looking all of it through.

    Raises
    ------
    NotFoundError, BadAnswerError
        There is no such table, or it is damaged.
    """
    from ..votable.schema import columns
    from .frames import arrow

    table = arrow(path)
    return table.num_rows, columns(table.schema)


def pick(
    path: str,
    destination: str,
    ranges: Sequence[tuple[int, int]],
    *,
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> int:
    """Write some rows of a stored table to another Arrow file, and count them.

    Parameters
    ----------
    path
        The Arrow file.
    destination
        The one to write.
    ranges
        First and last rows, both included, counted from 0 in the order that ``sort`` gives.
    sort, direction, where
        As in `esap_jupyter.results.pages.page`.

    Raises
    ------
    BadRequestError
        A range is no range of its rows, they are more than it has, or there is no such column.
    """
    import pyarrow as pa

    from ..votable.services import load_services, save_services
    from .paging import picked

    rows = picked(Path(path), ranges, sort, direction, where)
    with pa.OSFile(destination, "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)
    save_services(load_services(Path(path)), Path(destination))
    return int(rows.num_rows)
