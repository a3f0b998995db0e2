"""Writes stored tables to files that appear only when they are complete."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet

from .. import votable
from ..errors import BadRequestError, ConflictError
from ..models import SaveFormat
from ..votable.text import cell_texts
from . import frames

__all__ = ["export", "export_result", "format_of", "fresh_file"]

_SUFFIXES = {
    ".vot": "votable",
    ".votable": "votable",
    ".xml": "votable",
    ".csv": "csv",
    ".fits": "fits",
    ".fit": "fits",
    ".parquet": "parquet",
    ".ecsv": "ecsv",
}
_ROWS = 16384
_CONTROL = re.compile("[\0-\x1f\x7f]")
_QUOTABLE = re.compile('[",\r\n]|^ | $')


class Stored(Protocol):
    """A result in the forms that are written."""

    @property
    def id(self) -> str:
        """Its id in the store."""

    @property
    def truncated(self) -> bool:
        """Whether the archive had more rows than it sent."""

    def to_arrow(self) -> pa.Table:
        """Return the table."""

    def to_table(self) -> Any:
        """Return an `astropy.table.Table`."""


def export(
    path: Path,
    destination: Path,
    format: SaveFormat,  # noqa: A002 - the name in the REST model
    *,
    truncated: bool,
    overwrite: bool,
    progress: Callable[[int], None] | None,
) -> int:
    """See `esap_jupyter.results.pages.save`."""
    with fresh_file(destination, overwrite=overwrite) as fresh:
        if format == "csv":
            _csv(frames.arrow(path), fresh, progress)
        elif format == "votable":
            _votable(frames.arrow(path), fresh, truncated=truncated)
        else:
            raise _unknown(format)
    return destination.stat().st_size


def format_of(path: Path) -> str:
    """Return the format that a file's suffix stands for.

    Raises
    ------
    BadRequestError
        It stands for none.
    """
    chosen = _SUFFIXES.get(path.suffix.lower())
    if chosen is None:
        raise _unknown(path.suffix or path.name)
    return chosen


def export_result(result: Stored, path: Path, format: str | None) -> Path:  # noqa: A002
    """See `esap_jupyter.python.result.Result.save`."""
    chosen = format or format_of(path)
    if "\0" in str(path):
        raise BadRequestError("A file's name cannot hold NUL.", remedy="Choose another name.")
    with fresh_file(path) as fresh:
        if chosen == "votable":
            _votable(result.to_arrow(), fresh, truncated=result.truncated)
        elif chosen == "csv":
            _csv(result.to_arrow(), fresh, None)
        elif chosen == "parquet":
            pyarrow.parquet.write_table(result.to_arrow(), fresh)
        elif chosen == "fits":
            _fits(result, fresh)
        elif chosen == "ecsv":
            _ecsv(result, fresh)
        else:
            raise _unknown(chosen)
    return path


@contextmanager
def fresh_file(destination: Path, *, overwrite: bool = True) -> Iterator[Path]:
    """Give a file beside another, which takes its place once it was written whole.

    Raises
    ------
    BadRequestError, ConflictError
        There can be no such file, or there is one that is not to be overwritten.
    """
    if destination.exists() and not overwrite:
        raise _conflict(destination)
    if destination.exists() and not destination.is_file():
        # The fresh file takes the place of what is there, and a device would be gone for all.
        raise BadRequestError(f"{str(destination)!r} is no file.", remedy="Choose another name.")
    fresh = destination.with_name(f".{destination.name[:40]}.{secrets.token_hex(4)}")
    try:
        yield fresh
        if not overwrite:
            _claim(destination)
        fresh.replace(destination)
    finally:
        fresh.unlink(missing_ok=True)


def _claim(destination: Path) -> None:
    """Take the name, which somebody else may have taken while the rows were written."""
    try:
        destination.touch(exist_ok=False)
    except FileExistsError:
        raise _conflict(destination) from None


def _conflict(destination: Path) -> ConflictError:
    return ConflictError(
        f"There is already a file {destination.name!r}.",
        remedy="Choose another name or overwrite it.",
    )


def _votable(table: pa.Table, fresh: Path, *, truncated: bool) -> None:
    with fresh.open("wb") as out:
        votable.write(table, out, overflow=truncated)


def _csv(table: pa.Table, fresh: Path, progress: Callable[[int], None] | None) -> None:
    done = 0
    with fresh.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(map(_quoted, table.column_names)) + "\n")
        for batch in table.to_batches(max_chunksize=_ROWS):
            rows = zip(*(_csv_texts(column) for column in batch.columns), strict=True)
            out.writelines(",".join(row) + "\n" for row in rows)
            done += len(batch)
            if progress is not None:
                progress(done)


def _csv_texts(column: pa.Array) -> list[str]:
    """Return the cells; a missing one is empty, an empty text two quotes."""
    texts = cell_texts(column)
    if pa.types.is_floating(column.type):
        # R reads this spelling of infinity only, and everybody else reads it too.
        return ["" if text is None else text.replace("inf", "Inf") for text in texts]
    return ["" if text is None else _quoted(text) for text in texts]


def _quoted(text: str) -> str:
    if text and _QUOTABLE.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'


def _fits(result: Stored, fresh: Path) -> None:
    table = result.to_table()
    # FITS headers hold no nested values, its columns no Python objects, and neither more
    # than ASCII.
    table.meta = {"ESAPID": result.id}
    for name in table.colnames:
        column = table[name]
        if column.dtype.kind == "O":
            column = _as_text(column)
        if column.dtype.kind == "U":
            column = type(column)([_ascii(text) for text in column], name=name, dtype=str)
        table[name] = column
        table.rename_column(name, _ascii(name))
    table.write(fresh, format="fits")


def _ecsv(result: Stored, fresh: Path) -> None:
    table = result.to_table()
    for field in table.colnames:
        column = table[field]
        if column.dtype.kind == "O" and any(cell.dtype.kind == "c" for cell in _arrays(column)):
            # JSON, which holds the arrays of an ECSV file, has no complex numbers.
            table[field] = _as_text(column)
    table.write(fresh, format="ascii.ecsv")


def _arrays(column: Any) -> list[Any]:
    return [cell for cell in column if hasattr(cell, "dtype")]


def _as_text(column: Any) -> Any:
    texts = [cell if isinstance(cell, str) else _array_text(cell) for cell in column]
    fresh = type(column)(texts, name=column.name, dtype=str, description=column.description)
    fresh.unit = column.unit
    return fresh


def _array_text(cell: Any) -> str:
    values = cell.ravel().tolist() if hasattr(cell, "ravel") else cell
    return " ".join(map(str, values))


def _ascii(text: str) -> str:
    plain = str(text).encode("ascii", "backslashreplace").decode()
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", plain)


def _unknown(format: str) -> BadRequestError:  # noqa: A002
    return BadRequestError(
        f"Tables cannot be saved as {format!r}.",
        remedy="Choose one of votable, csv, fits, parquet or ecsv.",
    )
