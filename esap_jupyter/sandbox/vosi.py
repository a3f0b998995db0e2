"""Availability and tables (VOSI 1.1), and the documents of errors."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from ..adql.reserved import delimited
from ..adql.tables import Key, Table
from ..models import Column
from .xml import child, document

__all__ = [
    "availability",
    "cone_error",
    "error",
    "table",
    "tableset",
]

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_VODATA = "http://www.ivoa.net/xml/VODataService/v1.1"
_VOTABLE = "http://www.ivoa.net/xml/VOTable/v1.3"


def error(message: str) -> bytes:
    """Return the VOTable that says why there is no answer (DALI 1.1, section 4.4.2)."""
    root = ET.Element("VOTABLE", {"version": "1.4", "xmlns": _VOTABLE})
    resource = child(root, "RESOURCE", type="results")
    child(resource, "INFO", message, name="QUERY_STATUS", value="ERROR")
    return document(root)


def cone_error(message: str) -> bytes:
    """Return the VOTable that says why there is no answer (SCS 1.03, section 2.3)."""
    root = ET.Element("VOTABLE", {"version": "1.4", "xmlns": _VOTABLE})
    child(root, "INFO", ID="Error", name="Error", value=message)
    child(root, "RESOURCE", type="results")
    return document(root)


def availability(up_since: str) -> bytes:
    """Return the document that says that the service is up."""
    namespace = "http://www.ivoa.net/xml/VOSIAvailability/v1.0"
    root = ET.Element("vosi:availability", {"xmlns:vosi": namespace})
    child(root, "vosi:available", "true")
    child(root, "vosi:upSince", up_since)
    return document(root)


def tableset(tables: Iterable[Table], *, columns: bool) -> bytes:
    """Return the description of all tables; without ``columns`` only their names."""
    root = ET.Element("vosi:tableset", _table_namespaces())
    schemas: dict[str, ET.Element] = {}
    for entry in tables:
        if entry.schema not in schemas:
            schemas[entry.schema] = child(root, "schema")
            child(schemas[entry.schema], "name", entry.schema)
        _fill(child(schemas[entry.schema], "table"), entry, columns=columns)
    return document(root)


def table(entry: Table) -> bytes:
    """Return the description of one table."""
    root = ET.Element("vosi:table", _table_namespaces())
    _fill(root, entry, columns=True)
    return document(root)


def _table_namespaces() -> dict[str, str]:
    return {
        "xmlns:vosi": "http://www.ivoa.net/xml/VOSITables/v1.0",
        "xmlns:vs": _VODATA,
        "xmlns:xsi": _XSI,
    }


def _fill(element: ET.Element, entry: Table, *, columns: bool) -> None:
    child(element, "name", entry.full_name)
    child(element, "description", entry.description)
    if entry.utype:
        child(element, "utype", entry.utype)
    if entry.rows is not None:
        child(element, "nrows", entry.rows)
    if columns:
        for column in entry.columns:
            _column(child(element, "column"), column, entry)
        for key in entry.keys:
            _foreign_key(child(element, "foreignKey"), key)


def _column(element: ET.Element, column: Column, entry: Table) -> None:
    child(element, "name", delimited(column.name))
    for tag, text in (
        ("description", column.description),
        ("unit", column.unit),
        ("ucd", column.ucd),
        ("utype", column.utype),
    ):
        if text:
            child(element, tag, text)
    kind = child(element, "dataType", column.datatype)
    kind.set("xsi:type", "vs:VOTableType")
    if column.arraysize:
        kind.set("arraysize", column.arraysize)
    if column.xtype:
        kind.set("extendedType", column.xtype)
    if column.name in entry.indexed:
        child(element, "flag", "indexed")


def _foreign_key(element: ET.Element, key: Key) -> None:
    child(element, "targetTable", key.target)
    for source, target in key.columns:
        pair = child(element, "fkColumn")
        child(pair, "fromColumn", source)
        child(pair, "targetColumn", target)
