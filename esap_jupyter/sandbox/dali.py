"""Reads the values of DALI parameters: intervals and places on the sky."""

import math
from dataclasses import dataclass

from ..adql.region_text import parse
from ..adql.regions import Circle, Polygon, Region, intersects
from ..errors import BadRequestError

__all__ = ["Interval", "Place", "Range", "interval", "outline", "overlaps", "place"]

_STEPS = 32
_FULL = 360.0


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, both included; either may be infinite."""

    low: float
    high: float

    def meets(self, low: float, high: float) -> bool:
        """Say whether another interval has anything in common with this one."""
        return self.low <= high and low <= self.high


@dataclass(frozen=True)
class Range:
    """Between two longitudes, eastwards from the first, and two latitudes (SIA 2.0, RANGE)."""

    west: float
    east: float
    south: float
    north: float

    @property
    def width(self) -> float:
        """How many degrees of longitude it spans."""
        return self.east - self.west

    def holds(self, lon: float, lat: float) -> bool:
        """Say whether a position lies in it."""
        return (lon - self.west) % _FULL <= self.width and self.south <= lat <= self.north


Place = Region | Range


def interval(name: str, text: str, *, scalar: bool = True) -> Interval:
    """Read an interval (DALI 1.1, section 3.3.4).

    Parameters
    ----------
    name
        The parameter, for messages.
    text
        Two numbers, the ends; ``-Inf`` and ``+Inf`` leave an end open.
    scalar
        Whether one number, for an interval of no length, will do.

    Raises
    ------
    BadRequestError
        It is none.
    """
    words = text.split()
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) == 1 and scalar:
        numbers *= 2
    if len(numbers) != 2 or any(map(math.isnan, numbers)) or numbers[0] > numbers[1]:  # noqa: PLR2004 (two ends)
        raise BadRequestError(
            f"{name} is {text[:80]!r}, but it is two numbers, the lower one first.",
            remedy="Use -Inf or +Inf for an end that is open.",
        )
    return Interval(numbers[0], numbers[1])


def place(name: str, text: str) -> Place:
    """Read a place on the sky: CIRCLE, RANGE or POLYGON with coordinates in degrees, ICRS.

    Raises
    ------
    BadRequestError
        It is none.
    """
    shape, _, rest = text.strip().partition(" ")
    try:
        if shape.upper() == "RANGE":
            return _range(rest)
        if shape.upper() in ("CIRCLE", "POLYGON"):
            return parse(text)
    except ValueError as error:
        raise BadRequestError(f"{name} is {text[:80]!r}, but {error}.") from None
    raise BadRequestError(
        f"{name} is {text[:80]!r}.", remedy="Begin it with CIRCLE, RANGE or POLYGON."
    )


def _range(text: str) -> Range:
    numbers = [float(word) for word in text.split()]
    if len(numbers) != 4 or any(map(math.isnan, numbers)):  # noqa: PLR2004 (two pairs)
        raise ValueError("a RANGE is two longitudes and two latitudes")
    west, east, south, north = (
        max(least, min(most, number))
        for number, least, most in zip(numbers, (0, 0, -90, -90), (360, 360, 90, 90), strict=True)
    )
    if east < west or north < south:
        raise ValueError("the lower end of a RANGE comes first")
    return Range(west, east, south, north)


def overlaps(footprint: Polygon, wanted: Place) -> bool:
    """Say whether a footprint of a few degrees has anything in common with a place."""
    if not isinstance(wanted, Range):
        return intersects(footprint, wanted)
    inside = any(wanted.holds(*position) for position in outline(footprint))
    middle = (wanted.west + wanted.width / 2, (wanted.south + wanted.north) / 2)
    return inside or intersects(footprint, Circle(*middle))


def outline(shape: Place) -> list[tuple[float, float]]:
    """Return positions along the outline, close enough for shapes of some degrees."""
    if isinstance(shape, Circle):
        return [_around(shape, turn / _STEPS) for turn in range(_STEPS)]
    if isinstance(shape, Range):
        corners = [
            (shape.west, shape.south),
            (shape.east, shape.south),
            (shape.east, shape.north),
            (shape.west, shape.north),
        ]
    else:
        corners = _unwrapped(shape)
    return [
        (start[0] + (end[0] - start[0]) * step / 8, start[1] + (end[1] - start[1]) * step / 8)
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True)
        for step in range(8)
    ]


def _unwrapped(polygon: Polygon) -> list[tuple[float, float]]:
    # Straight lines in longitude and latitude are wrong near the poles, where they are long; the
    # corners, which decide there, are exact.
    first = polygon.vertices[0][0]
    return [((lon - first + 180) % _FULL - 180 + first, lat) for lon, lat in polygon.vertices]


def _around(circle: Circle, turn: float) -> tuple[float, float]:
    angle, radius = 2 * math.pi * turn, math.radians(circle.radius)
    a0, d0 = math.radians(circle.lon), math.radians(circle.lat)
    sine = math.sin(d0) * math.cos(radius) + math.cos(d0) * math.sin(radius) * math.cos(angle)
    lat = math.asin(max(-1.0, min(1.0, sine)))
    y = math.sin(angle) * math.sin(radius) * math.cos(d0)
    lon = a0 + math.atan2(y, math.cos(radius) - math.sin(d0) * math.sin(lat))
    return math.degrees(lon) % _FULL, math.degrees(lat)
