"""Looks into packed files of records by parts of them: the directory of a zip is at its end.

A directory that is larger than `MOST_BYTES` is not read, whatever the file says of it, and a member
is unpacked only as far as somebody asks for.
"""

import lzma
import threading
import zipfile
import zlib

from ..errors import BadAnswerError, EsapError, TooLargeError
from .content import Content
from .parts import PartlyRead

__all__ = ["MOST_BYTES", "Member", "ZipDirectory"]

MOST_BYTES = 4 << 20
"""How much is fetched for the directory of one file at most."""

_SMALL = 1 << 20
_TAIL = 24 << 10
# The header in front of a member may have more in it than the directory says (APPNOTE 4.3.7).
_HEADER = 30 + 512
_ENCRYPTED = 1
_GAP = 16 << 10

Member = zipfile.ZipInfo


class ZipDirectory:
    """The directory of one zip file.

    Parameters
    ----------
    content
        Reads the file.
    name
        What to call it in errors.
    cancel
        Ends it when set.

    Raises
    ------
    BadAnswerError
        It is not a zip file, or broken.
    NoRangesError
        The server sends it only whole, and it is not small.
    EsapError
        It cannot be had.
    """

    def __init__(
        self, content: Content, *, name: str, cancel: threading.Event | None = None
    ) -> None:
        self._name = name
        self._file = PartlyRead(content, small=_SMALL, tail=_TAIL, most=MOST_BYTES, cancel=cancel)
        try:
            self._zip = zipfile.ZipFile(self._file)
        except _BROKEN as error:
            raise self._broken() from error

    @property
    def members(self) -> list[Member]:
        """What is in it, folders and what has no name left out."""
        return [each for each in self._zip.infolist() if each.filename and not each.is_dir()]

    def read(self, member: Member, most: int) -> bytes:
        """Unpack one member.

        Parameters
        ----------
        member
            One of `members`.
        most
            The largest number of bytes, packed and unpacked.

        Raises
        ------
        TooLargeError
            It has more.
        BadAnswerError
            It is broken, encrypted, or packed in a way that is not known here.
        """
        if max(member.compress_size, member.file_size) > most:
            raise TooLargeError(f"{member.filename} is larger than {max(1, most >> 20)} MB.")
        if member.flag_bits & _ENCRYPTED:
            raise BadAnswerError(f"{member.filename} is encrypted.")
        try:
            self._file.allow(_length(member))
            self._file.prefetch(member.header_offset, _length(member))
            with self._zip.open(member) as file:
                body = file.read(most + 1)
        except _BROKEN as error:
            raise self._broken() from error
        if len(body) > most:
            raise TooLargeError(f"{member.filename} is larger than {max(1, most >> 20)} MB.")
        return body

    def gather(self, members: list[Member]) -> None:
        """Fetch several members that stand close to one another with few requests.

        Parameters
        ----------
        members
            Those that will be read.
        """
        spans: list[list[int]] = []
        for member in sorted(members, key=lambda each: each.header_offset):
            start, end = member.header_offset, member.header_offset + _length(member)
            if spans and start - spans[-1][1] <= _GAP:
                spans[-1][1] = max(end, spans[-1][1])
            else:
                spans.append([start, end])
        for start, end in spans:
            self._file.allow(end - start)
            self._file.prefetch(start, end - start)

    def _broken(self) -> EsapError:
        if self._file.failed is not None:
            # Where a part did not come, zipfile takes the file for no zip.
            return self._file.failed
        return BadAnswerError(
            f"{self._name} is no zip file, or a broken one, so nobody sees what is in it.",
            remedy="Look at the record's page.",
        )


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
    EOFError,
    LookupError,
)


def _length(member: Member) -> int:
    return _HEADER + len(member.filename.encode()) + len(member.extra) + member.compress_size
