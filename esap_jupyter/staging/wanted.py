"""What is to be fetched, and what came of it."""

import functools
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

__all__ = ["Fetched", "Moves", "Wanted", "key_of", "steady"]

Moves = Callable[[str], bool]
"""Tells, by its id, whether an archive's addresses are others each time it starts."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody wants, with what was promised of it.

    Attributes
    ----------
    url
        Its address.
    params
        Added to the address.
    who
        What to call the one who has it, such as the archive's name.
    name
        The file's name here; the server's own, else the address's, where it is empty.
    hint
        Names the file where nobody else does.
    size
        Bytes, None where nobody has told. It binds where a checksum comes with it or the server
        tells none, as archives often estimate.
    checksums
        Hexadecimal, by algorithm: ``md5``, ``adler32``, ``sha256``, ``sha1``, ``sha512``,
        ``crc32``.
    content_type
        The media type that was promised.
    alternatives
        Other addresses of the same bytes, best first.
    archive, collection
        Where it belongs, for whoever lays files out.
    same
        What it is known by in the place of its address, where that is another one each time.
    """

    url: str
    params: Mapping[str, str] = {}
    who: str = ""
    name: str = ""
    hint: str = ""
    size: int | None = None
    checksums: Mapping[str, str] = {}
    content_type: str = ""
    alternatives: list[str] = []
    archive: str = ""
    collection: str = ""
    same: str = ""

    @property
    def naming(self) -> str:
        """What it is known by: its address, or what stands for one that moves."""
        return self.same or self.url


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is here, whole.

    Attributes
    ----------
    path
        Where it is.
    size
        Bytes.
    checksums
        What was counted of it, by algorithm.
    verified
        What of that was compared with what somebody had promised: ``size`` and algorithms; empty
        where nothing was known.
    url
        The address that gave it, as it was asked for.
    etag, modified
        ``ETag`` and ``Last-Modified`` of the server, else empty.
    reused
        Whether it was here already, and was linked or copied from there.
    """

    path: Path
    size: int
    checksums: dict[str, str]
    verified: list[str]
    url: str
    etag: str = ""
    modified: str = ""
    reused: bool = False


def key_of(wanted: Wanted) -> str:
    """Name what is wanted, by what does not tell the address: 32 hexadecimal digits."""
    return _key(wanted.naming, tuple(sorted(wanted.params.items())))


@functools.lru_cache(256)
def _key(naming: str, params: tuple[tuple[str, str], ...]) -> str:
    return hashlib.sha256(msgspec.json.encode([naming, params])).hexdigest()[:32]


def steady(wanted: Wanted, *, moves: bool) -> Wanted:
    """Return what is wanted as it is known when its address moves: without host and port."""
    if not moves or wanted.same or not wanted.url:
        return wanted
    parts = urlsplit(wanted.url)
    same = f"moving:{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return msgspec.structs.replace(wanted, same=same)
