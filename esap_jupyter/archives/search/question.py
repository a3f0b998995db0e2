"""Makes of a request what one archive is asked."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from ...errors import BadRequestError
from ...models import SearchRequest, Target
from ..base import DEFAULT_MAXREC, TAKES, Connector, Question

__all__ = ["around", "corners", "own_request", "questions"]

T = TypeVar("T")

_NEEDED = ("adql", "uploads", "parameters")


def own_request(request: SearchRequest, archive: str) -> SearchRequest:
    """Return the part of a request that concerns one archive."""
    return msgspec.structs.replace(
        request,
        archives=[archive],
        parameters=_only(request.parameters, archive),
        collections=_only(request.collections, archive),
    )


def questions(
    request: SearchRequest,
    connector: Connector,
    *,
    targets: Sequence[Target] = (),
    uploads: Mapping[str, Path] | None = None,
) -> tuple[list[Question], tuple[str, ...]]:
    """Give what to ask an archive, one question or one a target, and what to tell of it.

    Parameters
    ----------
    request
        What the person asked, checked.
    connector
        The archive's connector.
    targets
        The positions of the request's target or targets.
    uploads
        The Arrow files of the request's uploads.

    Raises
    ------
    BadRequestError
        The request holds what the archive does not take.
    """
    entry, takes = connector.entry, connector.takes
    parameters = request.parameters.get(entry.id, {})
    given = {"adql": request.adql, "uploads": request.uploads, "parameters": parameters}
    for name in _NEEDED:
        if given[name] and name not in takes:
            raise BadRequestError(
                f"{entry.name} does not take {TAKES[name]}.",  # type: ignore[index]
                remedy="Leave that out, or leave out the archive.",
            )
    question = Question(
        targets=tuple(targets),
        radius=request.radius,
        polygon=corners(request.polygon),
        time=request.time,
        band=request.band,
        product=request.product,
        parameters=parameters,
        adql=request.adql,
        mode=request.mode,
        uploads=uploads or {},
        collection=request.collections.get(entry.id) or entry.collection,
        maxrec=request.maxrec or entry.maxrec or DEFAULT_MAXREC,
    )
    return _placed(question, connector)


def corners(polygon: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Pair the numbers of a polygon."""
    return tuple(zip(polygon[::2], polygon[1::2], strict=True))


def _placed(question: Question, connector: Connector) -> tuple[list[Question], tuple[str, ...]]:
    name, takes = connector.entry.name, connector.takes
    if question.polygon and "polygon" not in takes:
        if "target" not in takes:
            return [_nowhere(question)], (f"{name} cannot be asked by position.",)
        centre, radius = around(question.polygon)
        circle = msgspec.structs.replace(question, polygon=(), targets=(centre,), radius=radius)
        return [circle], (f"{name} was asked for the circle around the polygon.",)
    if question.targets and "target" not in takes:
        if not question.parameters:
            raise BadRequestError(
                f"{name} cannot be asked by position.",
                remedy="Fill in its own form, or leave it out.",
            )
        return [_nowhere(question)], (f"{name} cannot be asked by position.",)
    if len(question.targets) > 1 and "targets" not in takes:
        each = [msgspec.structs.replace(question, targets=(one,)) for one in question.targets]
        return each, ()
    return [question], ()


def _nowhere(question: Question) -> Question:
    return msgspec.structs.replace(question, polygon=(), targets=())


def around(polygon: Sequence[tuple[float, float]]) -> tuple[Target, float]:
    """Return a circle (centre and radius in degrees) that holds all corners.

    Raises
    ------
    BadRequestError
        The corners lie around the whole sky, so that they have no centre.
    """
    points = [_unit(*corner) for corner in polygon]
    x, y, z = (sum(axis) for axis in zip(*points, strict=True))
    length = math.sqrt(x * x + y * y + z * z)
    if length == 0:
        raise BadRequestError(
            "The polygon goes around the whole sky.", remedy="Give a smaller one."
        )
    centre = (x / length, y / length, z / length)
    radius = max(
        math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(centre, point, strict=True)))))
        for point in points
    )
    ra = math.degrees(math.atan2(centre[1], centre[0])) % 360
    dec = math.degrees(math.asin(centre[2]))
    target = Target(
        text="polygon", name="polygon", ra=ra, dec=dec, sexagesimal="", source="coordinates"
    )
    return target, math.degrees(radius)


def _unit(ra: float, dec: float) -> tuple[float, float, float]:
    a, d = math.radians(ra), math.radians(dec)
    return math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d)


def _only(table: Mapping[str, T], key: str) -> dict[str, T]:
    return {key: table[key]} if key in table else {}
