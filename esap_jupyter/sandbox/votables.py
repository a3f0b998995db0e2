"""Small VOTables with service descriptors, which rows out of the database do not have."""

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from ..models import Column
from .xml import child, document

__all__ = ["add_table", "field", "finished", "new_votable", "param", "results"]

_NAMESPACE = "http://www.ivoa.net/xml/VOTable/v1.3"


def new_votable() -> ET.Element:
    """Begin a VOTable 1.4."""
    return ET.Element("VOTABLE", {"version": "1.4", "xmlns": _NAMESPACE})


def results(root: ET.Element, infos: Mapping[str, str]) -> ET.Element:
    """Add the resource with the results, and its INFO elements, which a status of OK leads."""
    resource = child(root, "RESOURCE", type="results")
    for name, value in {"QUERY_STATUS": "OK", **infos}.items():
        child(resource, "INFO", name=name, value=value)
    return resource


def add_table(
    resource: ET.Element, columns: Sequence[Column], rows: Iterable[Mapping[str, object]]
) -> None:
    """Add a table; what is missing in a row is an empty cell."""
    table = child(resource, "TABLE")
    for column in columns:
        field(table, column)
    data = child(child(table, "DATA"), "TABLEDATA")
    for row in rows:
        line = child(data, "TR")
        for column in columns:
            child(line, "TD", row.get(column.name))


def field(table: ET.Element, column: Column) -> ET.Element:
    """Add a FIELD."""
    return _described(child(table, "FIELD"), column)


def param(parent: ET.Element, column: Column, value: str = "") -> ET.Element:
    """Add a PARAM; the value may be empty where a client fills it in."""
    element = _described(child(parent, "PARAM"), column)
    element.set("value", value)
    return element


def _described(element: ET.Element, column: Column) -> ET.Element:
    attributes = {
        "name": column.name,
        "datatype": column.datatype,
        "arraysize": column.arraysize,
        "unit": column.unit,
        "ucd": column.ucd,
        "utype": column.utype,
        "xtype": column.xtype,
    }
    element.attrib.update({key: text for key, text in attributes.items() if text})
    if column.description:
        child(element, "DESCRIPTION", column.description)
    return element


def finished(root: ET.Element) -> bytes:
    """Return the document."""
    return document(root)
