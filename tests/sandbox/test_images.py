"""The synthetic observations: their rows, files and links."""

import io
import warnings
from urllib.parse import quote

import numpy as np
import pytest
import pyvo
from astropy.io import fits
from astropy.wcs import WCS

from esap_jupyter import votable
from esap_jupyter.sandbox.images import Images
from esap_jupyter.sandbox.obscore import OBSCORE
from tests.support.sandbox import ask, message, sync

M31 = "ivo://esap.sandbox/images?optical-v/NGC224"
CUBE = "ivo://esap.sandbox/images?radio-hi/NGC224"


@pytest.fixture(scope="module")
def service(url):
    return pyvo.dal.TAPService(url)


@pytest.fixture(scope="module")
def rows(service):
    return service.run_sync("SELECT * FROM ivoa.obscore").to_table()


def links(origin, *dids):
    query = "&".join(f"ID={quote(did, safe='')}" for did in dids)
    return ask(origin, f"/datalink/links?{query}")


def test_obscore_has_every_mandatory_column_as_the_standard_names_it():
    columns = {column.name: column for column in OBSCORE.columns}
    mandatory = [
        "dataproduct_type",
        "calib_level",
        "obs_collection",
        "obs_id",
        "obs_publisher_did",
        "access_url",
        "access_format",
        "access_estsize",
        "target_name",
        "s_ra",
        "s_dec",
        "s_fov",
        "s_region",
        "s_xel1",
        "s_xel2",
        "s_resolution",
        "t_min",
        "t_max",
        "t_exptime",
        "t_resolution",
        "t_xel",
        "em_min",
        "em_max",
        "em_res_power",
        "em_xel",
        "o_ucd",
        "pol_states",
        "pol_xel",
        "facility_name",
        "instrument_name",
    ]
    assert set(mandatory) <= columns.keys()
    assert all(columns[name].utype.startswith("obscore:") for name in mandatory)
    assert columns["s_region"].xtype == "adql:REGION"
    assert columns["em_min"].unit == "m"
    assert columns["t_min"].ucd == "time.start;obs.exposure"


def test_obscore_describes_images_and_cubes_of_real_objects(rows):
    assert len(rows) > 500
    assert set(rows["dataproduct_type"]) == {"image", "cube"}
    assert len(set(rows["obs_publisher_did"])) == len(rows)
    assert len(set(rows["target_name"])) == 300
    assert all("synthetic" in title for title in rows["obs_title"])
    assert set(rows["obs_collection"]) == {"synthetic-optical", "synthetic-radio"}
    assert (rows["em_min"] < rows["em_max"]).all()
    assert (rows["t_min"] < rows["t_max"]).all()


@pytest.mark.parametrize("did", [M31, CUBE, "ivo://esap.sandbox/images?radio-continuum/NGC598"])
def test_a_file_is_what_its_row_says(origin, observations, rows, did):
    [row] = [row for row in rows if row["obs_publisher_did"] == did]
    found = observations.find(did)
    status, headers, body = ask(origin, found.file("").removeprefix(origin))
    assert (status, headers["Content-Type"]) == (200, "image/fits")
    assert len(body) == found.size
    with fits.open(io.BytesIO(body)) as hdus:
        hdus.verify("exception")
        header, data = hdus[0].header, hdus[0].data
    assert header["SYNTHET"] is True
    assert header["OBJECT"] == row["target_name"]
    assert data.shape[-2:] == (row["s_xel2"], row["s_xel1"])
    assert np.isfinite(data).all()
    assert data.std() > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wcs = WCS(header)
    footprint = [float(number) for number in row["s_region"].split()[2:]]
    expected = wcs.celestial.calc_footprint(center=False, axes=data.shape[:-3:-1])
    corners = sorted(map(tuple, np.round(expected, 4)))
    given = sorted(zip(np.round(footprint[::2], 4), np.round(footprint[1::2], 4), strict=True))
    np.testing.assert_allclose(given, corners, atol=2e-4)
    if row["dataproduct_type"] == "cube":
        wavelengths = 299_792_458.0 / wcs.spectral.pixel_to_world_values([-0.5, 31.5])
        np.testing.assert_allclose(wavelengths, [row["em_max"], row["em_min"]], rtol=1e-12)


