"""What is here of a lake: a list beside the data, and where such lists are."""

import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, Generic, TypeVar

import msgspec

from ...disk.unlinked import unlinked
from ...models import Did
from ...staging.checksums import Expected
from ..dids import DidName
from .sealing import Seals

__all__ = ["MANIFEST", "Holdings", "Record"]

MANIFEST = "manifest.jsonl"
"""The list beside the data: one JSON document a line, the last one of a file counts."""

_FOLDERS = "lake-folders.jsonl"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was fetched: which, where below the list's folder, what it is, whence.

    ``mtime`` is of the file in nanoseconds when its checksums were compared; ``checked`` names
    the checksums that were. ``seal`` shows that this home wrote it, of this folder.
    """

    lake: str = ""
    scope: str
    name: str
    path: str
    size: int
    mtime: int
    adler32: str | None = None
    md5: str | None = None
    checked: list[str] = []
    rse: str = ""
    url: str = ""
    fetched: float = 0.0
    seal: str = ""

    def sealed_text(self, base: str) -> bytes:
        """Return what the seal is of: all that it says, and the folder that it says it of."""
        bare = msgspec.structs.replace(self, seal="")
        return msgspec.json.encode([os.path.realpath(base), bare])

    def is_of(self, expected: Expected) -> bool:
        """Whether it is what a lake says of the file now."""
        pairs = (
            (self.size, expected.size),
            (self.adler32, expected.adler32),
            (self.md5, expected.md5),
        )
        return all(mine == theirs for mine, theirs in pairs if theirs is not None)


class _Folder(msgspec.Struct, frozen=True):
    lake: str
    base: str


Line = TypeVar("Line")


class _Lines(Generic[Line]):
    """A file of JSON lines, read again when it has changed."""

    def __init__(self, path: Path, kind: type[Line], take: Callable[[Line], None]) -> None:
        self._path, self._take = path, take
        self._decoder = msgspec.json.Decoder(kind)
        self._inode, self._read = 0, 0

    def refresh(self) -> bool:
        """Take the lines that are new; returns False where all must be taken again."""
        try:
            status = self._path.stat()
        except OSError:
            return self._read == 0
        if status.st_ino != self._inode or status.st_size < self._read:
            anew, self._inode, self._read = self._read > 0, status.st_ino, 0
            if anew:
                return False
        if status.st_size == self._read:
            return True
        with self._path.open("rb") as file:
            file.seek(self._read)
            content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        for line in whole.splitlines():
            try:
                self._take(self._decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeError):
                # A line that a dying process or a person has spoilt says nothing.
                continue
        self._read += len(whole)
        return True


class _Manifest:
    """The lines of one list that this home wrote; those of others prove nothing."""

    def __init__(self, base: str, seals: Seals) -> None:
        self._base, self._seals = base, seals
        self._records: dict[tuple[str, str, str], Record] = {}
        self._lines = _Lines(Path(base) / MANIFEST, Record, self._take)

    def get(self, lake: str, scope: str, name: str) -> Record | None:
        if not self._lines.refresh():
            self._records.clear()
            self._lines.refresh()
        return self._records.get((lake, scope, name))

    def _take(self, record: Record) -> None:
        if self._seals.holds(record.seal, record.sealed_text(self._base)):
            self._records[record.lake, record.scope, record.name] = record


class Holdings:
    """Knows the folders into which files of lakes were brought, and what is whole there.

    Parameters
    ----------
    home
        Gives ESAP's home, where the folders are listed.
    """

    def __init__(self, home: Callable[[], Path]) -> None:
        self._home = home
        self._seals = Seals(home)
        self._lock = threading.Lock()
        self._bases: dict[_Folder, None] = {}
        self._lines: _Lines[_Folder] | None = None
        self._manifests: dict[str, _Manifest] = {}

    def find(self, lake: str, did: Did, base: Path | None = None) -> Path | None:
        """Return where a file is, whole and as it was fetched; the folder ``base`` first.

        A file that somebody has changed or removed since is not here, nor one that only a list of
        somebody else names: what fetches compares its checksums, and lists it anew.
        """
        expected = Expected.of(did)
        for each in self._of(lake, base):
            with self._lock:
                record = self._manifest(each).get(lake, did.scope, did.name)
            if record is None or not record.is_of(expected):
                continue
            path = Path(each) / record.path
            if _is_below(record.path) and _is_as_recorded(path, record):
                return path
        return None

    def add(self, lake: str, base: Path, did: DidName, path: Path, **about: Any) -> None:
        """List a file that has just been checked."""
        status = path.stat()
        record = Record(
            lake=lake,
            scope=did.scope,
            name=did.name,
            path=path.relative_to(base).as_posix(),
            size=status.st_size,
            mtime=status.st_mtime_ns,
            fetched=time.time(),
            **about,
        )
        seal = self._seals.made(record.sealed_text(str(base)))
        _append(base / MANIFEST, msgspec.structs.replace(record, seal=seal))
        folder = _Folder(lake, str(base.absolute()))
        with self._lock:
            self._refresh()
            if folder not in self._bases:
                _append(self._home() / _FOLDERS, folder)
                self._refresh()

    def _of(self, lake: str, base: Path | None) -> list[str]:
        with self._lock:
            self._refresh()
            known = [folder.base for folder in self._bases if folder.lake == lake]
        first = [str(base.absolute())] if base is not None else []
        return list(dict.fromkeys([*first, *known]))

    def _refresh(self) -> None:
        if self._lines is None:
            self._lines = _Lines(self._home() / _FOLDERS, _Folder, self._take)
        if not self._lines.refresh():
            self._bases.clear()
            self._lines.refresh()

    def _take(self, folder: _Folder) -> None:
        self._bases[folder] = None

    def _manifest(self, base: str) -> _Manifest:
        if base not in self._manifests:
            self._manifests[base] = _Manifest(base, self._seals)
        return self._manifests[base]


def _is_below(path: str) -> bool:
    """Whether a list, which may have come with a stranger's folder, names something beside it."""
    parts = PurePath(path)
    return not parts.is_absolute() and ".." not in parts.parts


def _is_as_recorded(path: Path, record: Record) -> bool:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    same = (status.st_size, status.st_mtime_ns) == (record.size, record.mtime)
    return same and stat.S_ISREG(status.st_mode)


def _append(path: Path, line: msgspec.Struct) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = unlinked(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        # One short write at the end of a file is whole or not there, whoever else writes.
        os.write(handle, msgspec.json.encode(line) + b"\n")
    finally:
        os.close(handle)
