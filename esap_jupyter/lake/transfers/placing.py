"""Puts one file of an upload where it belongs, and sees that it came there whole."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ...errors import BadAnswerError, CancelledError, ConflictError, EsapError
from ...models import Did
from ...staging.checksums import Expected, Sums
from .items import Item
from .registering import Registrar
from .storing import Store
from .upload_books import UploadBook

__all__ = ["Placement"]

_CHUNK = 1 << 20


class Placement:
    """One file on its way to one address.

    Parameters
    ----------
    item
        The file.
    store
        The address.
    registrar
        Tells what the lake knows.
    book
        What is known of the upload.
    path
        Where the book is kept.
    """

    def __init__(
        self, *, item: Item, store: Store, registrar: Registrar, book: UploadBook, path: Path
    ) -> None:
        self._item, self._store, self._registrar = item, store, registrar
        self._book, self._path = book, path

    @property
    def is_ours(self) -> bool:
        """Whether it was this upload that put there what lies there."""
        return self._book.url == self._store.url

    def put(self, *, progress: Callable[[int], None], cancel: threading.Event) -> None:
        """Write the file unless it is there; what others have put there is never written over.

        Raises
        ------
        ConflictError
            Another file is there, which the lake does not know.
        BadAnswerError
            What came there is not what was sent.
        EsapError
            It could not be written.
        """
        expected = self._book.expected
        there = self._store.sums(expected, cancel)
        if there is not None and _is(there, expected):
            return
        if there is not None and not self.is_ours:
            raise self._occupied()
        self._book.url = self._store.url
        self._book.write(self._path)
        try:
            self._store.put(self._item.path, fresh=there is None, progress=progress, cancel=cancel)
        except FileExistsError as error:
            # Somebody was quicker, so that it is not ours whatever it is.
            self._disown()
            there = self._store.sums(expected, cancel)
            if there is None or not _is(there, expected):
                raise self._occupied() from error
        else:
            self._check(expected, cancel)

    def take_away(self) -> None:
        """Leave nothing on the storage that the lake does not know, and nothing less."""
        with suppress(EsapError, OSError):
            if not self._known():
                self._store.remove()

    def _check(self, expected: Expected, cancel: threading.Event) -> None:
        if self._store.confirms(expected, cancel):
            return
        there = self._store.sums(expected, cancel)
        if there is not None and _is(there, expected):
            return
        if there is None or self._is_beginning(there, cancel):
            self.take_away()
            raise BadAnswerError(
                f"What came to {self._store.rse} is not what was sent, so it was not registered.",
                remedy="Upload it again; if it happens again, tell the lake's operators.",
            )
        # Storage that knows no condition lets another upload write over this one.
        self._disown()
        raise BadAnswerError(
            f"What is on {self._store.rse} for {self._item.did} is not what was sent, so it was "
            "not registered. It was left there, as somebody else may be storing it.",
            remedy="Rename yours and upload it again, or tell the lake's operators.",
        )

    def _is_beginning(self, there: Sums, cancel: threading.Event) -> bool:
        """Tell whether what is there is a beginning of what was sent, and nobody else's."""
        if there.size >= self._book.size:
            return False
        begun = Sums()
        with self._item.path.open("rb") as file:
            while chunk := file.read(min(_CHUNK, there.size - begun.size)):
                if cancel.is_set():
                    raise CancelledError("It was cancelled.")
                begun.add(chunk)
        return _is(there, Expected(begun.size, begun.adler32, begun.md5))

    def _disown(self) -> None:
        self._book.url = ""
        self._path.unlink(missing_ok=True)

    def _known(self) -> Did | None:
        return self._registrar.known([self._item.did]).get(self._item.did)

    def _occupied(self) -> ConflictError:
        return ConflictError(
            f"{self._store.rse} has another file where {self._item.did} belongs, which the lake "
            "does not know.",
            remedy="Rename yours, choose another RSE, or tell the lake's operators.",
        )


def _is(sums: Sums, expected: Expected) -> bool:
    return Expected(sums.size, sums.adler32, sums.md5) == expected
