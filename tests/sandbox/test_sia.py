"""SIA 2.0 and Simple Cone Search, as pyvo asks and as nobody should."""

from urllib.parse import urlencode

import astropy.units as u
import numpy as np
import pytest
import pyvo
from astropy.coordinates import SkyCoord
from astropy.time import Time

from esap_jupyter import votable
from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.tap.adql import select
from esap_jupyter.archives.vo.tap.vosi import read_tables
from esap_jupyter.models import Target
from tests.support.sandbox import ask, message


def sia(origin, **parameters):
    status, _, body = ask(origin, "/sia2/query?" + urlencode(parameters, doseq=True))
    assert status == 200, body
    return votable.read(body).to_pylist()


def scs(origin, **parameters):
    return ask(origin, "/scs/query?" + urlencode(parameters))


@pytest.fixture(scope="module")
def service(origin):
    return pyvo.dal.SIA2Service(f"{origin}/sia2")


@pytest.fixture(scope="module")
def everything(origin):
    return sia(origin)


def test_all_come_without_parameters(everything, observations):
    assert len(everything) == len(observations)


def test_pyvo_finds_images_and_their_files(service, origin):
    assert service.query_ep == f"{origin}/sia2/query"
    found = service.search(pos=(10.68, 41.27, 0.1), field_of_view=(1, 4), data_type="image")
    assert {row.obs_collection for row in found} == {"synthetic-optical", "synthetic-radio"}
    record = found[0]
    assert record.getdatalink().bysemantics("#this", include_narrower=False)
    assert found.to_table()["s_ra"].meta["ucd"] == "pos.eq.ra"


@pytest.mark.parametrize(
    ("shape", "inside"),
    [
        ("CIRCLE 202.47 47.2 2", lambda sky: sky.separation(SkyCoord("202.47d 47.2d")) < 2 * u.deg),
        (
            "RANGE 300 360 -30 30",
            lambda sky: (sky.ra.deg >= 300) & (abs(sky.dec.deg) <= 30),
        ),
        ("RANGE 0 360 60 90", lambda sky: sky.dec.deg >= 60),
        (
            "POLYGON 180 0 190 0 190 20 180 20",
            lambda sky: (
                (sky.ra.deg > 180.5) & (sky.ra.deg < 189.5) & (sky.dec.deg > 1) & (sky.dec.deg < 19)
            ),
        ),
    ],
)
def test_places(origin, everything, shape, inside):
    found = {row["obs_id"] for row in sia(origin, POS=shape)}
    sky = SkyCoord(
        [row["s_ra"] for row in everything] * u.deg, [row["s_dec"] for row in everything] * u.deg
    )
    expected = {row["obs_id"] for row, hit in zip(everything, inside(sky), strict=True) if hit}
    assert expected <= found
    assert 0 < len(found) < 250
    far = {row["obs_id"] for row in everything if row["obs_id"] not in found}
    assert far


def test_footprints_are_compared_not_centres(origin, everything):
    [m31] = [row for row in everything if row["obs_id"] == "optical-v/NGC224"]
    beside = m31["s_dec"] + m31["s_fov"] / 2
    inside = sia(origin, POS=f"CIRCLE {m31['s_ra']} {beside - 0.01} 0.001")
    outside = sia(origin, POS=f"CIRCLE {m31['s_ra']} {beside + 0.01} 0.001")
    assert "optical-v/NGC224" in {row["obs_id"] for row in inside}
    assert "optical-v/NGC224" not in {row["obs_id"] for row in outside}


def test_tap_finds_the_same_by_footprints(origin, everything):
    [m31] = [row for row in everything if row["obs_id"] == "optical-v/NGC224"]
    place = m31["s_ra"], m31["s_dec"] + m31["s_fov"] / 2 - 0.01
    target = Target(text="", name="", ra=place[0], dec=place[1], sexagesimal="", source="")
    service = pyvo.dal.TAPService(f"{origin}/tap")
    _, _, tables = ask(origin, "/tap/tables")
    (table,) = [one for one in read_tables(tables, who="X") if one.id == "ivoa.obscore"]
    found = service.run_sync(select(table, Question(targets=(target,), radius=0.001)))
    same = sia(origin, POS=f"CIRCLE {place[0]} {place[1]} 0.001")
    assert "optical-v/NGC224" in set(found["obs_id"])
    assert sorted(found["obs_id"]) == sorted(row["obs_id"] for row in same)


