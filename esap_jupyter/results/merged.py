"""Puts the rows of several archives into one table of ObsCore's columns; run in workers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..votable.decoded import Decoded
from .observations import COLUMNS, Known, Source, sources

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ARCHIVE", "Piece", "merge_archives"]

ARCHIVE = "archive"
_SAME = ("obs_publisher_did", "access_url")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One archive's table."""

    archive: str
    path: Path
    collection: str = ""


def merge_archives(
    pieces: Sequence[Piece], destination: Path, *, distinct: bool = False
) -> Decoded:
    """Write one table of several archives' rows.

    The first column is ``archive``; the others are those of ObsCore that at least one of the
    tables has, by name, utype or UCD. What has no place among them is left out.

    Parameters
    ----------
    pieces
        The tables.
    destination
        The Arrow IPC file to write.
    distinct
        Whether the same data set (``obs_publisher_did``, or else ``access_url``) is given once
        only: as the first archive has it.
    """
    import pyarrow as pa

    from ..votable.schema import columns
    from . import frames

    tables = [(piece, frames.arrow(piece.path)) for piece in pieces]
    found = [(piece, table, sources(columns(table.schema))) for piece, table in tables]
    wanted = [
        known
        for known in COLUMNS
        if known.name == "obs_collection" or any(known.name in where for _, _, where in found)
    ]
    schema = pa.schema([_field(ARCHIVE, _ARCHIVE), *(_field(one.name, one) for one in wanted)])
    parts = [_part(piece, table, where, wanted, schema) for piece, table, where in found]
    whole = pa.concat_tables(parts)
    kept = whole.filter(_first_of_each(whole)) if distinct else whole
    with pa.OSFile(str(destination), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_table(kept)
    return Decoded(rows=kept.num_rows, columns=columns(schema), truncated=False)


_ARCHIVE = Known(name=ARCHIVE, ucd="meta.id", description="The archive that has the row")


def _field(name: str, known: Known) -> "pa.Field":
    from ..votable.schema import FieldSpec

    text = known.datatype == "unicodeChar"
    more = {"ucd": known.ucd, "description": known.description}
    if known.unit:
        more["unit"] = known.unit
    size = "*" if text else None
    return FieldSpec(name=name, datatype=known.datatype, arraysize=size, more=more).to_arrow()


def _part(
    piece: Piece,
    table: "pa.Table",
    where: dict[str, Source],
    wanted: Sequence[Known],
    schema: "pa.Schema",
) -> "pa.Table":
    import pyarrow as pa

    rows = table.num_rows
    arrays: list[Any] = [pa.repeat(piece.archive, rows)]
    for known in wanted:
        source = where.get(known.name)
        kind = schema.field(known.name).type
        if source is not None:
            arrays.append(_values(table.column(source.column), source, kind))
        elif known.name == "obs_collection" and piece.collection:
            arrays.append(pa.repeat(piece.collection, rows))
        else:
            arrays.append(pa.nulls(rows, kind))
    return pa.table(arrays, schema=schema)


def _values(column: "pa.ChunkedArray", source: Source, kind: "pa.DataType") -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    from .merge import as_text

    if pa.types.is_string(kind):
        return as_text(column)
    try:
        numbers = column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        # What is no number, such as a date as text, has no place in a column of numbers.
        return pa.nulls(len(column), kind)
    return numbers if source.scale == 1.0 else pc.multiply(numbers, source.scale)


def _first_of_each(table: "pa.Table") -> "pa.Array":
    import pyarrow as pa

    columns = [table.column(name).to_pylist() for name in _SAME if name in table.column_names]
    seen: set[str] = set()
    kept = []
    for marks in zip(*columns, strict=True) if columns else [()] * table.num_rows:
        mark = next((one for one in marks if one), None)
        kept.append(mark is None or mark not in seen)
        if mark is not None:
            seen.add(mark)
    return pa.array(kept, pa.bool_())
