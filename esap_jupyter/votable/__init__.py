"""VOTable in and out of Arrow; pyarrow is imported on the first call only."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from .decoded import Decoded

if TYPE_CHECKING:
    import pyarrow as pa

    from ..errors import EsapError
    from .services import ServiceDescriptor

__all__ = [
    "Decoded",
    "decode",
    "decode_prefix",
    "iter_batches",
    "read",
    "read_with_services",
    "write",
]

Source = Path | str | bytes | BinaryIO


def read(source: Source) -> "pa.Table":
    """Read a VOTable whole.

    Parameters
    ----------
    source
        A path, the document itself as bytes, or a binary file; gzip is unpacked.

    Returns
    -------
    pyarrow.Table
        Units, UCDs and descriptions stand in the metadata of its fields; see
        `esap_jupyter.votable.schema`.

    Raises
    ------
    ArchiveError
        The document says ``QUERY_STATUS=ERROR``; the message is the service's.
    BadAnswerError
        It is not a VOTable, or only a part of one.
    """
    from .reader import read as read_table

    return read_table(source)


def read_with_services(source: Source) -> "tuple[pa.Table, list[ServiceDescriptor]]":
    """Read a VOTable whole, and the service descriptors in it; otherwise like `read`."""
    from .reader import read_with_services as read_both

    return read_both(source)


def iter_batches(source: Source) -> Iterator["pa.RecordBatch"]:
    """Read a VOTable batch by batch; see `read` for the source and the errors."""
    from .reader import iter_batches as iterate

    return iterate(source)


def decode(
    source: Path,
    destination: Path,
    *,
    progress: Callable[[int], None] | None = None,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Decoded:
    """Turn a VOTable file into an Arrow IPC file, without holding either in memory.

    Service descriptors of the document are kept beside it; see
    `esap_jupyter.votable.services.load_services`.

    Parameters
    ----------
    source
        The spooled answer of a service.
    destination
        The Arrow file; it appears only when it is complete.
    progress
        Called with the number of rows so far, once a batch.
    max_rows
        Stop after so many rows, and say that the table is truncated.
    max_bytes
        The limit of the unpacked document.

    Raises
    ------
    ArchiveError
        The document says ``QUERY_STATUS=ERROR``; the message is the service's.
    BadAnswerError
        It is not a VOTable, or only a part of one.
    TooLargeError
        The unpacked document is larger than ``max_bytes``.
    """
    from .reader import decode as decode_file

    return decode_file(
        source, destination, progress=progress, max_rows=max_rows, max_bytes=max_bytes
    )


def decode_prefix(
    source: Path,
    destination: Path,
    *,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Decoded | None:
    """Turn the whole rows of a VOTable that is not complete into an Arrow IPC file.

    Parameters
    ----------
    source
        The beginning of a document; it may end anywhere.
    destination
        The Arrow file; it appears only where there are columns.
    max_rows, max_bytes
        As in `decode`.

    Returns
    -------
    Decoded or None
        None where not even the columns are there.

    Raises
    ------
    EsapError
        What is there is no VOTable's beginning; see `decode`.
    """
    from .reader import decode_prefix as decode_beginning

    return decode_beginning(source, destination, max_rows=max_rows, max_bytes=max_bytes)


def write(
    table: "pa.Table | Iterable[pa.RecordBatch]",
    out: BinaryIO,
    *,
    serialization: Literal["binary2", "tabledata"] = "binary2",
    schema: "pa.Schema | None" = None,
    overflow: bool | Callable[[], bool] = False,
    query_status: str = "OK",
    on_error: "Callable[[EsapError], str] | None" = None,
) -> None:
    """Write a VOTable 1.4, batch by batch.

    Parameters
    ----------
    table
        A table or record batches; VO metadata is taken from the schema.
    out
        Where the bytes go; it is neither flushed nor closed.
    serialization
        ``binary2`` is exact and compact, ``tabledata`` can be read by eye.
    schema
        The schema, needed where batches are given and there may be none.
    overflow
        Whether to end with ``QUERY_STATUS=OVERFLOW``; a function is asked after the last row.
    query_status
        The status at the head; empty for none.
    on_error
        Called where the rows break off with an error. The document then ends, well formed, with
        ``QUERY_STATUS=ERROR`` and the text that is returned (DALI 1.1, section 4.4.2). Without
        it, the error is raised and the document left unfinished.

    Raises
    ------
    BadRequestError
        A column has a type that VOTable cannot hold.
    """
    from .writer import write as write_table

    write_table(
        table,
        out,
        serialization=serialization,
        schema=schema,
        overflow=overflow,
        query_status=query_status,
        on_error=on_error,
    )
