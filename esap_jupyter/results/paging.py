"""Cuts pages out of mapped tables, in the order of any column."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from ..disk.stamps import Stamp, file_stamp
from ..errors import BadRequestError, NotFoundError
from ..models import Direction, Page, RowFilter
from ..votable.text import cell_texts
from . import frames
from .filtering import mask
from .pages import MAX_COLUMNS, MAX_ROWS

__all__ = ["cut", "numbered", "numbers", "ordered", "picked", "whole"]

_Key = tuple[str, Stamp, int | None, Direction, bytes]
_ORDERS: OrderedDict[_Key, pa.Array] = OrderedDict()
_MAX_ORDERS = 4


def cut(  # noqa: PLR0917 - the request's fields, in its order
    path: Path,
    start: int,
    stop: int,
    columns: list[int],
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> Page:
    """See `esap_jupyter.results.pages.page`."""
    _check_size(start, stop, columns)
    table, order = _looked_up(path, sort, direction, where, columns)
    rows = _part(table.select(columns), order, slice(start, stop))
    texts = [cell_texts(whole(column)) for column in rows.columns]
    cells = [list(row) for row in zip(*texts, strict=True)]
    return Page(
        start=start,
        total=table.num_rows if order is None else len(order),
        columns=columns,
        cells=cells or [[] for _ in range(rows.num_rows)],
    )


def ordered(
    path: Path,
    columns: list[int] | None,
    sort: int | None,
    direction: Direction,
    part: slice = slice(None),
    *,
    where: RowFilter | None = None,
) -> pa.Table:
    """Return columns of a stored table (None for all), in the order of one, or a part of that.

    With ``where``, it is a part of the rows that it lets through.

    Raises
    ------
    BadRequestError
        There is no such column, or it cannot be sorted or filtered so.
    """
    table, order = _looked_up(path, sort, direction, where, columns or [])
    return _part(table if columns is None else table.select(columns), order, part)


def picked(
    path: Path,
    ranges: Sequence[tuple[int, int]],
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> pa.Table:
    """Return rows of a stored table; see `esap_jupyter.results.stored_tables.pick`."""
    table, chosen = numbered(path, ranges, sort, direction, where)
    return table.take(chosen)


def numbered(
    path: Path,
    ranges: Sequence[tuple[int, int]],
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> tuple[pa.Table, pa.Array]:
    """Return a stored table, and which of its rows are meant; otherwise like `picked`."""
    import numpy as np

    table, order = _looked_up(path, sort, direction, where, [])
    total = table.num_rows if order is None else len(order)
    for first, last in ranges:
        if not 0 <= first <= last < total:
            raise BadRequestError(
                f"The table has no rows {first} to {last}.", remedy="Select rows that are there."
            )
    if sum(last + 1 - first for first, last in ranges) > total:
        raise BadRequestError(
            "More rows are selected than the table has.", remedy="Select each row once."
        )
    # One take of them all, as one for each piece would copy the table each time.
    wanted = pa.array(np.concatenate([np.arange(first, last + 1) for first, last in ranges]))
    return table, wanted if order is None else order.take(wanted)


def numbers(
    path: Path,
    rows: Sequence[int] | None,
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> list[int]:
    """Return which stored rows are meant; see `esap_jupyter.results.numbered.row_numbers`."""
    table, order = _looked_up(path, sort, direction, where, [])
    total = table.num_rows if order is None else len(order)
    wanted = range(total) if rows is None else rows
    for row in wanted:
        if not 0 <= row < total:
            raise NotFoundError(f"The table has no row {row}.", remedy="Count rows from 0.")
    if order is None:
        return list(wanted)
    return [int(row) for row in order.take(pa.array(wanted, pa.int64())).to_pylist()]


def _looked_up(
    path: Path,
    sort: int | None,
    direction: Direction,
    where: RowFilter | None,
    columns: Sequence[int],
) -> tuple[pa.Table, pa.Array | None]:
    """Return a table and the numbers of its rows as they are to stand; None where as stored."""
    table = _opened(path)
    for column in columns if sort is None else [*columns, sort]:
        _check_column(table, column)
    by = None if direction == "none" else sort
    if where is not None and (where.conditions or where.text):
        return table, _filtered(path, table, by, direction, where)
    return table, None if by is None else _order(path, table, by, direction)


def _part(table: pa.Table, order: pa.Array | None, part: slice) -> pa.Table:
    start, stop, _ = part.indices(table.num_rows if order is None else len(order))
    length = max(0, stop - start)
    if order is None:
        return table.slice(start, length)
    return table.take(order.slice(start, length))


def _check_size(start: int, stop: int, columns: list[int]) -> None:
    if not 0 <= start <= stop or stop - start > MAX_ROWS or len(columns) > MAX_COLUMNS:
        raise BadRequestError(
            f"A page has at most {MAX_ROWS} rows and {MAX_COLUMNS} columns; rows {start} to "
            f"{stop} of {len(columns)} columns were asked for.",
            remedy="Ask for less at a time.",
        )


def _check_column(table: pa.Table, column: int) -> None:
    if not 0 <= column < table.num_columns:
        raise BadRequestError(
            f"The table has no column {column}; it has {table.num_columns}.",
            remedy="Count columns from 0.",
        )


def _opened(path: Path) -> pa.Table:
    try:
        stamp = file_stamp(path)
    except FileNotFoundError:
        raise NotFoundError(
            "The table of the result is gone; it was deleted.", remedy="Search again."
        ) from None
    return _mapped(str(path), stamp)


@lru_cache(maxsize=8)
def _mapped(path: str, stamp: Stamp) -> pa.Table:
    # The stamp is only there to tell a new file from an old one.
    del stamp
    return frames.arrow(path)


def _order(path: Path, table: pa.Table, sort: int, direction: Direction) -> pa.Array:
    key = (str(path), file_stamp(path), sort, direction, b"")
    return _kept(key, lambda: _sorted(table, sort, direction))


def _filtered(
    path: Path, table: pa.Table, sort: int | None, direction: Direction, where: RowFilter
) -> pa.Array:
    def found() -> pa.Array:
        through = mask(table, where)
        if sort is None:
            return pc.indices_nonzero(through)
        order = _order(path, table, sort, direction)
        return order.filter(whole(through).take(order))

    # Without a column to sort by, the direction means nothing.
    told: Direction = "none" if sort is None else direction
    return _kept((str(path), file_stamp(path), sort, told, msgspec.json.encode(where)), found)


def _kept(key: _Key, make: Callable[[], pa.Array]) -> pa.Array:
    if key not in _ORDERS:
        _ORDERS[key] = make()
        while len(_ORDERS) > _MAX_ORDERS:
            _ORDERS.popitem(last=False)
    _ORDERS.move_to_end(key)
    return _ORDERS[key]


def _sorted(table: pa.Table, sort: int, direction: Direction) -> pa.Array:
    column = table.column(sort)
    if pa.types.is_nested(column.type):
        raise BadRequestError(
            f"The column {table.column_names[sort]!r} holds arrays, which have no order.",
            remedy="Sort by another column.",
        )
    # Arrow's sort is stable, and puts NaN and then missing values last in either direction.
    return pc.sort_indices(pa.table({"key": column}), sort_keys=[("key", direction)])


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return a column in one piece."""
    if isinstance(column, pa.Array):
        return column
    combined = column.combine_chunks()
    return combined if isinstance(combined, pa.Array) else pa.concat_arrays(combined.chunks)
