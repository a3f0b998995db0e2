"""A real DaCHS answers our connector as it answers pyvo."""

import pytest
import pyvo

from esap_jupyter.errors import ArchiveError
from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
from esap_jupyter.python.result import Result
from tests.support.tables import assert_same_rows, assert_same_table

pytestmark = pytest.mark.peers

KINDS = "SELECT * FROM apertif_sample.kinds ORDER BY id"


@pytest.fixture(scope="module")
def platform(catalogue, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "catalogue.toml").write_text(catalogue)
    platform = Platform(home=home / "esap", catalogue_paths=[home / "catalogue.toml"])
    yield platform
    platform.close()


@pytest.fixture
def search(platform):
    """Run a request against DaCHS to its end; its activity is returned."""

    def run(**request):
        started = platform.search(SearchRequest(archives=["dachs"], **request))
        (activity,) = platform.wait(started.id).activities
        return activity

    return run


@pytest.fixture
def rows(platform, search):
    """The table that a request brings."""

    def run(**request):
        activity = search(**request)
        assert activity.state == "done", activity.error
        return Result(platform.results.get(activity.result))

    return run


def test_archive_is_reachable_and_names_its_collections(platform):
    assert platform.archive("dachs").state == "unknown"
    archive = platform.check("dachs")
    assert archive.state == "reachable"
    collections = {collection.id: collection for collection in archive.collections}
    sources = collections["apertif_sample.sources"]
    assert (sources.ra, sources.dec) == ("ra", "dec")
    assert "radio sources" in sources.description
    assert {"ivoa.obscore", "apertif_sample.visibilities"} <= set(collections)
    peak = next(column for column in sources.columns if column.name == "flux_peak")
    assert peak.unit == "mJy/beam"
    assert peak.ucd == "phot.flux.density;stat.max"


@pytest.mark.parametrize(
    ("collection", "ra", "dec"),
    [
        ("apertif_sample.sources", "ra", "dec"),
        ("ivoa.obscore", "s_ra", "s_dec"),
        ("apertif_sample.visibilities", "ra", "dec"),
    ],
)
def test_target_search(rows, dachs, collection, ra, dec):
    found = rows(target="180 45", radius=5, collections={"dachs": collection})
    expected = pyvo.dal.TAPService(dachs).run_sync(
        f"SELECT * FROM {collection}"
        f" WHERE 1 = CONTAINS(POINT('ICRS', {ra}, {dec}), CIRCLE('ICRS', 180, 45, 5))"
    )
    assert len(found) == len(expected) > 0
    assert_same_rows(found.to_table(), expected.to_table())


def test_every_kind_of_column(rows, dachs):
    found = rows(adql=KINDS)
    expected = pyvo.dal.TAPService(dachs).run_sync(KINDS).to_table()
    assert len(found) == 500
    assert_same_table(found.to_table(), expected)
    assert found.to_table()["word"].description == '<img src=x onerror=alert(1)> and "; import os'


def test_nulls_and_numbers_above_two_to_the_53(rows, dachs):
    query = "SELECT TOP 2000 * FROM apertif_sample.sources ORDER BY source_id"
    table = rows(adql=query).to_table()
    assert_same_table(table, pyvo.dal.TAPService(dachs).run_sync(query).to_table())
    assert table["source_id"][0] == 4295806720000000001
    assert table["flux_peak"].mask.sum() == 400
    assert "β Ré 97" in table["name"]


def test_overflow_is_told(rows):
    found = rows(adql="SELECT * FROM apertif_sample.sources", maxrec=50)
    assert len(found) == 50
    assert found.truncated


def test_enough_is_no_overflow(rows):
    assert not rows(adql="SELECT TOP 50 * FROM apertif_sample.sources", maxrec=100).truncated


def test_error_that_comes_as_http_200(search):
    activity = search(adql="SELECT nonsense FROM apertif_sample.sources")
    assert activity.state == "failed"
    assert activity.error.code == ArchiveError.code
    assert "nonsense" in activity.error.message


def test_a_quote_is_data(rows):
    query = "SELECT * FROM apertif_sample.sources WHERE name = 'O''Neill'"
    (row,) = rows(adql=query).to_table()
    assert row["source_id"] == 4295806720000000007


def test_target_that_is_no_name_stays_text(platform):
    with pytest.raises(LookupError, match="O'Neill"):
        platform.search(SearchRequest(archives=["dachs"], target="O'Neill'); DROP TABLE x"))
