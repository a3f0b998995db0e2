"""Says what an answer is that is not a VOTable."""

import html
import re

from ..errors import BadAnswerError
from ..wording import one_line

__all__ = [
    "forbidden_entity",
    "foreign_encoding",
    "foreign_root",
    "malformed",
    "misplaced",
    "plain_text",
    "web_page",
]

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_REMEDY = "Search again later; if it stays, check the archive's address or tell the archive."


def web_page(head: bytes) -> BadAnswerError | None:
    """Return the error for a web page, with its title; None for anything else."""
    if not _PAGE.search(head):
        return None
    title = _TITLE.search(head)
    said = f": {plain_text(html.unescape(_text(title.group(1))))!r}" if title else ""
    return BadAnswerError(
        f"The archive answered with a web page, not with a table{said}.", remedy=_REMEDY
    )


def foreign_root(name: str) -> BadAnswerError:
    """Return the error for another kind of XML."""
    if name.lower() == "html":
        return BadAnswerError(
            "The archive answered with a web page, not with a table.", remedy=_REMEDY
        )
    return BadAnswerError(
        f"The archive answered with an XML document of another kind ({name!r}), not a VOTable.",
        remedy=_REMEDY,
    )


def foreign_encoding(name: str) -> BadAnswerError:
    """Return the error for a character encoding that cannot be read."""
    return BadAnswerError(
        f"The archive's answer is written in an encoding that cannot be read here "
        f"({plain_text(name, 40)!r}).",
        remedy="Tell the archive; UTF-8 is what everybody reads.",
    )


def misplaced(name: str, parent: str) -> BadAnswerError:
    """Return the error for an element that may not stand there; rows would come out wrong."""
    return BadAnswerError(
        f"The archive's table has an element {plain_text(name, 40)} inside {parent}, where a "
        "VOTable has none; nothing of it was kept.",
        remedy="Search again; if it stays, tell the archive.",
    )


def forbidden_entity() -> BadAnswerError:
    """Return the error for entity declarations, which no VOTable needs and bombs are made of."""
    return BadAnswerError(
        "The archive's answer declares XML entities, which is not safe to read.",
        remedy="Tell the archive; a VOTable does not need them.",
    )


def malformed(head: bytes, *, began: bool, reason: str) -> BadAnswerError:
    """Return the error for what an XML parser refuses.

    Parameters
    ----------
    head
        The beginning of the answer.
    began
        Whether the root element of a VOTable was seen.
    reason
        The parser's words.
    """
    if began:
        return BadAnswerError(
            f"The archive's answer is damaged or breaks off ({reason}).",
            remedy="Search again; if it stays, ask for fewer rows or tell the archive.",
        )
    page = web_page(head)
    if page is not None:
        return page
    if not head.strip():
        return BadAnswerError("The archive's answer is empty.", remedy=_REMEDY)
    return BadAnswerError(
        f"The archive's answer is not a VOTable; it begins with {plain_text(_text(head))!r}.",
        remedy=_REMEDY,
    )


def plain_text(text: str, limit: int = 200) -> str:
    """Return printable text on one line, cut at the limit."""
    tidy = one_line(text)
    return tidy if len(tidy) <= limit else tidy[: limit - 1] + "…"


def _text(raw: bytes) -> str:
    return _TAG.sub(" ", raw.decode("utf-8", "replace"))
