"""Writes stored tables to files that appear only when they are complete."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from .. import votable
from ..errors import BadRequestError
from ..models import SaveFormat
from ..votable.text import cell_texts
from . import frames

if TYPE_CHECKING:
    from .result import Result

__all__ = ["export", "export_result"]

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


def export(
    path: Path,
    destination: Path,
    format: SaveFormat,  # noqa: A002 - the name in the REST model
    *,
    truncated: bool,
    progress: Callable[[int], None] | None,
) -> int:
    """See `esap_jupyter.results.pages.save`."""
    with _fresh(destination) as fresh:
        if format == "csv":
            _csv(frames.arrow(path), fresh, progress)
        elif format == "votable":
            _votable(frames.arrow(path), fresh, truncated=truncated)
        else:
            raise _unknown(format)
    return destination.stat().st_size


def export_result(result: "Result", path: Path, format: str | None) -> Path:  # noqa: A002
    """See `esap_jupyter.results.result.Result.save`."""
    chosen = format or _SUFFIXES.get(path.suffix.lower(), path.suffix)
    with _fresh(path) as fresh:
        if chosen == "votable":
            _votable(result.to_arrow(), fresh, truncated=result.truncated)
        elif chosen == "csv":
            _csv(result.to_arrow(), fresh, None)
        elif chosen == "parquet":
            pyarrow.parquet.write_table(result.to_arrow(), fresh)
        elif chosen == "fits":
            _fits(result, fresh)
        elif chosen == "ecsv":
            result.to_table().write(fresh, format="ascii.ecsv")
        else:
            raise _unknown(chosen)
    return path


@contextmanager
def _fresh(destination: Path) -> Iterator[Path]:
    fresh = destination.with_name(f".{destination.name[:80]}.{secrets.token_hex(4)}")
    try:
        yield fresh
        fresh.replace(destination)
    finally:
        fresh.unlink(missing_ok=True)


def _votable(table: pa.Table, fresh: Path, *, truncated: bool) -> None:
    with fresh.open("wb") as out:
        votable.write(table, out, overflow=truncated)


def _csv(table: pa.Table, fresh: Path, progress: Callable[[int], None] | None) -> None:
    schema = pa.schema([_plain(field) for field in table.schema])
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    done = 0
    with pyarrow.csv.CSVWriter(str(fresh), schema, write_options=options) as writer:
        for batch in table.to_batches(max_chunksize=_ROWS):
            columns = [_csv_column(column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
            done += len(batch)
            if progress is not None:
                progress(done)


def _plain(field: pa.Field) -> pa.Field:
    exact = pa.types.is_integer(field.type)
    return pa.field(field.name, field.type if exact else pa.string())


def _csv_column(column: pa.Array) -> pa.Array:
    """Return integers as they are, and the exact text of anything else."""
    if pa.types.is_integer(column.type) or pa.types.is_string(column.type):
        return column
    texts = pa.array(cell_texts(column), pa.string())
    # R and Julia read this spelling of infinity, as does everybody else.
    return pc.replace_substring_regex(texts, r"^(-?)inf$", r"\1Inf")


def _fits(result: "Result", fresh: Path) -> None:
    table = result.to_table()
    # FITS headers hold no nested values, and its tables no Python objects.
    table.meta = {"ESAPID": result.id}
    for name in table.colnames:
        if table[name].dtype.kind == "O":
            table[name] = _as_text(table[name])
    table.write(fresh, format="fits")


def _as_text(column: Any) -> Any:
    texts = column.astype(str) if all(isinstance(cell, str) for cell in column) else None
    if texts is not None:
        return texts
    return type(column)(
        [" ".join(map(str, cell.ravel().tolist())) for cell in column], name=column.name
    )


def _unknown(format: str) -> BadRequestError:  # noqa: A002
    return BadRequestError(
        f"Tables cannot be saved as {format!r}.",
        remedy="Choose one of votable, csv, fits, parquet or ecsv.",
    )
