"""Reads the JSON that a service answered, and says plainly what else it sent."""

import json
from typing import Any

from ...errors import BadAnswerError
from ...net import Response
from ..refusals import refusal

__all__ = ["read_json", "read_object"]

_REMEDY = "Try again later; if it stays, tell its operators, or correct its address."


def read_json(response: Response, *, who: str) -> Any:
    """Return what the body holds; NaN, infinities and integers of any size are kept.

    Parameters
    ----------
    response
        The answer, of whatever status.
    who
        What to call the service.

    Raises
    ------
    EsapError
        The status is not a success; see `esap_jupyter.archives.refusals.refusal`.
    BadAnswerError
        It is not JSON: a web page, nothing, half a document.
    """
    error = refusal(response.status, response.body, response.content_type, who=who)
    if error is not None:
        raise error
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(
            f"{who} answered with {_kind(response)} where JSON was expected.", remedy=_REMEDY
        ) from error


def read_object(response: Response, *, who: str) -> dict[str, Any]:
    """Return the object that the body holds; see `read_json`.

    Raises
    ------
    BadAnswerError
        It holds something else.
    """
    value = read_json(response, who=who)
    if not isinstance(value, dict):
        raise BadAnswerError(
            f"{who} answered with a {type(value).__name__} where an object was expected.",
            remedy=_REMEDY,
        )
    return value


def _kind(response: Response) -> str:
    body = response.body.lstrip()[:100].lower()
    if not body:
        return "nothing"
    if body.startswith((b"<!doctype html", b"<html")) or response.content_type == "text/html":
        return "a web page"
    return "something broken"