@pytest.mark.parametrize(
    ("parameters", "test"),
    [
        ({"BAND": "5.5e-7"}, lambda row: row["em_min"] <= 5.5e-7 <= row["em_max"]),
        ({"BAND": "0.1 +Inf"}, lambda row: row["obs_collection"] == "synthetic-radio"),
        ({"TIME": "58850 58900"}, lambda row: row["t_min"] <= 58900 and row["t_max"] >= 58850),
        ({"POL": "I"}, lambda row: row["pol_states"] == "/I/"),
        ({"FOV": "1 4"}, lambda row: 1 <= row["s_fov"] <= 4),
        ({"SPATRES": "10 20"}, lambda row: 10 <= row["s_resolution"] <= 20),
        ({"EXPTIME": "0 500"}, lambda row: row["t_exptime"] <= 500),
        ({"TIMERES": "500 +Inf"}, lambda row: row["t_resolution"] >= 500),
        ({"SPECRP": "1000 +Inf"}, lambda row: row["em_res_power"] >= 1000),
        ({"COLLECTION": "synthetic-radio"}, lambda row: row["obs_collection"] == "synthetic-radio"),
        ({"FACILITY": "Synthetic array"}, lambda row: row["facility_name"] == "Synthetic array"),
        ({"INSTRUMENT": "Synthetic camera"}, lambda row: row["instrument_name"] == "Synthetic camera"),
        ({"DPTYPE": "cube"}, lambda row: row["dataproduct_type"] == "cube"),
        ({"DPTYPE": ["cube", "image"]}, lambda _: True),
        ({"CALIB": "3"}, lambda row: row["calib_level"] == 3),
        ({"TARGET": ["NGC 224", "NGC 598"]}, lambda row: row["target_name"] in ("NGC 224", "NGC 598")),
        ({"FORMAT": "application/x-votable+xml;content=datalink"}, lambda _: True),
        ({"FORMAT": "image/jpeg"}, lambda _: False),
        (
            {"ID": "ivo://ESAP.sandbox/images?optical-v/NGC224"},
            lambda row: row["obs_id"] == "optical-v/NGC224",
        ),
        (
            {"pos": ["CIRCLE 10.68 41.27 0.01", "CIRCLE 202.47 47.2 0.01"], "dptype": "cube"},
            lambda row: row["obs_id"] in ("radio-hi/NGC224", "radio-hi/NGC5194"),
        ),
    ],
)  # fmt: skip
def test_each_parameter_restricts(origin, everything, parameters, test):
    found = {row["obs_id"] for row in sia(origin, **parameters)}
    expected = {row["obs_id"] for row in everything if test(row)}
    if "pos" in parameters:
        assert found >= expected
        assert len(found) < 10
        return
    assert found == expected


def test_pyvo_asks_by_time_and_band(service):
    found = service.search(
        time=(Time(58850, format="mjd"), Time(58900, format="mjd")), band=[(5e-7 * u.m, 6e-7 * u.m)]
    )
    assert len(found) > 0
    assert {row["obs_collection"] for row in found} == {"synthetic-optical"}


@pytest.mark.parametrize(
    ("maxrec", "rows", "overflow"), [(0, 0, True), (5, 5, True), (9999, None, False)]
)
def test_maxrec(origin, observations, maxrec, rows, overflow):
    _, _, body = ask(origin, f"/sia2/query?MAXREC={maxrec}")
    table = votable.read(body)
    assert table.num_rows == (len(observations) if rows is None else rows)
    assert (b'value="OVERFLOW"' in body) == overflow
    assert b'utype="obscore:Char.SpatialAxis.Coverage.Support.Area"' in body


