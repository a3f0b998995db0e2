"""What of a request's head and body is let in, before any service sees it."""

import re
from email.message import Message
from typing import BinaryIO
from urllib.parse import urlsplit

from ..errors import BadRequestError
from . import multipart
from .limits import MAX_FORM, MAX_UPLOAD
from .requests import decode

__all__ = ["FORM", "REFUSALS", "problem", "read_body", "receive"]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_MAX_DIGITS = 9
_MAX_LINE = 1024
_DROPPED = 1 << 20
_MAX_TRAILERS = 32
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

REFUSALS = {
    400: "The address of the request cannot be read.",
    403: "This service answers on the loopback address only.",
    411: "The length of the request is missing, or given otherwise than by one number.",
    413: f"The request is larger than {MAX_FORM // 1024} kB of parameters, or "
    f"{MAX_UPLOAD // 1024**2} MB with tables.",
    415: f"Parameters are sent as {FORM}, and with tables as {MULTIPART}.",
}


def problem(headers: Message, address: str, *, has_body: bool) -> int:
    """Return the HTTP status with which a request is refused; 0 for none.

    Parameters
    ----------
    headers
        The request's headers.
    address
        Its path and query.
    has_body
        Whether its method has one.
    """
    if not _is_local(headers):
        return 403
    try:
        urlsplit(address)
    except ValueError:
        return 400
    return _body_problem(headers) if has_body else 0


def _is_local(headers: Message) -> bool:
    # A page on another site can point its own name at this address; its Host gives it away. A
    # page that posts to the address itself names its own site as the origin.
    host, _, port = str(headers.get("Host", "")).rpartition(":")
    name = (host if port.isdigit() else f"{host}:{port}".lstrip(":")).lower()
    return name in _LOOPBACK and _is_local_origin(str(headers.get("Origin", "")))


def _is_local_origin(origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    return not origin or (f"[{host}]" if ":" in host else host) in _LOOPBACK


def _body_problem(headers: Message) -> int:
    lengths = headers.get_all("Content-Length", [])
    codings = headers.get_all("Transfer-Encoding", [])
    known = _kind(headers) in (FORM, MULTIPART)
    # Of two lengths, another server on the way may have believed the other one.
    if len(lengths) + len(codings) != 1:
        return 411
    if codings:
        return 411 if codings[0].strip().lower() != "chunked" else 0 if known else 415
    length = str(lengths[0]).strip()
    if not (length.isascii() and length.isdecimal()):
        return 411
    if len(length) > _MAX_DIGITS or int(length) > _most(headers):
        return 413
    return 0 if known or length == "0" else 415


def _most(headers: Message) -> int:
    return MAX_UPLOAD if _kind(headers) == MULTIPART else MAX_FORM


def receive(headers: Message, source: BinaryIO) -> bytes | None:
    """Read the body of a request in which `problem` has found none; None where it is too large.

    Raises
    ------
    BadRequestError
        It comes in chunks that are none.
    """
    if "Transfer-Encoding" not in headers:
        return source.read(int(headers["Content-Length"]))
    most, parts, size = _most(headers), [], 0
    while (length := _chunk_length(source)) > 0:
        size += length
        if size > most:
            # A client that still sends does not read the reply.
            source.read(min(length, _DROPPED))
            return None
        parts.append(source.read(length))
        if source.readline(_MAX_LINE) != b"\r\n":
            raise _broken_chunk()
    # What may follow the last chunk ends with an empty line.
    for _ in range(_MAX_TRAILERS):
        if source.readline(_MAX_LINE) in (b"\r\n", b""):
            return b"".join(parts)
    raise _broken_chunk()


def _chunk_length(source: BinaryIO) -> int:
    text = source.readline(_MAX_LINE).partition(b";")[0].strip()
    if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", text):
        raise _broken_chunk()
    return int(text, 16)


def _broken_chunk() -> BadRequestError:
    return BadRequestError("The request's chunks are broken.", remedy="Send it again.")


def _kind(headers: Message) -> str:
    return str(headers.get("Content-Type", FORM)).partition(";")[0].strip().lower()


def read_body(headers: Message, body: bytes) -> tuple[list[tuple[str, str]], dict[str, bytes]]:
    """Read parameters and files from a body.

    Returns
    -------
    tuple
        Names and values, and the contents of files by the name of their field.

    Raises
    ------
    BadRequestError
        It is not of the type that it says.
    """
    if _kind(headers) == MULTIPART:
        return multipart.read(body, str(headers.get("Content-Type", "")))
    return decode(body.decode("utf-8", "replace")), {}
