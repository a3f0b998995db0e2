"""Remembers what was opened where, so that what the person changed since is known from it.

It lies in the person's home and not beside the notebooks, as a folder may be a stranger's.
"""

import hashlib
from pathlib import Path

import msgspec

from ...disk.book import Book
from ...errors import NotFoundError

__all__ = ["Ledger", "Mark", "Opening", "digest_of", "key_of", "mark_of"]

_MOST = 500
_CHUNK = 1 << 20


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was put there: its SHA-256, bytes, and time of change in nanoseconds."""

    sha256: str
    size: int
    changed: int


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow that was opened in a folder.

    Attributes
    ----------
    id
        Its key; see `key_of`.
    workflow, doi, version
        What was opened.
    folder
        Where, absolute.
    opened
        When, the last time, in Unix seconds.
    tops
        The folder that all of an archive lay in and that was left out, by the archive's name.
    sources
        The checksums of the archives that were unpacked there, by their names.
    files
        All files that were put there, by their paths in the folder.
    data
        The addresses whose data were put there.
    """

    id: str
    workflow: str
    folder: str
    opened: float
    doi: str = ""
    version: str = ""
    tops: dict[str, str] = {}
    sources: dict[str, str] = {}
    files: dict[str, Mark] = {}
    data: list[str] = []

    def has(self, archive: str, checksum: str) -> bool:
        """Say whether all of just this archive is there, so that it need not be fetched again."""
        folder = Path(self.folder)
        is_same = bool(checksum) and self.sources.get(archive) == checksum
        return is_same and all((folder / path).is_file() for path in self.files)

    def is_edited(self, path: str) -> bool:
        """Say whether a file there is another than the one that was put there.

        One that nobody put there is the person's own.
        """
        mark, file = self.files.get(path), Path(self.folder) / path
        if mark is None or file.is_symlink() or not file.is_file():
            return True
        status = file.stat()
        if status.st_size == mark.size and status.st_mtime_ns == mark.changed:
            return False
        return status.st_size != mark.size or digest_of(file) != mark.sha256

    def edited(self) -> list[str]:
        """Name the files that are there and were changed since."""
        folder = Path(self.folder)
        return [path for path in self.files if (folder / path).exists() and self.is_edited(path)]


class Ledger:
    """All openings of one person.

    Parameters
    ----------
    folder
        Where it is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._book = Book(
            folder=folder,
            kind=Opening,
            noun="opened workflow",
            id_of=lambda opening: opening.id,
            age=lambda opening: opening.opened,
            most=_MOST,
        )

    def get(self, workflow: str, folder: Path) -> Opening | None:
        """Return what was opened in a folder, if it was."""
        try:
            return self._book.get(key_of(workflow, folder))
        except NotFoundError:
            return None

    def put(self, opening: Opening) -> None:
        """Remember an opening.

        Raises
        ------
        NotAvailableError
            The home cannot be written.
        """
        self._book.put(opening)


def key_of(workflow: str, folder: Path) -> str:
    """Name an opening: 32 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode([workflow, str(folder)])).hexdigest()[:32]


def mark_of(path: Path, sha256: str = "") -> Mark:
    """Describe a file as it is now; its SHA-256 is counted unless it is known."""
    status = path.stat()
    return Mark(sha256=sha256 or digest_of(path), size=status.st_size, changed=status.st_mtime_ns)


def digest_of(path: Path) -> str:
    """Count the SHA-256 of a file."""
    counted = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            counted.update(chunk)
    return counted.hexdigest()
