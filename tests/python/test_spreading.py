"""Transfers over a Dask cluster that shares a folder with this process."""

import io
import json
import zipfile

import pyarrow as pa
import pytest
from distributed import Client, LocalCluster

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import BadAnswerError, BadRequestError, EsapError
from esap_jupyter.lazy import Lazy
from esap_jupyter.staging.engine import Engine
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


def test_what_breaks_in_a_worker_keeps_nothing_else_from_coming(
    here, client, tmp_path, monkeypatch
):
    fetch = Engine.fetch

    def broken(engine, wanted, folder):
        if wanted.url.endswith("a.fits"):
            raise ZeroDivisionError
        return fetch(engine, wanted, folder)

    monkeypatch.setattr(Engine, "fetch", broken)
    urls = [here.url(f"{letter}.fits") for letter in "abc"]
    with pytest.raises(EsapError, match=r"1 of 3 could not be had; .*a\.fits.*ZeroDivisionError"):
        esap.stage(urls, tmp_path / "shared", on=client)
    assert {path.name for path in (tmp_path / "shared").glob("*.fits")} == {"b.fits", "c.fits"}


def test_workers_unpack_and_what_they_fetch_is_told_as_by_a_job(here, client, tmp_path):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("inner.txt", "inside")
    here.files.bodies["/packed.zip"] = body.getvalue()
    (item,) = esap.basket.add(here.url("packed.zip"))
    (path,) = esap.basket.stage(tmp_path / "shared", on=client, unpack=True)
    assert path == tmp_path / "shared/packed"
    assert (path / "inner.txt").read_text() == "inside"
    (line,) = (tmp_path / "shared/esap-manifest.jsonl").read_text().splitlines()
    assert json.loads(line)["kind"] == "zip"
    learned = esap.basket[item.id]
    assert learned.size == str(len(body.getvalue()))
    assert "sha256" in learned.checksums


def test_workers_write_through_no_link_out_of_the_folder(here, client, tmp_path):
    (tmp_path / "outside").mkdir()
    (here.root / "esap-data").symlink_to(tmp_path / "outside")
    with pytest.raises(BadRequestError, match="leads out of the workspace"):
        esap.stage(here.url("a.fits"), on=client)
    assert not list((tmp_path / "outside").iterdir())


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
