"""A running query and its rows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

import duckdb

from ..errors import BadRequestError, EsapError
from .translate import Translation
from .values import answer_schema, convert
from .watch import Watch

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Answer"]

_BATCH = 10_000


class Answer:
    """A running query: its schema, and its batches as they are computed.

    Close it, or use it in a ``with`` statement. ``truncated`` is known after the last batch.
    """

    def __init__(
        self,
        *,
        cursor: duckdb.DuckDBPyConnection,
        translation: Translation,
        maxrec: int | None,
        watch: Watch,
    ) -> None:
        self._cursor = cursor
        self._maxrec = maxrec
        self._watch = watch
        self._first: pa.RecordBatch | None = None
        self.truncated = False
        self.rows = 0
        watch.start(cursor)
        try:
            self._start(translation)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop computing and free the cursor."""
        self._watch.stop()
        self._cursor.interrupt()
        self._cursor.close()

    def _start(self, translation: Translation) -> None:
        with self._computing():
            self._reader = self._cursor.sql(translation.sql).to_arrow_reader(_BATCH)
        self.schema = answer_schema(self._reader.schema, translation)
        self._first = self._next()

    @property
    def batches(self) -> "Iterator[pa.RecordBatch]":
        """The rows; iterate once.

        Raises
        ------
        BadRequestError, TimedOutError, CancelledError
            As `Engine.run`, while rows are being computed.
        """
        batch, self._first = self._first, None
        while batch is not None:
            yield self._within_limit(batch)
            if self.truncated:
                return
            batch = self._next()

    def _next(self) -> "pa.RecordBatch | None":
        with self._computing():
            batch = next(self._reader, None)
        return None if batch is None else convert(batch, self.schema)

    @contextmanager
    def _computing(self) -> Iterator[None]:
        # Arrow's reader wraps DuckDB's errors in errors of its own.
        try:
            with self._watch.computing():
                yield
        except (duckdb.Error, OSError, ValueError, RuntimeError) as error:
            raise self._watch.reason or _explain(error) from None

    def _within_limit(self, batch: "pa.RecordBatch") -> "pa.RecordBatch":
        room = batch.num_rows if self._maxrec is None else self._maxrec - self.rows
        if batch.num_rows > room:
            self.truncated = True
            batch = batch.slice(0, room)
        self.rows += batch.num_rows
        return batch


def _explain(error: Exception) -> EsapError:
    # DuckDB's first line says what is wrong; the rest quotes SQL that the person never wrote.
    words = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if words.startswith("Out of Memory"):
        return BadRequestError(
            "The query needs more memory than the service gives.", remedy="Select fewer rows."
        )
    message = re.split(r"[.!]\s+(?=[A-Z])", words.rpartition(" Error: ")[2], maxsplit=1)[0]
    return BadRequestError(f"The query cannot be computed: {message.strip(' .!')}.")
