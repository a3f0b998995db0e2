"""What a client asks of /sync: DALI parameters, whose names have no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from ..errors import BadRequestError, NotAvailableError

__all__ = [
    "DEFAULT_MAXREC",
    "FORMATS",
    "HARD_MAXREC",
    "Serialization",
    "SyncRequest",
    "read",
    "sync_request",
]

DEFAULT_MAXREC = 20_000
HARD_MAXREC = 1_000_000
_MAX_FIELDS = 64

Serialization = Literal["binary2", "tabledata"]

_BINARY2 = "application/x-votable+xml;serialization=binary2"
_TABLEDATA = "application/x-votable+xml;serialization=tabledata"
FORMATS: Mapping[str, Serialization] = {
    "votable": "binary2",
    "application/x-votable+xml": "binary2",
    _BINARY2: "binary2",
    "votable/b2": "binary2",
    "text/xml": "tabledata",
    _TABLEDATA: "tabledata",
    "votable/td": "tabledata",
}
_LANGUAGES = frozenset({"ADQL", "ADQL-2.0", "ADQL-2.1"})


@dataclass(frozen=True, kw_only=True)
class SyncRequest:
    """A synchronous query."""

    query: str
    maxrec: int
    serialization: Serialization

    @property
    def media_type(self) -> str:
        """The media type of the answer."""
        return _BINARY2 if self.serialization == "binary2" else _TABLEDATA


def read(encoded: str) -> dict[str, str]:
    """Decode form data; names in upper case.

    Raises
    ------
    BadRequestError
        It is not form data in UTF-8, has too many fields, or a parameter stands twice.
    """
    try:
        pairs = parse_qsl(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError:
        raise BadRequestError(
            "The request's parameters are not form data in UTF-8.",
            remedy="Send them as application/x-www-form-urlencoded.",
        ) from None
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.upper()
        if key in found and key != "UPLOAD":
            raise BadRequestError(f"The parameter {key[:40]} is given twice.")
        found[key] = value
    return found


def sync_request(parameters: Mapping[str, str]) -> SyncRequest:
    """Check the parameters of a synchronous query (TAP 1.1, section 2.7).

    Raises
    ------
    BadRequestError
        A parameter is missing or has no meaning.
    NotAvailableError
        It uploads a table.
    """
    request = parameters.get("REQUEST", "doQuery")
    if request.lower() != "doquery":
        raise BadRequestError(f"REQUEST is {request[:40]!r}, but only doQuery is known here.")
    language = parameters.get("LANG", "")
    if language.upper() not in _LANGUAGES:
        problem = f"LANG is {language[:40]!r}" if language else "LANG is missing"
        raise BadRequestError(f"{problem}; the language of this service is ADQL.")
    if "UPLOAD" in parameters:
        raise NotAvailableError("This service takes no table uploads.")
    query = parameters.get("QUERY", "")
    if not query.strip():
        raise BadRequestError("QUERY is missing.", remedy="Send QUERY=SELECT … FROM …")
    return SyncRequest(
        query=query, maxrec=_maxrec(parameters.get("MAXREC")), serialization=_format(parameters)
    )


def _maxrec(text: str | None) -> int:
    if text is None or not text.strip():
        return DEFAULT_MAXREC
    if not text.strip().isdecimal() or len(text) > 20:  # noqa: PLR2004 (digits of a 64-bit number)
        raise BadRequestError(
            f"MAXREC is {text[:40]!r}, but it is a number of rows.",
            remedy=f"Use a whole number from 0 to {HARD_MAXREC}.",
        )
    return min(int(text), HARD_MAXREC)


def _format(parameters: Mapping[str, str]) -> Serialization:
    text = parameters.get("RESPONSEFORMAT") or parameters.get("FORMAT") or "votable"
    found = FORMATS.get(text.replace(" ", "").lower())
    if found is None:
        raise BadRequestError(
            f"The format {text[:80]!r} is not offered.", remedy=f"Use one of {', '.join(FORMATS)}."
        )
    return found
