"""Ranges of time and wavelength as people give them in Python."""

from collections.abc import Callable
from typing import Any

from ..errors import BadRequestError
from ..models import Interval

__all__ = ["times", "wavelengths"]


def times(time: Any) -> Interval | None:
    """Take a time range; times without a scale are UTC.

    Parameters
    ----------
    time
        Two ends, each an astropy ``Time``, a date, text of ISO 8601, a modified Julian day or
        None for open; or a ``Time`` of two moments.

    Raises
    ------
    BadRequestError
        It is none of these.
    """
    return _range(time, _mjd, "time", "Give two times, such as ('2024-01-01', '2024-07-01').")


def wavelengths(band: Any) -> Interval | None:
    """Take a spectral range.

    Parameters
    ----------
    band
        Two ends, each a quantity of wavelength, frequency or energy, a number of metres or None
        for open; or a quantity of two values.

    Raises
    ------
    BadRequestError
        It is none of these.
    """
    remedy = "Give two quantities, such as (120 * u.MHz, 168 * u.MHz), or metres."
    found = _range(band, _metres, "spectral", remedy)
    if found is None:
        return None
    # Frequencies and energies fall where wavelengths rise, so that an open end changes places.
    low, high = found.low, found.high
    if None not in (low, high):
        low, high = sorted((low, high))  # type: ignore[type-var]
    elif _falls(band):
        low, high = high, low
    return Interval(low=low, high=high)


def _range(given: Any, convert: Callable[[Any], float], what: str, remedy: str) -> Interval | None:
    if given is None:
        return None
    try:
        low, high = given
        ends = [None if end is None else convert(end) for end in (low, high)]
    except (TypeError, ValueError, ArithmeticError) as error:
        raise BadRequestError(f"{given!r} is not a {what} range.", remedy=remedy) from error
    return Interval(low=ends[0], high=ends[1])


def _mjd(moment: Any) -> float:
    if isinstance(moment, int | float):
        return float(moment)
    if hasattr(moment, "utc") and hasattr(moment, "mjd"):
        return float(moment.utc.mjd)
    from astropy.time import Time

    return float(Time(moment, scale="utc").mjd)


def _metres(value: Any) -> float:
    if not hasattr(value, "unit"):
        return float(value)
    import astropy.units as u

    try:
        return float(value.to_value(u.m, equivalencies=u.spectral()))
    except u.UnitConversionError as error:
        raise ValueError(str(error)) from error


def _falls(band: Any) -> bool:
    import astropy.units as u

    unit = next((end.unit for end in band if hasattr(end, "unit")), u.m)
    return bool(unit.physical_type != "length")
