"""Asynchronous jobs and uploads at a real DaCHS."""

import threading

import numpy as np
import pytest
import pyvo
from astropy.table import MaskedColumn, Table

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import ArchiveError, NotFoundError
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
from tests.support.tables import assert_same_rows

pytestmark = pytest.mark.peers

SLOW = "SELECT COUNT(*) AS n FROM apertif_sample.sources AS a, apertif_sample.sources AS b WHERE a.ra > b.dec"
SOURCES = "SELECT TOP 500 * FROM apertif_sample.sources ORDER BY ra"


@pytest.fixture
def platform(catalogue, tmp_path, monkeypatch):
    path = tmp_path / "catalogue.toml"
    path.write_text(catalogue)
    platform = Platform(home=tmp_path / "esap", catalogue_paths=[path])
    monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
    yield platform
    platform.close()


def test_job_gives_what_a_synchronous_query_gives(platform, dachs):
    result = esap.adql("dachs", SOURCES, mode="async")
    assert_same_rows(result.to_table(), pyvo.dal.TAPService(dachs).run_sync(SOURCES).to_table())
    (job,) = esap.jobs()
    assert job.phase == "COMPLETED"
    assert job.model.destruction > job.model.created
    assert job.fetch().to_table()["ra"].tolist() == result.to_table()["ra"].tolist()
    before = job.model.destruction
    assert job.extend(24 * 30).model.destruction > before
    job.delete()
    with pytest.raises(NotFoundError):
        esap.job(job.url)


def test_failed_job_has_the_words_of_dachs(platform):
    with pytest.raises(ArchiveError, match="no_such_table"):
        esap.adql("dachs", "SELECT * FROM no_such_table", mode="async")


def test_job_of_pyvo_is_attached_to_and_stopped(platform, dachs):
    theirs = pyvo.dal.TAPService(dachs).submit_job(SLOW)
    theirs.run()
    assert theirs.url in [one.url for one in esap.jobs("dachs")]
    job = esap.job(theirs.url)
    assert (job.archive, job.query) == ("dachs", SLOW)
    assert job.abort().wait(30).phase == "ABORTED"
    with pytest.raises(ArchiveError, match="stopped the job"):
        job.fetch()
    job.delete()
    assert esap.jobs() == []


def test_cancelled_search_deletes_its_job(platform, dachs):
    search = platform.search(SearchRequest(archives=["dachs"], adql=SLOW, mode="async"))
    known = threading.Event()
    platform.activities.subscribe(
        lambda one: known.set() if "running" in one.message and platform.jobs.list() else None
    )
    assert known.wait(30)
    (job,) = platform.jobs.list()
    platform.cancel_search(search.id)
    assert platform.wait(search.id).activities[0].state == "cancelled"
    assert platform.jobs.list() == []
    with pytest.raises(NotFoundError):
        platform.jobs.attach(job.url)


MINE = Table(
    {
        "gaia": MaskedColumn([2**62 + 1, 2, 2**63 - 1], mask=[False, True, False]),
        "flux": MaskedColumn([1.5, np.nan, -0.1], unit="mJy", description="a < b"),
        "name": ["Ærø", "δ & ε", "plain"],
    }
)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_uploaded_table_comes_back_as_it_was(platform, mode):
    query = "SELECT * FROM TAP_UPLOAD.mine ORDER BY name"
    back = esap.adql("dachs", query, uploads={"mine": MINE}, mode=mode)
    rows = {row["name"]: row for row in back.to_arrow().to_pylist()}
    assert rows["Ærø"]["gaia"] == 2**62 + 1
    assert rows["δ & ε"]["gaia"] is None
    assert rows["plain"]["gaia"] == 2**63 - 1
    assert rows["plain"]["flux"] == -0.1
    columns = {column.name: column for column in back.columns}
    assert (columns["flux"].unit, columns["flux"].description) == ("mJy", "a < b")


def test_result_is_joined_with_an_archives_table(platform):
    few = esap.adql("dachs", "SELECT TOP 20 source_id, ra FROM apertif_sample.sources")
    query = "SELECT s.* FROM apertif_sample.sources AS s JOIN TAP_UPLOAD.few AS f USING (source_id)"
    assert len(esap.adql("dachs", query, uploads={"few": few})) == 20
