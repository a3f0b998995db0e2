"""Refuses requests that make no sense, before anything is started."""

import math
import re
from typing import Any

import msgspec

from ...adql.lexer import MAX_LENGTH
from ...errors import BadRequestError, NotAvailableError, sentence
from ...models import Archive, Interval, SearchRequest
from ..base import MOST_COLLECTIONS
from ..board import ArchiveBoard

__all__ = ["check_request", "make_request"]

_MAX_RADIUS = 180.0
_MAX_MAXREC = 5_000_000
_MAX_TARGETS = 1_000
_MAX_CORNERS = 500
_MIN_CORNERS = 3
_PRODUCT = re.compile(r"[A-Za-z][A-Za-z0-9 _-]{0,40}")
_TABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


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
    for what, chosen in (("A collection", request.collections), ("A form", request.parameters)):
        for archive_id in chosen.keys() - set(request.archives):
            raise BadRequestError(
                f"{what} is given for {archive_id!r}, which is not searched.",
                remedy="Add the archive, or leave that out.",
            )


def _check_question(request: SearchRequest) -> None:
    adql = request.adql.strip()
    places = [request.target.strip(), request.targets, request.polygon]
    _check_places(request, sum(map(bool, places)), adql=bool(adql))
    _check_restrictions(request)
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


def _check_places(request: SearchRequest, places: int, *, adql: bool) -> None:
    if adql and (places or any(request.parameters.values())):
        raise BadRequestError(
            "There is both a target and a query."
            if places
            else "There are both values of a form and a query.",
            remedy="Give a target and a radius, or ADQL.",
        )
    if places > 1:
        raise BadRequestError(
            "There is more than one of a target, a list of targets and a polygon.",
            remedy="Give one of them.",
        )
    if not (adql or places or any(request.parameters.values())):
        raise BadRequestError(
            "There is neither a target nor a query.",
            remedy="Give a target and a radius, a polygon, an archive's own terms, or ADQL.",
        )
    if len(request.targets) > _MAX_TARGETS:
        raise BadRequestError(
            f"There are {len(request.targets)} targets.",
            remedy=f"Give at most {_MAX_TARGETS}, or upload them as a table in ADQL.",
        )
    _check_polygon(request.polygon)


def _check_polygon(polygon: list[float]) -> None:
    if not polygon:
        return
    if len(polygon) % 2 or not _MIN_CORNERS <= len(polygon) // 2 <= _MAX_CORNERS:
        raise BadRequestError(
            f"A polygon of {len(polygon)} numbers makes no sense.",
            remedy=f"Give {_MIN_CORNERS} to {_MAX_CORNERS} corners as ra, dec, ra, dec, …",
        )
    if (
        not all(math.isfinite(ra) for ra in polygon[::2])
        or not all(
            -90 <= dec <= 90  # noqa: PLR2004 (degrees)
            for dec in polygon[1::2]
        )
    ):
        raise BadRequestError(
            "A corner of the polygon is not on the sky.",
            remedy="Give right ascensions and declinations in degrees.",
        )


def _check_restrictions(request: SearchRequest) -> None:
    for what, interval in (("time", request.time), ("spectral", request.band)):
        if interval is None:
            continue
        ends = [end for end in (interval.low, interval.high) if end is not None]
        if not all(map(math.isfinite, ends)) or ends != sorted(ends):
            raise BadRequestError(
                f"The {what} range makes no sense.", remedy="Give the lower end first."
            )
    if request.band and any(end is not None and end <= 0 for end in _ends(request.band)):
        raise BadRequestError(
            "The spectral range makes no sense.", remedy="Give wavelengths above 0."
        )
    if request.product and not _PRODUCT.fullmatch(request.product):
        raise BadRequestError(
            f"{request.product[:40]!r} is not a data type.",
            remedy="Give one such as image or cube.",
        )
    for name in request.uploads:
        if not _TABLE.fullmatch(name):
            raise BadRequestError(
                f"{name[:40]!r} cannot be the name of an uploaded table.",
                remedy="Use letters, digits and underscores, a letter first.",
            )


def _ends(interval: Interval) -> tuple[float | None, float | None]:
    return interval.low, interval.high


def _check_adql(request: SearchRequest) -> None:
    if len(request.archives) != 1:
        raise BadRequestError(
            "ADQL can be sent to one archive only, as tables differ.",
            remedy="Choose one archive.",
        )
    if len(request.adql) > MAX_LENGTH:
        raise BadRequestError(
            f"The query has more than {MAX_LENGTH} characters.", remedy="Shorten it."
        )


def _check_collection(request: SearchRequest, archive: Archive) -> None:
    wanted = request.collections.get(archive.id)
    if archive.kind == "local":
        # One's own results are more with each search.
        return
    if wanted is None or not 0 < len(archive.collections) < MOST_COLLECTIONS:
        return
    known = {collection.id.lower(): collection for collection in archive.collections}
    if wanted.lower() not in known:
        raise BadRequestError(
            f"{archive.name} has no collection {wanted!r}.",
            remedy="Choose one of its collections.",
        )
