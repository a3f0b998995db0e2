"""Regions of the sphere: points, circles and polygons, and how they lie to one another.

Edges of polygons are great circles. A polygon is the side of its outline that is smaller than a
hemisphere, whichever way its vertices go round. Angles are in degrees, ICRS.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

__all__ = [
    "Circle",
    "Polygon",
    "Region",
    "contains",
    "gnomonic",
    "intersects",
    "is_small",
    "separation",
]

Vector = tuple[float, float, float]

_CLOSEST = 1e-12


@dataclass(frozen=True)
class Circle:
    """A circle; a point is one of radius 0."""

    lon: float
    lat: float
    radius: float = 0.0


@dataclass(frozen=True)
class Polygon:
    """A polygon by its vertices; the last is joined to the first."""

    vertices: tuple[tuple[float, float], ...]


Region = Circle | Polygon


def is_small(polygon: Polygon) -> bool:
    """Say whether a polygon is smaller than a hemisphere, as all others here must be."""
    centre = _centre(polygon)
    return all(_dot(_vector(*vertex), centre) >= _CLOSEST for vertex in polygon.vertices)


def separation(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the angle between two positions; exact also where it is small."""
    return _angle(_vector(lon1, lat1), _vector(lon2, lat2))


def gnomonic(lon: float, lat: float, centre: tuple[float, float]) -> tuple[float, float] | None:
    """Project onto the plane that touches the sphere at the centre; x goes east.

    Returns
    -------
    tuple of float, optional
        In radians; None for what lies on the other half of the sphere.
    """
    a, d, d0 = math.radians(lon - centre[0]), math.radians(lat), math.radians(centre[1])
    depth = math.sin(d0) * math.sin(d) + math.cos(d0) * math.cos(d) * math.cos(a)
    if depth <= _CLOSEST:
        return None
    x = math.cos(d) * math.sin(a) / depth
    y = (math.cos(d0) * math.sin(d) - math.sin(d0) * math.cos(d) * math.cos(a)) / depth
    return x, y


def contains(outer: Region, inner: Region) -> bool:
    """Say whether the outer region holds all of the inner one; edges belong to a region."""
    if _apart(outer, inner):
        return False
    if isinstance(outer, Circle):
        if isinstance(inner, Circle):
            return _between(outer, inner) <= outer.radius - inner.radius + _CLOSEST
        centre = _vector(outer.lon, outer.lat)
        corners = (_vector(*vertex) for vertex in inner.vertices)
        return all(_angle(centre, corner) <= outer.radius + _CLOSEST for corner in corners)
    if isinstance(inner, Circle):
        inside = _holds(outer, inner.lon, inner.lat)
        return inside and (not inner.radius or _to_outline(inner, outer) >= inner.radius)
    return all(_holds(outer, *vertex) for vertex in inner.vertices) and not _cross(outer, inner)


def intersects(one: Region, other: Region) -> bool:
    """Say whether two regions have anything in common."""
    if _apart(one, other):
        return False
    if isinstance(one, Circle) and isinstance(other, Circle):
        return True
    if isinstance(one, Polygon) and isinstance(other, Polygon):
        return (
            _holds(one, *other.vertices[0]) or _holds(other, *one.vertices[0]) or _cross(one, other)
        )
    circle, polygon = (one, other) if isinstance(one, Circle) else (other, one)
    assert isinstance(circle, Circle)
    assert isinstance(polygon, Polygon)
    return _holds(polygon, circle.lon, circle.lat) or _to_outline(circle, polygon) <= circle.radius


def _between(one: Circle, other: Circle) -> float:
    return separation(one.lon, one.lat, other.lon, other.lat)


@lru_cache(maxsize=2048)
def _flat(polygon: Polygon) -> tuple[tuple[float, float], tuple[tuple[float, float], ...]]:
    """Return the middle, and the outline on the plane that touches the sphere there."""
    middle = _position(_centre(polygon))
    corners = (gnomonic(*vertex, middle) for vertex in polygon.vertices)
    return middle, tuple(corner for corner in corners if corner is not None)


@lru_cache(maxsize=2048)
def _around(polygon: Polygon) -> Circle:
    """Return a circle that holds a polygon; edges are shorter than half a turn."""
    centre = _centre(polygon)
    radius = max(_angle(centre, _vector(*vertex)) for vertex in polygon.vertices)
    return Circle(*_position(centre), radius)


def _apart(one: Region, other: Region) -> bool:
    first = _around(one) if isinstance(one, Polygon) else one
    second = _around(other) if isinstance(other, Polygon) else other
    reach = first.radius + second.radius + _CLOSEST
    # No two positions are nearer than their declinations, which cost nothing to compare.
    return abs(first.lat - second.lat) > reach or _between(first, second) > reach


def _holds(polygon: Polygon, lon: float, lat: float) -> bool:
    # On the tangent plane great circles are straight, so that the rule of the plane is exact.
    middle, outline = _flat(polygon)
    point = gnomonic(lon, lat, middle)
    if point is None or len(outline) < len(polygon.vertices):
        return False
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*outline, outline[0]]):
        if (y1 > point[1]) != (y2 > point[1]):
            crossing = x1 + (point[1] - y1) * (x2 - x1) / (y2 - y1)
            inside ^= point[0] < crossing
    return inside


def _to_outline(circle: Circle, polygon: Polygon) -> float:
    centre = _vector(circle.lon, circle.lat)
    return min(_to_edge(centre, start, end) for start, end in _edges(polygon))


def _to_edge(point: Vector, start: Vector, end: Vector) -> float:
    normal = _cross_product(start, end)
    length = math.sqrt(_dot(normal, normal))
    nearest = min(_angle(point, start), _angle(point, end))
    if length < _CLOSEST:
        return nearest
    foot_side = _dot(_cross_product(normal, start), point), _dot(_cross_product(end, normal), point)
    if min(foot_side) < 0:
        return nearest
    return math.degrees(abs(math.asin(max(-1.0, min(1.0, _dot(normal, point) / length)))))


def _cross(one: Polygon, other: Polygon) -> bool:
    return any(_edges_cross(*edge, *opposite) for edge in _edges(one) for opposite in _edges(other))


def _edges_cross(a: Vector, b: Vector, c: Vector, d: Vector) -> bool:
    first, second = _cross_product(a, b), _cross_product(c, d)
    sides = _dot(first, c), _dot(first, d), _dot(second, a), _dot(second, b)
    opposite = sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0
    # Two great circles meet at two opposite places; only one of them can be on both edges.
    return opposite and sides[0] * sides[3] > 0


@lru_cache(maxsize=2048)
def _edges(polygon: Polygon) -> tuple[tuple[Vector, Vector], ...]:
    corners = [_vector(*vertex) for vertex in polygon.vertices]
    return tuple(pairwise([*corners, corners[0]]))


def _centre(polygon: Polygon) -> Vector:
    corners = [_vector(*vertex) for vertex in polygon.vertices]
    x, y, z = (sum(parts) for parts in zip(*corners, strict=True))
    length = math.sqrt(x * x + y * y + z * z) or 1.0
    return x / length, y / length, z / length


def _position(vector: Vector) -> tuple[float, float]:
    x, y, z = vector
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _vector(lon: float, lat: float) -> Vector:
    a, d = math.radians(lon), math.radians(lat)
    return math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d)


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross_product(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def _angle(a: Vector, b: Vector) -> float:
    normal = _cross_product(a, b)
    return math.degrees(math.atan2(math.sqrt(_dot(normal, normal)), _dot(a, b)))