@pytest.mark.parametrize(
    "parameters",
    [
        {"POS": "CIRCLE 1 2"},
        {"POS": "CIRCLE 1 2 3 4"},
        {"POS": "SQUARE 1 2 3"},
        {"POS": "RANGE a b c d"},
        {"POS": "POLYGON 0 0 180 0 90 1"},
        {"BAND": "a b"},
        {"TIME": "2 1"},
        {"FOV": "nan"},
        {"DPTYPE": "sound"},
        {"CALIB": "9"},
        {"MAXREC": "-1"},
        {"RESPONSEFORMAT": "text/html"},
    ],
)
def test_wrong_values_are_errors(origin, parameters):
    status, _, body = ask(origin, "/sia2/query?" + urlencode(parameters))
    assert status == 400
    assert next(iter(parameters)).removeprefix("RESPONSE").lower() in message(body).lower()


def test_a_cone_is_that_of_tap(origin, url):
    cone = pyvo.dal.SCSService(f"{origin}/scs/query")
    found = cone.search(SkyCoord("202.47d 47.2d"), radius=2 * u.deg)
    expected = pyvo.dal.TAPService(url).search(
        "SELECT name FROM ongc.objects WHERE DISTANCE(POINT(ra, dec), POINT(202.47, 47.2)) <= 2"
    )
    assert {row["name"] for row in found} == {row["name"] for row in expected}
    assert found[0].pos.separation(SkyCoord("202.47d 47.2d")) <= 2 * u.deg
    assert found[0].id.startswith(("NGC", "IC"))


@pytest.mark.parametrize(("verb", "count"), [("1", 4), ("2", 9), ("3", 27)])
def test_verbosity(origin, verb, count):
    table = votable.read(scs(origin, RA=202.47, DEC=47.2, SR=1, VERB=verb)[2])
    assert table.num_columns == count
    ucds = [field.metadata[b"ucd"] for field in table.schema]
    assert {b"ID_MAIN", b"POS_EQ_RA_MAIN", b"POS_EQ_DEC_MAIN"} <= set(ucds)
    assert table.num_rows > 3


def test_a_radius_of_0_asks_for_the_columns(origin):
    status, _, body = scs(origin, RA=10, DEC=41, SR=0)
    assert status == 200
    table = votable.read(body)
    assert table.num_rows == 0
    assert table.num_columns == 9


def test_a_cone_that_is_too_full_overflows(origin):
    _, _, body = scs(origin, RA=0, DEC=0, SR=180, MAXREC=10)
    assert votable.read(body).num_rows == 10
    assert b'value="OVERFLOW"' in body


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"DEC": 0, "SR": 1}, "RA is missing"),
        ({"RA": "x", "DEC": 0, "SR": 1}, "RA is 'x'"),
        ({"RA": 0, "DEC": 91, "SR": 1}, "DEC is '91'"),
        ({"RA": 0, "DEC": 0, "SR": -1}, "SR is '-1'"),
        ({"RA": 0, "DEC": 0, "SR": "nan"}, "SR is 'nan'"),
        ({"RA": 0, "DEC": 0, "SR": 1, "VERB": 7}, "VERB is '7'"),
        ({"RA": "1;DROP TABLE x", "DEC": 0, "SR": 1}, "RA is"),
    ],
)
def test_errors_of_a_cone_are_an_info(origin, parameters, words):
    status, _, body = scs(origin, **parameters)
    assert status == 200
    assert b'name="Error"' in body
    assert words in body.decode().replace("&apos;", "'")
    with pytest.raises(pyvo.dal.DALQueryError):
        pyvo.dal.scs.SCSQuery(f"{origin}/scs/query").execute()


@pytest.mark.parametrize("path", ["scs", "sia2", "soda", "datalink"])
def test_each_service_describes_itself(origin, path):
    status, _, body = ask(origin, f"/{path}/capabilities")
    assert status == 200
    assert f"{origin}/{path}/".encode() in body
    assert ask(origin, f"/{path}/availability")[0] == 200
    assert ask(origin, f"/{path}")[0] == 200
    assert ask(origin, f"/{path}/nothing")[0] == 404


def test_positions_of_rows_are_exact(origin, everything, observations):
    for row in everything:
        found = observations.find(row["obs_publisher_did"])
        np.testing.assert_array_equal([row["s_ra"], row["s_dec"]], [found.ra, found.dec])
