"""Spectra, as pyvo asks for them."""

from urllib.parse import urlencode

import astropy.units as u
import numpy as np
import pytest
import pyvo
from astropy.coordinates import SkyCoord
from astropy.time import Time

from esap_jupyter import votable
from tests.support.sandbox import ask, message


def ssa(origin, **parameters):
    return ask(origin, "/ssa/query?" + urlencode({"REQUEST": "queryData", **parameters}))


def names(origin, **parameters):
    status, _, body = ssa(origin, **parameters)
    assert status == 200, body
    return set(votable.read(body)["target_name"].to_pylist())


def test_pyvo_finds_a_spectrum_and_reads_it(origin):
    service = pyvo.dal.SSAService(f"{origin}/ssa/query")
    found = service.search(pos=SkyCoord("10.6847d 41.269d"), diameter=0.5 * u.deg)
    assert "NGC 224" in [record["target_name"] for record in found]
    record = next(record for record in found if record["target_name"] == "NGC 224")
    assert record.getdataurl() == f"{origin}/ssa/files/NGC224.vot"
    spectrum = votable.read(ask(origin, "/ssa/files/NGC224.vot")[2])
    wave, flux = (spectrum[name].to_numpy() for name in ("wavelength", "flux"))
    assert spectrum.schema.field("wavelength").metadata[b"unit"] == b"m"
    assert abs(wave[np.argmax(flux)] - 6.5646e-7 * (1 - 300 / 299792.458)) < 2e-9


def test_all_are_named_synthetic(origin):
    table = votable.read(ssa(origin)[2])
    assert 10 < table.num_rows <= 40
    assert all("synthetic" in title for title in table["title"].to_pylist())
    utypes = {field.metadata[b"utype"] for field in table.schema}
    assert b"ssa:Access.Reference" in utypes


@pytest.mark.parametrize(
    ("parameters", "some"),
    [
        ({"POS": "10.6847,41.269", "SIZE": "0.1"}, True),
        ({"POS": "10.6847,41.269;ICRS", "SIZE": "0.1", "BAND": "5e-7"}, True),
        ({"POS": "10.6847,41.269", "BAND": "1e-9/2e-9,6e-7/"}, True),
        ({"POS": "10.6847,41.269", "BAND": "/1e-7"}, False),
        ({"POS": "200,-80"}, False),
        ({"TIME": "2021/2026-01-01T00:00:00"}, True),
        ({"TIME": "/1990"}, False),
        ({"TARGETNAME": "ngc 224"}, True),
        ({"FORMAT": "image/png"}, False),
        ({"FORMAT": "METADATA"}, False),
        ({"MAXREC": "0"}, False),
    ],
)
def test_each_parameter_restricts(origin, parameters, some):
    found = names(origin, **parameters)
    assert ("NGC 224" in found) is some
    assert some or not found


def test_times_are_those_of_astropy(origin):
    [row] = votable.read(ssa(origin, TARGETNAME="NGC 224")[2]).to_pylist()
    moment = Time(row["time"], format="mjd")
    around = "/".join((moment + shift * u.hour).isot for shift in (-1, 1))
    assert names(origin, TIME=around, TARGETNAME="NGC 224") == {"NGC 224"}
    later = "/".join((moment + shift * u.hour).isot for shift in (1, 2))
    assert names(origin, TIME=later, TARGETNAME="NGC 224") == set()


@pytest.mark.parametrize(
    "parameters",
    [
        {"POS": "10"},
        {"POS": "10,95"},
        {"POS": "10,20;GALACTIC"},
        {"POS": "10,20", "SIZE": "-1"},
        {"BAND": "V"},
        {"BAND": "2/1"},
        {"TIME": "yesterday"},
        {"REQUEST": "getCapabilities"},
        {"REQUEST": ""},
    ],
)
def test_wrong_values_are_errors(origin, parameters):
    status, _, body = ssa(origin, **parameters)
    assert status == 400
    assert message(body)
