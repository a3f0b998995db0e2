"""Makes a stored result of a table of a kernel: astropy's, pandas', Arrow's or polars'."""

import io
import warnings
from typing import TYPE_CHECKING, Any

from ..errors import BadRequestError, EsapError, sentence

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["table_of"]

_FORMS = "Give a table of astropy, pandas, Arrow or polars, or a result."
_WIDER = {"u2": "i4", "u4": "i8", "i1": "i2", "f2": "f4", "f16": "f8", "u8": "i8"}
_LARGEST = 2**63 - 1
# Arrow's types by the names of its tests; those without another stay as they are.
_CASTS = (
    ("null", "string"),
    ("large_string", "string"),
    ("string_view", "string"),
    ("decimal", "double"),
    ("float16", "float"),
    ("int8", "int16"),
    ("uint16", "int32"),
    ("uint32", "int64"),
    ("uint64", "int64"),
    ("boolean", ""),
    ("integer", ""),
    ("floating", ""),
    ("string", ""),
    ("timestamp", ""),
    ("date", ""),
)


def table_of(source: Any) -> "pa.Table":
    """Return an Arrow table with the units, UCDs and descriptions that there are.

    Parameters
    ----------
    source
        A table of astropy (also a ``QTable``, with positions and times), a ``DataFrame`` of
        pandas or polars, or a table, batch or reader of Arrow.

    Raises
    ------
    BadRequestError
        It is no table, or a column is of a type that cannot be stored.
    """
    import pyarrow as pa

    if isinstance(source, pa.Table):
        return _storable(source)
    if isinstance(source, pa.RecordBatch):
        return _storable(pa.Table.from_batches([source]))
    kinds = {base.__module__.partition(".")[0] for base in type(source).__mro__}
    try:
        if "astropy" in kinds:
            return _of_astropy(source)
        if "pandas" in kinds:
            return _storable(pa.Table.from_pandas(source, preserve_index=False))
        if hasattr(source, "__arrow_c_stream__"):
            return _storable(pa.table(source))
    except EsapError:
        raise
    except (pa.ArrowException, TypeError, ValueError, AttributeError) as error:
        raise BadRequestError(
            sentence(f"This {type(source).__name__} cannot be stored: {error}"), remedy=_FORMS
        ) from error
    raise BadRequestError(f"{type(source).__name__} is no table.", remedy=_FORMS)


def _storable(table: "pa.Table") -> "pa.Table":
    """Bring the columns into types that VOTable has."""
    import pyarrow as pa

    from ..votable.schema import unique_names

    names = unique_names([str(name) for name in table.column_names])
    fields, columns = [], []
    for name, field, column in zip(names, table.schema, table.columns, strict=True):
        kind = _kind(name, field.type)
        try:
            plain = column.cast(kind) if kind != column.type else column
        except pa.ArrowException as error:
            raise _refused(name, str(error).partition("\n")[0]) from error
        fields.append(pa.field(name, kind, metadata=field.metadata))
        columns.append(plain)
    # What pandas adds to the schema describes its index, and not the table.
    return pa.table(columns, schema=pa.schema(fields, metadata=_metadata(table.schema)))


def _metadata(schema: "pa.Schema") -> dict[bytes, bytes]:
    text = (schema.metadata or {}).get(b"votable")
    return {b"votable": text} if text else {}


def _kind(name: str, kind: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return _kind(name, kind.value_type)
    if types.is_fixed_size_list(kind):
        return pa.list_(_kind(name, kind.value_type), kind.list_size)
    if types.is_list(kind) or types.is_large_list(kind):
        return pa.list_(_kind(name, kind.value_type))
    for test, wanted in _CASTS:
        if getattr(types, f"is_{test}")(kind):
            return pa.type_for_alias(wanted) if wanted else kind
    raise _refused(name, f"it is of type {kind}")


def _of_astropy(source: Any) -> "pa.Table":
    """Go through astropy's own VOTable, which knows masks, units, UCDs and arrays."""
    from astropy.table import QTable, Table

    from .. import votable

    if not isinstance(source, Table):
        raise BadRequestError(f"{type(source).__name__} is no table.", remedy=_FORMS)
    plain = Table(source, copy=False) if isinstance(source, QTable) else source
    made = Table(meta={key: text for key, text in plain.meta.items() if isinstance(text, str)})
    for name in plain.colnames:
        for given, column in _columns(name, plain[name]):
            made[given] = column
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.write(out, format="votable", tabledata_format="binary2")
    return votable.read(out.getvalue())


def _columns(name: str, column: Any) -> list[tuple[str, Any]]:
    """Return a column as VOTable can have it: a position becomes two, a time a text."""
    from astropy.coordinates import SkyCoord
    from astropy.table import MaskedColumn
    from astropy.time import Time
    from astropy.units import Quantity

    if isinstance(column, SkyCoord):
        place = column.icrs
        ucds = {"ra": "pos.eq.ra", "dec": "pos.eq.dec"}
        return [
            (f"{name}_{axis}", _described(getattr(place, axis).deg, unit="deg", ucd=ucd))
            for axis, ucd in ucds.items()
        ]
    if isinstance(column, Time):
        made = MaskedColumn(column.utc.isot, mask=getattr(column, "mask", False))
        made.meta |= {"xtype": "timestamp"}
        return [(name, made)]
    if isinstance(column, Quantity):
        return [(name, _described(column.value, unit=column.unit))]
    if not hasattr(column, "dtype"):
        raise _refused(name, f"it is a {type(column).__name__}")
    return [(name, _narrowed(name, column))]


def _described(values: Any, *, unit: Any, ucd: str = "") -> Any:
    from astropy.table import Column

    return Column(values, unit=unit, meta={"ucd": ucd} if ucd else {})


def _narrowed(name: str, column: Any) -> Any:
    """Give numbers a type that VOTable has."""
    wanted = _WIDER.get(column.dtype.str[1:])
    if wanted is None:
        return column
    if column.dtype.str[1:] == "u8" and len(column) and int(column.max()) > _LARGEST:
        raise _refused(name, "it has whole numbers beyond 64 bits with a sign")
    return column.astype(wanted)


def _refused(name: str, why: str) -> BadRequestError:
    return BadRequestError(
        sentence(f"The column {name!r} cannot be stored: {why}"),
        remedy="Leave it out, or make numbers, texts or lists of them.",
    )
