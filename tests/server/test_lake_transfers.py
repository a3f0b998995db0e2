"""Downloads and uploads of a lake by REST."""

import asyncio

import pytest

from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import to_fake
from tests.support.transfers import transferring
from tests.support.waiting import wait_for

CONTENT = b"0123456789" * 1000


@pytest.fixture
def rucio():
    with StoringRucio() as rucio:
        yield rucio


@pytest.fixture
def here(platform, rucio, tmp_path):
    with to_fake(rucio) as lake, transferring(lake, tmp_path) as here:
        here.transfers._activities = here.uploads._activities = lambda: platform.activities
        platform.lake_transfers, platform.lake_uploads = here.transfers, here.uploads
        yield here


async def ended(ask, activity):
    """Wait for an activity, and return it."""
    for _ in range(600):
        _, found = await ask("GET", "activities", activity["id"])
        if found["ended"] is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_a_download_is_an_activity_that_tells_the_path(ask, here, rucio, jp_root_dir):
    rucio.store("a.dat", CONTENT, "DAV1")
    code, activity = await ask("POST", "lakes", "lake", "downloads", body={"dids": ["test:a.dat"]})
    assert (code, activity["kind"]) == (202, "download")
    done = await ended(ask, activity)
    assert (done["state"], done["path"]) == ("done", "esap-data/lake/test/a.dat")
    assert (jp_root_dir / done["path"]).read_bytes() == CONTENT
    assert (done["done"], done["unit"]) == (len(CONTENT), "bytes")


async def test_into_a_folder_that_one_names(ask, here, rucio, jp_root_dir):
    rucio.store("a.dat", CONTENT, "DAV1")
    body = {"dids": ["test:a.dat"], "folder": "data/run 1"}
    _, activity = await ask("POST", "lakes", "lake", "downloads", body=body)
    assert (await ended(ask, activity))["path"] == "data/run 1/test/a.dat"


@pytest.mark.parametrize("folder", ["../out", "/..", "a/../../b", ".hidden", "a/.b"])
async def test_no_folder_leads_out_of_the_workspace(ask, here, rucio, folder):
    body = {"dids": ["test:a.dat"], "folder": folder}
    code, error = await ask("POST", "lakes", "lake", "downloads", body=body)
    assert (code, error["code"]) == (400, "bad_request")
    assert rucio.asked == []


@pytest.mark.parametrize("dids", [[], ["nothing"], ["a:"]])
async def test_what_is_no_did_is_refused_at_once(ask, here, dids):
    code, error = await ask("POST", "lakes", "lake", "downloads", body={"dids": dids})
    assert (code, error["code"]) == (400, "bad_request")


async def test_files_of_the_workspace_are_uploaded(ask, here, rucio, jp_root_dir):
    (jp_root_dir / "run").mkdir()
    (jp_root_dir / "run/new.dat").write_bytes(CONTENT)
    body = {"scope": "user.alice", "rse": "DAV1", "paths": ["run"], "dataset": "ds.run"}
    code, activity = await ask("POST", "lakes", "lake", "uploads", body=body)
    assert (code, activity["kind"]) == (202, "upload")
    assert (await ended(ask, activity))["state"] == "done"
    assert rucio.bytes["DAV1", "user.alice/new.dat"] == CONTENT
    assert rucio.held["user.alice", "ds.run"] == [("user.alice", "new.dat")]


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", ".hidden", "none.dat"])
async def test_nothing_else_is_uploaded(ask, here, rucio, jp_root_dir, path):
    (jp_root_dir / ".hidden").write_text("h")
    (jp_root_dir.parent / "secret").write_text("s")
    body = {"scope": "user.alice", "rse": "DAV1", "paths": [path]}
    code, _ = await ask("POST", "lakes", "lake", "uploads", body=body)
    assert code in (400, 404)
    assert rucio.asked == []


def test_what_waits_is_told(here, rucio, tmp_path):
    rucio.store("a.dat", CONTENT, "DAV1")
    rucio.moody, rucio.mood = "/storage/", "slow"
    root = tmp_path / "ws"
    root.mkdir()
    started = [
        here.transfers.start_download("lake", ["test:a.dat"], root=root, folder=f"f{number}")
        for number in range(3)
    ]
    activities = here.transfers._activities()
    assert rucio.waiting.wait(30)
    assert activities.get(started[2].id).state == "queued"
    activities.cancel(started[2].id)
    wait_for(lambda: activities.get(started[2].id).state == "cancelled")
