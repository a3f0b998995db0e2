"""Puts what DiracX refuses into our own words; it says why in ``detail``, as FastAPI does."""

from http import HTTPStatus
from typing import Any

import msgspec

from ...errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    EsapError,
    NotFoundError,
    NotLoggedInError,
    ServerError,
    TooLargeError,
    UnreachableError,
    sentence,
)
from ...net import Response

__all__ = ["refusal", "store_refusal"]

_LONGEST = 400
_XML_CODES = {
    b"AccessDenied": "the permission to store it has ended, or does not fit",
    b"EntityTooLarge": "it is too large",
    b"EntityTooSmall": "it is too small",
    b"ExpiredToken": "the permission to store it has ended",
}

_CORRECT = "Correct what is sent; its JDL shows all of it."
_KINDS: dict[int, tuple[type[EsapError], str]] = {
    HTTPStatus.BAD_REQUEST: (BadRequestError, _CORRECT),
    HTTPStatus.UNPROCESSABLE_ENTITY: (BadRequestError, _CORRECT),
    HTTPStatus.FORBIDDEN: (
        AccessDeniedError,
        (
            "The job or file may belong to another person or group; log in as that one, "
            "or ask the operators what your group may do."
        ),
    ),
    HTTPStatus.NOT_FOUND: (NotFoundError, "See the list of jobs; correct the address, if it is."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (TooLargeError, "Send fewer files along."),
    HTTPStatus.TOO_MANY_REQUESTS: (UnreachableError, "Wait a minute, then try again."),
}


def refusal(answer: Response, who: str) -> EsapError | None:
    """Make an error of an answer, or None where it is a success.

    Parameters
    ----------
    answer
        The answer.
    who
        What to call the facility.
    """
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    words = _words(_detail(answer.body))
    said = sentence(f"{who} answered {answer.status}" + (f": {words}" if words else ""))
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return NotLoggedInError(f"Your login to {who} is not taken any longer.", remedy="Log in.")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(said, remedy="Try again later, or tell the facility's operators.")
    kind, remedy = _KINDS.get(
        answer.status, (BadAnswerError, "Correct its address in the catalogue.")
    )
    return kind(said, remedy=remedy)


def store_refusal(answer: Response, who: str) -> EsapError | None:
    """Make an error of what a store of files (S3) answered; its own words name buckets and keys."""
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    why = next((words for code, words in _XML_CODES.items() if code in answer.body[:2000]), "")
    said = f"The store of {who} answered {answer.status}" + (f": {why}" if why else "")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(sentence(said), remedy="Try again later.")
    if answer.status == HTTPStatus.NOT_FOUND:
        return NotFoundError(sentence(said), remedy="The files have been deleted there.")
    return BadAnswerError(sentence(said), remedy="Try again; else tell the facility's operators.")


def _detail(body: bytes) -> Any:
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return ""
    return document.get("detail", "") if isinstance(document, dict) else ""


def _words(detail: Any) -> str:
    if isinstance(detail, list):
        each = [item for item in detail if isinstance(item, dict)]
        return "; ".join(_of_field(item) for item in each)[:_LONGEST]
    if isinstance(detail, dict):
        failed = detail.get("failed")
        rows = failed.values() if isinstance(failed, dict) else ()
        return "; ".join(str(row.get("detail", "")) for row in rows if isinstance(row, dict))[
            :_LONGEST
        ]
    return str(detail)[:_LONGEST]


def _of_field(item: dict[str, Any]) -> str:
    place = item.get("loc")
    where = ".".join(str(part) for part in place) if isinstance(place, list) else ""
    return f"{where}: {item.get('msg', '')}".strip(": ")
