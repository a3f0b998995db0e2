"""Astropy tables from Arrow, with the cells, masks and metadata that pyvo gives."""

import re
import warnings
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from astropy.table import MaskedColumn, QTable, Table
from astropy.units import Unit

from ..errors import TooLargeError
from ..votable.cells import null_value
from ..votable.derive import convert, derive
from ..votable.encode import dense
from ..votable.schema import FieldSpec, table_metadata

__all__ = ["to_qtable", "to_table"]

_META = ("ucd", "width", "precision", "utype", "xtype")
# VOTable 1.4 took VOUnit in the place of the CDS standard for units.
_VOUNIT_SINCE = (1, 4)
# A cell is written in so many characters, and an archive may declare any number of them.
_COUNT = re.compile(r"[0-9]{1,3}")
# Numpy keeps the widest text's room for each row; an archive may declare, or send, any width.
_WIDEST = 1024
# Missing arrays take room for nothing; up to so many elements that is no matter.
_SMALL = 1 << 24
_SPARSE = 8


def to_table(table: pa.Table) -> Any:
    """Return an `astropy.table.Table`.

    All columns are masked ones, as pyvo's are: NaN counts as missing, and texts are never
    masked but empty. Texts with a limit are numpy strings, others objects; arrays of varying
    length are objects.
    """
    metadata = table_metadata(table.schema)
    unit_format = _unit_format(str(metadata.get("version", "")))
    result = Table(meta=_table_meta(metadata))
    for field, column in zip(table.schema, table.columns, strict=True):
        spec = derive(field)
        whole = convert(spec, _combined(column))
        result[field.name] = _column(spec, whole, unit_format)
    return result


def to_qtable(table: pa.Table) -> Any:
    """Return an `astropy.table.QTable`; a column with an unknown unit stays a column."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return QTable(to_table(table))


def _table_meta(metadata: dict[str, Any]) -> dict[str, Any]:
    description = metadata.get("description")
    return {"description": description} if description else {}


def _combined(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)


def _column(spec: FieldSpec, column: pa.Array, unit_format: str) -> Any:
    values, mask = _cells(spec, column)
    result = MaskedColumn(values, mask=mask, name=spec.name)
    result.meta.update(_column_meta(spec))
    if spec.more.get("description"):
        result.description = spec.more["description"]
    if "unit" in spec.more:
        result.unit = _unit(spec.more["unit"], unit_format)
    if spec.more.get("precision") and values.dtype.kind in "fc":
        result.format = _format(spec.more["precision"], spec.more.get("width", ""))
    return result


def _column_meta(spec: FieldSpec) -> dict[str, Any]:
    meta: dict[str, Any] = {key: spec.more[key] for key in _META if spec.more.get(key)}
    if _COUNT.fullmatch(meta.get("width", "")):
        meta["width"] = int(meta["width"])
    null = null_value(spec)
    if null is not None:
        meta["values"] = {"null": null}
    if spec.is_text:
        # astropy's own keys: it writes the column back as what it was.
        meta["_votable_string_dtype"] = spec.datatype
        if spec.variable:
            meta["_votable_arraysize"] = spec.arraysize
    return meta


def _cells(spec: FieldSpec, column: pa.Array) -> tuple[npt.NDArray[Any], Any]:
    if spec.is_text:
        values = _texts(spec, column) if spec.scalar else _objects(column.to_pylist())
        return values, np.zeros(len(column), np.bool_)
    if spec.listed:
        return _lists(spec, column), np.zeros(len(column), np.bool_)
    return _numbers(spec, column)


def _texts(spec: FieldSpec, column: pa.Array) -> npt.NDArray[Any]:
    texts = pc.fill_null(column, "").to_pylist()
    width = max((len(text) for text in texts), default=0)
    if spec.limit is None or max(width, spec.limit) > _WIDEST:
        return _objects(texts)
    return np.array(texts, dtype=f"U{max(width, spec.limit)}")


def _objects(values: list[Any]) -> npt.NDArray[Any]:
    result = np.empty(len(values), object)
    result[:] = values
    return result


def _numbers(spec: FieldSpec, column: pa.Array) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    _check_spread(spec, column)
    values, mask = dense(column, prod(spec.dims))
    shape = (len(column), *reversed(spec.sizes))
    return _shaped(spec, values, mask, shape)


def _check_spread(spec: FieldSpec, column: pa.Array) -> None:
    """Refuse arrays nearly all of which are missing, where they would fill the memory."""
    size = prod(spec.dims)
    present = (len(column) - column.null_count) * size
    # Packed ones take their room in Arrow, too.
    large = bool(spec.dims) and not spec.packed
    if large and len(column) * size > max(_SMALL, _SPARSE * present):
        raise TooLargeError(
            f"The column {spec.name!r} has {len(column)} arrays of {size} elements, nearly all of "
            "them missing, and astropy would keep them in full.",
            remedy="Leave the column out, or choose the form arrow.",
        )


def _shaped(
    spec: FieldSpec,
    values: npt.NDArray[Any],
    mask: npt.NDArray[np.bool_],
    shape: tuple[int, ...],
) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    if values.dtype.kind == "f":
        mask = mask | np.isnan(values)
    if spec.is_complex:
        kind = np.complex64 if spec.datatype == "floatComplex" else np.complex128
        values = np.ascontiguousarray(values).view(kind)
        mask = mask[:, 0::2] | mask[:, 1::2]
    return values.reshape(shape), mask.reshape(shape)


def _lists(spec: FieldSpec, column: pa.Array) -> npt.NDArray[Any]:
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    flat = column.flatten()
    values, mask = dense(flat, prod(spec.dims))
    values, mask = _shaped(spec, values, mask, (len(flat), *reversed(spec.sizes)))
    result = np.empty(len(column), object)
    start = 0
    for row, length in enumerate(lengths.tolist()):
        end = start + length
        result[row] = np.ma.array(values[start:end], mask=mask[start:end])
        start = end
    return result


def _unit_format(version: str) -> str:
    parts = tuple(int(part) for part in version.split(".") if part.isdecimal())
    return "vounit" if not parts or parts >= _VOUNIT_SINCE else "cds"


def _unit(text: str, unit_format: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Unit(text, format=unit_format, parse_strict="silent")


def _format(precision: str, width: str) -> str | None:
    """Return the format that VOTable's width and precision ask for, as astropy reads them."""
    letter = "g" if precision.startswith("E") else "f"
    digits = precision.lstrip("EF")
    if not _COUNT.fullmatch(digits) or (width and not _COUNT.fullmatch(width)):
        return None
    return f"{{:{width}.{digits}{letter}}}"
