"""What workers do for a basket: rows of a stored table as exact text; light to import."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..models import Direction, Result, RowFilter

if TYPE_CHECKING:
    from .stored import Encoded

__all__ = ["RowTexts", "encoded_rows", "row_texts"]


class RowTexts(msgspec.Struct, frozen=True):
    """Cells ``[row][column]`` as text, None where missing, and which rows of the table they are."""

    rows: list[int]
    cells: list[list[str | None]]


def encoded_rows(
    result: Result,
    ranges: Sequence[tuple[int, int]],
    given: Mapping[str, Any],
    *,
    sort: int | None,
    direction: Direction,
    where: RowFilter | None = None,
) -> "list[Encoded]":
    """Make items of some rows, ready to be written; see `row_texts`.

    Parameters
    ----------
    result
        The stored result.
    ranges, sort, direction, where
        Which rows.
    given
        Group, tags and note of all of them, where there are any.
    """
    from .making import of_rows
    from .stored import encode_all

    texts = row_texts(result.path, ranges, sort=sort, direction=direction, where=where)
    items = of_rows(result, texts)
    return list(encode_all(msgspec.structs.replace(item, **given) for item in items))


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
