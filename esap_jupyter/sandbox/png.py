"""Writes PNG, of which a preview needs very little."""

import struct
import zlib

__all__ = ["grey"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def grey(pixels: bytes, *, width: int) -> bytes:
    """Write a picture of 8-bit grey pixels, line by line from the top."""
    height = len(pixels) // width
    lines = (pixels[at : at + width] for at in range(0, len(pixels), width))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines), 6)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
