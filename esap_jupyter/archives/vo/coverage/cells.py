"""Maps (MOC 2.0) of where the rows of stored tables lie, and how circles lie to them."""

import msgspec

from ....adql.moc import Ranges, around, cell, merged, to_ascii, to_moc
from ....adql.regions import Circle, contains

__all__ = ["RowMap", "has_rows_in", "has_rows_near", "map_of"]

_FINEST = 10
"""Cells of 3.4 arcminutes: circles that people ask about are many of them wide."""
_COARSEST = 4
_MOST_CELLS = 3000
_MOST_ROWS = 50_000
_REACH = 57.0
"""How far cells of order 0 reach from their centres, in degrees; those of each next half as far."""
_SHARE = 8
_DEEPEST = 29


class RowMap(msgspec.Struct, frozen=True, kw_only=True):
    """A map as text (MOC 2.0, section 4.2.3), its order, and whether all rows are on it."""

    moc: str
    order: int
    whole: bool


def map_of(path: str, ra: int, dec: int, scales: tuple[float, float], rows: int) -> RowMap:
    """Draw the map of a table; run in workers.

    The order is the finest at which some thousands of cells are enough, so that a map of a small
    part of the sky is sharp and none is long.

    Parameters
    ----------
    path
        The Arrow IPC file.
    ra, dec
        The columns of the position.
    scales
        What makes degrees of right ascension and declination.
    rows
        How many rows it has.
    """
    from ....results.positions import positions

    found = positions(path, ra, dec, scales=scales, most=_MOST_ROWS)
    cells = {
        cell(lon, lat, _FINEST)
        for lon, lat in zip(found.ra, found.dec, strict=True)
        if lon is not None and lat is not None
    }
    order = _FINEST
    while len(cells) > _MOST_CELLS and order > _COARSEST:
        cells = {one >> 2 for one in cells}
        order -= 1
    shift = 2 * (_DEEPEST - order)
    ranges = merged((one << shift, (one + 1) << shift) for one in cells)
    return RowMap(moc=to_ascii(ranges, order), order=order, whole=len(found.rows) == rows)


def has_rows_in(ranges: Ranges, order: int, circle: Circle) -> bool:
    """Say whether a cell with rows lies wholly in a circle, so that rows do."""
    shift = 2 * (_DEEPEST - order)
    return any(
        contains(circle, around(index, order))
        for start, end in _common(ranges, _covering(circle))
        for index in range(start >> shift, ((end - 1) >> shift) + 1)
    )


def has_rows_near(ranges: Ranges, circle: Circle) -> bool:
    """Say whether a cell with rows touches a circle, so that rows may lie in it."""
    return bool(_common(ranges, _covering(circle)))


def _covering(circle: Circle) -> Ranges:
    order = 0
    while order < _FINEST and _REACH / 2**order > circle.radius / _SHARE:
        order += 1
    return to_moc(circle, order)


def _common(one: Ranges, other: Ranges) -> list[tuple[int, int]]:
    """Return what two sorted maps have in common, in one walk along both."""
    found: list[tuple[int, int]] = []
    first = second = 0
    while first < len(one) and second < len(other):
        (a, b), (c, d) = one[first], other[second]
        if a < d and c < b:
            found.append((max(a, c), min(b, d)))
        if b <= d:
            first += 1
        else:
            second += 1
    return found
