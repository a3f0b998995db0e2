"""Reads the few parts of an X.509 certificate that are shown (RFC 5280, in DER)."""

import base64
import re
from datetime import UTC, datetime

import msgspec

__all__ = ["Certificate", "first_certificate"]

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_SEQUENCE, _SET, _OID = 0x30, 0x31, 0x06
_VERSION = 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_LONG = 0x80
_NAMES = {
    b"\x55\x04\x03": "CN",
    b"\x55\x04\x06": "C",
    b"\x55\x04\x07": "L",
    b"\x55\x04\x08": "ST",
    b"\x55\x04\x0a": "O",
    b"\x55\x04\x0b": "OU",
    b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19": "DC",
}
_WIDE = 0x1E


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a certificate names, as grids write it (``/DC=…/CN=…``), and until when it is valid.

    Times are Unix seconds.
    """

    subject: str
    starts: float
    ends: float


def first_certificate(pem: bytes) -> Certificate:
    """Read the first certificate of a file, which is one's own.

    Raises
    ------
    ValueError
        There is none, or it makes no sense.
    """
    found = _PEM.search(pem)
    if found is None:
        raise ValueError("it holds no certificate in PEM")
    try:
        return _certificate(base64.b64decode(found[1]))
    except (IndexError, ValueError) as error:
        raise ValueError("its certificate is damaged") from error


def _certificate(der: bytes) -> Certificate:
    (whole,) = _parts(der)[:1]
    inner = _parts(_parts(whole[1])[0][1])
    if inner[0][0] == _VERSION:
        inner = inner[1:]
    # What follows: serial number, signature, issuer, validity, subject.
    starts, ends = _parts(inner[3][1])[:2]
    return Certificate(subject=_name(inner[4][1]), starts=_time(*starts), ends=_time(*ends))


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    """Take a sequence apart into tags and contents."""
    found = []
    at = 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & _LONG:
            count = size & ~_LONG
            size, at = int.from_bytes(data[at : at + count]), at + count
        if at + size > len(data):
            raise IndexError("longer than it is")
        found.append((tag, data[at : at + size]))
        at += size
    return found


def _name(data: bytes) -> str:
    words = []
    for _, relative in _parts(data):
        for _, pair in _parts(relative):
            (_, oid), (tag, value) = _parts(pair)[:2]
            text = value.decode("utf-16-be" if tag == _WIDE else "utf-8", errors="replace")
            words.append(f"/{_NAMES.get(oid, 'OID')}={text}")
    return "".join(words)


def _time(tag: int, value: bytes) -> float:
    text = value.decode("ascii")
    if tag == _UTC_TIME:
        # Two digits of the year stand for 1950 to 2049 (section 4.1.2.5.1).
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != _GENERALIZED_TIME:
        raise IndexError("no time")
    moment = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    return moment.timestamp()