def test_the_object_is_where_its_position_is(origin, observations):
    found = observations.find("ivo://esap.sandbox/images?optical-v/NGC3031")
    _, _, body = ask(origin, found.file(""))
    with fits.open(io.BytesIO(body)) as hdus:
        data, wcs = hdus[0].data, WCS(hdus[0].header)
    x, y = wcs.world_to_pixel_values(found.ra, found.dec)
    middle = data[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4]
    assert middle.mean() > 10 * np.median(data)


def test_files_are_the_same_each_time(observations):
    found = observations.find(CUBE)
    assert Images().fits(found) == Images().fits(found)
    assert Images().preview(found) == Images().preview(found)


def test_no_more_files_are_kept_than_fit(observations):
    images = Images(most_bytes=1)
    first, second = observations.find(M31), observations.find(CUBE)
    for observation in (first, second):
        images.fits(observation)
    assert len(images._made) == 1


def test_a_preview_is_a_png(origin, observations):
    status, headers, body = ask(origin, observations.find(M31).preview(""))
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(body[16:20], "big") == int.from_bytes(body[20:24], "big") == 256


@pytest.mark.parametrize(
    "path", ["/files/x.fits", "/previews/optical-v/NGC224.fits", "/files/../etc", "/datalink/x"]
)
def test_what_is_not_there_is_404(origin, path):
    assert ask(origin, path)[0] == 404


def test_datalink_as_pyvo_sees_it(origin, service):
    found = service.run_sync(f"SELECT * FROM ivoa.obscore WHERE obs_publisher_did = '{M31}'")
    [links] = found.iter_datalinks()
    assert [row.semantics for row in links] == ["#this", "#preview", "#cutout", "#calibration"]
    this = links.to_table()[0]
    assert this["content_type"] == "image/fits"
    assert len(ask(origin, this["access_url"].removeprefix(origin))[2]) == this["content_length"]
    descriptor = links.get_adhocservice_by_ivoid("ivo://ivoa.net/std/SODA#sync-1.0")
    values = {param.name: param.value for param in descriptor.params}
    assert values["accessURL"] == f"{origin}/soda/sync"
    [inputs] = [group for group in descriptor.groups if group.name == "inputParams"]
    assert [entry.name for entry in inputs.entries] == ["ID", "CIRCLE", "POLYGON", "BAND"]
    assert inputs.entries[0].value == M31


def test_each_of_several_identifiers_has_its_own_cutout_service(origin):
    status, headers, body = links(origin, M31, CUBE, M31)
    assert status == 200
    assert headers["Content-Type"] == "application/x-votable+xml;content=datalink"
    table = votable.read(body)
    assert table.num_rows == 8
    services = [name for name in table["service_def"].to_pylist() if name]
    assert services == ["soda-0", "soda-1"]
    for name in services:
        assert f'ID="{name}"'.encode() in body


def test_an_unknown_identifier_is_a_row_with_an_error(origin):
    status, _, body = links(origin, "ivo://nowhere/<x>", M31)
    rows = votable.read(body).to_pylist()
    assert status == 200
    assert rows[0]["ID"] == "ivo://nowhere/<x>"
    assert rows[0]["error_message"].startswith("NotFoundFault")
    assert rows[0]["access_url"] is rows[0]["service_def"] is None
    assert len(rows) == 5


def test_datalink_without_or_with_too_many_identifiers(origin):
    status, _, body = ask(origin, "/datalink/links")
    assert status == 400
    assert "ID is missing" in message(body)
    assert "100 are answered" in message(links(origin, *map(str, range(101)))[2])


def test_obscore_can_be_asked_by_position(url):
    query = (
        "SELECT obs_id FROM ivoa.obscore WHERE dataproduct_type = 'image' AND "
        "1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.68, 41.27, 0.1))"
    )
    found = votable.read(sync(url, QUERY=query)[2])["obs_id"].to_pylist()
    assert {"optical-v/NGC224", "optical-r/NGC224"} <= set(found)
