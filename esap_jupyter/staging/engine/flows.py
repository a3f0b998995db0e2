"""Reads what can be opened as a file: below a workspace, or in object storage through fsspec."""

import contextlib
import importlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import msgspec

from ...disk.unlinked import unlinked
from ...errors import (
    AccessDeniedError,
    BadAnswerError,
    CancelledError,
    EsapError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from ..wanted import Wanted
from .answers import address_of
from .journal import Origin
from .part import Part
from .rate import Rate
from .room import Room

__all__ = ["REMOTE", "Flows"]

REMOTE = frozenset({"abfs", "abfss", "az", "gcs", "gs", "s3", "s3a"})
"""Schemes that are left to fsspec: object storage, whose address is set by the person's own
configuration. What it calls http, ftp or file is not among them."""

_CHUNK = 1 << 20


class _Opened(msgspec.Struct, frozen=True):
    file: IO[bytes]
    size: int
    etag: str


class Flows:
    """Reads files and objects.

    Parameters
    ----------
    roots
        The folders that ``file://`` is read inside of.
    rate
        How fast all may be together.
    segment
        Bytes of a segment.
    """

    def __init__(self, *, roots: Iterable[Path], rate: Rate, segment: int) -> None:
        self._roots = roots
        self._rate = rate
        self._segment = segment

    def read(
        self,
        url: str,
        wanted: Wanted,
        part: Part,
        *,
        tell: Callable[[], None],
        cancel: threading.Event,
    ) -> None:
        """Do as `Reader.read` says.

        Raises
        ------
        AccessDeniedError
            It lies outside of the workspace, or may not be read.
        NotFoundError
            There is no such file.
        NotAvailableError
            The package that reads it is not installed.
        UnreachableError
            The storage breaks off.
        CancelledError
            It was cancelled.
        """
        opening = self._file if url.startswith("file:") else _remote
        with _told(wanted.who), opening(url, wanted.who) as opened:
            origin = Origin(
                address=address_of(url),
                size=opened.size,
                etag=f'"{opened.etag}"' if opened.etag else "",
                has_ranges=True,
                has_length=True,
                last=urlsplit(url).path.rstrip("/").rpartition("/")[2],
                segment=self._segment,
                is_sampled=bool(wanted.checksums),
            )
            if not _goes_on(part.origin, origin, wanted):
                Room(part.path.parent.parent, wanted.who).check(opened.size)
                part.begin(origin, alone=False)
            self._pour(opened, wanted.who, part, tell, cancel)

    def _pour(
        self,
        opened: _Opened,
        who: str,
        part: Part,
        tell: Callable[[], None],
        cancel: threading.Event,
    ) -> None:
        buffer = memoryview(bytearray(min(_CHUNK, max(1, opened.size))))
        part.unclaim()
        while (span := part.claim()) is not None:
            position, end = span.start, span.end or 0
            try:
                opened.file.seek(position)
                while position < end:
                    if cancel.is_set():
                        raise CancelledError("It was cancelled.")
                    count = _into(opened.file, buffer[: min(len(buffer), end - position)])
                    if not count:
                        raise BadAnswerError(f"{who} broke off: the file became shorter.")
                    self._rate.take(count, cancel)
                    position = part.write(position, buffer[:count])
                    tell()
            finally:
                part.release(span)

    @contextlib.contextmanager
    def _file(self, url: str, who: str) -> Iterator[_Opened]:
        parts = urlsplit(url)
        if parts.netloc not in ("", "localhost") or "\0" in unquote(parts.path):
            raise AccessDeniedError(f"{url[:200]!r} names another machine's file.")
        path = Path(unquote(parts.path))
        # Whether a file outside exists is nobody's business either.
        real = path.resolve()
        if not any(real.is_relative_to(root.resolve()) for root in self._roots):
            raise AccessDeniedError(
                f"{path} lies outside of the workspace, so it is not read.",
                remedy="Copy it into the workspace yourself.",
            )
        if not real.is_file():
            raise NotFoundError(f"{who} has no file {path}.")
        with open(real, "rb", buffering=0, opener=unlinked) as file:
            status = os.fstat(file.fileno())
            mark = f"{status.st_ino}-{status.st_mtime_ns}"
            yield _Opened(file, status.st_size, mark)


@contextlib.contextmanager
def _remote(url: str, who: str) -> Iterator[_Opened]:
    try:
        fsspec: Any = importlib.import_module("fsspec")
        system, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise NotAvailableError(
            f"The file of {who} lies in object storage, which nothing here reads: {error}.",
            remedy="Install esap-jupyter[remote], or choose another address of the file.",
        ) from error
    info: dict[str, Any] = system.info(path)
    if info.get("type") != "file" or info.get("size") is None:
        raise NotFoundError(f"{who} has no file {path[:200]!r}.")
    mark = info.get("ETag") or info.get("etag") or info.get("LastModified") or ""
    with system.open(path, "rb", block_size=8 << 20, cache_type="readahead") as file:
        yield _Opened(file, int(info["size"]), str(mark).strip('"'))


@contextlib.contextmanager
def _told(who: str) -> Iterator[None]:
    """Put what storage raises into our own words."""
    try:
        yield
    except EsapError:
        raise
    except FileNotFoundError as error:
        raise NotFoundError(f"{who} has no such file.") from error
    except PermissionError as error:
        raise AccessDeniedError(
            f"{who} does not let you read the file.", remedy="Look at your keys for its storage."
        ) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise UnreachableError(f"{who} broke off: {error}.", remedy="Try again later.") from error
    except Exception as error:
        raise UnreachableError(
            f"{who} cannot be read: {type(error).__name__}: {error}.", remedy="Try again later."
        ) from error


def _goes_on(there: Origin | None, now: Origin, wanted: Wanted) -> bool:
    if there is None or there.size != now.size:
        return False
    if wanted.checksums:
        return True
    return bool(now.etag) and (there.address, there.etag) == (now.address, now.etag)


def _into(file: IO[bytes], view: memoryview) -> int:
    chunk = file.read(len(view))
    view[: len(chunk)] = chunk
    return len(chunk)
