"""Stops a query that computes for too long, or for which nobody waits any more."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from ..errors import CancelledError, EsapError, TimedOutError

__all__ = ["Watch"]

_TICK = 0.1


class Watch:
    """Interrupts a cursor; only the time spent computing counts, not that of a slow reader.

    Parameters
    ----------
    seconds
        How long the query may compute.
    cancelled
        Says whether nobody waits any more.
    """

    def __init__(self, *, seconds: float, cancelled: Callable[[], bool] | None) -> None:
        self._seconds = seconds
        self._cancelled = cancelled
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._spent = 0.0
        self._since: float | None = None
        self.reason: EsapError | None = None

    def start(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Watch a cursor from now on."""
        self._thread = threading.Thread(target=self._run, args=(cursor,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer; the cursor can be closed when this returns."""
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Count the time inside as the query's."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._spent, self._since = self._elapsed(), None

    def _elapsed(self) -> float:
        since = self._since
        return self._spent + (time.monotonic() - since if since is not None else 0.0)

    def _run(self, cursor: duckdb.DuckDBPyConnection) -> None:
        while not self._done.wait(_TICK):
            self.reason = self.reason or self._verdict()
            if self.reason is not None:
                cursor.interrupt()

    def _verdict(self) -> EsapError | None:
        if self._cancelled is not None and self._cancelled():
            return CancelledError("The query was cancelled.")
        if self._elapsed() > self._seconds:
            return TimedOutError(
                f"The query took longer than {self._seconds:g} s and was stopped.",
                remedy="Select fewer rows, or a smaller part of the sky.",
            )
        return None
