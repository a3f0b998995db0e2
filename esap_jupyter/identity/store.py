"""Where secrets are kept: a file that is its owner's alone, or the keyring of the system."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from ..disk.files import write_whole
from ..disk.lock import locked
from ..errors import BadRequestError, NotAvailableError
from .keyring import KeyringBox

__all__ = ["Box", "FileBox", "SecretStore"]

_FILE = "credentials.json"
# What is longer is cut off, and so damaged.
_LARGEST = 16 << 20
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_RENEWING = 45.0
# Neither a link nor a pipe that somebody put there is waited for.
_READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Box(Protocol):
    """Keeps texts by names; neither is shown to anybody."""

    def get(self, name: str) -> dict[str, str] | None:
        """Return what is kept by a name."""

    def put(self, name: str, values: Mapping[str, str]) -> None:
        """Keep something in place of what was there."""

    def delete(self, name: str) -> bool:
        """Forget it, and tell whether there was something."""


class _Document(msgspec.Struct, kw_only=True):
    version: Literal[1] = 1
    entries: dict[str, dict[str, str]] = {}


class FileBox:
    """One file of mode 0600, written whole; locked between the processes of a person.

    Parameters
    ----------
    path
        The file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> dict[str, str] | None:
        """Return what is kept by a name.

        Raises
        ------
        BadRequestError
            The file can be read by others, is another's or a link, or makes no sense.
        """
        return self._read().entries.get(name)

    def put(self, name: str, values: Mapping[str, str]) -> None:
        """Keep something in place of what was there; otherwise like `get`."""
        with locked(self._path):
            document = self._read()
            document.entries[name] = dict(values)
            write_whole(self._path, msgspec.json.encode(document).decode())

    def delete(self, name: str) -> bool:
        """Forget it, and tell whether there was something; otherwise like `get`."""
        if not self._path.exists():
            return False
        with locked(self._path):
            document = self._read()
            was_there = document.entries.pop(name, None) is not None
            if was_there:
                write_whole(self._path, msgspec.json.encode(document).decode())
            return was_there

    def _read(self) -> _Document:
        try:
            handle = os.open(self._path, _READ_ONLY)
        except FileNotFoundError:
            return _Document()
        except OSError:
            raise self._refusal("is a link or cannot be opened") from None
        try:
            self._check(os.fstat(handle))
            content = _content(handle)
        finally:
            os.close(handle)
        try:
            return msgspec.json.decode(content, type=_Document)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            # The parser's own words may quote what is in the file.
            raise BadRequestError(
                f"{self._path} is damaged, so nothing in it is used.",
                remedy="Delete it and log in again.",
            ) from None

    def _check(self, status: os.stat_result) -> None:
        if os.name != "posix":
            return
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise self._refusal("is not a file of yours")
        if status.st_mode & _OTHERS:
            raise BadRequestError(
                f"{self._path} can be read by others, so nothing in it is used.",
                remedy=f"Make it yours alone: chmod 600 {self._path}",
            )

    def _refusal(self, what: str) -> BadRequestError:
        return BadRequestError(
            f"{self._path} {what}, so nothing in it is used.",
            remedy="Move it away and log in again.",
        )


class SecretStore:
    """Keeps what logs in to services; each entry is for one id at one address.

    Parameters
    ----------
    home
        Gives ESAP's home, made where it is missing.
    kind
        ``file``, or ``keyring`` for that of the system.
    """

    def __init__(
        self, *, home: Callable[[], Path], kind: Literal["file", "keyring"] = "file"
    ) -> None:
        self._home = home
        self._kind = kind

    def get(self, name: str, address: str) -> dict[str, str] | None:
        """Return what is kept for a service at an address.

        Raises
        ------
        BadRequestError
            The file of secrets is not safe or makes no sense.
        NotAvailableError
            There is no keyring.
        """
        return self._box().get(_name(name, address))

    def put(self, name: str, address: str, values: Mapping[str, str]) -> None:
        """Keep something for a service at an address; otherwise like `get`."""
        self._box().put(_name(name, address), {key: text for key, text in values.items() if text})

    def delete(self, name: str, address: str) -> bool:
        """Forget it, and tell whether there was something; otherwise like `get`."""
        return self._box().delete(_name(name, address))

    @contextlib.contextmanager
    def renewing(self, name: str, address: str) -> Iterator[None]:
        """Hold the right to renew an entry, so that no two processes use up one refresh token.

        Raises
        ------
        ConflictError
            Another process does so for very long.
        """
        digest = hashlib.sha256(_name(name, address).encode()).hexdigest()[:16]
        path = self._home() / f"renewing-{digest}"
        with locked(path, timeout=1.5 * _RENEWING, stale=_RENEWING):
            yield

    def _box(self) -> Box:
        if self._kind == "keyring":
            return KeyringBox()
        if self._kind == "file":
            return FileBox(self._home() / _FILE)
        raise NotAvailableError(
            f"There is no store {self._kind!r}.",
            remedy='Write store = "file" or "keyring" in [identity].',
        )


def _content(handle: int) -> bytes:
    with open(handle, "rb", closefd=False) as file:
        return file.read(_LARGEST)


def _name(name: str, address: str) -> str:
    return f"{name} {address}"
