"""What of geometry is computed row by row: regions and coverage maps as text."""

from collections.abc import Callable
from functools import lru_cache

from . import moc, regions
from .region_text import parse

__all__ = ["FUNCTIONS", "check_region", "contains", "intersects", "make_moc"]


@lru_cache(maxsize=4096)
def _read(text: str) -> regions.Region | tuple[moc.Ranges, int] | None:
    found = moc.parse_moc(text)
    if found is not None:
        return found
    try:
        return parse(text)
    except ValueError:
        return None


def check_region(text: str) -> str:
    """Say what is wrong with a region or map as a query gives it; empty where nothing is."""
    if moc.parse_moc(text) is not None:
        return ""
    try:
        parse(text)
    except ValueError as error:
        return str(error)
    return ""


def contains(inner: str | None, outer: str | None) -> bool | None:
    """Say whether the second holds the first; None where either cannot be read."""
    return _compared(
        inner, outer, lambda a, b: regions.contains(b, a), lambda a, b: moc.covers(b, a)
    )


def intersects(one: str | None, other: str | None) -> bool | None:
    """Say whether two have anything in common; None where either cannot be read."""
    return _compared(one, other, regions.intersects, moc.meets)


def make_moc(order: int | None, shape: str | None) -> str | None:
    """Cover a shape with cells of an order; None where it cannot be read."""
    found = _read(shape) if shape is not None else None
    if order is None or found is None or isinstance(found, tuple):
        return None
    # Whole cells are written as such; a map of order 10 of the whole sky would be long.
    order = max(0, min(order, 8))
    return moc.to_ascii(moc.to_moc(found, order), order)


def _compared(
    one: str | None,
    other: str | None,
    by_region: Callable[[regions.Region, regions.Region], bool],
    by_cells: Callable[[moc.Ranges, moc.Ranges], bool],
) -> bool | None:
    if one is None or other is None:
        return None
    first, second = _read(one), _read(other)
    if first is None or second is None:
        return None
    if not isinstance(first, tuple) and not isinstance(second, tuple):
        return by_region(first, second)
    order = max(found[1] for found in (first, second) if isinstance(found, tuple))
    return by_cells(_cells(first, order), _cells(second, order))


def _cells(found: regions.Region | tuple[moc.Ranges, int], order: int) -> moc.Ranges:
    return found[0] if isinstance(found, tuple) else moc.to_moc(found, order)


FUNCTIONS: tuple[tuple[str, Callable[..., object], tuple[str, ...], str], ...] = (
    ("adql_contains", contains, ("VARCHAR", "VARCHAR"), "BOOLEAN"),
    ("adql_intersects", intersects, ("VARCHAR", "VARCHAR"), "BOOLEAN"),
    ("adql_moc", make_moc, ("INTEGER", "VARCHAR"), "VARCHAR"),
)
"""Name in the database, function, types of its arguments, type of its value."""
