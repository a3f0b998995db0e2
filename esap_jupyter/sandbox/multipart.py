"""Reads multipart/form-data (RFC 7578), as which tables are uploaded."""

import re

from ..errors import BadRequestError

__all__ = ["read"]

_MAX_PARTS = 64
_BOUNDARY = re.compile(r"""boundary=(?:"([^"]{1,70})"|([^\s;,]{1,70}))""", re.IGNORECASE)
_NAME = re.compile(rb"""[\s;]name=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))""", re.IGNORECASE)
_FILE = re.compile(rb"[\s;]filename\*?=", re.IGNORECASE)
_DISPOSITION = re.compile(rb"^content-disposition:(.*)$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^content-type:\s*([^;\s]+)", re.IGNORECASE | re.MULTILINE)


def read(body: bytes, media_type: str) -> tuple[list[tuple[str, str]], dict[str, bytes]]:
    """Split a body into parameters and files.

    Raises
    ------
    BadRequestError
        It is cut short, has too many parts, or two files of one name.
    """
    found = _BOUNDARY.search(media_type)
    if found is None:
        raise _broken("names no boundary")
    mark = b"\r\n--" + (found.group(1) or found.group(2)).encode("utf-8", "replace")
    pieces = (b"\r\n" + body).split(mark, _MAX_PARTS + 2)
    if len(pieces) > _MAX_PARTS + 1:
        raise _broken(f"has more than {_MAX_PARTS} parts")
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):  # noqa: PLR2004 (a beginning, an end)
        raise _broken("is cut short")
    fields: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for piece in pieces[1:-1]:
        _add(piece, fields, files)
    return fields, files


def _add(piece: bytes, fields: list[tuple[str, str]], files: dict[str, bytes]) -> None:
    head, blank, content = piece.partition(b"\r\n\r\n")
    disposition = _DISPOSITION.search(head.replace(b"\r\n", b"\n"))
    name = _NAME.search(b";" + disposition.group(1)) if disposition else None
    if not blank or name is None or disposition is None:
        raise _broken("has a part without a name")
    label = (name.group(1) or name.group(2) or b"").decode("utf-8", "replace")
    kind = _TYPE.search(head.replace(b"\r\n", b"\n"))
    is_text = kind is None or kind.group(1).lower() == b"text/plain"
    if _FILE.search(disposition.group(1)) is None and is_text:
        fields.append((label, content.decode("utf-8", "replace")))
        return
    if label in files:
        raise _broken(f"has two files called {label[:40]}")
    files[label] = content


def _broken(how: str) -> BadRequestError:
    return BadRequestError(
        f"The request's multipart/form-data {how}.", remedy="Send it again as RFC 7578 says."
    )
