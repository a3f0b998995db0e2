"""Puts tables together; run in workers, and light to import."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..models import Target
from ..votable.decoded import Decoded

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["as_text", "combine", "together"]


def combine(
    tables: Sequence[Path],
    destination: Path,
    *,
    max_rows: int | None = None,
    targets: Sequence[Target] = (),
) -> Decoded:
    """Write the rows of several tables as one, in their order; duplicates are kept.

    Columns of the same name are one; their types are widened where they differ, to text at last.

    Parameters
    ----------
    tables
        Arrow IPC files; at least one.
    destination
        The Arrow IPC file to write.
    max_rows
        Leave out what goes beyond.
    targets
        With more than one, two columns tell which is nearest to each row, and how far it is
        (deg), where the columns of the position are known.

    Returns
    -------
    Decoded
        ``truncated`` says whether rows were left out here, and ``notes`` why there are no such
        columns.
    """
    import pyarrow as pa

    from ..votable.schema import columns
    from ..votable.services import load_services, save_services
    from . import frames

    whole = together([frames.arrow(path) for path in tables])
    kept = whole if max_rows is None else whole.slice(0, max_rows)
    note = ""
    if len(targets) > 1:
        from .nearest import with_nearest

        kept, note = with_nearest(kept, targets)
    with pa.OSFile(str(destination), "wb") as sink, pa.ipc.new_file(sink, kept.schema) as writer:
        writer.write_table(kept)
    save_services(load_services(tables[0]), destination)
    truncated = kept.num_rows < whole.num_rows
    return Decoded(
        rows=kept.num_rows,
        columns=columns(kept.schema),
        truncated=truncated,
        notes=(note,) if note else (),
    )


def together(tables: "Sequence[pa.Table]") -> "pa.Table":
    """Return the rows of all; the VO metadata of a column is that of the first that has it."""
    import pyarrow as pa

    first = tables[0].schema
    if all(table.schema.equals(first) for table in tables):
        return pa.concat_tables(tables).replace_schema_metadata(first.metadata)
    fields = _fields([table.schema for table in tables])
    schema = pa.schema(list(fields.values()), metadata=first.metadata)
    return pa.concat_tables([_shaped(table, schema) for table in tables])


def _fields(schemas: "Sequence[pa.Schema]") -> "dict[str, pa.Field]":
    import pyarrow as pa

    found: dict[str, pa.Field] = {}
    for one in (field for schema in schemas for field in schema):
        known = found.get(one.name)
        if known is None:
            found[one.name] = one
        elif known.type != one.type:
            found[one.name] = _retyped(known, _common(known.type, one.type))
    return found


def _common(left: "pa.DataType", right: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    try:
        schemas = [pa.schema([pa.field("x", kind)]) for kind in (left, right)]
        return pa.unify_schemas(schemas, promote_options="permissive").field("x").type
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.string()


def _retyped(field: "pa.Field", kind: "pa.DataType") -> "pa.Field":
    """Forget the type that the metadata names, so that it is derived from the new one."""
    gone = (b"datatype", b"arraysize", b"null", b"xtype", b"width", b"precision")
    metadata = {key: text for key, text in (field.metadata or {}).items() if key not in gone}
    return field.with_type(kind).with_metadata(metadata or None).with_nullable(True)  # noqa: FBT003  (arrow's own order)


def _shaped(table: "pa.Table", schema: "pa.Schema") -> "pa.Table":
    import pyarrow as pa

    def column(field: pa.Field) -> "pa.ChunkedArray | pa.Array":
        if field.name not in table.schema.names:
            return pa.nulls(table.num_rows, field.type)
        there = table.column(field.name)
        if there.type == field.type:
            return there
        if pa.types.is_string(field.type):
            return as_text(there)
        return there.cast(field.type)

    return pa.table([column(field) for field in schema], schema=schema)


def as_text(column: "pa.ChunkedArray") -> "pa.Array":
    """Return a column of any type as text, as the grid shows it."""
    import pyarrow as pa

    from ..votable.text import cell_texts
    from .paging import whole

    return pa.array(cell_texts(whole(column)), pa.string())
