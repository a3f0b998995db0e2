"""Brings one file into a folder: aside first, then checked, then under its name."""

import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from ..errors import BadAnswerError, EsapError, NotAvailableError, TooLargeError, UnreachableError
from ..net import HttpClient, Progress, Response
from ..wholes import whole
from .names import file_name, settle
from .sources import Source

__all__ = ["Refusal", "fetch_file"]

Refusal = Callable[..., EsapError | None]
"""Words the refusal in an answer; see `esap_jupyter.archives.refusals.refusal`."""

_BYTES = 200 << 30
_HEAD = 256 * 1024
_ROOM = 50 << 20
_READ_SECONDS = 300.0
_LONG_URL = 1800
_REFUSED = 400
_GONE = (404, 410)
_FITS = (b"SIMPLE  =", b"\x1f\x8b")
_REMEDY = "Try again later, or tell the archive."


def fetch_file(
    source: Source,
    folder: Path,
    *,
    http: HttpClient,
    refusal: Refusal,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """Fetch a file.

    Parameters
    ----------
    source
        Where it is and what was promised.
    folder
        Where it goes; a file that is there is never replaced.
    refusal
        Words the refusal in an answer.
    progress
        Called with the bytes so far and, where known, of how many.
    cancel
        Ends it when set.

    Raises
    ------
    BadAnswerError
        It is not what was promised: a web page, an error, a part.
    TooLargeError
        There is no room for it.
    EsapError
        It could not be had.
    """
    part = folder / f".esap-{secrets.token_hex(6)}.part"
    try:
        response = _download(source, part, http=http, progress=progress, cancel=cancel)
        _check(source, response, part, refusal)
        name = file_name(
            response.url,
            response.headers,
            hint=source.hint,
            content_type=response.content_type,
            promised=source.content_type,
        )
        return settle(part, folder, name)
    except EsapError:
        raise
    except OSError as error:
        raise NotAvailableError(
            f"The file of {source.who} cannot be written to {folder}: {error.strerror or error}.",
            remedy="See that there is space and that you can write there.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _download(
    source: Source,
    part: Path,
    *,
    http: HttpClient,
    progress: Progress | None,
    cancel: threading.Event | None,
) -> Response:
    def report(done: int, total: int | None) -> None:
        _check_room(part.parent, (total or source.size or 0) - done, source.who)
        if progress is not None:
            progress(done, total or source.size)

    # What is too long for an address is sent as a form, which services take alike.
    long = len(source.url) + sum(len(key) + len(text) for key, text in source.params.items())
    post = bool(source.params) and long > _LONG_URL
    return http.download(
        "POST" if post else "GET",
        source.url,
        destination=part,
        max_bytes=_BYTES,
        data=dict(source.params) if post else None,
        params=None if post else dict(source.params),
        read_timeout=_READ_SECONDS,
        progress=report,
        cancel=cancel,
        who=source.who or None,
    )


def _check_room(folder: Path, missing: int, who: str) -> None:
    if missing + _ROOM > shutil.disk_usage(folder).free:
        raise TooLargeError(
            f"There is no room for the file of {who} in {folder}.", remedy="Remove some files."
        )


def _check(source: Source, response: Response, part: Path, refusal: Refusal) -> None:
    with part.open("rb") as file:
        head = file.read(_HEAD)
    status, kind = response.status, response.content_type
    if status in _GONE:
        raise BadAnswerError(
            f"{source.who} has no such file (any more): it answered {status}.", remedy=_REMEDY
        )
    # Services of the Virtual Observatory tell errors along with a status of success, too.
    told = _says_error(head) and status < _REFUSED
    error = refusal(_REFUSED if told else status, head, kind, who=source.who)
    if error is not None:
        raise error
    size, length = part.stat().st_size, whole(response.headers.get("content-length", ""))
    packed = "content-encoding" in response.headers
    if length is not None and not packed and length != size:
        raise UnreachableError(
            f"{source.who} broke off: {size} of {length} bytes came; nothing was kept.",
            remedy="Try again.",
        )
    if size == 0:
        raise BadAnswerError(f"{source.who} sent an empty file.", remedy=_REMEDY)
    promised = source.content_type.lower()
    if "fits" in promised and not head.startswith(_FITS):
        raise _not_promised(source, "FITS", kind, head)
    if promised and "html" not in promised and _is_page(head):
        raise _not_promised(source, promised.partition(";")[0], kind, head)


def _says_error(head: bytes) -> bool:
    start = head.lstrip()[:2000].lower()
    return (
        (start.startswith(b"<?xml") or b"<votable" in start)
        and b"QUERY_STATUS" in head
        and b"ERROR" in head
    )


def _is_page(head: bytes) -> bool:
    start = head.lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _not_promised(source: Source, what: str, kind: str, head: bytes) -> BadAnswerError:
    said = "a web page" if _is_page(head) else f"something else ({kind or 'of no type'})"
    words = ""
    if kind == "text/plain":
        text = head[:300].decode("utf-8", "replace")
        words = ": " + " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return BadAnswerError(
        f"{source.who} promised {what} and sent {said}{words}; nothing was kept.", remedy=_REMEDY
    )
