"""Where an answer goes, counted as it comes."""

import contextlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import IO

from ..errors import BadAnswerError, BadRequestError, TooLargeError
from .response import Progress
from .streamed import Streamed

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
    offset
        How much of the file is there already: the rest was asked for.
    keep
        Leave what came to the file, and let a refusal not touch it.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        who: str,
        destination: Path | None = None,
        progress: Progress | None = None,
        offset: int = 0,
        keep: bool = False,
    ) -> None:
        self.who = who
        self._max_bytes = max_bytes
        self._destination = destination
        self._progress = progress
        self._offset = offset
        self._keeps = keep or offset > 0

    def take(self, answer: Streamed) -> bytes:
        """Read everything, and return what is not written to the file.

        Raises
        ------
        TooLargeError
            It is more than allowed.
        BadAnswerError
            It is another part of the file than was asked for.
        BadRequestError
            The file is shorter than it was said to be.
        """
        kept = bytearray()
        with contextlib.ExitStack() as stack:
            write: Callable[[bytes], object] = kept.extend
            done, total = 0, answer.total
            if self._destination is not None and not self._is_refused(answer):
                done = self._start(answer)
                file = _opened_at(self._destination, done)
                write = stack.enter_context(file).write
                total = None if total is None else total + done
            self._check(total or 0)
            for chunk in answer.iter_bytes():
                done += len(chunk)
                self._check(done)
                write(chunk)
                # Of one that says "busy" or "error", nobody waits for the rest.
                if self._progress is not None and answer.status < HTTPStatus.MULTIPLE_CHOICES:
                    self._progress(done, total)
        return bytes(kept)

    def _is_refused(self, answer: Streamed) -> bool:
        return self._keeps and answer.status >= HTTPStatus.MULTIPLE_CHOICES

    def _start(self, answer: Streamed) -> int:
        """Return where in the file the answer begins (RFC 9110, section 15.3.7)."""
        if not self._keeps or answer.status != HTTPStatus.PARTIAL_CONTENT:
            return 0
        unit, _, part = answer.headers.get("content-range", "").partition(" ")
        is_right = unit.lower() == "bytes" and part.startswith(f"{self._offset}-")
        if not is_right or "content-encoding" in answer.headers:
            raise BadAnswerError(
                f"{self.who} sent another part of the file than was asked for.",
                remedy="Fetch all of it again.",
            )
        return self._offset

    def _check(self, size: int) -> None:
        if size > self._max_bytes:
            limit = max(1, round(self._max_bytes / _MEGABYTE))
            raise TooLargeError(
                f"The answer of {self.who} is larger than the limit of {limit} MB.",
                remedy="Ask for less: a smaller radius, fewer columns or fewer rows.",
            )


def _opened_at(path: Path, offset: int) -> IO[bytes]:
    if not offset:
        return path.open("wb")
    file = path.open("r+b")
    if file.seek(0, 2) < offset:
        file.close()
        raise BadRequestError(f"There are fewer than {offset} bytes in {path.name}.")
    # A second try begins where the first did.
    file.truncate(offset)
    file.seek(offset)
    return file
