"""What is known of files that came: where the bytes of an address lie on this machine."""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path

import msgspec

from ...disk.unlinked import unlinked
from ..checksums import digests_of

__all__ = ["Copies", "Copy", "Place", "agrees", "link_or_copy"]

_PLACES = 8
_SECRET = 32
_LONGEST = 1 << 20
_FICLONE = 0x40049409
_FOLDER = re.compile(r"[0-9a-f]{2}")


class Place(msgspec.Struct, frozen=True):
    """A file as it was when it came; one that was changed since is another."""

    path: str
    inode: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "Place":
        """Take down what a file is now."""
        status = path.stat()
        return cls(str(path), status.st_ino, status.st_mtime_ns)


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came: ``checksums`` and ``verified`` as in `Fetched`, and where it lies."""

    size: int
    checksums: dict[str, str]
    verified: list[str]
    etag: str = ""
    modified: str = ""
    is_steady: bool = False
    places: list[Place]

    def paths(self) -> list[Path]:
        """Return the files that are as they were."""
        return [Path(each.path) for each in self.places if _stands(each, self.size)]


class Copies:
    """Knows them by what was wanted; a small file for each, shared by all processes.

    Parameters
    ----------
    home
        Where it keeps them.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._books = os.fspath(home)
        self._secret: bytes | None = None
        self._tag: str | None = None

    def lock_of(self, key: str) -> Path:
        """Name the lock of an address, so that it is fetched once for everybody."""
        return self._home / "locks" / f"{key}.lock"

    def stamp(self, key: str) -> int:
        """Return what changes when somebody brings a file."""
        try:
            return self._path(key).stat().st_mtime_ns
        except OSError:
            return 0

    def keys(self) -> frozenset[str]:
        """Name all that came, by their keys; they may be gone since."""
        return frozenset(
            name.removesuffix(".json")
            for folder in _names_in(self._books)
            if _FOLDER.fullmatch(folder)
            for name in _names_in(f"{self._books}/{folder}")
            if name.endswith(".json")
        )

    def find(self, key: str) -> Copy | None:
        """Return what is known, or None."""
        try:
            with open(self._path(key), "rb", opener=unlinked) as file:
                return msgspec.json.decode(file.read(_LONGEST), type=Copy)
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return None

    def add(self, key: str, copy: Copy) -> None:
        """Take down a file that came, whole and under its name."""
        path = self._path(key)
        known = msgspec.json.encode(msgspec.structs.replace(copy, places=copy.places[:_PLACES]))
        try:
            # What is not whole tells nothing, which is what was known before.
            _written(path, known)
        except FileExistsError:
            aside = path.with_suffix(f".{secrets.token_hex(4)}")
            _written(aside, known)
            aside.replace(path)

    @property
    def secret(self) -> bytes:
        """What seals journals, made when first asked for."""
        if self._secret is None:
            self._secret = _secret_in(self._home / "seal")
        return self._secret

    @property
    def tag(self) -> str:
        """What tells this home from others, and nothing of its secret."""
        if self._tag is None:
            self._tag = hashlib.sha256(b"tag" + self.secret).hexdigest()[:8]
        return self._tag

    def _path(self, key: str) -> Path:
        # It is asked for several times for each of many small files, and joining takes long.
        return Path(f"{self._books}/{key[:2]}/{key}.json")


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  (of very many)
    except OSError:
        return []


def _written(path: Path, text: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        handle = unlinked(path, flags)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = unlinked(path, flags)
    try:
        os.write(handle, text)
    finally:
        os.close(handle)


def link_or_copy(source: Path, target: Path) -> bool:
    """Have a file a second time: as a clone, as a second name, or as a copy.

    Returns
    -------
    bool
        Whether bytes were copied, which may have gone wrong.

    Raises
    ------
    OSError
        None of it can be done.
    """
    target.unlink(missing_ok=True)
    if _cloned(source, target):
        return False
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copyfile(source, target, follow_symlinks=False)
        return True
    return False


def agrees(path: Path, checksums: dict[str, str]) -> bool:
    """Tell whether a file has these checksums."""
    return digests_of(path, checksums) == checksums


def _cloned(source: Path, target: Path) -> bool:
    """Share the blocks of a file, where the file system can: a change of one leaves the other."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        with source.open("rb") as one, target.open("xb") as other:
            fcntl.ioctl(other.fileno(), _FICLONE, one.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            target.unlink()
        return False
    return True


def _stands(place: Place, size: int) -> bool:
    path = Path(place.path)
    try:
        return (
            not path.is_symlink()
            and path.is_file()
            and path.stat().st_size == size
            and Place.of(path) == place
        )
    except OSError:
        return False


def _secret_in(path: Path) -> bytes:
    """Read the secret, or agree with all other processes on a new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = _read_secret(path)
    if len(found) == _SECRET:
        return found
    made = secrets.token_bytes(_SECRET)
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    with open(aside, "xb", opener=unlinked) as file:
        file.write(made)
    try:
        os.link(aside, path)
    except OSError:
        found = _read_secret(path)
        if len(found) != _SECRET:
            aside.replace(path)
            return made
        made = found
    aside.unlink()
    return made


def _read_secret(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=unlinked) as file:
            return file.read(_SECRET + 1)
    except FileNotFoundError:
        return b""
