"""What the bytes of a file must be, as its lake says."""

import hashlib
import threading
import zlib
from pathlib import Path

import msgspec

from ..errors import BadAnswerError, CancelledError
from ..models import Did

__all__ = ["Expected", "Sums", "sums_of"]

_CHUNK = 1 << 20
_ADLER32 = 8


class Expected(msgspec.Struct, frozen=True):
    """Size in bytes and checksums in hexadecimal; None where the lake does not know."""

    size: int | None = None
    adler32: str | None = None
    md5: str | None = None

    @classmethod
    def of(cls, did: Did) -> "Expected":
        """Take them from a DID."""
        return cls(
            size=int(did.size) if did.size is not None else None,
            # Some clients leave out zeros at the front.
            adler32=did.adler32.lower().zfill(_ADLER32) if did.adler32 else None,
            md5=did.md5.lower() if did.md5 else None,
        )

    @property
    def is_known(self) -> bool:
        """Whether there is a checksum at all."""
        return bool(self.adler32 or self.md5)


class Sums:
    """Adler-32 and MD5 of bytes as they come.

    Parameters
    ----------
    with_md5
        Whether the latter is wanted, which takes longer.
    """

    def __init__(self, *, with_md5: bool = True) -> None:
        self.size = 0
        self._adler32 = 1
        self._md5 = hashlib.md5(usedforsecurity=False) if with_md5 else None

    def add(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.size += len(chunk)
        self._adler32 = zlib.adler32(chunk, self._adler32)
        if self._md5 is not None:
            self._md5.update(chunk)

    @property
    def adler32(self) -> str:
        """Adler-32 so far, eight hexadecimal digits."""
        return f"{self._adler32:08x}"

    @property
    def md5(self) -> str:
        """MD5 so far, or empty where it was not wanted."""
        return self._md5.hexdigest() if self._md5 is not None else ""

    def check(self, expected: Expected, *, what: str) -> None:
        """Compare with what was expected.

        Raises
        ------
        BadAnswerError
            Size or a checksum is another.
        """
        pairs = (
            ("bytes", expected.size, self.size),
            ("Adler-32", expected.adler32, self.adler32),
            ("MD5", expected.md5 if self.md5 else None, self.md5),
        )
        for name, wanted, found in pairs:
            if wanted is not None and wanted != found:
                raise BadAnswerError(
                    f"{what} is corrupt: {name} {found} instead of {wanted}.",
                    remedy="Tell the lake's operators.",
                )


def sums_of(path: Path, cancel: threading.Event | None = None, *, with_md5: bool = True) -> Sums:
    """Read a file for its checksums.

    Raises
    ------
    CancelledError
        It was cancelled meanwhile.
    """
    sums = Sums(with_md5=with_md5)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if cancel is not None and cancel.is_set():
                raise CancelledError("It was cancelled.")
            sums.add(chunk)
    return sums
