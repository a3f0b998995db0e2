"""Encodes record batches as BINARY2 rows (VOTable 1.4, section 5.4)."""

from itertools import chain
from math import prod
from struct import pack
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import BadRequestError
from .cells import null_value
from .schema import FieldSpec

__all__ = ["dense", "encode_rows"]

Numbers = npt.NDArray[Any]
Booleans = npt.NDArray[np.bool_]


def encode_rows(specs: list[FieldSpec], columns: list[pa.Array]) -> bytes:
    """Encode a batch.

    Parameters
    ----------
    specs
        The VOTable types.
    columns
        The columns, of the specs' Arrow types.

    Raises
    ------
    BadRequestError
        An integer is missing inside an array, which VOTable cannot say without a null value.
    """
    missing = np.column_stack([_missing(column) for column in columns])
    parts: list[Numbers] = [np.packbits(missing, axis=1)]
    pieces: list[list[bytes]] = []
    for spec, column in zip(specs, columns, strict=True):
        if not spec.variable:
            parts.append(_fixed(spec, column))
            continue
        if parts:
            pieces.append(_joined(parts))
            parts = []
        pieces.append(_variable(spec, column))
    if not pieces:
        return np.concatenate(parts, axis=1).tobytes()
    if parts:
        pieces.append(_joined(parts))
    return b"".join(chain.from_iterable(zip(*pieces, strict=True)))


def dense(column: pa.Array, size: int) -> tuple[Numbers, Booleans]:
    """Spread fixed lists of numbers out; returns values and mask of shape (rows, size).

    A scalar column has size 1. Missing elements are NaN, 0 or False.
    """
    missing = _missing(column)
    flat = column
    while pa.types.is_fixed_size_list(flat.type) or pa.types.is_list(flat.type):
        flat = flat.flatten()
    values, mask = _numbers(flat)
    if len(values) == len(column) * size:
        return values.reshape(-1, size), mask.reshape(-1, size)
    spread = np.zeros((len(column), size), values.dtype)
    spread_mask = np.ones((len(column), size), np.bool_)
    spread[~missing] = values.reshape(-1, size)
    spread_mask[~missing] = mask.reshape(-1, size)
    return spread, spread_mask


def _missing(column: pa.Array) -> Booleans:
    return np.asarray(pc.is_null(column).to_numpy(zero_copy_only=False), np.bool_)


def _numbers(column: pa.Array) -> tuple[Numbers, Booleans]:
    blank: float | bool = 0
    if pa.types.is_floating(column.type):
        blank = float("nan")
    elif pa.types.is_boolean(column.type):
        blank = False
    filled = pc.fill_null(column, pa.scalar(blank, column.type))
    return filled.to_numpy(zero_copy_only=False), _missing(column)


def _joined(parts: list[Numbers]) -> list[bytes]:
    rows = np.concatenate(parts, axis=1)
    width = rows.shape[1]
    raw = rows.tobytes()
    return [raw[at : at + width] for at in range(0, len(raw), width)]


def _fixed(spec: FieldSpec, column: pa.Array) -> Numbers:
    """Encode a column of fixed width as bytes of shape (rows, width)."""
    if spec.is_text:
        return _fixed_text(spec, column)
    values, mask = dense(column, prod(spec.dims))
    return _big_endian(spec, values, mask & ~_missing(column)[:, None])


def _big_endian(spec: FieldSpec, values: Numbers, mask: Booleans) -> Numbers:
    if spec.datatype == "boolean":
        letters = np.where(values, ord("T"), ord("F"))
        return np.where(mask, ord("?"), letters).astype(np.uint8)
    if spec.datatype == "bit":
        if spec.scalar:
            # The standard counts from the highest bit, astropy reads the fourth.
            return np.where(values, 0x88, 0).astype(np.uint8)
        return np.packbits(values.astype(np.bool_), axis=1)
    if values.dtype.kind in "iu" and mask.any():
        values = np.where(mask, _null(spec), values).astype(values.dtype)
    swapped = np.ascontiguousarray(values).astype(values.dtype.newbyteorder(">"))
    return swapped.view(np.uint8).reshape(len(values), values.shape[1] * values.itemsize)


def _null(spec: FieldSpec) -> float:
    null = null_value(spec)
    if null is None:
        raise BadRequestError(
            f"The column {spec.name!r} has arrays with missing integers, which VOTable cannot "
            "hold.",
            remedy="Leave the column out, or save as another format.",
        )
    return null


def _fixed_text(spec: FieldSpec, column: pa.Array) -> Numbers:
    width = prod(spec.sizes) * (2 if spec.datatype == "unicodeChar" else 1)
    texts = [_characters(spec, value) for value in column.to_pylist()]
    if any(len(text) > width for text in texts):
        raise BadRequestError(
            f"The column {spec.name!r} holds texts longer than its arraysize {spec.arraysize!r}.",
            remedy="Widen the column's arraysize.",
        )
    raw = b"".join(text.ljust(width, b"\0") for text in texts)
    return np.frombuffer(raw, np.uint8).reshape(len(column), width)


def _characters(spec: FieldSpec, value: str | list[str | None] | None) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str):
        return _encoded(spec, value)
    width = spec.sizes[0] * (2 if spec.datatype == "unicodeChar" else 1)
    blank = _encoded(spec, " ")
    parts = [_encoded(spec, part or "")[:width] for part in value]
    return b"".join(part + blank * ((width - len(part)) // len(blank)) for part in parts)


def _encoded(spec: FieldSpec, text: str) -> bytes:
    return text.encode("utf-16-be" if spec.datatype == "unicodeChar" else "utf-8")


def _variable(spec: FieldSpec, column: pa.Array) -> list[bytes]:
    """Encode a column of varying width, each cell behind its length."""
    if spec.is_text:
        width = 2 if spec.datatype == "unicodeChar" else 1
        texts = (_characters(spec, value) for value in column.to_pylist())
        return [pack(">i", len(text) // width) + text for text in texts]
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    inner = prod(spec.dims)
    values, mask = dense(column.flatten(), inner)
    if spec.datatype == "bit":
        return _bit_rows(lengths, values)
    raw = _big_endian(spec, values, mask).tobytes()
    width = len(raw) // len(values) if len(values) else 0
    ends = np.cumsum(lengths) * width
    starts = ends - lengths * width
    return [
        pack(">i", count) + raw[start:end]
        for count, start, end in zip(lengths.tolist(), starts, ends, strict=True)
    ]


def _bit_rows(lengths: Numbers, values: Numbers) -> list[bytes]:
    rows = np.split(values.astype(np.bool_), np.cumsum(lengths)[:-1])
    return [pack(">i", len(row)) + np.packbits(row.ravel()).tobytes() for row in rows]
