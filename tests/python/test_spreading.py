"""Transfers over a Dask cluster that shares a folder with this process."""

import pyarrow as pa
import pytest
from distributed import Client, LocalCluster

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import BadAnswerError, BadRequestError
from esap_jupyter.lazy import Lazy
from tests.support.bytes_server import content
from tests.support.staging import Files, staging
from tests.support.stored import store_table

BODIES = {f"{letter}__fits": content(5000, seed=number) for number, letter in enumerate("abc")}


@pytest.fixture
def here(tmp_path, monkeypatch):
    with staging(tmp_path, Files(**BODIES)) as made:
        monkeypatch.setattr(api, "_platform", Lazy(lambda: made.platform, made.platform._core.lock))
        monkeypatch.chdir(made.root)
        yield made


@pytest.fixture(scope="module")
def client():
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_workers_fetch_files_and_paths_come_in_order(here, client, tmp_path):
    urls = [here.url(f"{letter}.fits") for letter in "cab"]
    paths = esap.stage(urls, tmp_path / "shared", on=client)
    assert [path.name for path in paths] == ["c.fits", "a.fits", "b.fits"]
    assert paths[1].read_bytes() == BODIES["a__fits"]
    assert here.platform.activities.list() == []


def test_what_a_worker_cannot_have_is_told_after_the_others(here, client, tmp_path):
    with pytest.raises(BadAnswerError, match=r"1 of 2 .*none\.fits"):
        esap.stage([here.url("none.fits"), here.url("a.fits")], tmp_path / "shared", on=client)
    assert (tmp_path / "shared/a.fits").exists()


def test_a_result_opens_as_a_collection_whose_parts_workers_read(here, client):
    numbers = [2**62 + number for number in range(25)]
    table = pa.table({"id": numbers, "mag": [None, *(number / 2 for number in range(24))]})
    result = esap.load(store_table(here.platform.home, table).id)
    frame = result.to_dask(part=10)
    assert (frame.npartitions, list(frame.columns)) == (3, ["id", "mag"])
    assert client.compute(frame["id"].max()).result() == max(numbers)
    assert client.compute(frame["mag"].isna().sum()).result() == 1
    assert list(client.compute(frame["id"]).result()) == numbers
    empty = esap.load(store_table(here.platform.home, table.slice(0, 0)).id)
    assert len(client.compute(empty.to_dask()).result()) == 0
    with pytest.raises(BadRequestError, match="at least one row"):
        result.to_dask(part=0)


def test_what_is_no_client_is_refused(here):
    with pytest.raises(BadRequestError, match="no client of Dask"):
        esap.stage(here.url("a.fits"), on=3)
