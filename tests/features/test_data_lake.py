"""Rows 29 and 30 of the features of the systems around us, each worked once, from Python."""

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import lake_toml
from tests.support.platforms import platform_of


@pytest.fixture
def rucio():
    with FakeRucio() as rucio:
        rucio.add("image_1.fits", on={"DAV1": "AVAILABLE"}, instrument="KM3")
        rucio.add("image_2.fits", on={"DAV1": "AVAILABLE"})
        rucio.add("ds.images", "DATASET", holds=["image_1.fits", "image_2.fits"])
        rucio.add("cont.all", "CONTAINER", holds=["ds.images"])
        yield rucio


@pytest.fixture
def lake(rucio, tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    mounted = tmp_path / "eos"
    mounted.mkdir()
    # A number would stand in quotes, so the mount begins with the whole path.
    toml = lake_toml(rucio.url, rse="DAV2", mount=str(mounted))
    with platform_of(tmp_path, toml) as platform:
        monkeypatch.setattr(api, "_platform", lambda: platform)
        esap.login("lake", username="alice", password="alicepw", account="alice")
        yield esap.lake("lake")


def test_row_29_rucio_scopes_dids_wildcards_metadata_and_replicas(lake):
    assert lake.scopes() == ["user.alice", "test"]
    assert [did.name for did in lake.dids("test:image_*")] == ["image_1.fits", "image_2.fits"]
    assert [did.name for did in lake.dids("test:*", "container")] == ["cont.all"]
    assert [did.name for did in lake.dids("test:*", instrument="KM3")] == ["image_1.fits"]
    assert [did.name for did in lake.content("test:cont.all")] == ["ds.images"]
    assert lake.metadata("test:image_1.fits")["instrument"] == "KM3"
    replicas = lake.replicas("test:cont.all")
    assert [replica.did.name for replica in replicas] == ["image_1.fits", "image_2.fits"]
    assert {place.rse for replica in replicas for place in replica.places} == {"DAV1"}


def test_row_30_a_rule_makes_data_available_and_says_how_far_it_is(lake, rucio, tmp_path):
    assert {file.state for file in lake.files("test:ds.images")} == {"elsewhere"}
    assert lake.preview("test:ds.images").missing == "2000"
    rule = lake.rule("test:ds.images", lifetime=3600)
    assert (rule.state, rule.rse_expression) == ("REPLICATING", "DAV2")
    assert {file.state for file in lake.files("test:ds.images")} == {"replicating"}
    place = tmp_path / "eos/data/local/image_1.fits"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"SIMPLE")
    rucio.replicas["test", "image_1.fits"]["DAV2"] = "AVAILABLE"
    first, second = lake.files("test:ds.images")
    assert (first.state, first.path) == ("here", str(place))
    assert second.state == "replicating"
    rucio.rules[rule.id] |= {"state": "STUCK", "error": "No sources"}
    assert lake.files("test:ds.images")[1].reason == "No sources"
