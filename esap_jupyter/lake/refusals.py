"""Puts what a Rucio server refuses into our own words.

Rucio sends ``ExceptionClass`` and ``ExceptionMessage`` as headers and as JSON, the latter
sometimes as ``application/octet-stream``; so its kind is not asked.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus

import msgspec

from ..errors import (
    AccessDeniedError,
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    ConflictError,
    EsapError,
    NotFoundError,
    NotLoggedInError,
    QuotaError,
    UnreachableError,
    sentence,
)
from ..wording import one_line

__all__ = ["ExpiredError", "lake_refusal"]

_OK = 300
_BROKEN = 500
_LONGEST = 600
_SHORT = 4
_LOGIN = "Log in to the lake again."
_QUOTA = "Choose fewer files or another RSE, remove rules you no longer need, or ask for quota."

Kind = tuple[type[EsapError], str]


class ExpiredError(NotLoggedInError):
    """The token is not, or no longer, taken."""


_KINDS: dict[str, Kind] = {
    "CannotAuthenticate": (ExpiredError, _LOGIN),
    "CannotAuthorize": (ExpiredError, _LOGIN),
    "IdentityError": (ExpiredError, _LOGIN),
    "AccessDenied": (AccessDeniedError, "Ask the operators of the lake whether you may."),
    "InsufficientAccountLimit": (QuotaError, _QUOTA),
    "InsufficientTargetRSEs": (ConflictError, "Choose another RSE, or fewer copies."),
    "RSEOverQuota": (QuotaError, _QUOTA),
    "InvalidRSEExpression": (BadRequestError, "Choose one of the RSEs of the lake."),
    "RSEWriteBlocked": (ConflictError, "Choose an RSE that takes new data."),
    "ManualRuleApprovalBlocked": (AccessDeniedError, "Choose another RSE."),
    "InvalidMetadata": (BadRequestError, "Compare keys of one kind; see the keys of the lake."),
    "DIDFilterSyntaxError": (BadRequestError, "Correct the conditions."),
    "DuplicateCriteriaInDIDFilter": (BadRequestError, "Compare a key once in each way."),
    "KeyNotFound": (BadRequestError, "Choose one of the keys of the lake."),
    "InvalidObject": (BadRequestError, "Correct the name."),
    "InvalidPath": (BadRequestError, "Correct the name."),
    "InputValidationError": (BadRequestError, "Correct what was asked."),
    "DataIdentifierNotFound": (NotFoundError, "Check scope and name."),
    "ScopeNotFound": (NotFoundError, "Choose one of the scopes of the lake."),
    "AccountNotFound": (NotFoundError, "Check the account."),
    "RuleNotFound": (NotFoundError, "It has expired, or was removed."),
    "RSENotFound": (NotFoundError, "Choose one of the RSEs of the lake."),
    "ReplicaNotFound": (NotFoundError, "It has no replica."),
    "DuplicateRule": (ConflictError, "The rule is there already."),
}


def lake_refusal(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    who: str,
    secrets: Iterable[str] = (),
) -> EsapError | None:
    """Make an error of an answer whose HTTP status is not a success.

    Parameters
    ----------
    status
        The HTTP status.
    headers
        With lower-case names.
    body
        The beginning of what was sent, of whatever type.
    who
        What to call the lake.
    secrets
        What was sent and must not be repeated, though the lake may: errors are written to logs
        and notebooks.

    Returns
    -------
    EsapError or None
        None where the status is a success.
    """
    if status < _OK:
        return None
    name, words = _told(headers, body, secrets)
    if name in _KINDS:
        kind, remedy = _KINDS[name]
        return kind(sentence(f"{who} refused: {words or name}"), remedy=remedy)
    answered = f"{who} answered {status} {_phrase(status)}".rstrip()
    said = sentence(f"{answered}: {words}" if words else answered)
    if name.startswith("Duplicate") or name.endswith("AlreadyExists"):
        return ConflictError(said, remedy="Choose another name.")
    return _by_status(status, said, named=bool(name))


def _by_status(status: int, said: str, *, named: bool) -> EsapError:
    if status == HTTPStatus.UNAUTHORIZED:
        return ExpiredError(said, remedy=_LOGIN)
    if status == HTTPStatus.FORBIDDEN:
        return AccessDeniedError(said, remedy="Ask the operators of the lake whether you may.")
    if status >= _BROKEN:
        return UnreachableError(said, remedy="Try again later, or tell the lake's operators.")
    if status == HTTPStatus.NOT_FOUND and not named:
        return BadAnswerError(said, remedy="Correct the lake's address in the catalogue.")
    if status == HTTPStatus.CONFLICT:
        return ConflictError(said, remedy="Correct what was asked.")
    return ArchiveError(said, remedy="Correct what was asked, or ask the lake's operators.")


def _told(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> tuple[str, str]:
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        told = {}
    told = told if isinstance(told, dict) else {}
    name = headers.get("exceptionclass") or told.get("ExceptionClass") or ""
    words = told.get("ExceptionMessage") or headers.get("exceptionmessage") or ""
    texts = [str(name), str(words)]
    for secret in filter(None, secrets):
        # One as short as "no" would spoil each "Cannot", and show by that what it is.
        before, after = (r"(?<!\w)", r"(?!\w)") if len(secret) < _SHORT else ("", "")
        pattern = re.compile(f"{before}{re.escape(secret)}{after}")
        texts = [pattern.sub("…", text) for text in texts]
    return _tidy(texts[0]), _tidy(texts[1])


def _tidy(text: str) -> str:
    # A database tells its whole query, which is no word for the person who asked.
    text = text.partition("[SQL:")[0]
    return one_line(text, _LONGEST)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
