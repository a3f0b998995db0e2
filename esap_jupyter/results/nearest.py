"""Tells for each row which of several targets is nearest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..models import Target

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["DISTANCE", "TARGET", "with_nearest"]

TARGET = "nearest_target"
DISTANCE = "nearest_distance"
_ROWS = 16_384


def with_nearest(table: "pa.Table", targets: Sequence[Target]) -> "pa.Table":
    """Add the nearest target's name and its distance (deg), where positions are known.

    A table without columns of a position, or one that has such columns already, stays as it is.
    """
    import pyarrow as pa

    from ..archives.vo.tap.positions import position_columns
    from ..votable.schema import FieldSpec, columns

    ra, dec = position_columns(columns(table.schema))
    if ra is None or dec is None or {TARGET, DISTANCE} & set(table.schema.names):
        return table
    try:
        degrees = [table.column(name).cast(pa.float64()) for name in (ra, dec)]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return table
    at, distance = _nearest(degrees[0].to_numpy(), degrees[1].to_numpy(), targets)
    known = pa.array([one.text or one.name for one in targets], pa.string())
    missing = distance != distance  # noqa: PLR0124  (only NaN differs from itself)
    names = known.take(pa.array(at, mask=missing))
    name = FieldSpec(
        name=TARGET,
        datatype="unicodeChar",
        arraysize="*",
        more={"ucd": "meta.id", "description": "The target of the search that is nearest"},
    )
    how_far = FieldSpec(
        name=DISTANCE,
        datatype="double",
        more={
            "unit": "deg",
            "ucd": "pos.angDistance",
            "description": "Distance from that target",
        },
    )
    distances = pa.array(distance, pa.float64(), mask=missing)
    return table.append_column(name.to_arrow(), names).append_column(how_far.to_arrow(), distances)


def _nearest(ra: Any, dec: Any, targets: Sequence[Target]) -> "tuple[np.ndarray, np.ndarray]":
    import numpy as np

    places = np.radians([(one.ra, one.dec) for one in targets])
    units = _unit(places[:, 0], places[:, 1])
    rows = np.radians(np.stack([ra, dec], axis=1))
    at = np.zeros(len(rows), np.int64)
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        at[start : start + _ROWS] = (_unit(part[:, 0], part[:, 1]) @ units.T).argmax(axis=1)
    near = places[at]
    # Haversines, as cosines cannot tell small angles.
    sines = np.sin((rows - near) / 2) ** 2
    both = np.cos(rows[:, 1]) * np.cos(near[:, 1])
    half = np.sqrt(np.clip(sines[:, 1] + both * sines[:, 0], 0, 1))
    return at, np.degrees(2 * np.arcsin(half))


def _unit(ra: "np.ndarray", dec: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=1)
