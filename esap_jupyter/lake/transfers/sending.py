"""Uploads one file: stored, seen to be there whole, and only then registered."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from ...disk.lease import leased
from ...errors import (
    CancelledError,
    ConflictError,
    EsapError,
    UnreachableError,
)
from ...models import Did
from ...staging.checksums import Expected
from ..dids import DidName
from .access import StorageAccess
from .items import Item
from .layout import key_of
from .placing import Placement
from .registering import Registrar
from .storing import Store
from .upload_books import UploadBook

__all__ = ["Sender"]

Progress = Callable[[int], None]


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
    addresses
        Where files belong, as far as that was asked for together.
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
        addresses: Mapping[DidName, str] | None = None,
    ) -> None:
        self._rse, self._scheme = rse, scheme
        self._registrar = registrar
        self._access = access
        self._books = books / f"{lake}-{rse}"
        self._metadata = metadata
        self._addresses = addresses or {}

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
            book = UploadBook.opened(item, book_path, cancel)
            if known is not None and self._is_there(item, known, book.expected):
                if book.url:
                    # An upload of ours ended before all was told.
                    self._describe(item)
                book_path.unlink(missing_ok=True)
                progress(book.size)
                return False
            store = self._store(item)
            placement = Placement(
                item=item, store=store, registrar=self._registrar, book=book, path=book_path
            )
            try:
                placement.put(progress=progress, cancel=cancel)
                self._register(item, placement, book.expected)
            finally:
                store.close()
            progress(book.size)
            book_path.unlink(missing_ok=True)
            return True

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
            url=self._addresses.get(item.did)
            or self._registrar.address(self._rse, self._scheme, item.did),
            rse=self._rse,
            access=self._access,
            scratch=self._books / key_of(item.did),
        )

    def _register(self, item: Item, placement: Placement, expected: Expected) -> None:
        """Tell the lake; where it refuses, only what we have put there is taken away."""
        try:
            self._registrar.add_replica(self._rse, item.did, expected)
        except (UnreachableError, CancelledError):
            # Nobody can tell whether the lake has done it; the next try finds out.
            raise
        except EsapError:
            if placement.is_ours:
                placement.take_away()
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
