"""The rows of the BINARY and BINARY2 serializations (VOTable 1.4, section 5)."""

import binascii
from collections.abc import Callable
from itertools import groupby
from math import prod
from struct import Struct
from struct import error as struct_error
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import BadAnswerError
from .cells import build, from_values
from .schema import FieldSpec

__all__ = ["BinaryRows"]

_CODES = {
    "boolean": "c",
    "bit": "B",
    "unsignedByte": "B",
    "short": "h",
    "int": "i",
    "long": "q",
    "float": "f",
    "double": "d",
    "floatComplex": "f",
    "doubleComplex": "d",
}
_COUNT = Struct(">i")
_BOOLEANS = {
    **dict.fromkeys((b"T", b"t", b"1"), True),
    **dict.fromkeys((b"F", b"f", b"0"), False),
    **dict.fromkeys((b"?", b" ", b"\0"), None),
}
_BLANKS = b" \t\r\n"

Step = Callable[[bytearray, int, list[Any]], int]


class _IncompleteError(Exception):
    """The rest of the row has not arrived yet; it goes on at least up to ``end``."""

    def __init__(self, end: int) -> None:
        super().__init__()
        self.end = end


class BinaryRows:
    """Collects rows from the characters of a STREAM element.

    Parameters
    ----------
    specs
        The columns.
    flags
        Whether each row begins with the flags of its missing values (BINARY2).
    """

    def __init__(self, specs: list[FieldSpec], *, flags: bool) -> None:
        self._specs = specs
        self._flag_bytes = (len(specs) + 7) // 8 if flags else 0
        self._steps = _plan(specs)
        self._text = b""
        self._data = bytearray()
        self._wanted = 0
        self._cells: list[list[Any]] = [[] for _ in specs]

    def __len__(self) -> int:
        return len(self._cells[0])

    def feed(self, text: str) -> None:
        """Take the next characters, and all rows that they complete."""
        try:
            fresh = self._text + text.encode("ascii").translate(None, _BLANKS)
            whole = len(fresh) // 4 * 4
            self._data += binascii.a2b_base64(fresh[:whole], strict_mode=True)
        except ValueError as error:
            raise _broken("is not valid base64") from error
        self._text = fresh[whole:]
        # A large cell comes in many pieces; its row is not begun again for each.
        if len(self._data) >= self._wanted:
            self._take_rows()

    def close(self) -> None:
        """Refuse a row that is not complete."""
        if self._text or self._data:
            raise _broken("ends in the middle of a row")

    def take(self) -> list[pa.Array]:
        """Return the rows so far, and forget them."""
        cells, self._cells = self._cells, [[] for _ in self._specs]
        return [
            build(spec, values, _elements) for spec, values in zip(self._specs, cells, strict=True)
        ]

    def _take_rows(self) -> None:
        at = self._wanted = 0
        appends = [cells.append for cells in self._cells]
        size = len(self._data)
        while at < size:
            row: list[Any] = []
            try:
                at = self._row(at, row)
            except _IncompleteError as error:
                self._wanted = error.end - at
                break
            except struct_error:
                break
            for append, value in zip(appends, row, strict=True):
                append(value)
        del self._data[:at]

    def _row(self, at: int, row: list[Any]) -> int:
        data = self._data
        flags = 0
        if self._flag_bytes:
            end = at + self._flag_bytes
            if end > len(data):
                raise _IncompleteError(end)
            flags = int.from_bytes(data[at:end], "big")
            at = end
        for step in self._steps:
            at = step(data, at, row)
        if flags:
            top = 8 * self._flag_bytes - 1
            for column in range(len(row)):
                if flags >> (top - column) & 1:
                    row[column] = None
        return at


def _elements(spec: FieldSpec, values: list[Any]) -> pa.Array:
    if spec.is_text:
        return pa.array([_text(spec, value) for value in values], pa.string())
    if spec.datatype == "boolean":
        return pa.array([_boolean(spec, value) for value in values], pa.bool_())
    if spec.datatype == "bit":
        return pa.array(values, pa.uint8()).cast(pa.bool_())
    return from_values(spec, values)


