"""Writes record batches as TABLEDATA rows (VOTable 1.4, section 5.1)."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from .schema import FieldSpec
from .text import number_texts

__all__ = ["text_rows"]


def text_rows(specs: list[FieldSpec], columns: list[pa.Array], escape: Callable[[str], str]) -> str:
    """Write the TR elements of a batch; a missing cell is empty."""
    texts = [_texts(spec, column, escape) for spec, column in zip(specs, columns, strict=True)]
    rows = zip(*texts, strict=True)
    return "".join(f"<TR><TD>{'</TD><TD>'.join(row)}</TD></TR>\n" for row in rows)


def _texts(spec: FieldSpec, column: pa.Array, escape: Callable[[str], str]) -> list[str]:
    if spec.is_text:
        return [escape(_padded(spec, value)) for value in column.to_pylist()]
    if spec.scalar:
        return [_spelt(spec, text) for text in number_texts(column)]
    return [_array(spec, row) for row in column.to_pylist()]


def _padded(spec: FieldSpec, value: str | list[str | None] | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    width = spec.sizes[0]
    return "".join((part or "")[:width].ljust(width) for part in value)


def _array(spec: FieldSpec, row: list[Any] | None) -> str:
    if row is None:
        return ""
    while row and isinstance(row[0], list):
        row = [value for inner in row for value in inner]
    texts = [
        text or _missing(spec) for text in (_spelt(spec, t) for t in number_texts(_base(spec, row)))
    ]
    return ("" if spec.datatype == "bit" else " ").join(texts)


def _base(spec: FieldSpec, row: list[Any]) -> pa.Array:
    return pa.array(row, spec.base)


def _missing(spec: FieldSpec) -> str:
    if spec.datatype in {"boolean", "bit"}:
        return "?" if spec.datatype == "boolean" else "0"
    return "NaN" if pa.types.is_floating(spec.base) else spec.more.get("null", "NaN")


def _spelt(spec: FieldSpec, text: str | None) -> str:
    if text is None:
        return ""
    if spec.datatype == "bit":
        return "1" if text == "true" else "0"
    return {"true": "T", "false": "F", "inf": "+Inf", "-inf": "-Inf"}.get(text, text)
