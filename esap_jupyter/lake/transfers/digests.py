"""What storage says of a file that it has, without giving it."""

from ...net import Response
from ...staging.checksums import Expected

__all__ = ["WANT_DIGEST", "told_by"]

WANT_DIGEST = {"Want-Digest": "adler32", "Accept-Encoding": "identity"}
"""Asks for Adler-32, which Rucio has of every file (RFC 3230, 4.3.1)."""

_ADLER32 = 8


def told_by(answer: Response) -> Expected:
    """Return size and Adler-32 that an answer tells of the whole file (RFC 3230, 4.3.2)."""
    length = answer.headers.get("content-length", "")
    told: dict[str, str] = {}
    for each in answer.headers.get("digest", "").split(","):
        name, _, value = each.strip().partition("=")
        told[name.lower()] = value
    return Expected(
        size=int(length) if length.isascii() and length.isdigit() else None,
        adler32=told["adler32"].lower().zfill(_ADLER32) if told.get("adler32") else None,
    )
