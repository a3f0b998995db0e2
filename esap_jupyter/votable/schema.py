"""VOTable's column types and metadata in Arrow's words, and back.

A field carries ``unit``, ``ucd``, ``utype``, ``xtype``, ``description``, ``datatype``,
``arraysize``, ``width``, ``precision`` and ``null`` as metadata where the archive gave them. The
schema carries one JSON object under ``votable``: description, infos, params, coosys, timesys and
the VOTable version. A complex number is a list of two floats.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import pyarrow as pa

from ..errors import BadAnswerError, TooLargeError
from ..models import Column
from .refusals import plain_text

__all__ = ["FieldSpec", "columns", "field_spec", "make_schema", "table_metadata", "unique_names"]

_BASES = {
    "boolean": pa.bool_(),
    "bit": pa.bool_(),
    "unsignedByte": pa.uint8(),
    "short": pa.int16(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "floatComplex": pa.float32(),
    "doubleComplex": pa.float64(),
    "char": pa.string(),
    "unicodeChar": pa.string(),
}
_TEXT = ("char", "unicodeChar")
_COMPLEX = ("floatComplex", "doubleComplex")
_KEYS = (
    "unit",
    "ucd",
    "utype",
    "xtype",
    "description",
    "datatype",
    "arraysize",
    "width",
    "precision",
    "null",
)
# A missing fixed list takes its full length in Arrow; longer ones are stored with offsets.
_LONGEST_FIXED = 1024
# What a cell may hold; a missing one of fixed size is written out in full in BINARY2.
_MOST_ELEMENTS = 1 << 24
# Arrow's own limits end in a crash; numpy has 64 at most, and archives use two or three.
_MOST_DIMENSIONS = 16
_REMEDY = "Leave the column out of the query, or tell the archive."


@dataclass(kw_only=True)
class FieldSpec:
    """A FIELD element as it stands in the document.

    Attributes
    ----------
    name
        The column's name, unique in its table.
    datatype, arraysize
        VOTable's type.
    more
        The other attributes: unit, ucd, utype, xtype, description, width, precision, null.
    """

    name: str
    datatype: str
    arraysize: str | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> pa.DataType:
        """The Arrow type of an element."""
        return _BASES[self.datatype]

    @property
    def is_text(self) -> bool:
        """Whether the elements are strings."""
        return self.datatype in _TEXT

    @property
    def is_complex(self) -> bool:
        """Whether the elements are pairs of floats."""
        return self.datatype in _COMPLEX

    @property
    def sizes(self) -> tuple[int, ...]:
        """The fixed sizes as written, the fastest first; without a last, variable one."""
        text = (self.arraysize or "").strip()
        if text.endswith("*"):
            text = text.rpartition("x")[0]
        return tuple(int(size) for size in text.split("x")) if text else ()

    @property
    def limit(self) -> int | None:
        """The last size as written, whether it is fixed or the most; None without one."""
        text = (self.arraysize or "1").strip().removesuffix("*").rpartition("x")[2]
        return int(text) if text else None

    @property
    def variable(self) -> bool:
        """Whether the last size differs from row to row."""
        return (self.arraysize or "").strip().endswith("*")

    @property
    def dims(self) -> tuple[int, ...]:
        """The fixed sizes of the nested lists, the innermost first."""
        if self.is_text:
            return self.sizes[1:]
        return (2, *self.sizes) if self.is_complex else self.sizes

    @property
    def listed(self) -> bool:
        """Whether rows are lists of different lengths; a single text is none."""
        return self.variable and not (self.is_text and not self.sizes)

    @property
    def scalar(self) -> bool:
        """Whether a cell is one element."""
        return not self.dims and not self.listed

    @property
    def packed(self) -> bool:
        """Whether rows are lists of one length, stored without offsets."""
        return bool(self.dims) and not self.listed and prod(self.dims) <= _LONGEST_FIXED

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of a cell."""
        kind = self.base
        outer = not self.listed and not self.packed
        for size in self.dims[:-1] if outer else self.dims:
            kind = pa.list_(kind, size)
        return kind if self.scalar or self.packed else pa.list_(kind)

    def to_arrow(self) -> pa.Field:
        """Return the Arrow field with the metadata."""
        # An empty unit says that the numbers have none; without one, nobody knows.
        metadata = {key: text for key, text in self.more.items() if text or key == "unit"}
        metadata["datatype"] = self.datatype
        if self.arraysize:
            metadata["arraysize"] = self.arraysize
        return pa.field(self.name, self.arrow, metadata=metadata)

    def check(self) -> None:
        """Refuse a type that VOTable does not have.

        Raises
        ------
        BadAnswerError
            The datatype or the arraysize is not in the standard, or has too many dimensions.
        TooLargeError
            A cell has more elements than can be read here.
        """
        given = plain_text(self.arraysize or "", 40)
        try:
            sizes, limit = self.sizes, self.limit
            valid = self.datatype in _BASES and all(size > 0 for size in (*sizes, limit or 1))
        except ValueError:
            sizes, valid = (), False
        if len(sizes) > _MOST_DIMENSIONS:
            raise BadAnswerError(
                f"The column {self.name!r} has arrays of {len(sizes)} dimensions (arraysize "
                f"{given!r}); up to {_MOST_DIMENSIONS} can be read here.",
                remedy=_REMEDY,
            )
        if not valid:
            raise BadAnswerError(
                f"The column {self.name!r} has a type that VOTable does not know "
                f"({self.datatype!r}, arraysize {given!r}).",
                remedy=_REMEDY,
            )
        self.check_elements(prod(sizes))

    def check_elements(self, count: int) -> None:
        """Refuse a cell that would fill the memory.

        Raises
        ------
        TooLargeError
            It has more elements than can be read here.
        """
        if count > _MOST_ELEMENTS:
            raise TooLargeError(
                f"A cell of the column {self.name!r} has more than {_MOST_ELEMENTS} elements, "
                "too many to be read here.",
                remedy="Leave the column out of the query.",
            )


