"""From DuckDB's values to those of an answer, with the metadata of plain columns."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import BadRequestError
from ..models import Column

if TYPE_CHECKING:
    import pyarrow as pa

    from .translate import Translation

__all__ = ["answer_schema", "arrow_type", "convert", "metadata"]


_SCALARS = ("bool", "double", "float", "int16", "int32", "int64", "string", "uint8")


def arrow_type(column: Column) -> "pa.DataType":
    """Return the type of a column's values in Arrow."""
    from ..votable.schema import FieldSpec

    return FieldSpec(name=column.name, datatype=column.datatype, arraysize=column.arraysize).arrow


def metadata(column: Column, kind: "pa.DataType") -> dict[bytes, bytes]:
    """Give a column's description as the metadata of an Arrow field; what is absent is left out.

    The VOTable type is left out too where the values are of another ``kind`` by now.
    """
    parts = {
        "unit": column.unit,
        "ucd": column.ucd,
        "utype": column.utype,
        "xtype": column.xtype,
        "description": column.description,
    }
    if kind == arrow_type(column):
        parts |= {"datatype": column.datatype, "arraysize": column.arraysize}
    return {key.encode(): value.encode() for key, value in parts.items() if value}


def answer_schema(schema: "pa.Schema", translation: "Translation") -> "pa.Schema":
    """Name and describe the columns of an answer, in types that VOTable has."""
    import pyarrow as pa

    fields: Iterable[tuple[str, Column | None, pa.DataType]] = zip(
        translation.names, translation.columns, schema.types, strict=True
    )
    return pa.schema(
        [
            pa.field(name, _storable(kind), metadata=metadata(column, kind) if column else None)
            for name, column, kind in fields
        ]
    )


def _storable(kind: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    if kind in {pa.type_for_alias(name) for name in _SCALARS}:
        return kind
    if pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
        # The size of fixed lists, -1 for others, is what the constructor takes.
        return pa.list_(_storable(kind.value_type), getattr(kind, "list_size", -1))
    if pa.types.is_decimal(kind):
        # Sums of integers are 128 bits wide in DuckDB, and have no decimals.
        return pa.int64() if kind.scale == 0 else pa.float64()
    if pa.types.is_int8(kind):
        return pa.int16()
    if pa.types.is_null(kind):
        return pa.string()
    if not pa.types.is_timestamp(kind):
        # Types that Arrow has not, such as whole numbers of any size, still have DuckDB's name.
        name = getattr(kind, "type_name", kind)
        raise BadRequestError(
            f"The query cannot be computed: a column of the answer would be of type {name}.",
            remedy="Cast it to a number, a string or TIMESTAMP.",
        )
    return kind


def convert(batch: "pa.RecordBatch", schema: "pa.Schema") -> "pa.RecordBatch":
    """Bring a batch into the answer's schema.

    Raises
    ------
    BadRequestError
        A sum is larger than a 64-bit integer.
    """
    import pyarrow as pa

    try:
        columns = [
            column if column.type == field.type else column.cast(field.type)
            for column, field in zip(batch.columns, schema, strict=True)
        ]
    except pa.ArrowInvalid:
        raise BadRequestError(
            "The query cannot be computed: a number does not fit into 64 bits.",
            remedy="Cast it to DOUBLE PRECISION.",
        ) from None
    return pa.record_batch(columns, schema=schema)
