"""Writes rows to a client or a file, as they are computed."""

import io
import logging
from typing import TYPE_CHECKING, BinaryIO, cast

from .. import votable
from ..errors import EsapError
from .replies import Rows

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = ["send_rows", "write_rows"]

_CHUNK = 64 * 1024
logger = logging.getLogger(__name__)


class _Chunks(io.RawIOBase):
    """Sends each piece that is written as an HTTP chunk."""

    def __init__(self, out: BinaryIO, *, chunked: bool) -> None:
        super().__init__()
        self._out = out
        self._chunked = chunked
        self._broken = False

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer", /) -> int:
        piece = bytes(data)
        if piece and not self._broken:
            self._out.write(b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunked else piece)
        return len(piece)

    def finish(self) -> None:
        if self._chunked:
            self._out.write(b"0\r\n\r\n")

    def give_up(self) -> None:
        # The buffer above is flushed when it is forgotten; nobody reads that any more.
        self._broken = True


def send_rows(rows: Rows, out: BinaryIO, *, chunked: bool) -> None:
    """Send rows to a client; where they break off, the document says why."""
    chunks = _Chunks(out, chunked=chunked)
    buffer = io.BufferedWriter(chunks, _CHUNK)
    try:
        votable.write(
            rows.answer.batches,
            cast("BinaryIO", buffer),
            serialization=rows.serialization,
            schema=rows.answer.schema,
            overflow=lambda: rows.answer.truncated,
            on_error=_broke_off,
        )
        buffer.flush()
        chunks.finish()
    finally:
        chunks.give_up()


def write_rows(rows: Rows, out: BinaryIO) -> None:
    """Write rows to a file.

    Raises
    ------
    EsapError
        They break off.
    """
    votable.write(
        rows.answer.batches,
        out,
        serialization=rows.serialization,
        schema=rows.answer.schema,
        overflow=lambda: rows.answer.truncated,
    )


def _broke_off(error: EsapError) -> str:
    # The status line has gone, so that the document itself has to tell.
    logger.warning("An answer broke off: %s", error)
    return str(error)
