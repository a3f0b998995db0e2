"""Puts errors of any kind, and what strangers say, into words for the person who asked."""

import re

from .errors import EsapError
from .models import Archive, ErrorInfo, Lake

__all__ = ["archive_state", "describe_error", "one_line", "query_remedy"]

_SECOND_SENTENCE = re.compile(r"[.!?]\s+[A-Z]")
_STATES = {"unknown": "not contacted yet", "checking": "checking…", "unreachable": "not reachable"}


def archive_state(archive: Archive | Lake) -> str:
    """Say how an archive or a lake is, and why; in the same words as the panel."""
    if archive.state == "unavailable":
        return archive.reason or "not available in this version"
    words = _STATES.get(archive.state, archive.state)
    return f"{words}: {archive.reason}" if archive.reason else words


def query_remedy(words: str) -> str:
    """Say what to do about a query that an archive refused in these words.

    Nothing is added where a second sentence tells it already.
    """
    return "" if _SECOND_SENTENCE.search(words) else "Correct the query."


def describe_error(error: BaseException) -> ErrorInfo:
    """Put any error into the words of `ErrorInfo`."""
    if isinstance(error, EsapError):
        return ErrorInfo(code=error.code, message=error.message, remedy=error.remedy)
    if isinstance(error, ModuleNotFoundError):
        return ErrorInfo(
            code="not_available",
            message=f"The package {error.name} is not installed in this environment.",
            remedy=f"Install {error.name}, in a notebook with %pip install {error.name}.",
        )
    if isinstance(error, MemoryError):
        return ErrorInfo(
            code="too_large",
            message="There is not enough memory for this table.",
            remedy="Choose fewer rows, or the form arrow, which maps the file.",
        )
    if isinstance(error, KeyboardInterrupt):
        return ErrorInfo(code="cancelled", message="The work was interrupted.")
    return ErrorInfo(
        code="error",
        message=f"ESAP itself went wrong: {type(error).__name__}: {error}",
        remedy="Please report this with what you did; nothing of your data was changed.",
    )


def one_line(text: str, most: int | None = None) -> str:
    """Return what a stranger wrote as printable words on one line, cut where it is longer."""
    tidy = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return tidy if most is None or len(tidy) <= most else f"{tidy[:most]} …"
