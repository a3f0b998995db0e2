"""From cells as they were read to Arrow arrays, a batch of a column at a time."""

from collections.abc import Callable, Sequence
from itertools import chain
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import BadAnswerError
from .schema import FieldSpec

__all__ = ["build", "elements_of_text", "flatten_text", "from_values", "mask_null", "null_value"]

_BOOLEANS = {
    **dict.fromkeys(("TRUE", "T", "1"), True),
    **dict.fromkeys(("FALSE", "F", "0"), False),
    **dict.fromkeys(("?", "\0", "NULL"), None),
}

Base = Callable[[FieldSpec, list[Any]], pa.Array]


def build(spec: FieldSpec, cells: list[Any], base: Base) -> pa.Array:
    """Make a column.

    Parameters
    ----------
    spec
        Its type.
    cells
        One element, a flat sequence of elements, or None, for each row.
    base
        Makes an array of elements.

    Raises
    ------
    BadAnswerError
        A cell has not as many elements as the type says, or one that is not of it.
    """
    if spec.scalar:
        return base(spec, cells)
    size = prod(spec.dims)
    for cell in cells:
        if cell is not None:
            _check_length(spec, len(cell), size)
    missing = pa.array([cell is None for cell in cells], pa.bool_())
    if spec.packed:
        return _packed(spec, cells, missing, base)
    inner = spec.dims if spec.listed else spec.dims[:-1]
    values = _nested(base(spec, _flat(cells)), inner)
    step = prod(inner)
    ends = [0]
    for cell in cells:
        ends.append(ends[-1] + (len(cell) // step if cell is not None else 0))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values, mask=missing)


def _packed(spec: FieldSpec, cells: list[Any], missing: pa.Array, base: Base) -> pa.Array:
    blank = [None] * prod(spec.dims)
    flat = base(spec, _flat([blank if cell is None else cell for cell in cells]))
    values = _nested(flat, spec.dims[:-1])
    return pa.FixedSizeListArray.from_arrays(values, spec.dims[-1], mask=missing)


def _nested(values: pa.Array, dims: Sequence[int]) -> pa.Array:
    for size in dims:
        values = pa.FixedSizeListArray.from_arrays(values, size)
    return values


def _flat(cells: list[Any]) -> Any:
    present = [cell for cell in cells if cell is not None]
    if present and isinstance(present[0], np.ndarray):
        return np.concatenate(present)
    return list(chain.from_iterable(present))


def _check_length(spec: FieldSpec, length: int, size: int) -> None:
    fits = length % size == 0 if spec.listed else length == size
    if not fits:
        raise BadAnswerError(
            f"A cell of the column {spec.name!r} has {length} elements, which does not fit "
            f"its arraysize {spec.arraysize!r}.",
            remedy="Leave the column out of the query, or tell the archive.",
        )


def from_values(spec: FieldSpec, values: list[Any]) -> pa.Array:
    """Make an array of elements from Python values."""
    return mask_null(spec, pa.array(values, spec.base))


def flatten_text(spec: FieldSpec, text: str) -> Any:
    """Split the text of a TD element into elements; None where it is empty.

    VOTable 1.3 made the empty element the missing value of any type.
    """
    if not text:
        return None
    if spec.is_text:
        return text if spec.scalar else _chunks(text, spec.sizes[0])
    if spec.datatype == "bit" and not spec.scalar:
        return [bit for bit in text if bit in "01"]
    if spec.scalar:
        return text
    parts = text.replace(",", " ").split()
    spec.check_elements(len(parts))
    if not parts or (spec.is_complex and [part.lower() for part in parts] == ["nan"]):
        return None
    return parts


def _chunks(text: str, width: int) -> list[str]:
    return [text[at : at + width].rstrip(" \0") for at in range(0, len(text), width)]


def elements_of_text(spec: FieldSpec, texts: list[str | None]) -> pa.Array:
    """Make an array of elements from their texts.

    Raises
    ------
    BadAnswerError
        A text does not spell a value of the type, or one that does not fit.
    """
    if spec.is_text:
        return pa.array(texts, pa.string())
    if pa.types.is_boolean(spec.base):
        return pa.array([_boolean(spec, text) for text in texts], pa.bool_())
    try:
        values = pa.array(texts, pa.string()).cast(spec.base)
    except pa.ArrowInvalid:
        values = _by_hand(spec, texts)
    return mask_null(spec, values)


def _boolean(spec: FieldSpec, text: str | None) -> bool | None:
    if text is None or not text.strip():
        return None
    try:
        return _BOOLEANS[text.strip().upper()]
    except KeyError:
        raise _misspelt(spec, text) from None


def _by_hand(spec: FieldSpec, texts: list[str | None]) -> pa.Array:
    parse = _float if pa.types.is_floating(spec.base) else _integer
    values = []
    for text in texts:
        try:
            # Python would take the underscores of its own literals.
            value = parse(text.strip().replace("_", "?")) if text is not None else None
            values.append(pa.scalar(value, spec.base).as_py())
        except (ValueError, OverflowError, pa.ArrowInvalid):
            raise _misspelt(spec, text or "") from None
    return pa.array(values, spec.base)


def _float(text: str) -> float | None:
    # Some services write the word where the standard wants an empty element.
    return None if text.lower() in {"", "null"} else float(text)


def _integer(text: str) -> int | None:
    if text.lower() in {"", "null", "nan"}:
        return None
    return int(text, 16 if text.lower().startswith("0x") else 10)


def mask_null(spec: FieldSpec, values: pa.Array) -> pa.Array:
    """Turn the value that the archive declared as missing into a missing one."""
    null = null_value(spec)
    if null is None:
        return values
    wanted = pa.scalar(null, spec.base)
    return pc.if_else(pc.equal(values, wanted), pa.scalar(None, spec.base), values)


def null_value(spec: FieldSpec) -> float | int | None:
    """Return the number that the archive declared as missing, if it is one of the type."""
    null = spec.more.get("null", "").strip()
    if not null or spec.is_text or not _is_number(spec.base):
        return None
    parse = _float if pa.types.is_floating(spec.base) else _integer
    try:
        value = parse(null)
        pa.scalar(value, spec.base)
    except (ValueError, OverflowError, pa.ArrowInvalid):
        return None
    return value


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _misspelt(spec: FieldSpec, text: str) -> BadAnswerError:
    return BadAnswerError(
        f"The column {spec.name!r} holds {text[:40]!r}, which is no {spec.datatype}.",
        remedy="Leave the column out of the query, or tell the archive.",
    )
