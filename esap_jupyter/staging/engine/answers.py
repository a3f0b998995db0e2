"""What the head of an answer says: which version it is, and which part of it comes."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from ...errors import AccessDeniedError, BadAnswerError, EsapError, NotLoggedInError
from ...net import Streamed
from ...net.retry_after import moment_of
from ..checksums import normal
from .journal import Origin

__all__ = ["Extent", "address_of", "extent_of", "is_same", "origin_of", "refused"]

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_GONE = (404, 410)


class Extent(msgspec.Struct, frozen=True):
    """A part of a file: from ``start`` to before ``end``, of ``total`` where that is told."""

    start: int
    end: int
    total: int | None


def address_of(url: str) -> str:
    """Return a digest of an address, which tells it from others and nothing else."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def extent_of(answer: Streamed) -> Extent:
    """Read ``Content-Range`` (RFC 9110, section 14.4).

    Raises
    ------
    BadAnswerError
        There is none, or it makes no sense.
    """
    found = _RANGE.fullmatch(answer.headers.get("content-range", "").strip())
    if found is not None:
        start, last = int(found[1]), int(found[2])
        total = None if found[3] == "*" else int(found[3])
        if start <= last and (total is None or last < total):
            return Extent(start, last + 1, total)
    raise BadAnswerError(f"{answer.who} sent a part of the file and does not say which.")


def origin_of(answer: Streamed, *, address: str, segment: int, size: int | None) -> Origin:
    """Tell which version an answer is of.

    Parameters
    ----------
    answer
        The answer, its body unread.
    address
        A digest of the address that was asked; see `address_of`.
    segment
        Bytes of a segment.
    size
        Bytes of the whole.
    """
    headers = answer.headers
    modified = headers.get("last-modified", "")
    told, sent = moment_of(modified), moment_of(headers.get("date", ""))
    return Origin(
        address=address,
        size=size,
        etag=headers.get("etag", ""),
        modified=modified,
        is_steady=told is not None and sent is not None and sent - told >= 1,
        has_ranges=headers.get("accept-ranges", "").strip().lower() == "bytes",
        content_type=answer.content_type,
        disposition=headers.get("content-disposition", ""),
        last=urlsplit(answer.url).path.rstrip("/").rpartition("/")[2],
        digests=_digests(headers),
        segment=segment,
    )


def is_same(origin: Origin, answer: Streamed, total: int | None) -> bool:
    """Tell whether an answer is of a version, as far as its head says."""
    etag = answer.headers.get("etag", "")
    modified = answer.headers.get("last-modified", "")
    if total is not None and total != origin.size:
        return False
    if etag and origin.etag:
        return etag == origin.etag
    return not (modified and origin.modified) or modified == origin.modified


def refused(answer: Streamed) -> EsapError | None:
    """Word a refusal that means the same wherever it comes from."""
    status = answer.status
    if status in _GONE:
        return BadAnswerError(
            f"{answer.who} has no such file (any more): it answered {status}.",
            remedy="Try again later, or tell the archive.",
        )
    if status == _UNAUTHORIZED:
        return NotLoggedInError(
            f"{answer.who} wants a login for the file: it answered {status}.",
            remedy="Log in there, then go on; what has come is kept.",
        )
    if status == _FORBIDDEN:
        return AccessDeniedError(
            f"{answer.who} does not let you have the file: it answered {status}.",
            remedy="Log in there in another way, or ask its operators.",
        )
    return None


def _digests(headers: Mapping[str, str]) -> dict[str, str]:
    """Read checksums of the whole file (RFC 9530, RFC 3230, RFC 1864)."""
    found: dict[str, str] = {}
    for field in ("digest", "repr-digest"):
        for each in headers.get(field, "").split(","):
            name, _, value = each.strip().partition("=")
            found[name] = _hexadecimal(value.strip().strip(":"))
    if "content-range" not in headers:
        found["md5"] = _hexadecimal(headers.get("content-md5", "")) or found.get("md5", "")
    return normal(found)


def _hexadecimal(text: str) -> str:
    """Return what is hexadecimal as it is, and make that of what is Base64."""
    if re.fullmatch(r"[0-9a-fA-F]{1,8}|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", text):
        return text
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""