def field_spec(source: pa.Field) -> FieldSpec | None:
    """Return the VOTable type that a field's metadata names, or None without."""
    metadata = _metadata(source)
    datatype = metadata.pop("datatype", None)
    if datatype not in _BASES:
        return None
    arraysize = metadata.pop("arraysize", None)
    return FieldSpec(name=source.name, datatype=datatype, arraysize=arraysize, more=metadata)


def make_schema(specs: Iterable[FieldSpec], table: Mapping[str, Any]) -> pa.Schema:
    """Return the schema of a table with its columns' and its own metadata."""
    text = json.dumps(table, ensure_ascii=False)
    return pa.schema([spec.to_arrow() for spec in specs], metadata={"votable": text})


def table_metadata(schema: pa.Schema) -> dict[str, Any]:
    """Return description, infos, params and the like of a table; empty without."""
    text = (schema.metadata or {}).get(b"votable")
    return json.loads(text) if text else {}


def columns(schema: pa.Schema) -> list[Column]:
    """Return the columns in VOTable's words; types without metadata are derived."""
    return [_column(source) for source in schema]


def unique_names(names: Iterable[str]) -> list[str]:
    """Make names unique: a second ``ra`` becomes ``ra_2``, an empty one ``column_7``."""
    given = list(names)
    taken = set(given)
    seen: set[str] = set()
    # The last number that was tried for a name; trying from 2 on each time would be quadratic.
    numbers: dict[str, int] = {}
    result = []
    for position, name in enumerate(given, start=1):
        chosen = name or f"column_{position}"
        while chosen in seen or (chosen != name and chosen in taken):
            numbers[name] = numbers.get(name, 1) + 1
            chosen = f"{name or 'column'}_{numbers[name]}"
        seen.add(chosen)
        result.append(chosen)
    return result


def _column(source: pa.Field) -> Column:
    metadata = _metadata(source)
    datatype, arraysize = metadata.get("datatype"), metadata.get("arraysize")
    if datatype is None:
        datatype, arraysize = _derived(source.type)
    kind = source.type
    return Column(
        name=source.name,
        datatype=datatype,
        arraysize=arraysize,
        unit=metadata.get("unit") or None,
        ucd=metadata.get("ucd"),
        utype=metadata.get("utype"),
        xtype=metadata.get("xtype"),
        description=metadata.get("description", ""),
        numeric=pa.types.is_integer(kind) or pa.types.is_floating(kind),
    )


def _derived(kind: pa.DataType) -> tuple[str, str | None]:
    for datatype, base in _BASES.items():
        if base == kind and datatype not in _TEXT:
            return datatype, None
    if pa.types.is_integer(kind):
        return "long", None
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "double", None
    return "unicodeChar", "*"


def _metadata(source: pa.Field) -> dict[str, str]:
    raw = source.metadata or {}
    return {key: raw[key.encode()].decode() for key in _KEYS if key.encode() in raw}
