"""Cutouts: the right pixels, at the right place on the sky."""

import io
import warnings
from urllib.parse import urlencode

import astropy.units as u
import numpy as np
import pytest
import pyvo
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

from tests.support.sandbox import ask

M31 = "ivo://esap.sandbox/images?optical-v/NGC224"
CUBE = "ivo://esap.sandbox/images?radio-hi/NGC224"


def cut(origin, did, **parameters):
    return ask(origin, "/soda/sync?" + urlencode({"ID": did, **parameters}, doseq=True))


def opened(reply):
    status, headers, body = reply
    assert (status, headers["Content-Type"]) == (200, "image/fits")
    with fits.open(io.BytesIO(body)) as hdus, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hdus[0].data, hdus[0].header, WCS(hdus[0].header)


@pytest.fixture(scope="module")
def whole(origin):
    return opened(cut(origin, M31))


@pytest.mark.parametrize(
    "shape",
    [
        {"CIRCLE": "10.6847 41.269 0.3"},
        {"POS": "CIRCLE 10.6847 41.269 0.3"},
        {"POLYGON": "10.4 41.1 11.0 41.1 11.0 41.5 10.4 41.5"},
        {"POS": "RANGE 10.4 11.0 41.1 41.5"},
    ],
)
def test_a_cutout_has_the_pixels_of_the_whole_at_their_places(origin, whole, shape):
    data, header, wcs = opened(cut(origin, M31, **shape))
    full, _, full_wcs = whole
    assert header["CUTOUT"] is True
    assert 10 < data.shape[0] < full.shape[0] / 2
    corner = full_wcs.world_to_pixel_values(*wcs.pixel_to_world_values(0, 0))
    x, y = (round(float(place)) for place in corner)
    np.testing.assert_allclose(corner, (x, y), atol=1e-6)
    np.testing.assert_array_equal(data, full[y : y + data.shape[0], x : x + data.shape[1]])


def test_a_circle_is_held_and_not_much_more(origin):
    data, header, wcs = opened(cut(origin, M31, CIRCLE="10.6847 41.269 0.3"))
    centre = SkyCoord(10.6847, 41.269, unit="deg")
    for angle in range(0, 360, 30):
        edge = centre.directional_offset_by(angle * u.deg, 0.2999 * u.deg)
        x, y = wcs.world_to_pixel_values(edge.ra.deg, edge.dec.deg)
        assert -0.5 <= x <= data.shape[1] - 0.5
        assert -0.5 <= y <= data.shape[0] - 0.5
    assert data.shape[0] <= 0.6 / header["CDELT2"] + 2


def test_a_place_at_the_edge_is_clipped(origin, whole):
    corner = whole[2].pixel_to_world_values(0, 0)
    data, _, _ = opened(cut(origin, M31, CIRCLE=f"{corner[0]} {corner[1]} 0.2"))
    assert data.shape[0] < 0.25 / whole[1]["CDELT2"]


@pytest.mark.parametrize("circle", ["10.68 41.27 170", "10.68 41.27 10"])
def test_a_place_around_everything_gives_everything(origin, whole, circle):
    assert opened(cut(origin, M31, CIRCLE=circle))[0].shape == whole[0].shape


def test_a_band_of_a_cube_is_its_channels(origin):
    full, _, _ = opened(cut(origin, CUBE))
    low, high = 299_792_458.0 / 1.4210e9, 299_792_458.0 / 1.4190e9
    data, _, wcs = opened(cut(origin, CUBE, BAND=f"{low} {high}"))
    assert data.shape == (8, 64, 64)
    edges = wcs.spectral.pixel_to_world_values([-0.5, 7.5])
    np.testing.assert_allclose(edges, [1.419e9, 1.421e9], rtol=1e-9)
    np.testing.assert_array_equal(data, full[12:20])


@pytest.mark.parametrize(
    ("band", "channels"),
    [("-Inf +Inf", 32), ("0 1", 32), ("0.2110 0.2110", 1), ("0.2 0.2106", 2)],
)
def test_open_and_short_bands(origin, band, channels):
    assert opened(cut(origin, CUBE, BAND=band))[0].shape[0] == channels


@pytest.mark.parametrize(
    "parameters",
    [
        {"CIRCLE": "200 -41 0.3"},
        {"BAND": "1e-9 2e-9"},
        {"TIME": "10000 10001"},
        {"POL": "V"},
        {"CIRCLE": "10.68 41.27 0.1", "BAND": "1 2"},
    ],
)
def test_where_there_is_nothing_204_says_so(origin, parameters):
    status, _, body = cut(origin, CUBE, **parameters)
    assert (status, body) == (204, b"")


def test_what_does_not_restrict_changes_nothing(origin):
    full, _, _ = opened(cut(origin, CUBE))
    found, _, _ = opened(cut(origin, CUBE, TIME="-Inf +Inf", POL="I", BAND="0 1"))
    np.testing.assert_array_equal(found, full)


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({"CIRCLE": ["10 41 1", "11 41 1"]}, 400, "MultiValuedParamNotSupported: CIRCLE"),
        ({"CIRCLE": "10 41 1", "POS": "CIRCLE 10 41 1"}, 400, "MultiValuedParamNotSupported"),
        ({"CIRCLE": "10 41"}, 400, "UsageFault: POS"),
        ({"CIRCLE": "10 41 x"}, 400, "UsageFault"),
        ({"CIRCLE": "10 91 1"}, 400, "from -90 to 90"),
        ({"CIRCLE": "nan 0 1"}, 400, "finite"),
        ({"POLYGON": "10 41 11 41"}, 400, "UsageFault"),
        ({"POS": "BOX 10 41 1 1"}, 400, "CIRCLE, RANGE or POLYGON"),
        ({"POS": "RANGE 11 10 0 1"}, 400, "comes first"),
        ({"BAND": "2 1"}, 400, "the lower one first"),
        ({"BAND": "x"}, 400, "UsageFault"),
        ({"ID": ["a", "b"]}, 400, "MultiValuedParamNotSupported: ID"),
        ({"ID": "ivo://nowhere/x"}, 404, "NotFoundFault"),
        ({"ID": ""}, 400, "ID is missing"),
    ],
)
def test_errors_begin_with_the_name_of_the_fault(origin, parameters, status, words):
    found, headers, body = cut(origin, M31, **parameters)
    assert found == status
    assert headers["Content-Type"].startswith("text/plain")
    assert words in body.decode()


def test_pyvo_cuts_from_a_row_of_obscore(url):
    service = pyvo.dal.TAPService(url)
    [row] = service.search(f"SELECT * FROM ivoa.obscore WHERE obs_publisher_did = '{M31}'")
    data = row.processed(circle=(10.6847, 41.269, 0.3))
    with fits.open(io.BytesIO(data.read())) as hdus:
        assert hdus[0].header["CUTOUT"] is True
        assert hdus[0].data.shape[0] < 128
