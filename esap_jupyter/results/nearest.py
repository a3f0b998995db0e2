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


def with_nearest(table: "pa.Table", targets: Sequence[Target]) -> "tuple[pa.Table, str]":
    """Add the nearest target's name and its distance (deg), where positions are known.

    Returns
    -------
    tuple
        The table, and why it stays as it was, for people; nothing where the columns were added.
    """
    try:
        ra, dec = _degrees(table)
    except _UnknownError as error:
        return table, f"Its rows are not told apart by target, as {error}."
    return _added(table, ra, dec, targets), ""


class _UnknownError(Exception):
    """Says why positions are not known."""


def _degrees(table: "pa.Table") -> "tuple[Any, Any]":
    import pyarrow as pa

    from ..votable.positions import in_degrees, position_columns
    from ..votable.schema import columns

    if {TARGET, DISTANCE} & set(table.schema.names):
        raise _UnknownError(f"it has a column {TARGET} or {DISTANCE} of its own")
    described = {column.name: column for column in columns(table.schema)}
    ra, dec = position_columns(list(described.values()))
    if ra is None or dec is None:
        raise _UnknownError("no columns of a position are known")
    for name in (ra, dec):
        unit = described[name].unit
        if not in_degrees(unit):
            raise _UnknownError(f"{name} is in {unit}, not in degrees")
    try:
        found = [table.column(name).cast(pa.float64()).to_numpy() for name in (ra, dec)]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise _UnknownError(f"{ra} and {dec} are not numbers") from None
    return found[0], found[1]


def _added(table: "pa.Table", ra: Any, dec: Any, targets: Sequence[Target]) -> "pa.Table":
    import pyarrow as pa

    from ..votable.schema import FieldSpec

    at, distance = _nearest(ra, dec, targets)
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
