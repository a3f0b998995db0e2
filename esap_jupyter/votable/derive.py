"""Finds the VOTable type of Arrow columns, and brings them into it for writing."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import BadRequestError
from .schema import FieldSpec, field_spec

__all__ = ["convert", "derive", "fit_texts", "iso"]

_SCALARS = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_uint8, "unsignedByte"),
    (lambda kind: pa.types.is_int8(kind) or pa.types.is_int16(kind), "short"),
    (lambda kind: pa.types.is_uint16(kind) or pa.types.is_int32(kind), "int"),
    (pa.types.is_integer, "long"),
    (lambda kind: pa.types.is_float16(kind) or pa.types.is_float32(kind), "float"),
    (lambda kind: pa.types.is_floating(kind) or pa.types.is_decimal(kind), "double"),
)


def derive(source: pa.Field) -> FieldSpec:
    """Return the VOTable type of a field: the one its metadata names, if it holds.

    Raises
    ------
    BadRequestError
        VOTable has no such type.
    """
    named = field_spec(source)
    if named is not None and _holds(named, source.type):
        return named
    more = named.more if named is not None else _more(source)
    if _is_time(source.type):
        more = {"xtype": "timestamp"} | more
        return FieldSpec(name=source.name, datatype="char", arraysize="*", more=more)
    base, arraysize = _unwrapped(source.type)
    if _is_text(base) and not arraysize:
        return FieldSpec(name=source.name, datatype="unicodeChar", arraysize="*", more=more)
    for matches, datatype in _SCALARS:
        if matches(base):
            return FieldSpec(
                name=source.name, datatype=datatype, arraysize=arraysize or None, more=more
            )
    raise BadRequestError(
        f"The column {source.name!r} is of a type that VOTable cannot hold ({source.type}).",
        remedy="Leave the column out, or turn it into text.",
    )


def convert(spec: FieldSpec, column: pa.Array) -> pa.Array:
    """Bring a column into the type that is written."""
    if _is_time(column.type) and spec.is_text:
        return iso(column)
    return column if column.type == spec.arrow else column.cast(spec.arrow)


def iso(column: pa.Array) -> pa.Array:
    """Write dates and times as ISO 8601, with a ``T`` between them."""
    return pc.replace_substring(column.cast(pa.string()), " ", "T")


def fit_texts(spec: FieldSpec, column: pa.ChunkedArray) -> FieldSpec:
    """Widen a text column that declares less than it holds."""
    if not (spec.is_text and spec.scalar) or _is_time(column.type):
        return spec
    texts = column.cast(pa.string())
    if spec.datatype == "char" and pc.all(pc.string_is_ascii(texts)).as_py() is False:
        spec = replace(spec, datatype="unicodeChar")
    limit = spec.limit
    if limit is None:
        return spec
    longest = pc.max(pc.utf8_length(texts)).as_py() or 0
    # What lies beyond the basic plane takes two characters of UTF-16.
    wide = pc.any(pc.match_substring_regex(texts, r"[\x{10000}-\x{10FFFF}]")).as_py()
    fits = longest <= limit and not wide
    return spec if fits else replace(spec, arraysize="*")


def _holds(spec: FieldSpec, kind: pa.DataType) -> bool:
    if spec.arrow == kind:
        return True
    if spec.is_text:
        return spec.scalar and (_is_text(kind) or _is_time(kind))
    base, arraysize = _unwrapped(kind)
    number = pa.types.is_integer(base) or pa.types.is_floating(base)
    return spec.scalar and not arraysize and number and pa.types.is_primitive(spec.base)


def _unwrapped(kind: pa.DataType) -> tuple[pa.DataType, str]:
    sizes: list[str] = []
    while _is_list(kind):
        fixed = pa.types.is_fixed_size_list(kind)
        sizes.insert(0, str(kind.list_size) if fixed else "*")
        kind = kind.value_type
    return kind, "x".join(sizes)


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_temporal(kind) and not pa.types.is_duration(kind))


def _more(source: pa.Field) -> dict[str, str]:
    metadata = source.metadata or {}
    return {
        key.decode("utf-8", "replace"): text.decode("utf-8", "replace")
        for key, text in metadata.items()
    }
