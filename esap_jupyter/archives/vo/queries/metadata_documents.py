"""Reads what services tell of their tables; runs in a worker, since documents may be long."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ....errors import BadAnswerError
from ....models import Column
from ....models.adql import ForeignKey, SchemaColumn, SchemaTable, TableDetails, TableSchema
from ....votable.positions import position_columns
from ....wholes import whole
from ...documents import Element, attribute, children, local, parse, prose_of, text_of, walk
from ..tap.names import written_name
from ..tap.vosi import read_column

__all__ = [
    "Language",
    "Tables",
    "details_of",
    "join_clause",
    "pack_language",
    "pack_rows",
    "pack_table",
    "pack_tables_of",
]

_TAP = "ivo://ivoa.net/std/tap"
_EXAMPLES = "ivo://ivoa.net/std/dali#examples"
_UDF = "features-udf"
_MIB = 1 << 20


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """What a service's capabilities say of queries (TAPRegExt 1.0, section 2)."""

    functions: list[str] = []
    declared: bool = False
    obscore: bool = False
    uploads: bool = False
    default_limit: int | None = None
    hard_limit: int | None = None
    examples: str | None = None


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """The list of tables, and the details of those that came with their columns."""

    schemas: list[TableSchema]
    details: dict[str, TableDetails] = {}


def pack_language(body: bytes, *, who: str) -> bytes:
    """Read VOSI capabilities into MessagePack of `Language`."""
    root = parse(body, who=who, what="its capabilities")
    language = Language()
    for capability in children(root, "capability"):
        standard = attribute(capability, "standardID").lower()
        if standard == _EXAMPLES:
            found = walk(capability, "accessURL")
            address = next(("".join(one.itertext()).strip() for one in found), None)
            language = msgspec.structs.replace(language, examples=address or None)
        elif standard.partition("#")[0] == _TAP:
            language = _language(capability, language)
    return msgspec.msgpack.encode(language)


def _language(capability: Element, language: Language) -> Language:
    functions: list[str] = []
    declared = False
    for features in walk(capability, "languageFeatures"):
        declared = True
        if attribute(features, "type").lower().endswith(_UDF):
            functions += [text_of(each, "form") for each in children(features, "feature")]
    limits = next(children(capability, "outputLimit"), None)
    models = [attribute(each, "ivo-id").lower() for each in children(capability, "dataModel")]
    return msgspec.structs.replace(
        language,
        functions=[form for form in functions if form],
        declared=declared,
        obscore=any("obscore" in model for model in models),
        uploads=any(True for _ in children(capability, "uploadMethod")),
        default_limit=_rows(limits, "default"),
        hard_limit=_rows(limits, "hard"),
    )


def _rows(limits: Element | None, name: str) -> int | None:
    found = None if limits is None else next(children(limits, name), None)
    if found is None or attribute(found, "unit") not in ("", "row"):
        return None
    return whole("".join(found.itertext()).strip())


def pack_tables_of(body: bytes, *, who: str) -> bytes:
    """Read a document of VOSI tables into MessagePack of `Tables`."""
    root = parse(body, who=who, what="its list of tables")
    if local(root) not in ("tableset", "tables"):
        raise BadAnswerError(f"{who} sent <{local(root)[:40]}> where <tableset> was expected.")
    schemas: list[TableSchema] = []
    details: dict[str, TableDetails] = {}
    for schema in children(root, "schema"):
        tables = list(children(schema, "table"))
        schemas.append(
            TableSchema(
                name=text_of(schema, "name"),
                title=prose_of(schema, "title"),
                description=prose_of(schema, "description"),
                tables=[_table(each) for each in tables],
            )
        )
        details.update(_whole(tables))
    loose = list(children(root, "table"))
    if loose:
        schemas.append(TableSchema(name="", tables=[_table(each) for each in loose]))
        details.update(_whole(loose))
    return msgspec.msgpack.encode(Tables(schemas=schemas, details=details))


def pack_table(body: bytes, *, who: str) -> bytes:
    """Read the description of one table into MessagePack of `TableDetails`."""
    root = parse(body, who=who, what="the description of a table")
    found = root if local(root) == "table" else next(walk(root, "table"), None)
    if found is None:
        raise BadAnswerError(f"{who} sent <{local(root)[:40]}> where <table> was expected.")
    return msgspec.msgpack.encode(_details(found))


def pack_rows(body: bytes, *, who: str) -> bytes:
    """Read a small VOTable into MessagePack: rows as mappings, names in lower case."""
    from ....votable import read

    del who
    table = read(body)
    names = [name.lower() for name in table.column_names]
    columns = [table.column(index).to_pylist() for index in range(len(names))]
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
    return msgspec.msgpack.encode([{k: _cell(v) for k, v in row.items()} for row in rows])


def _cell(value: Any) -> str | None:
    return None if value is None else str(value)


def _whole(tables: list[Element]) -> Iterator[tuple[str, TableDetails]]:
    for table in tables:
        if next(children(table, "column"), None) is not None:
            details = _details(table)
            yield details.name, details


def _table(table: Element) -> SchemaTable:
    name = text_of(table, "name")
    return SchemaTable(
        name=name,
        adql=written_name(name),
        title=prose_of(table, "title"),
        description=prose_of(table, "description"),
        rows=whole(text_of(table, "nrows")),
        kind=attribute(table, "type"),
    )


def _details(table: Element) -> TableDetails:
    columns = []
    for element in children(table, "column"):
        flags = {"".join(flag.itertext()).strip() for flag in children(element, "flag")}
        columns.append(
            (read_column(element), bool(flags & {"indexed", "primary"}), "principal" in flags)
        )
    keys = [
        (text_of(key, "targetTable"), _pairs(key), prose_of(key, "description"))
        for key in children(table, "foreignKey")
    ]
    name = text_of(table, "name")
    return details_of(
        name,
        columns,
        [
            ForeignKey(other=o, columns=p, description=d, join=join_clause(name, o, p))
            for o, p, d in keys
        ],
        source="VOSI tables",
        description=prose_of(table, "description"),
        rows=whole(text_of(table, "nrows")),
    )


def _pairs(key: Element) -> list[list[str]]:
    return [
        [text_of(pair, "fromColumn"), text_of(pair, "targetColumn")]
        for pair in children(key, "fkColumn")
    ]


def details_of(
    name: str,
    columns: list[tuple[Column, bool, bool]],
    keys: list[ForeignKey],
    *,
    source: str,
    description: str = "",
    rows: int | None = None,
) -> TableDetails:
    """Put the details of a table together.

    Parameters
    ----------
    columns
        Each column, whether it is indexed, and whether it is usually wanted.
    """
    ra, dec = position_columns([column for column, _, _ in columns])
    return TableDetails(
        name=name,
        adql=written_name(name),
        source=source,
        description=description,
        rows=rows,
        ra=ra,
        dec=dec,
        keys=keys,
        columns=[
            SchemaColumn(
                **msgspec.structs.asdict(column),
                adql=written_name(column.name),
                indexed=indexed,
                principal=principal,
            )
            for column, indexed, principal in columns
        ],
    )


def join_clause(table: str, other: str, pairs: list[list[str]]) -> str:
    """Return the clause that joins another table, by pairs of columns of both."""
    mine, theirs = written_name(table), written_name(other)
    tests = " AND ".join(
        f"{mine}.{written_name(one)} = {theirs}.{written_name(two)}" for one, two in pairs
    )
    return f"JOIN {theirs} ON {tests}"
