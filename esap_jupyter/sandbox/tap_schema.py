"""TAP_SCHEMA: the tables that describe the tables, itself among them (TAP 1.1, section 4)."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..adql.reserved import delimited
from ..adql.tables import Key, Table
from ..adql.values import arrow_type
from ..columns import column
from ..models import Column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TAP_SCHEMA", "describe"]


_text = partial(column, datatype="char")
_integer = partial(column, datatype="int")


def _table(name: str, description: str, columns: Iterable[Column], *keys: Key) -> Table:
    columns = tuple(columns)
    return Table(
        schema="tap_schema",
        name=name,
        description=description,
        columns=columns,
        principal=frozenset(each.name for each in columns),
        standard=True,
        keys=keys,
    )


def _key(target: str, *names: tuple[str, str]) -> Key:
    return Key(target=f"tap_schema.{target}", columns=names)


TAP_SCHEMA: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "schemas",
            "The schemas of this service",
            (
                _text("schema_name", "Name of the schema"),
                _text("utype", "Data model, where there is one"),
                _text("description", "What it contains"),
                _integer("schema_index", "Recommended order"),
            ),
        ),
        _table(
            "tables",
            "The tables of this service",
            (
                _text("schema_name", "Schema of the table"),
                _text("table_name", "Full name, as queries give it"),
                _text("table_type", "table or view"),
                _text("utype", "Data model, where there is one"),
                _text("description", "What it contains"),
                _integer("table_index", "Recommended order"),
            ),
            _key("schemas", ("schema_name", "schema_name")),
        ),
        _table(
            "columns",
            "The columns of all tables",
            (
                _text("table_name", "Table of the column"),
                _text("column_name", "Name of the column"),
                _text("datatype", "Datatype in VOTable"),
                _text("arraysize", "Array size in VOTable"),
                _text("xtype", "Extended type in VOTable"),
                _integer("size", "Length of arrays of fixed size (deprecated)"),
                _text("description", "What it contains"),
                _text("utype", "Data model, where there is one"),
                _text("unit", "Unit in VOUnit syntax"),
                _text("ucd", "UCD1+"),
                _integer("indexed", "1 where searching is fast"),
                _integer("principal", "1 where it is usually wanted"),
                _integer("std", "1 where a standard defines it"),
                _integer("column_index", "Recommended order"),
            ),
            _key("tables", ("table_name", "table_name")),
        ),
        _table(
            "keys",
            "Foreign keys between tables",
            (
                _text("key_id", "Identifier of the key"),
                _text("from_table", "Table that refers"),
                _text("target_table", "Table that is referred to"),
                _text("description", "What it says"),
                _text("utype", "Data model, where there is one"),
            ),
            _key("tables", ("from_table", "table_name")),
            _key("tables", ("target_table", "table_name")),
        ),
        _table(
            "key_columns",
            "The columns of the foreign keys",
            (
                _text("key_id", "Identifier of the key"),
                _text("from_column", "Column that refers"),
                _text("target_column", "Column that is referred to"),
            ),
            _key("keys", ("key_id", "key_id")),
        ),
    )
}

_SCHEMAS = {
    "ivoa": "Observations in IVOA's data models; all of them synthetic",
    "bench": "Synthetic data for measurements",
    "ongc": "OpenNGC, the revised New General Catalogue and Index Catalogue (CC-BY-SA-4.0)",
    "rr": "A small registry (RegTAP 1.1): the sandbox itself, and examples that do not exist",
    "tap_schema": "Tables, columns and keys of this service",
}


def describe(tables: Sequence[Table]) -> list[tuple[Table, "pa.Table"]]:
    """Return the tables of TAP_SCHEMA with the rows that describe the given tables and itself."""
    everything = [*tables, *TAP_SCHEMA.values()]
    rows = {
        "schemas": _schemas(everything),
        "tables": _tables(everything),
        "columns": _columns(everything),
        "keys": _keys(everything),
        "key_columns": _key_columns(everything),
    }
    return [(table, _arrow(table, rows[name])) for name, table in TAP_SCHEMA.items()]


def _arrow(table: Table, rows: list[tuple[object, ...]]) -> "pa.Table":
    import pyarrow as pa

    schema = pa.schema([pa.field(column.name, arrow_type(column)) for column in table.columns])
    names = schema.names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=schema)


def _schemas(tables: Sequence[Table]) -> list[tuple[object, ...]]:
    names = dict.fromkeys(table.schema for table in tables)
    return [(name, None, _SCHEMAS.get(name, ""), index) for index, name in enumerate(names)]


def _tables(tables: Sequence[Table]) -> list[tuple[object, ...]]:
    return [
        (table.schema, table.full_name, "table", table.utype, table.description, index)
        for index, table in enumerate(tables)
    ]


def _columns(tables: Sequence[Table]) -> list[tuple[object, ...]]:
    return [
        _column(table, column, index)
        for table in tables
        for index, column in enumerate(table.columns)
    ]


def _column(table: Table, column: Column, index: int) -> tuple[object, ...]:
    return (
        table.full_name,
        delimited(column.name),
        column.datatype,
        column.arraysize,
        column.xtype,
        None,
        column.description,
        column.utype,
        column.unit,
        column.ucd,
        int(column.name in table.indexed),
        int(column.name in table.principal),
        int(table.standard),
        index,
    )


def _named_keys(tables: Sequence[Table]) -> list[tuple[str, Table, Key]]:
    return [
        (f"{table.full_name}.{number}", table, key)
        for table in tables
        for number, key in enumerate(table.keys, 1)
    ]


def _keys(tables: Sequence[Table]) -> list[tuple[object, ...]]:
    return [
        (name, table.full_name, key.target, key.description or None, None)
        for name, table, key in _named_keys(tables)
    ]


def _key_columns(tables: Sequence[Table]) -> list[tuple[object, ...]]:
    return [(name, *pair) for name, _, key in _named_keys(tables) for pair in key.columns]
