"""Refuses requests that make no sense, before anything is started."""

import math
from typing import Any

import msgspec

from ...errors import BadRequestError, NotAvailableError, sentence
from ...models import Archive, SearchRequest, Target
from ..base import MOST_COLLECTIONS
from ..board import ArchiveBoard

__all__ = ["check_request", "make_request", "title_of"]

_MAX_RADIUS = 180.0
_MAX_MAXREC = 5_000_000
_MAX_ADQL = 200_000
_TITLE = 80


def make_request(**fields: Any) -> SearchRequest:
    """Make a request of what may be of any type, as in Python.

    Raises
    ------
    BadRequestError
        Something in it is not of its type, or is text that cannot be encoded.
    """
    try:
        request = msgspec.convert(fields, SearchRequest)
        msgspec.json.encode(request)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise BadRequestError(
            f"The request makes no sense: {error}.",
            remedy="Give ids of archives and collections as text, and maxrec as a whole number.",
        ) from error
    return request


def check_request(request: SearchRequest, board: ArchiveBoard) -> None:
    """Check all of a request that can be checked without contacting anybody.

    Raises
    ------
    BadRequestError
        It makes no sense.
    NotFoundError
        It names an archive that the catalogue has not.
    NotAvailableError
        It names an archive that this version cannot ask.
    """
    make_request(**msgspec.structs.asdict(request))
    _check_question(request)
    if not request.archives:
        raise BadRequestError("No archive is chosen.", remedy="Choose at least one.")
    if len(set(request.archives)) != len(request.archives):
        raise BadRequestError("An archive is named twice.", remedy="Name each archive once.")
    for archive_id in request.archives:
        archive = board.get(archive_id)
        if archive.state == "unavailable" and not archive.checked:
            raise NotAvailableError(
                f"{archive.name} cannot be searched: {sentence(archive.reason)}",
                remedy="Leave it out.",
            )
        _check_collection(request, archive)
    for archive_id in request.collections.keys() - set(request.archives):
        raise BadRequestError(
            f"A collection is chosen for {archive_id!r}, which is not searched.",
            remedy="Add the archive, or leave the collection out.",
        )


def title_of(request: SearchRequest, target: Target | None) -> str:
    """Describe a request for people, in one line."""
    if target is not None:
        return f"{target.text} · {request.radius:g}°"
    text = " ".join(request.adql.split())
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"


def _check_question(request: SearchRequest) -> None:
    target, adql = request.target.strip(), request.adql.strip()
    if bool(target) == bool(adql):
        raise BadRequestError(
            "There is both a target and a query."
            if target
            else "There is neither a target nor a query.",
            remedy="Give a target and a radius, or ADQL.",
        )
    if adql:
        _check_adql(request)
    elif not (math.isfinite(request.radius) and 0 < request.radius <= _MAX_RADIUS):
        raise BadRequestError(
            f"A radius of {request.radius:g} degrees makes no sense.",
            remedy=f"Give one above 0 and up to {_MAX_RADIUS:g} degrees.",
        )
    if request.maxrec is not None and not 1 <= request.maxrec <= _MAX_MAXREC:
        raise BadRequestError(
            f"A limit of {request.maxrec} rows makes no sense.",
            remedy=f"Give one from 1 to {_MAX_MAXREC}, or none.",
        )


def _check_adql(request: SearchRequest) -> None:
    if len(request.archives) != 1:
        raise BadRequestError(
            "ADQL can be sent to one archive only, as tables differ.",
            remedy="Choose one archive.",
        )
    if len(request.adql) > _MAX_ADQL:
        raise BadRequestError(
            f"The query has more than {_MAX_ADQL} characters.", remedy="Shorten it."
        )


def _check_collection(request: SearchRequest, archive: Archive) -> None:
    wanted = request.collections.get(archive.id)
    if wanted is None or not 0 < len(archive.collections) < MOST_COLLECTIONS:
        return
    known = {collection.id.lower(): collection for collection in archive.collections}
    if wanted.lower() not in known:
        raise BadRequestError(
            f"{archive.name} has no collection {wanted!r}.",
            remedy="Choose one of its collections.",
        )
