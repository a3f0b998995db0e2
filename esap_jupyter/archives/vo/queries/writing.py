"""Writes the query, and the Python, of constraints on one table."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime

from ....errors import BadRequestError
from ....models import Target
from ....models.adql import DraftRequest, QueryDraft, SchemaColumn, TableDetails
from ..tap.adql import number
from ..tap.names import plain_name
from .conditions import condition, number_text, one_of
from .spectral_units import to_metres

__all__ = ["python_of", "write_query"]

_MJD_EPOCH = datetime(1858, 11, 17, tzinfo=UTC)
_DAY = 86_400.0
_J2000 = 51_544.5
_YEAR = 365.25
_CORNERS = 6


def write_query(draft: DraftRequest, table: TableDetails, target: Target | None) -> QueryDraft:
    """Write the query.

    Parameters
    ----------
    draft
        What is wanted.
    table
        The table that it is wanted of.
    target
        The position of the draft's target.

    Raises
    ------
    BadRequestError
        A constraint makes no sense, or the table has no column for it.
    """
    conditions = [
        *_place(draft, table, target),
        *_times(draft, table),
        *_band(draft, table),
        *(one_of(_column(table, name), values) for name, values in draft.values.items() if values),
        *(
            condition(_column(table, each.column), each.text)
            for each in draft.filters
            if each.text.strip()
        ),
    ]
    if draft.top is not None and draft.top < 1:
        raise BadRequestError("The number of rows has to be at least 1.")
    top = f"TOP {draft.top} " if draft.top else ""
    wanted = ", ".join(_column(table, name).adql for name in draft.columns) or "*"
    adql = f"SELECT {top}{wanted}\nFROM {table.adql}"
    if conditions:
        adql += "\nWHERE " + "\n  AND ".join(conditions)
    return QueryDraft(adql=adql, python=python_of(draft.archive, adql))


def python_of(archive: str, adql: str) -> str:
    """Return the Python that asks an archive this; every value is quoted."""
    lines = adql.splitlines(keepends=True)
    text = repr(adql) if len(lines) == 1 else "(\n" + "".join(f"    {x!r}\n" for x in lines) + ")"
    return f"import esap_jupyter as esap\n\nrows = esap.adql({archive!r}, {text})\nrows"


def _column(table: TableDetails, name: str) -> SchemaColumn:
    wanted = plain_name(name).lower()
    for column in table.columns:
        if plain_name(column.name).lower() == wanted:
            return column
    raise BadRequestError(
        f"{table.name} has no column {name[:80]}.", remedy="Choose one of its columns."
    )


def _has(table: TableDetails, name: str) -> bool:
    return any(column.name.lower() == name for column in table.columns)


def _place(draft: DraftRequest, table: TableDetails, target: Target | None) -> Iterator[str]:
    shape = _shape(draft, target)
    if shape is None:
        return
    if draft.overlaps and _has(table, "s_region"):
        yield f"1 = INTERSECTS({_column(table, 's_region').adql}, {shape})"
        return
    if table.ra is None or table.dec is None:
        raise BadRequestError(
            f"{table.name} has no columns of a position.", remedy="Leave the position out."
        )
    ra, dec = _column(table, table.ra).adql, _column(table, table.dec).adql
    yield f"1 = CONTAINS(POINT('ICRS', {ra}, {dec}), {shape})"


def _shape(draft: DraftRequest, target: Target | None) -> str | None:
    if draft.polygon:
        if len(draft.polygon) < _CORNERS or len(draft.polygon) % 2:
            raise BadRequestError(
                "A polygon has at least three corners, each with right ascension and declination."
            )
        corners = ", ".join(number(_angle(value)) for value in draft.polygon)
        return f"POLYGON('ICRS', {corners})"
    if target is None:
        return None
    radius = 0.5 if draft.radius is None else draft.radius
    if not 0 < radius <= 180:  # noqa: PLR2004  (degrees)
        raise BadRequestError("The radius is more than 0 and at most 180 degrees.")
    return f"CIRCLE('ICRS', {number(target.ra)}, {number(target.dec)}, {number(radius)})"


def _angle(value: float) -> float:
    if not math.isfinite(value) or abs(value) > 360:  # noqa: PLR2004  (degrees)
        raise BadRequestError(f"{value} is not an angle in degrees.")
    return value


def _times(draft: DraftRequest, table: TableDetails) -> Iterator[str]:
    begin, end = _moment(draft.time_from), _moment(draft.time_to)
    if begin is None and end is None:
        return
    if begin and end and begin > end:
        raise BadRequestError("The time range ends before it begins.")
    first, last = _time_columns(table)
    if begin is not None:
        yield f"{last.adql} >= {_time(last, begin)}"
    if end is not None:
        yield f"{first.adql} <= {_time(first, end)}"


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadRequestError(
            f"{text[:40]!r} is not a time.", remedy="Write 2024-05-17 or 2024-05-17T12:30."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _time_columns(table: TableDetails) -> tuple[SchemaColumn, SchemaColumn]:
    """Find the columns in which observations begin and end; they may be one and the same."""
    if _has(table, "t_min") and _has(table, "t_max"):
        return _column(table, "t_min"), _column(table, "t_max")
    by_ucd = {(column.ucd or "").lower().split(";")[0]: column for column in table.columns[::-1]}
    begin, end = by_ucd.get("time.start"), by_ucd.get("time.end")
    if begin and end:
        return begin, end
    moment = by_ucd.get("time.epoch") or by_ucd.get("time") or begin or end
    if moment is None:
        raise BadRequestError(f"{table.name} has no column of a time.", remedy="Leave it out.")
    return moment, moment


def _time(column: SchemaColumn, moment: datetime) -> str:
    mjd = (moment - _MJD_EPOCH).total_seconds() / _DAY
    if not column.numeric:
        return f"'{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}'"
    if column.unit in ("yr", "a", "year"):
        return number_text(round(2000 + (mjd - _J2000) / _YEAR, 10))
    if column.unit not in ("d", "day", None, ""):
        raise BadRequestError(
            f"The times in {column.name} are in {column.unit}, which is not understood here.",
            remedy="Write a filter on that column.",
        )
    is_julian = "jd" in column.name.lower() and "mjd" not in column.name.lower()
    return number_text(round(mjd + 2_400_000.5 if is_julian else mjd, 9))


def _band(draft: DraftRequest, table: TableDetails) -> Iterator[str]:
    if draft.band is None or (draft.band.low is None and draft.band.high is None):
        return
    if not (_has(table, "em_min") and _has(table, "em_max")):
        raise BadRequestError(
            f"{table.name} has no em_min and em_max, which hold the spectral range in ObsCore.",
            remedy="Write a filter on a column of it.",
        )
    band = to_metres(draft.band, draft.band_unit)
    if band.low is not None:
        yield f"{_column(table, 'em_max').adql} >= {number_text(band.low)}"
    if band.high is not None:
        yield f"{_column(table, 'em_min').adql} <= {number_text(band.high)}"
