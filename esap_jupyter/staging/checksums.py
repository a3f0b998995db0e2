"""What the bytes of a file must be, and are."""

import hashlib
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from ..errors import BadAnswerError, CancelledError
from ..models import Did

__all__ = ["ALGORITHMS", "Digests", "Expected", "Sums", "digests_of", "normal", "sums_of"]

_CHUNK = 1 << 20
_ADLER32 = 8
_LENGTHS = {"adler32": 8, "crc32": 8, "md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_HEXADECIMAL = frozenset("0123456789abcdef")
ALGORITHMS = tuple(_LENGTHS)
"""The checksums that can be counted, the quick ones first."""


def normal(checksums: Mapping[str, str]) -> dict[str, str]:
    """Write checksums in one way: those known here, in lower case, with their leading zeros.

    What is no checksum of its kind is left out.
    """
    found: dict[str, str] = {}
    for name, text in checksums.items():
        plain = name.lower().replace("-", "").replace("_", "")
        value = text.strip().lower()
        if plain in ("adler32", "crc32"):
            # Some clients leave out zeros at the front.
            value = value.removeprefix("0x").zfill(_LENGTHS[plain])
        if len(value) == _LENGTHS.get(plain) and _HEXADECIMAL.issuperset(value):
            found[plain] = value
    return found


class Digests:
    """Checksums of bytes as they come.

    Parameters
    ----------
    names
        Which, of `ALGORITHMS`.
    """

    def __init__(self, names: Iterable[str]) -> None:
        wanted = set(names)
        self.size = 0
        self._adler32 = 1 if "adler32" in wanted else None
        self._crc32 = 0 if "crc32" in wanted else None
        self._others = {
            name: hashlib.new(name, usedforsecurity=False)
            for name in ALGORITHMS
            if name in wanted and name not in ("adler32", "crc32")
        }

    def add(self, chunk: bytes | memoryview) -> None:
        """Take the next bytes."""
        self.size += len(chunk)
        if self._adler32 is not None:
            self._adler32 = zlib.adler32(chunk, self._adler32)
        if self._crc32 is not None:
            self._crc32 = zlib.crc32(chunk, self._crc32)
        for each in self._others.values():
            each.update(chunk)

    @property
    def values(self) -> dict[str, str]:
        """The checksums so far, in hexadecimal, by algorithm."""
        found = {name: each.hexdigest() for name, each in self._others.items()}
        if self._crc32 is not None:
            found["crc32"] = f"{self._crc32:08x}"
        if self._adler32 is not None:
            found["adler32"] = f"{self._adler32:08x}"
        return found


def digests_of(
    path: Path, names: Iterable[str], cancel: threading.Event | None = None
) -> dict[str, str]:
    """Read a file for its checksums.

    Raises
    ------
    CancelledError
        It was cancelled meanwhile.
    """
    digests = Digests(names)
    _read(path, digests.add, cancel)
    return digests.values


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
        self._digests = Digests(("adler32", "md5") if with_md5 else ("adler32",))

    def add(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._digests.add(chunk)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._digests.size

    @property
    def adler32(self) -> str:
        """Adler-32 so far, eight hexadecimal digits."""
        return self._digests.values["adler32"]

    @property
    def md5(self) -> str:
        """MD5 so far, or empty where it was not wanted."""
        return self._digests.values.get("md5", "")

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
    _read(path, sums.add, cancel)
    return sums


def _read(path: Path, add: Callable[[bytes], None], cancel: threading.Event | None) -> None:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if cancel is not None and cancel.is_set():
                raise CancelledError("It was cancelled.")
            add(chunk)
