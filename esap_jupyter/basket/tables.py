"""Baskets as tables: one row an item, its own columns typed, with units and UCDs; VOTables."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from .. import votable
from ..columns import column
from ..errors import BadAnswerError
from ..models import Column, NewBasketItem
from .limits import MOST_BYTES, MOST_ITEMS

if TYPE_CHECKING:
    import pyarrow as pa

    from .exchange import Read

__all__ = ["read_votable", "table_of", "write_votable"]

_WHOLE = "basket_item"
_INFO = "esap_basket"
_MOST_COLUMNS = 500
_OWN = (
    column("basket_title", "What the item is called", ucd="meta.title"),
    column("basket_kind", "What it is"),
    column("basket_group", "The group that it is in"),
    column("basket_tags", "Its tags, with commas"),
    column("basket_note", "What was noted of it", ucd="meta.note"),
    column("basket_archive", "The archive or lake that it is from", ucd="meta.curation"),
    column("basket_collection", "The part of it"),
    column("basket_url", "Address of its file", ucd="meta.ref.url"),
    column("basket_did", "Its DID in a data lake", ucd="meta.id"),
    column("basket_size", "Size of its file", datatype="long", unit="byte", ucd="phys.size"),
    column("basket_checksums", "Checksums of its file, as JSON", ucd="meta.checksum"),
    column("basket_content_type", "Media type of its file", ucd="meta.code.mime"),
)


def table_of(items: Sequence[NewBasketItem], *, whole: bool = False) -> "pa.Table":
    """Return a table of items: the columns of their rows, and what the basket knows of them.

    Columns of one name that differ in type or unit get a number behind it. A column whose cells
    do not all spell values of its type is text.

    Parameters
    ----------
    items
        Which items, in order.
    whole
        Whether a last column ``basket_item`` holds each item as JSON, exactly.
    """
    import pyarrow as pa

    from ..votable.schema import make_schema

    metadata: dict[str, Any] = {"description": "A basket of ESAP"}
    columns = [*_of_rows(items), *_of_basket(items)]
    if whole:
        from .exchange import document

        written = document(items)
        texts: list[str | None] = [json.dumps(fields) for fields in written.pop("items")]
        columns.append((_WHOLE, column(_WHOLE, "The item as JSON", datatype="char"), texts))
        metadata["infos"] = {_INFO: json.dumps(written)}
    specs, arrays = [], []
    for name, like, texts in columns:
        spec, array = _typed(name, like, texts)
        specs.append(spec)
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=make_schema(specs, metadata))


def write_votable(items: Sequence[NewBasketItem], path: Path) -> None:
    """Write items as a VOTable that `read_votable` reads back exactly."""
    with path.open("wb") as out:
        votable.write(table_of(items, whole=True), out)


def read_votable(content: bytes) -> "Read":
    """Read items of a VOTable: those that ESAP wrote, else one of each row.

    Raises
    ------
    BadAnswerError
        It is no VOTable.
    TooLargeError
        It is larger than what is read.
    """
    from ..results.frames import arrow
    from ..votable.schema import table_metadata
    from .exchange import document, read_document

    with tempfile.TemporaryDirectory(prefix="esap-") as folder:
        source, destination = Path(folder) / "document", Path(folder) / "table"
        source.write_bytes(content)
        votable.decode(source, destination, max_rows=MOST_ITEMS, max_bytes=MOST_BYTES)
        table = arrow(destination.read_bytes())
    if _WHOLE in table.column_names:
        given = [_decoded(text) for text in table.column(_WHOLE).to_pylist()]
        shared = _decoded(table_metadata(table.schema).get("infos", {}).get(_INFO))
        return read_document({**(shared if isinstance(shared, dict) else {}), "items": given})
    return read_document(document(items_of_table(table)))


def items_of_table(table: "pa.Table") -> Iterator[NewBasketItem]:
    """Make an item of each row of a table that is no result."""
    from ..results.paging import whole
    from ..votable.schema import columns
    from ..votable.text import cell_texts
    from .making import of_cells

    described = columns(table.schema)
    cells = zip(*(cell_texts(whole(each)) for each in table.columns), strict=True)
    for number, row in enumerate(cells):
        yield of_cells(described, row, otherwise=f"Row {number}")


def _decoded(text: Any) -> Any:
    try:
        return msgspec.json.decode(text or "")
    except (msgspec.DecodeError, TypeError, RecursionError):
        return None


def _of_rows(
    items: Sequence[NewBasketItem],
) -> Iterator[tuple[str, Column, list[str | None]]]:
    """Give the columns of the items' own cells."""
    found: dict[tuple[str, str, str | None, str | None], tuple[Column, list[str | None]]] = {}
    for row, item in enumerate(items):
        for each in item.columns:
            key = each.name, each.datatype, each.arraysize, each.unit
            if key not in found:
                if len(found) >= _MOST_COLUMNS:
                    continue
                found[key] = each, [None] * len(items)
            cell = item.data.get(each.name)
            found[key][1][row] = cell if cell is None or isinstance(cell, str) else _text(cell)
    taken = {own.name for own in _OWN} | {_WHOLE}
    for each, texts in found.values():
        name, number = each.name, 2
        while name in taken:
            name, number = f"{each.name}_{number}", number + 1
        taken.add(name)
        yield name, each, texts


def _of_basket(
    items: Sequence[NewBasketItem],
) -> Iterator[tuple[str, Column, list[str | None]]]:
    for own in _OWN:
        field = own.name.removeprefix("basket_")
        values = (getattr(item, field) for item in items)
        yield own.name, own, [_text(value) for value in values]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return msgspec.json.encode(value).decode() if value not in ({}, []) else ""


def _typed(name: str, like: Column, texts: list[str | None]) -> Any:
    """Return the type of a column, and its cells."""
    from ..votable.cells import build, elements_of_text, flatten_text
    from ..votable.schema import FieldSpec

    names = ("unit", "ucd", "utype", "xtype", "description")
    more = {key: text for key in names if (text := getattr(like, key)) is not None}
    try:
        spec = FieldSpec(name=name, datatype=like.datatype, arraysize=like.arraysize, more=more)
        spec.check()
        cells = [None if text is None else flatten_text(spec, text) for text in texts]
        return spec, build(spec, cells, elements_of_text)
    except (BadAnswerError, ValueError):
        spec = FieldSpec(name=name, datatype="unicodeChar", arraysize="*", more=more)
        return spec, elements_of_text(spec, texts)
