"""Whether what came is what was promised: no web page, no error, nothing empty."""

from collections.abc import Callable

from ..errors import BadAnswerError, EsapError
from .wanted import Wanted

__all__ = ["HEAD", "Refusal", "check_promise"]

Refusal = Callable[..., EsapError | None]
"""Words the refusal in an answer; see `esap_jupyter.archives.refusals.refusal`."""

HEAD = 256 * 1024
"""How much of the beginning is looked at."""

_REFUSED = 400
_FITS = (b"SIMPLE  =", b"\x1f\x8b")
_REMEDY = "Try again later, or tell the archive."


def check_promise(
    wanted: Wanted, head: bytes, *, size: int, content_type: str, refusal: Refusal
) -> None:
    """Look at what came with a status of success.

    Parameters
    ----------
    wanted
        What was promised.
    head
        The first bytes.
    size
        How many came in all.
    content_type
        The media type that came along.
    refusal
        Words the refusal in an answer.

    Raises
    ------
    ArchiveError
        It is an error, which services of the Virtual Observatory tell with a status of success.
    BadAnswerError
        It is something else than was promised.
    """
    if _says_error(head):
        error = refusal(_REFUSED, head, content_type, who=wanted.who)
        if error is not None:
            raise error
    if size == 0 and wanted.size != 0:
        raise BadAnswerError(f"{wanted.who} sent an empty file.", remedy=_REMEDY)
    promised = wanted.content_type.lower()
    if "fits" in promised and not head.startswith(_FITS):
        raise _not_promised(wanted, "FITS", content_type, head)
    if promised and "html" not in promised and _is_page(head):
        raise _not_promised(wanted, promised.partition(";")[0], content_type, head)


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


def _not_promised(wanted: Wanted, what: str, kind: str, head: bytes) -> BadAnswerError:
    said = "a web page" if _is_page(head) else f"something else ({kind or 'of no type'})"
    words = ""
    if kind == "text/plain":
        text = head[:300].decode("utf-8", "replace")
        words = ": " + " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return BadAnswerError(
        f"{wanted.who} promised {what} and sent {said}{words}; nothing was kept.", remedy=_REMEDY
    )
