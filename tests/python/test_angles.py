"""Angles as people give them."""

import astropy.units as u
import pytest
from astropy.coordinates import Angle

from esap_jupyter.errors import BadRequestError
from esap_jupyter.python.angles import degrees


@pytest.mark.parametrize("angle", [0.5, "0.5", 30 * u.arcmin, Angle("0d30m")])
def test_degrees(angle):
    assert degrees(angle) == pytest.approx(0.5)


@pytest.mark.parametrize("angle", ["wide", None, 3 * u.m, [1, 2] * u.deg])
def test_no_angles(angle):
    with pytest.raises(BadRequestError, match="not an angle"):
        degrees(angle)
