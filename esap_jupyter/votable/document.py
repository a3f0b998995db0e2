"""A streaming reader of VOTable documents (IVOA VOTable 1.1 to 1.5)."""

from typing import Any
from xml.parsers import expat

import pyarrow as pa

from ..errors import BadAnswerError
from .binary import BinaryRows
from .header import Header
from .refusals import forbidden_entity, foreign_encoding, foreign_root, malformed, misplaced
from .schema import FieldSpec, make_schema
from .tabledata import TextRows

__all__ = ["Document"]

_HEAD = 8192
_FOREIGN = ("FITS", "PARQUET")
_ROWS = ("TABLEDATA", "BINARY", "BINARY2")
# What expat reads itself; of anything else it takes what maps each byte to one character.
_ENCODINGS = ("UTF-8", "UTF-16", "UTF-16BE", "UTF-16LE", "US-ASCII", "ISO-8859-1")


class Document:
    """Takes a document in pieces, and gives the rows of its first results table.

    Attributes
    ----------
    header
        Status and metadata, as far as the document was read.
    schema
        The Arrow schema, as soon as the columns are known.
    """

    def __init__(self) -> None:
        self.header = Header()
        self.schema: pa.Schema | None = None
        self._beginning = b""
        self._specs: list[FieldSpec] = []
        self._rows: TextRows | BinaryRows | None = None
        self._open_rows: TextRows | None = None
        self._open_stream = False
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 18
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.XmlDeclHandler = _check_encoding
        self._parser.EntityDeclHandler = _refuse_entity
        self._parser.StartDoctypeDeclHandler = self._doctype

    def __len__(self) -> int:
        return len(self._rows) if self._rows is not None else 0

    def feed(self, data: bytes) -> None:
        """Read on.

        Raises
        ------
        ArchiveError
            The document says ``QUERY_STATUS=ERROR``.
        BadAnswerError
            It is not a VOTable.
        """
        self._beginning += data[: _HEAD - len(self._beginning)]
        self._parse(data, final=False)

    def close(self) -> None:
        """End the document.

        Raises
        ------
        BadAnswerError
            It breaks off, or had no table.
        """
        self._parse(b"", final=True)
        if self.schema is None:
            raise BadAnswerError(
                "The archive answered with a VOTable without a table.",
                remedy="Search again; if it stays, tell the archive.",
            )

    @property
    def in_rows(self) -> bool:
        """Whether what comes next belongs to a row."""
        return self._rows is not None and self.header.in_table

    def take(self) -> list[pa.Array]:
        """Return the columns of the rows so far, and forget them."""
        return self._rows.take() if self._rows is not None else []

    def _parse(self, data: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            reason = f"{expat.ErrorString(error.code)}, line {error.lineno}"
            began = bool(self.header.version)
            raise malformed(self._beginning, began=began, reason=reason) from error

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        del system, public
        if internal:
            raise forbidden_entity()
        if name.lower() == "html":
            # What follows seldom is XML; the beginning tells more than a parser's error.
            raise malformed(self._beginning, began=False, reason="")

    def _started(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in {"TR", "TD"}:
            self._row_part(name, attributes)
            return
        if self._open_stream or self._open_rows is not None:
            raise misplaced(name, "the rows")
        if not self.header.version:
            self._check_root(name)
            self.header.version = attributes.get("version", "1.1")
        if self.header.start(name, attributes):
            self._listen()
        elif self.header.in_table:
            self._table_part(name, attributes)

    def _row_part(self, name: str, attributes: dict[str, str]) -> None:
        if self._open_rows is not None:
            self._open_rows.start(name, attributes)
        elif self.header.in_table:
            raise misplaced(name, "the table, but outside TABLEDATA,")

    def _ended(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"TR", "TD"}:
            if self._open_rows is not None:
                self._open_rows.end(name)
            return
        # Whatever ends, nobody listens to the text that follows.
        self._parser.CharacterDataHandler = None
        if self.header.in_table:
            self._table_part_ended(name)
        text = "".join(self._text)
        self._text.clear()
        self.header.end(name, text)

    def _check_root(self, name: str) -> None:
        if name.lower() == "html":
            raise malformed(self._beginning, began=False, reason="")
        if name != "VOTABLE":
            raise foreign_root(name)

    def _listen(self) -> None:
        self._text.clear()
        self._parser.CharacterDataHandler = self._text.append

    def _table_part(self, name: str, attributes: dict[str, str]) -> None:
        if name in _ROWS:
            if self._rows is not None:
                raise misplaced(f"a second {name}", "a table")
            self._close_columns()
        if name == "DATA":
            self._close_columns()
        elif name == "TABLEDATA":
            self._rows = self._open_rows = TextRows(self._specs)
            self._parser.CharacterDataHandler = self._open_rows.feed
        elif name in {"BINARY", "BINARY2"}:
            self._rows = BinaryRows(self._specs, flags=name == "BINARY2")
        elif name == "STREAM":
            self._start_stream(attributes)
        elif name in _FOREIGN:
            raise _unsupported(f"is embedded as {name}")

    def _table_part_ended(self, name: str) -> None:
        if name == "TABLEDATA":
            self._open_rows = None
        elif name == "STREAM" and isinstance(self._rows, BinaryRows):
            self._rows.close()
            self._open_stream = False
        elif name == "TABLE":
            self._close_columns()

    def _start_stream(self, attributes: dict[str, str]) -> None:
        encoding = attributes.get("encoding", "base64")
        if "href" in attributes or encoding != "base64" or not isinstance(self._rows, BinaryRows):
            raise _unsupported("keeps its rows in another file or encoding")
        self._parser.CharacterDataHandler = self._rows.feed
        self._open_stream = True

    def _close_columns(self) -> None:
        if self.schema is None:
            self._specs = self.header.specs()
            self.schema = make_schema(self._specs, self.header.metadata())


def _check_encoding(version: str, encoding: str | None, standalone: int) -> None:
    del version, standalone
    if encoding is None or encoding.upper() in _ENCODINGS:
        return
    try:
        characters = bytes(range(256)).decode(encoding, "replace")
    except (LookupError, ValueError):
        characters = ""
    if len(characters) != 256:  # noqa: PLR2004 - one for each byte
        raise foreign_encoding(encoding)


def _refuse_entity(*_: Any) -> None:
    raise forbidden_entity()


def _unsupported(what: str) -> BadAnswerError:
    return BadAnswerError(
        f"The archive's table {what}, which cannot be read here.",
        remedy="Ask for another format, or tell the archive.",
    )
