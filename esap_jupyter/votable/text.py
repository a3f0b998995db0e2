"""Cells as exact text, for TABLEDATA, pages and CSV."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from .derive import iso

__all__ = ["cell_texts", "number_texts"]


def cell_texts(column: pa.Array) -> list[str | None]:
    """Write each cell so that its value can be read back; None where it is missing.

    Floats have the fewest digits that identify them; arrays are separated by spaces, with
    ``--`` for a missing element; times are ISO 8601.
    """
    kind = column.type
    if pa.types.is_string(kind):
        return list(column.to_pylist())
    if _is_list(kind):
        return [None if row is None else _joined(row, _leaf(kind)) for row in column.to_pylist()]
    if pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        return number_texts(column)
    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        return list(iso(column).to_pylist())
    return [None if value is None else str(value) for value in column.to_pylist()]


def number_texts(column: pa.Array) -> list[str | None]:
    """Write numbers and booleans; None where they are missing."""
    write = _writer(column.type)
    return [None if value is None else write(value) for value in column.to_pylist()]


def _joined(row: list[Any], kind: pa.DataType) -> str:
    write = _writer(kind)
    return " ".join("--" if value is None else write(value) for value in _leaves(row))


def _leaves(row: list[Any]) -> list[Any]:
    while row and isinstance(row[0], list):
        row = [value for inner in row for value in inner]
    return row


def _leaf(kind: pa.DataType) -> pa.DataType:
    while _is_list(kind):
        kind = kind.value_type
    return kind


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind))


def _writer(kind: pa.DataType) -> Callable[[Any], str]:
    if pa.types.is_boolean(kind):
        return _boolean
    if pa.types.is_float32(kind):
        return _float32
    return _float64 if pa.types.is_floating(kind) else str


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _float64(value: float) -> str:
    return "NaN" if value != value else repr(value)  # noqa: PLR0124 - only NaN differs


def _float32(value: float) -> str:
    import numpy as np

    # The digits of the short float, in the notation of the long one.
    return _float64(float(str(np.float32(value))))
