"""What has come of a file, told so that a process that was killed at any moment can go on."""

import contextlib
import hashlib
import hmac
import os
import zlib
from pathlib import Path

import msgspec

from ...disk.unlinked import unlinked

__all__ = ["Journal", "Mark", "Origin"]

_LONGEST = 64 << 20
_STRIDE = 1 << 16
_SAMPLE = 1 << 12


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of a file is being fetched.

    Attributes
    ----------
    address
        A digest of the address; the address itself may hold secrets, which no file keeps.
    size
        Bytes, None where the server tells none.
    etag, modified
        ``ETag`` and ``Last-Modified``.
    is_steady
        Whether ``modified`` is old enough to tell versions apart (RFC 9110, section 8.8.2.2).
    has_ranges
        Whether the server sends parts.
    has_length
        Whether the server told how long it is.
    content_type, disposition, last
        What names the file: headers, and the last part of the address that answered.
    digests
        Checksums that the server told.
    segment
        Bytes of a segment.
    is_sampled
        Whether the journal's CRC is that of a sixteenth of the bytes, as a checksum of the whole
        tells at last; it shows pages that a machine lost when it went down.
    """

    address: str
    size: int | None
    etag: str = ""
    modified: str = ""
    is_steady: bool = False
    has_ranges: bool = False
    has_length: bool = False
    content_type: str = ""
    disposition: str = ""
    last: str = ""
    digests: dict[str, str] = {}
    segment: int
    is_sampled: bool = False

    @property
    def validator(self) -> str:
        """What ``If-Range`` takes of it: a strong ETag or a steady date, else empty."""
        if self.etag.startswith('"'):
            return self.etag
        return self.modified if self.modified and self.is_steady else ""


class Mark(msgspec.Struct, frozen=True):
    """How much of a segment has come, and the CRC-32 of that or of samples of it."""

    done: int = 0
    crc: int = 0

    def grown(self, view: memoryview, *, is_sampled: bool) -> "Mark":
        """Return what it is with the next bytes."""
        done, crc = self.done + len(view), self.crc
        if not is_sampled:
            return Mark(done, zlib.crc32(view, crc))
        for start in range(self.done - self.done % _STRIDE, done, _STRIDE):
            begin, end = max(start, self.done), min(start + _SAMPLE, done)
            if begin < end:
                crc = zlib.crc32(view[begin - self.done : end - self.done], crc)
        return Mark(done, crc)


class _Head(msgspec.Struct, frozen=True):
    origin: Origin
    seal: str


class Journal:
    """A line for the version, and one for each step; the last line of a segment counts.

    A line is written after its bytes, so that what it tells is there unless the machine itself
    went down, which the CRC shows.

    Parameters
    ----------
    path
        Where.
    secret
        Seals it: one that came along with a stranger's folder is not believed.
    """

    def __init__(self, path: Path, *, secret: bytes) -> None:
        self._path = path
        self._secret = secret
        self._file: int | None = None

    def load(self) -> tuple[Origin, dict[int, Mark]] | None:
        """Read what is there, or return None where nothing can be made of it."""
        try:
            with open(self._path, "rb", opener=unlinked) as file:
                first, *rest = file.read(_LONGEST).split(b"\n")
            head = msgspec.json.decode(first, type=_Head)
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return None
        if not hmac.compare_digest(head.seal, self._seal(head.origin)):
            return None
        marks: dict[int, Mark] = {}
        for line in rest:
            # The last line may be torn.
            with contextlib.suppress(msgspec.MsgspecError, UnicodeError):
                index, done, crc = msgspec.json.decode(line, type=tuple[int, int, int])
                marks[index] = Mark(done, crc)
        return head.origin, marks

    def begin(self, origin: Origin, marks: dict[int, Mark] | None = None) -> None:
        """Start anew with a version, and what there is of it."""
        self.close()
        aside = self._path.with_suffix(".journal-part")
        aside.unlink(missing_ok=True)
        lines = [msgspec.json.encode(_Head(origin, self._seal(origin)))]
        lines += [_line(index, mark) for index, mark in (marks or {}).items()]
        handle = unlinked(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
        try:
            os.write(handle, b"\n".join(lines) + b"\n")
            aside.replace(self._path)
        except BaseException:
            os.close(handle)
            raise
        self._file = handle

    def note(self, index: int, mark: Mark) -> None:
        """Add a line; one that the disk has no room for is left out."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.write(self._file, _line(index, mark) + b"\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def remove(self) -> None:
        """Remove it."""
        self.close()
        self._path.unlink(missing_ok=True)

    def _seal(self, origin: Origin) -> str:
        return hmac.new(self._secret, msgspec.json.encode(origin), hashlib.sha256).hexdigest()


def _line(index: int, mark: Mark) -> bytes:
    return msgspec.json.encode((index, mark.done, mark.crc))
