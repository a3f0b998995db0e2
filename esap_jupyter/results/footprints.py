"""Regions of rows as a sky plot draws them; run in workers, and light to import."""

import re
from collections.abc import Iterator, Sequence
from math import ceil, cos, isfinite, radians
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..models import Column, Direction, Footprints, RowFilter, Shape, ShapeKind

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MOST_SHAPES", "footprints", "read_region", "region_column"]

MOST_SHAPES = 2_000
"""Of how many rows the regions are drawn."""
_MOST_CORNERS = 500
_LONGEST = 100_000
_XTYPES = ("adql:region", "circle", "polygon", "shape", "stc-s", "stc")
_UTYPE = "coverage.support.area"
_TOKEN = re.compile(r"[A-Za-z]\w*|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NEEDED = {"circle": 3, "box": 4, "position": 2}
_SHAPES = ("circle", "polygon", "box", "position")
_OTHER_FRAMES = ("galactic", "galactic_ii", "ecliptic", "supergalactic", "fk4", "b1950")
_WHOLE = ("not", "intersection", "moc")
_LEAST_CORNERS = 3
_POLE = 0.01


class _Part(msgspec.Struct):
    kind: str
    numbers: list[float]
    foreign: bool = False


def region_column(columns: Sequence[Column]) -> int | None:
    """Return the position of the column that holds regions: ObsCore's, or the first marked so."""
    ranks = [_rank(column) for column in columns]
    best = max(ranks, default=0)
    return ranks.index(best) if best else None


def footprints(
    path: Path | str,
    column: int,
    xtype: str = "",
    *,
    sort: int | None = None,
    direction: Direction = "none",
    where: RowFilter | None = None,
    most: int = MOST_SHAPES,
) -> Footprints:
    """Return the regions of a stored table's rows.

    Parameters
    ----------
    path
        The Arrow IPC file.
    column
        The column with the regions.
    xtype
        The column's, which says what bare numbers are (DALI 1.1, section 3.3).
    sort, direction, where
        The order in which rows are counted, and which; see `esap_jupyter.results.pages.page`.
    most
        Of more rows, every n-th is read.
    """
    import pyarrow as pa

    from ..votable.text import cell_texts
    from .paging import ordered, whole

    cells = ordered(Path(path), [column], sort, direction, where=where).column(0)
    filled = _filled(cells)
    chosen = filled[:: max(1, ceil(len(filled) / most))]
    shapes: list[Shape] = []
    unread = 0
    # Only what is drawn becomes text, as a column may be larger than the memory.
    texts = cell_texts(whole(cells.take(pa.array(chosen, pa.int64()))))
    for row, text in zip(chosen, texts, strict=True):
        found = read_region(text or "", xtype)
        unread += not found
        shapes += [Shape(row=row, kind=kind, values=values) for kind, values in found]
    return Footprints(total=len(filled), unread=unread, shapes=shapes)


def read_region(text: str, xtype: str = "") -> list[tuple[ShapeKind, list[float]]]:
    """Read a region in the ways that services write it: STC-S, ADQL or DALI.

    Of a UNION all parts are given. A position becomes a circle of no size, and a box the polygon
    of its corners. What is told in other frames than ICRS and its equals, or as the difference
    or the common part of regions, is not read.

    Returns
    -------
    list of (kind, values)
        Empty where it cannot be read.
    """
    parts = list(_parts(text[:_LONGEST], xtype.lower()))
    shapes = [_shape(part) for part in parts]
    found = [shape for shape in shapes if shape is not None]
    return found if len(found) == len(parts) else []


def _filled(cells: "pa.ChunkedArray") -> list[int]:
    """Return the rows that have something in a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    there = cells.is_valid()
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        blank = pc.equal(pc.utf8_trim_whitespace(cells), "")
        there = pc.and_not(there, pc.fill_null(blank, True))  # noqa: FBT003  (arrow's own order)
    rows: list[int] = pc.indices_nonzero(there).to_pylist()
    return rows


def _parts(text: str, xtype: str) -> Iterator[_Part]:
    default = xtype if xtype in {"circle", "polygon"} else ""
    part = _Part(default, []) if default else None
    for token in _TOKEN.findall(text):
        word = token.lower()
        if not word[0].isalpha():
            if part is not None:
                part.numbers.append(float(word))
        elif word in _SHAPES:
            if part is not None and part.numbers:
                yield part
            part = _Part(word, [])
        elif word in _WHOLE:
            yield _Part(word, [])
            return
        elif word in _OTHER_FRAMES and part is not None:
            part.foreign = True
    if part is not None:
        yield part


def _shape(part: _Part) -> tuple[ShapeKind, list[float]] | None:
    numbers = part.numbers
    known = not part.foreign and part.kind in _SHAPES and all(map(isfinite, numbers))
    if not known or len(numbers) < _NEEDED.get(part.kind, 6):
        return None
    if not all(abs(dec) <= 90.0 for dec in _decs(part)):  # noqa: PLR2004  (the poles)
        return None
    if part.kind == "circle":
        ra, dec, radius = numbers[:3]
        return ("circle", [ra % 360.0, dec, radius]) if 0 <= radius <= 180.0 else None  # noqa: PLR2004
    if part.kind == "position":
        return "circle", [numbers[0] % 360.0, numbers[1], 0.0]
    if part.kind == "box":
        return "polygon", _corners(*numbers[:4])
    return _polygon(numbers)


def _decs(part: _Part) -> list[float]:
    return part.numbers[1::2] if part.kind == "polygon" else part.numbers[1:2]


def _polygon(numbers: list[float]) -> tuple[ShapeKind, list[float]] | None:
    corners = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < _LEAST_CORNERS:
        return None
    corners = corners[:: max(1, ceil(len(corners) / _MOST_CORNERS))]
    return "polygon", [value for ra, dec in corners for value in (ra % 360.0, dec)]


def _corners(ra: float, dec: float, width: float, height: float) -> list[float]:
    # Sides are great circles in the drawing; near a pole the width spans all right ascensions.
    half = min(179.0, width / 2 / max(_POLE, cos(radians(dec))))
    south, north = max(-90.0, dec - height / 2), min(90.0, dec + height / 2)
    east, west = (ra + half) % 360.0, (ra - half) % 360.0
    return [east, south, west, south, west, north, east, north]


def _rank(column: Column) -> int:
    name, ucd = column.name.lower(), (column.ucd or "").lower()
    if name == "s_region":
        return 4
    if (column.utype or "").lower().endswith(_UTYPE):
        return 3
    if (column.xtype or "").lower() in _XTYPES:
        return 2
    return int(ucd.startswith("pos.outline"))
