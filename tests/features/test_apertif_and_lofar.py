"""Rows of facts/features.md that WSRT-Apertif and LOFAR's archive have a part in."""

import pytest

from esap_jupyter.models import SearchRequest
from tests.peers.fakes.alta import FIELDS, FakeAlta
from tests.support.platforms import platform_of, run


@pytest.fixture
def alta():
    with FakeAlta() as fake:
        yield fake


@pytest.fixture
def esap(alta, tmp_path):
    with platform_of(tmp_path, f'[archives.apertif]\nurl = "{alta.url}"\n') as platform:
        yield platform


def test_row_01_archives_are_described_with_links(esap):
    for archive in (esap.archive("apertif"), esap.archive("lofar")):
        assert archive.state == "unknown"
        assert archive.description
        assert archive.homepage.startswith("https://")
        assert "ASTRON" in archive.acknowledgement
        assert "parameters" in archive.takes


@pytest.mark.parametrize("archive", ["apertif", "lofar"])
def test_row_02_a_form_describes_what_can_be_asked(esap, archive):
    schema = esap.form(archive)
    assert schema["type"] == "object"
    assert all(field["title"] for field in schema["properties"].values())
    choices = [field["oneOf"] for field in schema["properties"].values() if "oneOf" in field]
    assert all(one["title"] for each in choices for one in each)


def test_row_02_what_a_form_proposes_finds_rows(esap):
    fields = esap.form("apertif", "imaging")["properties"]
    values = {key: field["default"] for key, field in fields.items() if "default" in field}
    activity = run(esap, "apertif", target="", parameters={"apertif": values})
    # Two fields are of that release; each has three beams with five processed products.
    assert (activity.rows, activity.error) == (30, None)


def test_row_03_apertif_is_searched_by_name(esap):
    assert run(esap, "apertif", target="M33", radius=0.05).rows == 7


def test_row_12_what_is_cut_off_is_told(esap):
    activity = run(esap, "apertif", target="M31", radius=0.05, maxrec=3)
    assert (activity.rows, activity.truncated) == (3, True)
    assert esap.results.get(activity.result).truncated


def test_row_13_a_picture_of_a_product_is_fetched(esap):
    terms = {"dataset": FIELDS[0][0], "dataproduct_subtype": "continuumMF"}
    activity = run(esap, "apertif", target="", parameters={"apertif": terms})
    result = esap.results.get(activity.result)
    assert esap.row_services.preview(result, 0).content_type == "image/png"


def test_row_46_an_operator_offers_other_releases(alta, tmp_path):
    options = 'options = { releases = ["APERTIF_DR2_TimeDomain"] }\n'
    with platform_of(tmp_path, f'[archives.apertif]\nurl = "{alta.url}"\n{options}') as esap:
        release = esap.form("apertif")["properties"]["release"]
        request = SearchRequest(
            archives=["apertif"], parameters={"apertif": {"release": "APERTIF_DR2_TimeDomain"}}
        )
        (activity,) = esap.wait(esap.search(request).id).activities
    assert "APERTIF_DR2_TimeDomain" in [one["const"] for one in release["oneOf"]]
    assert (activity.state, activity.rows) == ("done", 0)
