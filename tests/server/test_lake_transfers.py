"""Downloads and uploads of a lake by REST."""

import asyncio

import pytest

from esap_jupyter.extension import ESAP
from esap_jupyter.models import LoginRequest
from esap_jupyter.platform import Platform
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import lake_toml

CONTENT = b"0123456789" * 1000


@pytest.fixture
def rucio():
    with StoringRucio() as rucio:
        yield rucio


@pytest.fixture
def real(rucio, tmp_path, monkeypatch):
    """A platform that knows the lake."""
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    path = tmp_path / "lakes.toml"
    path.write_text(lake_toml(rucio.url, account="alice"))
    platform = Platform(home=tmp_path / "home", catalogue_paths=[path])
    login = LoginRequest(kind="userpass", username="alice", password="alicepw", account="alice")
    platform.identities.login("lake", login)
    rucio.asked.clear()
    yield platform
    platform.close()


@pytest.fixture
def platform(real, monkeypatch):
    def build(app):
        real.activities.subscribe(app._events.changed)
        return real

    monkeypatch.setattr(ESAP, "_build", build)
    return real


async def ended(ask, activity):
    """Wait for an activity, and return it."""
    for _ in range(600):
        _, found = await ask("GET", "activities", activity["id"])
        if found["ended"] is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_a_download_is_an_activity_that_tells_the_path(ask, rucio, jp_root_dir):
    rucio.store("a.dat", CONTENT, "DAV1")
    code, activity = await ask("POST", "lakes", "lake", "downloads", body={"dids": ["test:a.dat"]})
    assert (code, activity["kind"]) == (202, "download")
    done = await ended(ask, activity)
    assert (done["state"], done["path"]) == ("done", "esap-data/lake/test/a.dat")
    assert (jp_root_dir / done["path"]).read_bytes() == CONTENT
    assert (done["done"], done["unit"]) == (len(CONTENT), "bytes")


async def test_into_a_folder_that_one_names(ask, rucio, jp_root_dir):
    rucio.store("a.dat", CONTENT, "DAV1")
    body = {"dids": ["test:a.dat"], "folder": "data/run 1"}
    _, activity = await ask("POST", "lakes", "lake", "downloads", body=body)
    assert (await ended(ask, activity))["path"] == "data/run 1/test/a.dat"


@pytest.mark.parametrize("folder", ["../out", "/..", "a/../../b", ".hidden", "a/.b"])
async def test_no_folder_leads_out_of_the_workspace(ask, rucio, folder):
    body = {"dids": ["test:a.dat"], "folder": folder}
    code, error = await ask("POST", "lakes", "lake", "downloads", body=body)
    assert (code, error["code"]) == (400, "bad_request")
    assert rucio.asked == []


@pytest.mark.parametrize("dids", [[], ["nothing"], ["a:"]])
async def test_what_is_no_did_is_refused_at_once(ask, dids):
    code, error = await ask("POST", "lakes", "lake", "downloads", body={"dids": dids})
    assert (code, error["code"]) == (400, "bad_request")


async def test_files_of_the_workspace_are_uploaded(ask, rucio, jp_root_dir):
    (jp_root_dir / "run").mkdir()
    (jp_root_dir / "run/new.dat").write_bytes(CONTENT)
    body = {"scope": "user.alice", "rse": "DAV1", "paths": ["run"], "dataset": "ds.run"}
    code, activity = await ask("POST", "lakes", "lake", "uploads", body=body)
    assert (code, activity["kind"]) == (202, "upload")
    assert (await ended(ask, activity))["state"] == "done"
    assert rucio.bytes["DAV1", "user.alice/new.dat"] == CONTENT
    assert rucio.held["user.alice", "ds.run"] == [("user.alice", "new.dat")]


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", ".hidden", "none.dat"])
async def test_nothing_else_is_uploaded(ask, rucio, jp_root_dir, path):
    (jp_root_dir / ".hidden").write_text("h")
    (jp_root_dir.parent / "secret").write_text("s")
    body = {"scope": "user.alice", "rse": "DAV1", "paths": [path]}
    code, _ = await ask("POST", "lakes", "lake", "uploads", body=body)
    assert code in (400, 404)
    assert rucio.asked == []


async def test_a_dataset_is_one_job_with_all_its_files(ask, rucio, jp_root_dir):
    for name in ("a.dat", "b.dat"):
        rucio.store(name, CONTENT, "DAV1")
    rucio.add("ds.run", "DATASET", holds=["a.dat", "b.dat"])
    body = {"dids": ["test:ds.run", "test:a.dat"]}
    _, activity = await ask("POST", "lakes", "lake", "downloads", body=body)
    done = await ended(ask, activity)
    assert (done["state"], done["path"]) == ("done", "esap-data/lake/test")
    _, details = await ask("GET", "transfers", activity["transfer"])
    assert {file["name"] for file in details["files"]} == {"a.dat", "b.dat"}
    assert details["transfer"]["title"] == "2 DIDs from Lake"


async def test_what_cannot_be_had_is_told_and_tried_again(ask, rucio, jp_root_dir):
    body = {"dids": ["test:none.dat"]}
    _, activity = await ask("POST", "lakes", "lake", "downloads", body=body)
    done = await ended(ask, activity)
    assert (done["state"], "none.dat" in done["error"]["message"]) == ("failed", True)
    rucio.store("none.dat", CONTENT, "DAV1")
    assert (await ask("POST", "transfers", activity["transfer"], "retry"))[0] == 200


async def test_a_lake_that_is_not_there_is_refused_at_once(ask):
    code, error = await ask("POST", "lakes", "nolake", "downloads", body={"dids": ["test:a.dat"]})
    assert (code, error["code"]) == (404, "not_found")


async def test_a_download_is_cancelled_by_its_activity(ask, rucio, jp_root_dir):
    rucio.store("a.dat", CONTENT, "DAV1")
    rucio.moody, rucio.mood = "/storage/", "slow"
    _, activity = await ask("POST", "lakes", "lake", "downloads", body={"dids": ["test:a.dat"]})
    await asyncio.to_thread(rucio.waiting.wait, 30)
    assert (await ask("DELETE", "activities", activity["id"]))[0] == 204
    assert (await ended(ask, activity))["state"] == "cancelled"
    assert not (jp_root_dir / "esap-data/lake/test/a.dat").exists()
