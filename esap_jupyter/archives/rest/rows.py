"""Writes rows that came as JSON as the VOTable that a connector hands over."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ... import votable
from ...errors import BadAnswerError
from ...models import Column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Row", "write_rows"]

Row = Mapping[str, Any]

# So many rows are encoded at once; other threads wait for no more than that.
_ROWS = 500
_TEXT = frozenset({"char", "unicodeChar"})
_RANGES = {
    "unsignedByte": (0, 255),
    "short": (-(1 << 15), (1 << 15) - 1),
    "int": (-(1 << 31), (1 << 31) - 1),
    "long": (-(1 << 63), (1 << 63) - 1),
}
_FLOATS = frozenset({"float", "double"})
_BOOLEANS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
_SHOWN = 40


def write_rows(
    columns: Sequence[Column],
    pages: Iterable[Sequence[Row]],
    destination: Path,
    *,
    who: str,
    description: str = "",
    infos: Mapping[str, str] | None = None,
    overflow: bool | Callable[[], bool] = False,
) -> int:
    """Write rows as a VOTable (BINARY2), page by page as they come.

    No more than a page is held in memory, and what is written is on disk before the next page
    is asked for, so that a reader may follow. Integers keep all of their 64 bits, NaN and the
    infinities stay what they are; what is missing, or None, is a null. Lists and objects in a
    column of text become their JSON.

    Parameters
    ----------
    columns
        What is written; other keys of the rows are left out.
    pages
        The rows; an exception raised here ends the file, which is removed.
    destination
        The file.
    who
        What to call the archive in errors.
    description
        Of the table.
    infos
        INFO elements at the head.
    overflow
        Whether rows are missing at the end; a function is asked after the last row.

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    BadAnswerError
        A value is not of its column's type.
    """
    from ...votable.schema import FieldSpec, make_schema

    schema = make_schema(
        [FieldSpec(**_spec(each)) for each in columns],
        {"description": description, "infos": dict(infos or {})},
    )
    count = 0

    def counted() -> Iterator["pa.RecordBatch"]:
        nonlocal count
        for batch in _batches(columns, pages, schema, file, who):
            count += len(batch)
            yield batch

    try:
        with destination.open("wb") as file:
            votable.write(counted(), file, schema=schema, overflow=overflow)
    except BaseException:
        destination.unlink(missing_ok=True)
        raise
    return count


def _spec(column: Column) -> dict[str, Any]:
    more = {
        key: text
        for key in ("unit", "ucd", "utype", "xtype", "description")
        if (text := getattr(column, key)) is not None
    }
    return {
        "name": column.name,
        "datatype": column.datatype,
        "arraysize": column.arraysize,
        "more": more,
    }


def _batches(
    columns: Sequence[Column],
    pages: Iterable[Sequence[Row]],
    schema: "pa.Schema",
    file: BinaryIO,
    who: str,
) -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa

    for page in pages:
        rows = iter(page)
        while piece := list(islice(rows, _ROWS)):
            arrays = [
                pa.array(_cells(each, piece, who), field.type)
                for each, field in zip(columns, schema, strict=True)
            ]
            yield pa.record_batch(arrays, schema=schema)
        file.flush()


def _cells(column: Column, rows: Sequence[Row], who: str) -> list[Any]:
    convert = _converter(column.datatype)
    cells: list[Any] = []
    for row in rows:
        value = row.get(column.name)
        if value is None:
            cells.append(None)
            continue
        try:
            cells.append(convert(value))
        except (TypeError, ValueError, OverflowError, KeyError) as error:
            raise BadAnswerError(
                f"{who} sent {str(value)[:_SHOWN]!r} as {column.name}, "
                f"which is no {column.datatype}.",
                remedy="Tell the archive; other questions to it may work.",
            ) from error
    return cells


def _converter(datatype: str) -> Callable[[Any], Any]:
    if datatype in _TEXT:
        return _text
    if datatype in _FLOATS:
        return _float
    if datatype == "boolean":
        return _boolean
    low, high = _RANGES[datatype]
    return lambda value: _integer(value, low, high)


def _text(value: Any) -> str:
    if isinstance(value, str):
        # A lone surrogate can be spelt in JSON, but not in UTF-8.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(value, ensure_ascii=False)


def _float(value: Any) -> float | None:
    if isinstance(value, bool):
        raise TypeError
    if isinstance(value, str) and not value.strip():
        return None
    return float(value)


def _integer(value: Any, low: int, high: int) -> int | None:
    if isinstance(value, bool):
        raise TypeError
    if isinstance(value, str):
        if not value.strip():
            return None
        value = int(value)
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if not value.is_integer():
            raise ValueError
        value = int(value)
    if not low <= value <= high:
        raise OverflowError
    return int(value)


def _boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else _BOOLEANS[str(value).strip().lower()]
