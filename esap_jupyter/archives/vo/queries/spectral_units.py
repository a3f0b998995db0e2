"""Wavelengths of what is given as wavelength, frequency or energy."""

import math

from ....errors import BadRequestError
from ....models import Interval
from ....models.adql import SpectralUnit

__all__ = ["to_metres"]

_C = 299_792_458.0  # m / s
_HC = 6.626_070_15e-34 * _C / 1.602_176_634e-19  # eV m
_METRES = {"m": 1.0, "mm": 1e-3, "um": 1e-6, "nm": 1e-9, "Angstrom": 1e-10}
_HERTZ = {"Hz": 1.0, "MHz": 1e6, "GHz": 1e9, "THz": 1e12}
_VOLTS = {"eV": 1.0, "keV": 1e3, "MeV": 1e6}


def to_metres(band: Interval, unit: SpectralUnit) -> Interval:
    """Turn a range into wavelengths in vacuum, in metres; the ends change places where need be.

    Raises
    ------
    BadRequestError
        An end is not positive, or the range is empty.
    """
    low, high = (_one(end, unit) for end in (band.low, band.high))
    if unit not in _METRES:
        low, high = high, low
    if low is not None and high is not None and low > high:
        raise BadRequestError("The spectral range ends before it begins.")
    return Interval(low=low, high=high)


def _one(value: float | None, unit: SpectralUnit) -> float | None:
    if value is None:
        return None
    if not (math.isfinite(value) and value > 0):
        raise BadRequestError(f"{value} {unit} is not a wavelength, frequency or energy.")
    if unit in _METRES:
        return value * _METRES[unit]
    return _C / (value * _HERTZ[unit]) if unit in _HERTZ else _HC / (value * _VOLTS[unit])
