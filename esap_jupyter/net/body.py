"""Where an answer goes, counted as it comes."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from ..errors import TooLargeError
from .response import Progress

__all__ = ["Body"]

_MEGABYTE = 1 << 20


class Body:
    """Takes an answer into memory, or into a file.

    Parameters
    ----------
    max_bytes
        The limit; what counts is the unpacked size, so that a gzip bomb is cut short.
    who
        What to call the server.
    destination
        The file, if it goes into one.
    progress
        Called with the bytes so far.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        who: str,
        destination: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.who = who
        self._max_bytes = max_bytes
        self._destination = destination
        self._progress = progress

    def take(self, chunks: Iterable[bytes], total: int | None) -> bytes:
        """Read everything, and return what is not written to the file.

        Raises
        ------
        TooLargeError
            It is more than allowed.
        """
        if total is not None:
            self._check(total)
        kept = bytearray()
        done = 0
        with contextlib.ExitStack() as stack:
            write: Callable[[bytes], object] = kept.extend
            if self._destination is not None:
                write = stack.enter_context(self._destination.open("wb")).write
            for chunk in chunks:
                done += len(chunk)
                self._check(done)
                write(chunk)
                if self._progress is not None:
                    self._progress(done, total)
        return bytes(kept)

    def _check(self, size: int) -> None:
        if size > self._max_bytes:
            limit = max(1, round(self._max_bytes / _MEGABYTE))
            raise TooLargeError(
                f"The answer of {self.who} is larger than the limit of {limit} MB.",
                remedy="Ask for less: a smaller radius, fewer columns or fewer rows.",
            )
