"""Uploads one file: stored, seen to be there whole, and only then registered."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from ...errors import (
    BadAnswerError,
    CancelledError,
    ConflictError,
    EsapError,
    NotAvailableError,
    UnreachableError,
)
from ...models import Did
from ...staging.checksums import Expected, Sums, sums_of
from ...staging.lease import leased
from .access import StorageAccess
from .items import Item
from .layout import key_of
from .registering import Registrar
from .storing import Store

__all__ = ["Sender"]

Progress = Callable[[int], None]


class _Book(msgspec.Struct):
    """What is known of an upload that has not ended: the file as it was, and where it goes."""

    path: str
    size: int
    mtime: int
    adler32: str
    md5: str
    url: str = ""


class Sender:
    """Uploads files to one RSE.

    Parameters
    ----------
    lake
        The lake's id.
    rse
        The RSE.
    scheme
        The protocol that it is written by.
    registrar
        Tells the lake.
    access
        How storage is spoken to.
    books
        The folder of what is known of uploads that have not ended.
    metadata
        Set for each new file.
    """

    def __init__(
        self,
        *,
        lake: str,
        rse: str,
        scheme: str,
        registrar: Registrar,
        access: StorageAccess,
        books: Path,
        metadata: Mapping[str, str],
    ) -> None:
        self._rse, self._scheme = rse, scheme
        self._registrar = registrar
        self._access = access
        self._books = books / f"{lake}-{rse}"
        self._metadata = metadata

    def send(
        self, item: Item, known: Did | None, *, progress: Progress, cancel: threading.Event
    ) -> bool:
        """Upload a file; returns False where the lake has it already.

        Parameters
        ----------
        item
            The file.
        known
            What the lake has under its name.
        progress
            Called with the bytes so far.
        cancel
            Ends it when set; what was not registered is taken up the next time.

        Raises
        ------
        ConflictError
            The lake has another file of that name, or the storage has one that it knows not of.
        BadAnswerError
            What was stored is not what was sent; nothing is registered.
        EsapError
            It could not be stored or registered.
        """
        key = key_of(item.did)
        with leased(self._books / f"{key}.lock", cancel=cancel):
            book_path = self._books / f"{key}.json"
            try:
                book = self._opened(item, book_path, cancel)
            except OSError as error:
                raise NotAvailableError(
                    f"{item.path} cannot be read: {error.strerror or error}.",
                    remedy="See that it is there and that you may read it.",
                ) from error
            expected = Expected(book.size, book.adler32, book.md5)
            if known is not None and self._is_there(item, known, expected):
                if book.url:
                    # An upload of ours ended before all was told.
                    self._describe(item)
                book_path.unlink(missing_ok=True)
                progress(book.size)
                return False
            store = self._store(item)
            try:
                self._put(item, store, (book, book_path), progress=progress, cancel=cancel)
                self._register(item, store, expected, is_ours=book.url == store.url)
            finally:
                store.close()
            progress(book.size)
            book_path.unlink(missing_ok=True)
            return True

    def _opened(self, item: Item, path: Path, cancel: threading.Event) -> _Book:
        """Read the file for its checksums, unless they are known of its state as it is."""
        status = item.path.stat()
        state = (str(item.path), status.st_size, status.st_mtime_ns)
        begun = ""
        with suppress(OSError, msgspec.MsgspecError, UnicodeError):
            book = msgspec.json.decode(path.read_bytes(), type=_Book)
            if (book.path, book.size, book.mtime) == state:
                return book
            begun = book.url
        sums = sums_of(item.path, cancel)
        if sums.size != status.st_size:
            raise ConflictError(f"{item.path} changes just now.", remedy="Upload it later.")
        return _Book(*state, sums.adler32, sums.md5, begun)

    def _is_there(self, item: Item, known: Did, expected: Expected) -> bool:
        if known.type != "file":
            raise ConflictError(f"{item.did} is a {known.type} already.", remedy="Rename the file.")
        theirs = Expected.of(known)
        if not _agree(theirs, expected):
            raise ConflictError(
                f"{item.did} is another file already, of {theirs.size} bytes.",
                remedy="Files of a lake never change: rename yours.",
            )
        return self._registrar.has_replica(item.did)

    def _store(self, item: Item) -> Store:
        return Store(
            url=self._registrar.address(self._rse, self._scheme, item.did),
            rse=self._rse,
            access=self._access,
            scratch=self._books / key_of(item.did),
        )

    def _put(
        self,
        item: Item,
        store: Store,
        booked: tuple[_Book, Path],
        *,
        progress: Progress,
        cancel: threading.Event,
    ) -> None:
        book, book_path = booked
        expected = Expected(book.size, book.adler32, book.md5)
        there = store.sums(expected, cancel)
        if there is not None and _is(there, expected):
            return
        if there is not None and book.url != store.url:
            raise ConflictError(
                f"{self._rse} has another file where {item.did} belongs, which the lake does not "
                "know.",
                remedy="Rename yours, choose another RSE, or tell the lake's operators.",
            )
        book.url = store.url
        _write(book_path, book)
        store.put(item.path, progress=progress, cancel=cancel)
        self._check(item, store, expected, cancel)

    def _check(self, item: Item, store: Store, expected: Expected, cancel: threading.Event) -> None:
        there = store.sums(expected, cancel)
        if there is not None and _is(there, expected):
            return
        self._take_away(item, store)
        raise BadAnswerError(
            f"What came to {self._rse} is not what was sent, so it was not registered.",
            remedy="Upload it again; if it happens again, tell the lake's operators.",
        )

    def _take_away(self, item: Item, store: Store) -> None:
        """Leave nothing on the storage that the lake does not know, and nothing less."""
        with suppress(EsapError, OSError):
            if not self._registrar.known([item.did]):
                store.remove()

    def _register(self, item: Item, store: Store, expected: Expected, *, is_ours: bool) -> None:
        """Tell the lake; where it refuses, only what we have put there is taken away."""
        try:
            self._registrar.add_replica(self._rse, item.did, expected)
        except (UnreachableError, CancelledError):
            # Nobody can tell whether the lake has done it; the next try finds out.
            raise
        except EsapError:
            if is_ours:
                self._take_away(item, store)
            raise
        self._describe(item)

    def _describe(self, item: Item) -> None:
        try:
            self._registrar.describe(item.did, self._metadata)
        except CancelledError:
            raise
        except EsapError as error:
            raise type(error)(
                f"{item.did} is stored, but its metadata are not set: {error.message}",
                remedy="Upload it again, which sets them; nothing is sent twice.",
            ) from error


def _agree(theirs: Expected, ours: Expected) -> bool:
    pairs = zip(msgspec.structs.astuple(theirs), msgspec.structs.astuple(ours), strict=True)
    return all(their == our for their, our in pairs if their is not None)


def _is(sums: Sums, expected: Expected) -> bool:
    found = Expected(sums.size, sums.adler32, sums.md5)
    return found == expected


def _write(path: Path, book: _Book) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(book))
    part.replace(path)
