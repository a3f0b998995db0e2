"""Rows 30 and 32 of the features of the systems around us: download from a lake, upload to it."""

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import lake_toml
from tests.support.platforms import platform_of

CONTENT = b"SIMPLE  =                    T" + b" " * 2850


@pytest.fixture
def rucio():
    with StoringRucio() as rucio:
        yield rucio


@pytest.fixture
def lake(rucio, tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    with platform_of(tmp_path, lake_toml(rucio.url)) as platform:
        monkeypatch.setattr(api, "_platform", lambda: platform)
        monkeypatch.chdir(tmp_path)
        esap.login("lake", username="alice", password="alicepw", account="alice")
        yield esap.lake("lake")


def test_row_30_a_download_makes_data_available_and_says_how_far_it_is(lake, rucio, tmp_path):
    rucio.store("image.fits", CONTENT, DAV1=b"corrupt")
    rucio.replicas["test", "image.fits"]["DAV2"] = "AVAILABLE"
    rucio.bytes["DAV2", "test/image.fits"] = CONTENT
    assert [file.state for file in lake.files("test:image.fits")] == ["elsewhere"]
    (path,) = esap.stage("rucio://lake/test:image.fits")
    assert path == tmp_path / "esap-data/lake/test/image.fits"
    assert path.read_bytes() == CONTENT
    (file,) = lake.files("test:image.fits")
    assert (file.state, file.path) == ("here", str(path))
    (activity,) = api.platform().activities.list()
    assert (activity.state, activity.done, activity.total) == ("done", len(CONTENT), len(CONTENT))


def test_row_32_files_are_uploaded_and_read_back_by_their_dids(lake, rucio, tmp_path):
    for name in ("a.fits", "b.fits"):
        (tmp_path / "run").mkdir(exist_ok=True)
        (tmp_path / "run" / name).write_bytes(CONTENT + name.encode())
    dids = lake.upload(
        "run", "user.alice", "DAV1", dataset="ds.run", lifetime=3600, metadata={"run": 41}
    )
    assert [did.name for did in dids] == ["a.fits", "b.fits"]
    assert rucio.set["user.alice", "a.fits"] == {"run": "41"}
    (rule,) = lake.rules("user.alice:ds.run")
    assert (rule.rse_expression, rule.mine) == ("DAV1", True)
    paths = lake.download("user.alice:ds.run")
    assert [path.read_bytes() for path in paths] == [CONTENT + b"a.fits", CONTENT + b"b.fits"]
    assert [did.name for did in lake.upload("run", "user.alice", "DAV1", dataset="ds.run")] == [
        "a.fits",
        "b.fits",
    ]
    assert len([asked for asked in rucio.asked if asked.method == "PUT"]) == 2


def test_dids_of_a_lake_go_to_the_basket_and_are_staged_from_it(lake, rucio, tmp_path):
    rucio.store("image.fits", CONTENT, DAV1=CONTENT)
    esap.basket.add(lake.did("test:image.fits"), lake="lake")
    (item,) = esap.basket
    assert (item.kind, item.did) == ("did", "rucio://lake/test:image.fits")
    (path,) = esap.stage(esap.basket)
    assert path.read_bytes() == CONTENT
