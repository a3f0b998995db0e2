"""Multi-order coverage maps (MOC 2.0): parts of the sky as cells of HEALPix, nested.

A map is a sorted list of ranges of cells of order 29, the end of each not within it.
"""

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .regions import Circle, Region, contains, intersects

__all__ = [
    "Ranges",
    "around",
    "cell",
    "covers",
    "meets",
    "merged",
    "parse_moc",
    "to_ascii",
    "to_moc",
]

Ranges = tuple[tuple[int, int], ...]

_ORDER = 29
_FINEST = 10
_ASCII = re.compile(r"(?:MOC\s+|s)?\d{1,2}/[\d\s,/-]*", re.IGNORECASE)
# No cell of order k reaches further from its centre than this through 2**k degrees.
_REACH = 57.0


def parse_moc(text: str) -> tuple[Ranges, int] | None:
    """Read a map as text, for example ``5/12-14 6/3``; None where it is not one.

    Returns
    -------
    tuple, optional
        The ranges, and the finest order.
    """
    text = text.strip()
    if not _ASCII.fullmatch(text):
        return None
    order, finest, pieces = -1, 0, []
    for word in re.split(r"[\s,]+", re.sub(r"^(MOC\s+|s)", "", text, flags=re.IGNORECASE)):
        head, slash, rest = word.rpartition("/")
        if slash:
            order = int(head) if head.isdigit() else -1
            finest = max(finest, order)
        if not rest:
            continue
        first, _, last = rest.partition("-")
        if not 0 <= order <= _ORDER or not first.isdigit() or (last and not last.isdigit()):
            return None
        shift = 2 * (_ORDER - order)
        pieces.append((int(first) << shift, (int(last or first) + 1) << shift))
    return merged(pieces), finest


def merged(pieces: Iterable[tuple[int, int]]) -> Ranges:
    """Sort ranges, and join those that touch."""
    found: list[list[int]] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return tuple((start, end) for start, end in found)


def to_ascii(ranges: Ranges, order: int) -> str:
    """Write a map whose cells are of one order and coarser, as cells of that order."""
    shift = 2 * (_ORDER - order)
    parts = [(start >> shift, (end >> shift) - 1) for start, end in ranges]
    return f"{order}/" + " ".join(
        str(first) if first == last else f"{first}-{last}" for first, last in parts
    )


def meets(one: Ranges, other: Ranges) -> bool:
    """Say whether two maps have a cell in common."""
    return any(a < d and c < b for a, b in one for c, d in other)


def covers(outer: Ranges, inner: Ranges) -> bool:
    """Say whether the outer map has all cells of the inner one."""
    return all(any(a <= c and d <= b for a, b in outer) for c, d in inner)


@lru_cache(maxsize=256)
def to_moc(region: Region, order: int) -> Ranges:
    """Cover a region with cells of an order; cells at its edge may be too many, never too few."""
    order = max(0, min(order, _FINEST))
    if isinstance(region, Circle) and not region.radius:
        shift = 2 * (_ORDER - order)
        index = cell(region.lon, region.lat, order)
        return ((index << shift, (index + 1) << shift),)
    return merged(piece for base in range(12) for piece in _covering(region, base, 0, order))


def _covering(region: Region, index: int, level: int, order: int) -> Iterator[tuple[int, int]]:
    circle = around(index, level)
    if not intersects(region, circle):
        return
    if level == order or contains(region, circle):
        shift = 2 * (_ORDER - level)
        yield index << shift, (index + 1) << shift
        return
    for child in range(4 * index, 4 * index + 4):
        yield from _covering(region, child, level + 1, order)


def cell(lon: float, lat: float, order: int) -> int:
    """Return the number of the cell that holds a position (Górski et al. 2005, section 5)."""
    side = 1 << order
    z, turn = math.sin(math.radians(lat)), lon % 360 / 90
    if abs(z) <= 2 / 3:
        rising = math.floor(side * (0.5 + turn) - side * z * 0.75)
        falling = math.floor(side * (0.5 + turn) + side * z * 0.75)
        up, down = rising >> order, falling >> order
        face = (up & 3) + 4 if up == down else up & 3 if up < down else (down & 3) + 8
        x, y = falling & (side - 1), side - (rising & (side - 1)) - 1
        return face << 2 * order | _interleaved(x, y, order)
    part = min(int(turn), 3)
    place = turn - part
    # Near the poles 1 - |z| loses its digits; the cosine of the latitude has them.
    width = side * math.cos(math.radians(lat)) * math.sqrt(3 / (1 + abs(z)))
    first = min(int(place * width), side - 1)
    second = min(int((1 - place) * width), side - 1)
    if z >= 0:
        return part << 2 * order | _interleaved(side - second - 1, side - first - 1, order)
    return (part + 8) << 2 * order | _interleaved(first, second, order)


def around(index: int, order: int) -> Circle:
    """Return a circle that holds a cell."""
    return Circle(*_centre(index, order), _REACH / 2**order)


def _interleaved(x: int, y: int, order: int) -> int:
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(order))


def _centre(index: int, order: int) -> tuple[float, float]:
    side, face = 1 << order, index >> 2 * order
    x = sum((index >> 2 * bit & 1) << bit for bit in range(order))
    y = sum((index >> 2 * bit + 1 & 1) << bit for bit in range(order))
    ring = (2 + face // 4) * side - x - y - 1
    shift, count = 0, side
    if ring < side:
        count, z = ring, 1 - ring**2 / (3 * side**2)
    elif ring > 3 * side:
        count = 4 * side - ring
        z = count**2 / (3 * side**2) - 1
    else:
        z, shift = (2 * side - ring) * 2 / (3 * side), (ring - side) & 1
    offset = (1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7)[face]
    along = (offset * count + x - y + 1 + shift) / 2
    return (along - (shift + 1) / 2) * 90 / count % 360, math.degrees(math.asin(z))