def _text(spec: FieldSpec, value: bytes | str | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    text = _characters(spec, value)
    # Only texts of fixed length are filled up.
    return text if spec.variable and spec.scalar else text.partition("\0")[0]


def _characters(spec: FieldSpec, value: bytes) -> str:
    if spec.datatype == "unicodeChar":
        return value.decode("utf-16-be", "replace")
    try:
        return value.decode()
    except UnicodeDecodeError:
        # The standard wants ASCII; services that break it mostly mean Latin-1.
        return value.decode("latin-1")


def _boolean(spec: FieldSpec, value: bytes | None) -> bool | None:
    if value is None:
        return None
    try:
        return _BOOLEANS[value]
    except KeyError:
        raise _broken(f"holds {value!r} for a boolean of the column {spec.name!r}") from None


def _plan(specs: list[FieldSpec]) -> list[Step]:
    """Make the steps of a row; neighbours of fixed width are unpacked together."""
    steps: list[Step] = []
    for code, group in groupby(specs, key=lambda spec: _fixed_code(spec) is not None):
        if code:
            steps.append(_run(Struct(">" + "".join(str(_fixed_code(spec)) for spec in group))))
        else:
            steps.extend(_reader(spec) for spec in group)
    return steps


def _fixed_code(spec: FieldSpec) -> str | None:
    if not spec.scalar or (spec.is_text and spec.variable):
        return None
    if spec.is_text:
        width = prod(spec.sizes) * (2 if spec.datatype == "unicodeChar" else 1)
        return f"{width}s"
    return _CODES[spec.datatype]


def _run(layout: Struct) -> Step:
    unpack, size = layout.unpack_from, layout.size

    def step(data: bytearray, at: int, row: list[Any]) -> int:
        row.extend(unpack(data, at))
        return at + size

    return step


def _reader(spec: FieldSpec) -> Step:
    if spec.is_text:
        return _text_reader(spec)
    if spec.datatype == "bit":
        return _bits_reader(spec)
    return _array_reader(spec)


def _text_reader(spec: FieldSpec) -> Step:
    width = 2 if spec.datatype == "unicodeChar" else 1
    fixed = None if spec.variable else prod(spec.sizes)

    def step(data: bytearray, at: int, row: list[Any]) -> int:
        count, at = (fixed, at) if fixed is not None else _count(data, at)
        end = _end(data, at, count * width)
        value = bytes(data[at:end])
        row.append(value if spec.scalar else _pieces(spec, value, spec.sizes[0] * width))
        return end

    return step


def _pieces(spec: FieldSpec, value: bytes, width: int) -> list[str]:
    parts = [_text(spec, value[at : at + width]) for at in range(0, len(value), width)]
    return [(part or "").rstrip(" ") for part in parts]


def _bits_reader(spec: FieldSpec) -> Step:
    fixed = None if spec.variable else prod(spec.sizes)
    inner = prod(spec.sizes)

    def step(data: bytearray, at: int, row: list[Any]) -> int:
        count, at = (fixed, at) if fixed is not None else _count(data, at)
        count = count if fixed is not None else count * inner
        spec.check_elements(count)
        end = _end(data, at, (count + 7) // 8)
        bits = np.unpackbits(np.frombuffer(bytes(data[at:end]), np.uint8), count=count)
        row.append(bits.tolist() if spec.packed else bits)
        return end

    return step


def _array_reader(spec: FieldSpec) -> Step:
    code = _CODES[spec.datatype]
    inner = prod(spec.dims)
    width = Struct(">" + code).size
    kind = None if spec.packed or code == "c" else np.dtype(code)

    def step(data: bytearray, at: int, row: list[Any]) -> int:
        count, at = (1, at) if not spec.variable else _count(data, at)
        spec.check_elements(count * inner)
        end = _end(data, at, count * inner * width)
        if kind is None:
            row.append(Struct(f">{count * inner}{code}").unpack_from(data, at))
        else:
            cell = np.frombuffer(bytes(data[at:end]), kind.newbyteorder(">"))
            row.append(cell.astype(kind))
        return end

    return step


def _count(data: bytearray, at: int) -> tuple[int, int]:
    (count,) = _COUNT.unpack_from(data, at)
    if count < 0:
        raise _broken("announces a cell of negative length")
    return count, at + 4


def _end(data: bytearray, at: int, size: int) -> int:
    if at + size > len(data):
        raise _IncompleteError(at + size)
    return at + size


def _broken(what: str) -> BadAnswerError:
    return BadAnswerError(
        f"The archive's binary table {what}.", remedy="Search again; if it stays, tell the archive."
    )
