"""A file to seek in, of which parts are fetched when they are read."""

import io
import threading

from ..errors import BadAnswerError, EsapError, TooLargeError
from .content import Content

__all__ = ["PartlyRead"]

_LEAST = 1 << 10


class PartlyRead(io.RawIOBase):
    """Reads a file of a record as if it were here; what was fetched once is kept.

    Parameters
    ----------
    content
        Reads the file.
    small
        Up to how many bytes it is fetched whole.
    tail
        How many bytes of its end are fetched first; that tells its size, too.
    most
        How many bytes may be fetched, unless more are allowed.
    cancel
        Ends it when set.

    Attributes
    ----------
    failed
        Why a part did not come, where one did not.
    """

    def __init__(
        self,
        content: Content,
        *,
        small: int,
        tail: int,
        most: int,
        cancel: threading.Event | None = None,
    ) -> None:
        self._content = content
        self._cancel = cancel
        self._left = most
        self._position = 0
        self._parts: list[tuple[int, bytes]] = []
        self.failed: EsapError | None = None
        known = content.size
        if known is not None and known <= small:
            body = content.whole(small, cancel=cancel)
            self._size = len(body)
        else:
            body = content.tail(tail, cancel=cancel)
            self._size = len(body) if content.size is None else content.size
        self._left -= len(body)
        self._parts.append((self._size - len(body), body))

    def allow(self, count: int) -> None:
        """Let some more bytes be fetched."""
        self._left += count

    def prefetch(self, start: int, length: int) -> None:
        """Fetch a part with one request, unless all of it is there.

        Raises
        ------
        TooLargeError
            It is more than may be fetched.
        EsapError
            It did not come.
        """
        end = min(self._size, start + length)
        for begin, body in self._parts:
            if begin <= start < begin + len(body):
                start = min(end, begin + len(body))
            if begin < end <= begin + len(body):
                end = max(start, begin)
        if start < end:
            self._fetch(start, end - start)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that one can seek in it."""
        return True

    def tell(self) -> int:
        """Say where the next read begins."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere else.

        Raises
        ------
        ValueError
            That is in front of the beginning.
        """
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("in front of the beginning")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Read on; what is missing is fetched."""
        left = max(0, self._size - self._position)
        count = left if size is None or size < 0 else min(size, left)
        if not count:
            return b""
        start, self._position = self._position, self._position + count
        return self._kept(start, count)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read on, into a buffer."""
        body = self.read(len(buffer))
        buffer[: len(body)] = body
        return len(body)

    def _kept(self, start: int, count: int) -> bytes:
        pieces = []
        while count:
            piece = next(
                (
                    body[start - begin : start - begin + count]
                    for begin, body in self._parts
                    if begin <= start < begin + len(body)
                ),
                b"",
            )
            if not piece:
                self.prefetch(start, max(count, _LEAST))
                continue
            pieces.append(piece)
            start, count = start + len(piece), count - len(piece)
        return b"".join(pieces)

    def _fetch(self, start: int, length: int) -> None:
        try:
            if length > self._left:
                raise TooLargeError(
                    "The directory of that file is too large to be looked at from here.",
                    remedy="Open it: then it is fetched and looked into.",
                )
            self._left -= length
            body = self._content.part(start, length, cancel=self._cancel)
            if len(body) != length:
                raise BadAnswerError("A part of that file did not come.", remedy="Try again.")
        except EsapError as error:
            self.failed = error
            raise
        self._parts.append((start, body))
