"""Targets, regions, times and wavelengths as Python gives them."""

from datetime import UTC, datetime

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.table import Table
from astropy.time import Time

from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import Interval
from esap_jupyter.python.places import corners, targets
from esap_jupyter.python.ranges import times, wavelengths


def test_targets_of_any_kind():
    two = ["1.000000000000 +3.000000000000", "2.000000000000 -4.000000000000"]
    assert targets("M31") == ("M31", [])
    assert targets(SkyCoord(1, 3, unit="deg")) == (two[0], [])
    assert targets(SkyCoord([1, 2], [3, -4], unit="deg")) == ("", two)
    assert targets([(1, 3), SkyCoord(2, -4, unit="deg")]) == ("", two)
    assert targets(Table({"name": ["M31", "M33"]})["name"]) == ("", ["M31", "M33"])
    assert targets(np.array([b"M31"])) == ("", ["M31"])
    for wrong in (3, [3], [], object()):
        with pytest.raises(BadRequestError):
            targets(wrong)


def test_corners_of_any_kind():
    flat = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert corners([(1, 2), (3, 4), (5, 6)]) == flat
    assert corners(flat) == flat
    assert corners(SkyCoord([1, 3, 5], [2, 4, 6], unit="deg")) == pytest.approx(flat)
    for wrong in (7, ["a"], [(1, 2, 3)]):
        with pytest.raises(BadRequestError):
            corners(wrong)


@pytest.mark.parametrize(
    "start",
    [
        51544.0,
        "2000-01-01",
        "2000-01-01T00:00:00",
        Time("2000-01-01"),
        Time("2000-01-01T00:00:32", scale="tai"),
        datetime(2000, 1, 1, tzinfo=UTC),
    ],
)
def test_times_are_mjd_in_utc(start):
    assert times((start, None)).low == pytest.approx(51544.0, abs=1e-9)
    assert times((start, None)).high is None


def test_wavelengths_of_frequencies_and_energies_change_places():
    radio = wavelengths((120 * u.MHz, 168 * u.MHz))
    assert (radio.low, radio.high) == pytest.approx((1.784478917, 2.498270483))
    assert wavelengths([4, 7] * u.um) == Interval(low=4e-6, high=7e-6)
    assert wavelengths((2 * u.keV, None)).high == pytest.approx(6.199e-10, rel=1e-3)
    assert wavelengths((2 * u.keV, None)).low is None
    assert wavelengths((None, 1e-6)) == Interval(high=1e-6)
    assert wavelengths((1 * u.GHz, 1 * u.GHz)).low == pytest.approx(0.299792458)


@pytest.mark.parametrize("wrong", [3, ("x", "y"), (1, 2, 3), (1 * u.kg, 2 * u.kg)])
def test_what_is_no_range(wrong):
    with pytest.raises(BadRequestError, match="not a spectral range"):
        wavelengths(wrong)
    if wrong != (1, 2, 3) and not isinstance(wrong, int):
        with pytest.raises(BadRequestError, match="not a time range"):
            times(wrong)
