"""Writes VOTable 1.4 documents from Arrow, a batch at a time."""

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from math import prod
from typing import Any, BinaryIO, Literal

import pyarrow as pa

from ..errors import BadRequestError, EsapError
from .derive import convert, derive, fit_texts
from .encode import encode_rows
from .schema import FieldSpec, table_metadata
from .tabledata_writer import text_rows

__all__ = ["write"]

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("\r"): "&#13;",
    ord("\n"): "&#10;",
    ord("\t"): "&#9;",
}
_ROWS = 16384
_ELEMENTS = 1 << 21
_FIELD_KEYS = ("unit", "ucd", "utype", "xtype", "width", "precision")


def write(
    table: pa.Table | Iterable[pa.RecordBatch],
    out: BinaryIO,
    *,
    serialization: Literal["binary2", "tabledata"] = "binary2",
    schema: pa.Schema | None = None,
    overflow: bool | Callable[[], bool] = False,
    query_status: str = "OK",
    on_error: Callable[[EsapError], str] | None = None,
) -> None:
    """See `esap_jupyter.votable.write`."""
    schema, batches = _opened(table, schema)
    specs = [derive(field) for field in schema]
    if isinstance(table, pa.Table):
        specs = [fit_texts(spec, table.column(i)) for i, spec in enumerate(specs)]
    out.write(_head(specs, table_metadata(schema), query_status).encode())
    tail = _Tail()
    as_text = serialization == "tabledata"
    rows = _encoded(specs, batches, as_text=as_text)
    rows = rows if on_error is None else tail.catching(rows, on_error)
    (_write_text if as_text else _write_binary)(rows, out)
    if not tail.status and (overflow() if callable(overflow) else overflow):
        tail.status = "OVERFLOW"
    out.write(f"</DATA>\n</TABLE>\n{tail}</RESOURCE>\n</VOTABLE>\n".encode())


class _Tail:
    """The status that follows the rows, if there is one."""

    def __init__(self) -> None:
        self.status = ""
        self._words = ""

    def catching(
        self, rows: Iterator[bytes], on_error: Callable[[EsapError], str]
    ) -> Iterator[bytes]:
        """Pass rows on, up to an error."""
        try:
            yield from rows
        except EsapError as error:
            self.status, self._words = "ERROR", on_error(error)

    def __str__(self) -> str:
        attributes = {"name": "QUERY_STATUS", "value": self.status}
        info = _element("INFO", attributes, _escaped(self._words))
        return f"{info}\n" if self.status else ""


def _opened(
    table: pa.Table | Iterable[pa.RecordBatch], schema: pa.Schema | None
) -> tuple[pa.Schema, Iterable[pa.RecordBatch]]:
    if isinstance(table, pa.Table):
        return table.schema, table.to_batches(max_chunksize=_ROWS)
    batches = iter(table)
    if schema is not None:
        return schema, batches
    first = next(batches, None)
    if first is None:
        raise BadRequestError(
            "There are neither batches nor a schema to write.", remedy="Give the schema."
        )
    return first.schema, chain([first], batches)


def _encoded(
    specs: list[FieldSpec], batches: Iterable[pa.RecordBatch], *, as_text: bool
) -> Iterator[bytes]:
    size = _batch_rows(specs)
    for batch in batches:
        for start in range(0, len(batch), size):
            piece = batch.slice(start, size)
            columns = [convert(*pair) for pair in zip(specs, piece.columns, strict=True)]
            if as_text:
                yield text_rows(specs, columns, _escaped).encode()
            else:
                yield encode_rows(specs, columns)


def _batch_rows(specs: list[FieldSpec]) -> int:
    """Fewer rows where they are wide; a missing array or text of fixed size is written in full."""
    width = sum(prod(spec.sizes) for spec in specs if not spec.variable)
    return max(1, min(_ROWS, _ELEMENTS // max(1, width)))


def _write_text(rows: Iterable[bytes], out: BinaryIO) -> None:
    out.write(b"<TABLEDATA>\n")
    out.writelines(rows)
    out.write(b"</TABLEDATA>\n")


def _write_binary(rows: Iterable[bytes], out: BinaryIO) -> None:
    out.write(b'<BINARY2>\n<STREAM encoding="base64">\n')
    left = b""
    for piece in rows:
        raw = left + piece
        whole = len(raw) // 3 * 3
        out.write(binascii.b2a_base64(raw[:whole]))
        left = raw[whole:]
    out.write(binascii.b2a_base64(left) if left else b"")
    out.write(b"</STREAM>\n</BINARY2>\n")


def _head(specs: list[FieldSpec], metadata: Mapping[str, Any], query_status: str) -> str:
    infos = {
        name: value
        for name, value in metadata.get("infos", {}).items()
        if name.upper() != "QUERY_STATUS"
    }
    if query_status:
        infos = {"QUERY_STATUS": query_status} | infos
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
        '<RESOURCE type="results">',
        *(_element("INFO", {"name": name, "value": value}) for name, value in infos.items()),
        *(_element("COOSYS", system) for system in metadata.get("coosys", ())),
        *(_element("TIMESYS", system) for system in metadata.get("timesys", ())),
        *(_param(param) for param in metadata.get("params", ())),
        "<TABLE>",
        _description(metadata.get("description", "")),
        *(_field(spec) for spec in specs),
        "<DATA>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _param(param: Mapping[str, str]) -> str:
    complete = {"name", "datatype", "value"} <= param.keys()
    return _element("PARAM", param) if complete else ""


def _field(spec: FieldSpec) -> str:
    attributes = {"name": spec.name, "datatype": spec.datatype}
    if spec.arraysize:
        attributes["arraysize"] = spec.arraysize
    attributes |= {key: spec.more[key] for key in _FIELD_KEYS if key in spec.more}
    null = spec.more.get("null") if spec.dims or spec.listed else ""
    values = _element("VALUES", {"null": null}) if null else ""
    return _element("FIELD", attributes, _description(spec.more.get("description", "")) + values)


def _description(text: str) -> str:
    return f"<DESCRIPTION>{_escaped(text)}</DESCRIPTION>" if text else ""


def _element(name: str, attributes: Mapping[str, str], content: str = "") -> str:
    pairs = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def _escaped(text: str) -> str:
    """Escape for XML 1.0, which cannot hold most control characters at all."""
    return _ILLEGAL.sub("\ufffd", text).translate(_ESCAPES)
