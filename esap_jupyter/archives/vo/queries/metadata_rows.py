"""Makes tables and columns of the rows of TAP_SCHEMA (TAP 1.1, section 4)."""

from collections.abc import Mapping, Sequence

from ....models import Column
from ....models.adql import ForeignKey, SchemaTable, TableDetails, TableSchema
from ....votable.refusals import plain_text
from ....wholes import whole
from ..tap.names import written_name
from ..tap.vosi import votable_type
from .metadata_documents import details_of, join_clause

__all__ = ["details_from_rows", "keys_from_rows", "schemas_from_rows"]

Row = Mapping[str, str | None]
_LONGEST = 2000


def schemas_from_rows(tables: Sequence[Row]) -> list[TableSchema]:
    """Group the rows of ``tap_schema.tables`` by their schema, in the order they came."""
    groups: dict[str, list[SchemaTable]] = {}
    for row in tables:
        name = (row.get("table_name") or "").strip()
        if name:
            groups.setdefault(row.get("schema_name") or "", []).append(
                SchemaTable(
                    name=name,
                    adql=written_name(name),
                    description=_prose(row),
                    rows=whole(row.get("nrows") or ""),
                    kind=row.get("table_type") or "",
                )
            )
    return [TableSchema(name=name, tables=group) for name, group in groups.items()]


def details_from_rows(name: str, columns: Sequence[Row], keys: Sequence[Row]) -> TableDetails:
    """Make the details of a table of its rows in ``tap_schema.columns`` and of its keys."""
    ordered = sorted(columns, key=lambda row: whole(row.get("column_index") or "") or 0)
    return details_of(
        name,
        [
            (_column(row), row.get("indexed") == "1", row.get("principal") == "1")
            for row in ordered
            if row.get("column_name")
        ],
        keys_from_rows(name, keys),
        source="TAP_SCHEMA",
    )


def keys_from_rows(table: str, rows: Sequence[Row]) -> list[ForeignKey]:
    """Make foreign keys of rows that join ``keys`` and ``key_columns``, either way round."""
    pairs: dict[str, list[list[str]]] = {}
    about: dict[str, tuple[str, str]] = {}
    for row in rows:
        key = row.get("key_id") or ""
        outgoing = (row.get("from_table") or "").lower() == table.lower()
        mine, theirs = row.get("from_column") or "", row.get("target_column") or ""
        other = row.get("target_table") if outgoing else row.get("from_table")
        pairs.setdefault(key, []).append([mine, theirs] if outgoing else [theirs, mine])
        about[key] = (other or "", _prose(row))
    return [
        ForeignKey(
            other=about[key][0],
            columns=columns,
            description=about[key][1],
            join=join_clause(table, about[key][0], columns),
        )
        for key, columns in pairs.items()
        if about[key][0]
    ]


def _column(row: Row) -> Column:
    datatype, arraysize, numeric = votable_type(row.get("datatype") or "", row.get("arraysize"))
    return Column(
        name=row.get("column_name") or "",
        datatype=datatype,
        arraysize=arraysize,
        unit=row.get("unit") or None,
        ucd=row.get("ucd") or None,
        utype=row.get("utype") or None,
        xtype=row.get("xtype") or None,
        description=_prose(row),
        numeric=numeric,
    )


def _prose(row: Row) -> str:
    return plain_text(row.get("description") or "", _LONGEST)
