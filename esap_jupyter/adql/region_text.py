"""Reads regions as DALI 1.1 and STC-S write them."""

import math
import re
from collections.abc import Sequence

from .regions import Circle, Polygon, Region, is_small

__all__ = ["parse"]

_FRAMES = frozenset({"ICRS", "FK5", "J2000", "UNKNOWNFRAME"})
_ORIGINS = frozenset({"BARYCENTER", "GEOCENTER", "TOPOCENTER", "HELIOCENTER", "UNKNOWNREFPOS"})
_FLAVOURS = frozenset({"SPHERICAL2", "CARTESIAN2"})
_SHORTEST = 3
_MOST_CORNERS = 400


def parse(text: str) -> Region:
    """Read a region as DALI 1.1 or STC-S writes it, for example ``CIRCLE 10.7 41.3 0.5``.

    Raises
    ------
    ValueError
        It is no point, circle, polygon or box in ICRS; the message is for the person who wrote it.
    """
    words = re.split(r"[\s,()]+", text.strip().strip("()"))
    shape = words[0].upper()
    numbers = _numbers([word for word in words[1:] if not _is_frame(word)])
    if shape in ("POINT", "POSITION") and len(numbers) == 2:  # noqa: PLR2004 (a position)
        return _circle(numbers[0], numbers[1], 0.0)
    if shape == "CIRCLE" and len(numbers) == 3:  # noqa: PLR2004 (centre and radius)
        return _circle(*numbers)
    if shape == "POLYGON" and len(numbers) >= 2 * _SHORTEST and len(numbers) % 2 == 0:
        return _polygon(numbers)
    if shape == "BOX" and len(numbers) == 4:  # noqa: PLR2004 (centre and sizes)
        return _box(*numbers)
    raise ValueError(
        "a region is CIRCLE longitude latitude radius, or POLYGON with at least three vertices, "
        "in degrees"
    )


def _is_frame(word: str) -> bool:
    return word.upper() in _FRAMES | _ORIGINS | _FLAVOURS or not word


def _numbers(words: Sequence[str]) -> list[float]:
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        raise ValueError("the coordinates of a region are numbers in degrees") from None
    if not all(map(math.isfinite, numbers)):
        raise ValueError("the coordinates of a region are finite numbers")
    return numbers


def _circle(lon: float, lat: float, radius: float) -> Circle:
    _check_latitude(lat)
    if not 0 <= radius <= 180:  # noqa: PLR2004 (degrees)
        raise ValueError("the radius of a circle is from 0 to 180 degrees")
    return Circle(lon % 360, lat, radius)


def _polygon(numbers: Sequence[float]) -> Polygon:
    if len(numbers) > 2 * _MOST_CORNERS:
        raise ValueError(f"a polygon has at most {_MOST_CORNERS} vertices")
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    for _, lat in pairs:
        _check_latitude(lat)
    vertices = [(lon % 360, lat) for lon, lat in pairs]
    if vertices[0] == vertices[-1] and len(vertices) > _SHORTEST:
        vertices.pop()
    polygon = Polygon(tuple(vertices))
    if not is_small(polygon):
        raise ValueError("a polygon is smaller than a hemisphere")
    return polygon


def _box(lon: float, lat: float, width: float, height: float) -> Polygon:
    right, top = width / 2, height / 2
    corners = ((-right, -top), (right, -top), (right, top), (-right, top))
    return _polygon([part for dx, dy in corners for part in (lon + dx, lat + dy)])


def _check_latitude(lat: float) -> None:
    if not -90 <= lat <= 90:  # noqa: PLR2004 (degrees)
        raise ValueError("latitudes are from -90 to 90 degrees")
