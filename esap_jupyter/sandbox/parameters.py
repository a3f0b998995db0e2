"""What a client asks of /sync: DALI parameters, whose names have no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..errors import BadRequestError
from .limits import DEFAULT_MAXREC, HARD_MAXREC

if TYPE_CHECKING:
    from .requests import Parameters

__all__ = [
    "BINARY2",
    "FORMATS",
    "TABLEDATA",
    "Serialization",
    "SyncRequest",
    "maxrec",
    "media_type",
    "serialization",
    "sync_request",
]

Serialization = Literal["binary2", "tabledata"]

BINARY2 = "application/x-votable+xml;serialization=binary2"
TABLEDATA = "application/x-votable+xml;serialization=tabledata"
FORMATS: Mapping[str, Serialization] = {
    "votable": "binary2",
    "application/x-votable+xml": "binary2",
    BINARY2: "binary2",
    "votable/b2": "binary2",
    "text/xml": "tabledata",
    TABLEDATA: "tabledata",
    "votable/td": "tabledata",
}
_LANGUAGES = frozenset({"ADQL", "ADQL-2.0", "ADQL-2.1"})


@dataclass(frozen=True, kw_only=True)
class SyncRequest:
    """A query and how its answer is wanted."""

    query: str
    maxrec: int
    serialization: Serialization

    @property
    def media_type(self) -> str:
        """The media type of the answer."""
        return media_type(self.serialization)


def media_type(form: Serialization) -> str:
    """Return the media type of a serialization."""
    return BINARY2 if form == "binary2" else TABLEDATA


def sync_request(parameters: "Parameters") -> SyncRequest:
    """Check the parameters of a synchronous query (TAP 1.1, section 2.7).

    Raises
    ------
    BadRequestError
        A parameter is missing or has no meaning.
    """
    request = parameters.one("REQUEST", "doQuery")
    if request.lower() != "doquery":
        raise BadRequestError(f"REQUEST is {request[:40]!r}, but only doQuery is known here.")
    language = parameters.one("LANG")
    if language.upper() not in _LANGUAGES:
        problem = f"LANG is {language[:40]!r}" if language else "LANG is missing"
        raise BadRequestError(f"{problem}; the language of this service is ADQL.")
    query = parameters.one("QUERY")
    if not query.strip():
        raise BadRequestError("QUERY is missing.", remedy="Send QUERY=SELECT … FROM …")
    return SyncRequest(
        query=query,
        maxrec=maxrec(parameters.one("MAXREC")),
        serialization=serialization(
            parameters.one("RESPONSEFORMAT") or parameters.one("FORMAT"),
        ),
    )


def maxrec(text: str) -> int:
    """Read how many rows are wanted (DALI 1.1, section 3.4.4).

    Raises
    ------
    BadRequestError
        It is not a number of rows.
    """
    if not text.strip():
        return DEFAULT_MAXREC
    if not text.strip().isdecimal() or len(text) > 20:  # noqa: PLR2004 (digits of a 64-bit number)
        raise BadRequestError(
            f"MAXREC is {text[:40]!r}, but it is a number of rows.",
            remedy=f"Use a whole number from 0 to {HARD_MAXREC}.",
        )
    return min(int(text), HARD_MAXREC)


def serialization(text: str) -> Serialization:
    """Find the serialization of a format (DALI 1.1, section 3.4.3).

    Raises
    ------
    BadRequestError
        It is not offered.
    """
    text = text or "votable"
    found = FORMATS.get(text.replace(" ", "").lower())
    if found is None:
        raise BadRequestError(
            f"The format {text[:80]!r} is not offered.", remedy=f"Use one of {', '.join(FORMATS)}."
        )
    return found
