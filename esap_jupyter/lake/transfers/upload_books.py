"""What is known of an upload that has not ended."""

import threading
from contextlib import suppress
from pathlib import Path

import msgspec

from ...errors import ConflictError, NotAvailableError
from ...staging.checksums import Expected, sums_of
from .items import Item

__all__ = ["UploadBook"]


class UploadBook(msgspec.Struct):
    """The file as it was, and where it goes.

    ``url`` is set from when its bytes are first sent there: what lies there then is ours.
    """

    path: str
    size: int
    mtime: int
    adler32: str
    md5: str
    url: str = ""

    @classmethod
    def opened(cls, item: Item, path: Path, cancel: threading.Event) -> "UploadBook":
        """Read a file for its checksums, unless they are known of its state as it is.

        Parameters
        ----------
        item
            The file.
        path
            Where the book is kept.
        cancel
            Ends it when set.

        Raises
        ------
        ConflictError
            The file changes meanwhile.
        NotAvailableError
            It cannot be read.
        """
        try:
            return cls._opened(item, path, cancel)
        except OSError as error:
            raise NotAvailableError(
                f"{item.path} cannot be read: {error.strerror or error}.",
                remedy="See that it is there and that you may read it.",
            ) from error

    @classmethod
    def _opened(cls, item: Item, path: Path, cancel: threading.Event) -> "UploadBook":
        status = item.path.stat()
        state = (str(item.path), status.st_size, status.st_mtime_ns)
        begun = ""
        with suppress(OSError, msgspec.MsgspecError, UnicodeError):
            book = msgspec.json.decode(path.read_bytes(), type=cls)
            if (book.path, book.size, book.mtime) == state:
                return book
            begun = book.url
        sums = sums_of(item.path, cancel)
        if sums.size != status.st_size:
            raise ConflictError(f"{item.path} changes just now.", remedy="Upload it later.")
        return cls(*state, sums.adler32, sums.md5, begun)

    @property
    def expected(self) -> Expected:
        """What of it must be on the storage."""
        return Expected(self.size, self.adler32, self.md5)

    def write(self, path: Path) -> None:
        """Keep it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(self))
        part.replace(path)
