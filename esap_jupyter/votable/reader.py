"""Reads VOTable documents into Arrow, a batch at a time."""

import io
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from math import prod
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from ..errors import BadAnswerError, TooLargeError
from .decoded import Decoded
from .document import Document
from .schema import columns
from .services import ServiceDescriptor, save_services

__all__ = ["decode", "decode_prefix", "iter_batches", "read", "read_with_services"]

Source = Path | str | bytes | BinaryIO

_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"
_BATCH_ROWS = 16384
_BATCH_ELEMENTS = 1 << 21
# Of the document; in memory, rows take several times as much until they are Arrow's.
_BATCH_BYTES = 1 << 23
_ROW_BYTES = 1 << 26


def read(source: Source) -> pa.Table:
    """See `esap_jupyter.votable.read`."""
    document = Document()
    batches = list(_batches(document, source))
    return pa.Table.from_batches(batches, document.schema)


def read_with_services(source: Source) -> tuple[pa.Table, list[ServiceDescriptor]]:
    """See `esap_jupyter.votable.read_with_services`."""
    document = Document()
    batches = list(_batches(document, source))
    return pa.Table.from_batches(batches, document.schema), document.header.services()


def iter_batches(source: Source) -> Iterator[pa.RecordBatch]:
    """See `esap_jupyter.votable.iter_batches`."""
    return _batches(Document(), source)


def decode(
    source: Path,
    destination: Path,
    *,
    progress: Callable[[int], None] | None = None,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Decoded:
    """See `esap_jupyter.votable.decode`."""
    document = Document()
    fresh = destination.with_name(f".{destination.name}.{secrets.token_hex(4)}")
    try:
        rows, cut = _spool(document, source, fresh, progress, max_rows, max_bytes)
        save_services(document.header.services(), destination)
        fresh.replace(destination)
    finally:
        fresh.unlink(missing_ok=True)
    return Decoded(
        rows=rows,
        columns=columns(document.schema),
        truncated=cut or document.header.truncated,
    )


def decode_prefix(
    source: Path,
    destination: Path,
    *,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Decoded | None:
    """See `esap_jupyter.votable.decode_prefix`."""
    document = Document()
    batches = _batches(document, source, max_bytes, whole=False)
    first = next(batches, None)
    if document.schema is None:
        return None
    fresh = destination.with_name(f".{destination.name}.{secrets.token_hex(4)}")
    try:
        rows, cut = _write(
            document, chain(() if first is None else (first,), batches), fresh, max_rows
        )
        fresh.replace(destination)
    finally:
        fresh.unlink(missing_ok=True)
    truncated = cut or document.header.truncated
    return Decoded(rows=rows, columns=columns(document.schema), truncated=truncated)


def _spool(  # noqa: PLR0917 - the steps of decode, apart for the clean-up
    document: Document,
    source: Path,
    fresh: Path,
    progress: Callable[[int], None] | None,
    max_rows: int | None,
    max_bytes: int | None,
) -> tuple[int, bool]:
    batches = _batches(document, source, max_bytes)
    first = next(batches, None)
    return _write(
        document, chain(() if first is None else (first,), batches), fresh, max_rows, progress
    )


def _write(
    document: Document,
    batches: Iterable[pa.RecordBatch],
    fresh: Path,
    max_rows: int | None,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, bool]:
    rows = 0
    with pa.OSFile(str(fresh), "wb") as sink, pa.ipc.new_file(sink, document.schema) as writer:
        for batch in batches:
            if max_rows is not None and rows + len(batch) > max_rows:
                writer.write_batch(batch.slice(0, max_rows - rows))
                return max_rows, True
            writer.write_batch(batch)
            rows += len(batch)
            if progress is not None:
                progress(rows)
    return rows, False


def _batches(
    document: Document, source: Source, max_bytes: int | None = None, *, whole: bool = True
) -> Iterator[pa.RecordBatch]:
    target = _BATCH_ROWS
    total = held = 0
    for chunk in _chunks(source, whole=whole):
        total += len(chunk)
        held += len(chunk)
        if max_bytes is not None and total > max_bytes:
            raise TooLargeError(
                f"The unpacked answer is larger than {max_bytes / 1e6:.0f} MB.",
                remedy="Ask for fewer rows or columns.",
            )
        document.feed(chunk)
        if document.schema is not None:
            target = _batch_rows(document.schema)
        if len(document) >= (target if held < _BATCH_BYTES else 1):
            yield _batch(document)
            held = 0
        elif held > _ROW_BYTES and document.in_rows:
            raise TooLargeError(
                f"A row of the archive's table is larger than {_ROW_BYTES >> 20} MB.",
                remedy="Leave the columns with large cells out of the query.",
            )
    if whole:
        document.close()
    if len(document):
        yield _batch(document)


def _batch(document: Document) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(document.take(), schema=document.schema)


def _batch_rows(schema: pa.Schema) -> int:
    """Fewer rows where they are wide."""
    return max(1, min(_BATCH_ROWS, _BATCH_ELEMENTS // sum(_width(kind) for kind in schema.types)))


def _width(kind: pa.DataType) -> int:
    sizes = []
    while pa.types.is_fixed_size_list(kind):
        sizes.append(kind.list_size)
        kind = kind.value_type
    return prod(sizes)


def _chunks(source: Source, *, whole: bool) -> Iterator[bytes]:
    with _opened(source) as raw:
        head = raw.read(_CHUNK)
        if not head.startswith(_GZIP):
            while head:
                yield head
                head = raw.read(_CHUNK)
            return
        yield from _unpacked(head, raw, whole=whole)


def _unpacked(head: bytes, raw: BinaryIO, *, whole: bool) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while head and not unpacker.eof:
            yield unpacker.decompress(head, _CHUNK)
            head = unpacker.unconsumed_tail or raw.read(_CHUNK)
    except zlib.error as error:
        raise _damaged() from error
    if whole and not unpacker.eof:
        raise _damaged()


def _damaged() -> BadAnswerError:
    return BadAnswerError(
        "The archive's compressed answer is damaged or breaks off.",
        remedy="Search again; if it stays, tell the archive.",
    )


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, Path | str):
        with Path(source).open("rb") as file:
            yield file
    else:
        yield source
