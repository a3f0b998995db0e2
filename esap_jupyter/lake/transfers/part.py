"""A file that is not complete yet, with what tells later which one it is."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from ...disk.unlinked import unlinked
from ...errors import BadAnswerError
from ...staging.checksums import Expected, Sums, sums_of
from ..dids import DidName
from .room import check_some_is_left

__all__ = ["Part", "Writer", "check_length", "give_name"]

_STEP = 16 << 20


class _Book(msgspec.Struct, frozen=True):
    lake: str
    scope: str
    name: str
    expected: Expected


class Part:
    """What has come of a file.

    Bytes are continued only where they are of the same DID with the same size and checksums;
    what comes of it is checked as a whole at the end.

    Parameters
    ----------
    path
        Where the bytes are; the bookkeeping lies beside it.
    lake
        The lake's id and address.
    did
        The file.
    expected
        What it must be.
    """

    def __init__(self, *, path: Path, lake: str, did: DidName, expected: Expected) -> None:
        self.path = path
        self.expected = expected
        self._book_path = path.with_suffix(".json")
        self._book = _Book(lake, did.scope, did.name, expected)
        self.sums = Sums()

    def open(self, cancel: threading.Event | None = None) -> None:
        """Take up what is there of this very file, or start with nothing."""
        if self._is_ours() and self.expected.is_known and not self.path.is_symlink():
            with contextlib.suppress(FileNotFoundError):
                self.sums = sums_of(self.path, cancel, with_md5=bool(self.expected.md5))
                if self.sums.size <= (self.expected.size or 0):
                    return
        self.restart()

    def restart(self) -> None:
        """Throw away what is there."""
        self.path.unlink(missing_ok=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self._book_path.with_suffix(".json-part")
        part.unlink(missing_ok=True)
        with part.open("xb") as file:
            file.write(msgspec.json.encode(self._book))
        part.replace(self._book_path)
        self.sums = Sums(with_md5=bool(self.expected.md5))

    def reread(self, cancel: threading.Event | None = None) -> None:
        """Count what another program has written."""
        if self.path.exists():
            self.sums = sums_of(self.path, cancel, with_md5=bool(self.expected.md5))

    @contextlib.contextmanager
    def writer(self, offset: int) -> Iterator["Writer"]:
        """Write on from an offset: either the end of what is there, or 0, which starts anew."""
        if offset != self.sums.size:
            self.restart()
        try:
            with open(self.path, "ab", opener=unlinked) as file:
                yield Writer(file, self)
        except BaseException:
            if not self.expected.is_known:
                # Nothing could tell whether what comes later belongs to it.
                self.discard()
                self.sums = Sums()
            raise

    def settle(self, path: Path, *, what: str) -> None:
        """Check the whole, and give it its name.

        Raises
        ------
        BadAnswerError
            It is not what it should be; nothing is kept of it.
        FileExistsError
            There is a file of that name.
        """
        try:
            self.sums.check(self.expected, what=what)
        except BadAnswerError:
            self.restart()
            raise
        if not self.path.exists():
            self.path.touch()
        path.parent.mkdir(parents=True, exist_ok=True)
        give_name(self.path, path)
        self._book_path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove everything."""
        self.path.unlink(missing_ok=True)
        self._book_path.unlink(missing_ok=True)

    def _is_ours(self) -> bool:
        try:
            return msgspec.json.decode(self._book_path.read_bytes(), type=_Book) == self._book
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return False


class Writer:
    """Writes bytes to a part and counts them."""

    def __init__(self, file: IO[bytes], part: Part) -> None:
        self._file = file
        self._part = part
        self._unchecked = 0

    def write(self, chunk: bytes) -> int:
        """Write, and return how many bytes there are now.

        Raises
        ------
        BadAnswerError
            There are more than there should be.
        TooLargeError
            There is no room for a file of unknown size.
        """
        part = self._part
        check_length(part.expected, part.sums.size + len(chunk))
        if part.expected.size is None:
            self._check_room(len(chunk))
        self._file.write(chunk)
        part.sums.add(chunk)
        return part.sums.size

    def _check_room(self, more: int) -> None:
        """See now and then that there is room; see `check_some_is_left`."""
        self._unchecked -= more
        if self._unchecked <= 0:
            self._unchecked = _STEP
            check_some_is_left(self._part.path.parent, _STEP)


def check_length(expected: Expected, size: int) -> None:
    """See that there are not more bytes than there should be.

    Raises
    ------
    BadAnswerError
        There are.
    """
    if expected.size is not None and size > expected.size:
        raise BadAnswerError(
            f"It is corrupt: there are more than {expected.size} bytes of it.",
            remedy="Tell the lake's operators.",
        )


def give_name(part: Path, path: Path) -> None:
    """Give a file its name, never in place of another.

    Raises
    ------
    FileExistsError
        There is one of that name.
    """
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # Not all file systems know a second name; then the first is reserved by a file.
        path.touch(exist_ok=False)
        part.replace(path)
    else:
        part.unlink()
