"""Jobs: kept on disk, paused, gone on with, tried again, cancelled, cleared away."""

import hashlib
import json
import platform
import sqlite3
import zipfile

import pytest

from esap_jupyter.errors import (
    BadRequestError,
    ConflictError,
    NotAvailableError,
    NotFoundError,
)
from esap_jupyter.models import StageRequest, StageWhat, TransferRequest
from esap_jupyter.platform import Platform
from esap_jupyter.staging.jobs.store import JobStore
from tests.support.bytes_server import content
from tests.support.staging import Files, staging
from tests.support.waiting import wait_for

BIG = content(3 << 20, seed=1)
SMALL = content(5000, seed=2)


@pytest.fixture
def files():
    return Files(big__fits=BIG, small__fits=SMALL, other__fits=SMALL[::-1])


@pytest.fixture
def here(tmp_path, files):
    with staging(tmp_path, files) as made:
        yield made


def test_files_arrive_with_checksums_and_a_manifest(here):
    job = here.ended(here.start("big.fits", "small.fits").id)
    assert (job.state, job.files, job.here, job.path) == ("done", 2, 2, "esap-data/127.0.0.1")
    assert here.path("big.fits").read_bytes() == BIG
    (big, small) = here.details(job.id).files
    assert (big.path, big.state, big.size) == ("esap-data/127.0.0.1/big.fits", "done", "3145728")
    assert small.checksums["sha256"] == hashlib.sha256(SMALL).hexdigest()
    lines = here.path("esap-manifest.jsonl").read_text().splitlines()
    told = {line["name"]: line for line in map(json.loads, lines)}
    assert told["big.fits"]["checksums"]["sha256"] == hashlib.sha256(BIG).hexdigest()
    assert told["small.fits"]["url"] == here.url("small.fits")


def test_one_activity_tells_of_all_files(here):
    job = here.ended(here.start("big.fits", "small.fits").id)
    (activity,) = here.platform.activities.list()
    assert (activity.kind, activity.state, activity.transfer) == ("transfer", "done", job.id)
    assert (activity.done, activity.total, activity.unit) == (3145728 + 5000,) * 2 + ("bytes",)
    assert (activity.path, activity.actions) == ("esap-data/127.0.0.1", ["clear"])


def test_a_file_that_cannot_be_had_does_not_keep_the_others(here, files):
    job = here.ended(here.start("none.fits", "small.fits").id)
    assert (job.state, job.here, job.failed, job.actions) == ("failed", 1, 1, ["retry", "clear"])
    assert "1 of 2 could not be had; the others are here" in job.error.message
    assert "none.fits" in job.error.message
    (failed,) = here.desk.details(job.id, offset=0, limit=10, state="failed").files
    assert (failed.number, failed.name, failed.path) == (0, "none.fits", None)
    files.bodies["/none.fits"] = b"now it is there"
    before = len(here.server.asked)
    again = here.desk.act(job.id, "retry")
    assert again.id == job.id
    assert here.ended(job.id).state == "done"
    assert {one.path for one in here.server.asked[before:]} == {"/none.fits"}
    assert here.platform.activities.get(job.activity).state == "done"


def test_pause_holds_what_has_come_and_resume_asks_for_the_rest(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits")
    wait_for(lambda: int(here.desk.stagings.get(job.id).done) >= 1 << 20)
    paused = here.desk.act(job.id, "pause")
    assert (paused.state, paused.actions) == ("paused", ["resume", "cancel"])
    activity = here.platform.activities.get(job.activity)
    assert (activity.state, activity.message, activity.idle) == ("queued", "paused", True)
    assert activity.done >= 1 << 20
    assert not here.path("big.fits").exists()
    files.let_go()
    sent = here.server.sent
    here.desk.act(job.id, "resume")
    assert here.ended(job.id).state == "done"
    assert here.path("big.fits").read_bytes() == BIG
    assert here.server.sent - sent < len(BIG)


def test_cancel_ends_it_and_retry_goes_on(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits", "small.fits")
    wait_for(files.begun.is_set)
    wait_for(here.path("small.fits").exists)
    assert here.desk.act(job.id, "cancel").state == "cancelled"
    assert here.platform.activities.get(job.activity).state == "cancelled"
    files.let_go()
    here.desk.act(job.id, "retry")
    assert here.ended(job.id).state == "done"


def test_an_activity_that_is_cancelled_cancels_its_job(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits")
    wait_for(files.begun.is_set)
    here.platform.activities.cancel(job.activity)
    assert here.ended(job.id).state == "cancelled"


def test_only_what_has_ended_is_cleared_away_and_files_stay(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits")
    with pytest.raises(ConflictError, match="not ended"):
        here.desk.clear(job.id)
    with pytest.raises(ConflictError, match="cannot be resumed"):
        here.desk.act(job.id, "resume")
    files.let_go()
    here.ended(job.id)
    here.desk.clear(job.id)
    assert here.desk.transfers() == []
    assert here.path("big.fits").exists()
    with pytest.raises(NotFoundError):
        here.desk.details(job.id, offset=0, limit=1)


def test_what_runs_when_esap_closes_goes_on_in_the_next_one(tmp_path, files):
    files.held.add("/big.fits")
    with staging(tmp_path, files) as first:
        job = first.start("big.fits", "small.fits")
        wait_for(files.begun.is_set)
        first.platform.close()
        second = Platform(home=tmp_path / "home", catalogue_paths=[tmp_path / "catalogue.toml"])
        try:
            (left,) = second.stagings.transfers()
            assert (left.id, left.state) == (job.id, "running")
            assert "goes on by itself" in left.message
            (activity,) = second.activities.list()
            assert (activity.state, activity.idle) == ("queued", True)
            files.let_go()
            assert second.stagings.resume() == 1
            assert second.stagings.resume() == 0
            wait_for(lambda: second.stagings.stagings.get(job.id).state == "done")
            wait_for(lambda: second.activities.get(job.activity).state == "done")
            assert first.path("big.fits").read_bytes() == BIG
            assert len(second.activities.list()) == 1
        finally:
            second.close()


def test_a_paused_job_stays_paused_over_a_restart(tmp_path, files):
    files.held.add("/big.fits")
    with staging(tmp_path, files) as first:
        job = first.start("big.fits")
        wait_for(files.begun.is_set)
        first.desk.act(job.id, "pause")
        first.platform.close()
        second = Platform(home=tmp_path / "home", catalogue_paths=[tmp_path / "catalogue.toml"])
        try:
            assert second.stagings.resume() == 0
            assert second.activities.get(job.activity).message == "paused"
            files.let_go()
            second.stagings.act(job.id, "resume")
            wait_for(lambda: second.stagings.stagings.get(job.id).state == "done")
        finally:
            second.close()


def test_what_is_here_is_not_fetched_again(here):
    here.ended(here.start("small.fits").id)
    plan = here.desk.plan(here.request("small.fits", "other.fits"), root=here.root)
    assert [file.state for file in plan.files] == ["here", "fetch"]
    assert plan.files[0].path == "esap-data/127.0.0.1/small.fits"
    asked = len(here.server.asked)
    job = here.ended(here.desk.start(TransferRequest(plan=plan.id), root=here.root).id)
    assert job.state == "done"
    assert all(one.path != "/small.fits" or one.sent == 0 for one in here.server.asked[asked:])


def test_only_the_chosen_files_of_a_plan_are_brought(here):
    plan = here.desk.plan(here.request("small.fits", "other.fits"), root=here.root)
    job = here.desk.start(TransferRequest(plan=plan.id, files=["1"]), root=here.root)
    assert here.ended(job.id).files == 1
    assert here.path("other.fits").exists()
    assert not here.path("small.fits").exists()
    with pytest.raises(NotFoundError):
        here.desk.start(TransferRequest(plan=plan.id, files=["7"]), root=here.root)
    with pytest.raises(NotFoundError, match="any more"):
        here.desk.start(TransferRequest(plan="gone"), root=here.root)
    with pytest.raises(BadRequestError):
        here.desk.start(TransferRequest(), root=here.root)


def test_no_key_of_an_address_is_kept(here, tmp_path):
    name = "small.fits?X-Amz-Signature=s3cr3t&part=1"
    here.files.bodies[f"/{name}"] = SMALL
    job = here.ended(here.start(name).id)
    assert job.state == "done"
    (file,) = here.details(job.id).files
    assert file.url == here.url("small.fits?part=1")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if b"s3cr3t" in path.read_bytes()] == []


def test_such_a_file_is_asked_for_again_after_a_restart(tmp_path, files):
    files.bodies["/big.fits?token=s3cr3t"] = BIG
    files.held.add("/big.fits?token=s3cr3t")
    with staging(tmp_path, files) as first:
        job = first.start("big.fits?token=s3cr3t")
        wait_for(files.begun.is_set)
        first.platform.close()
        second = Platform(home=tmp_path / "home", catalogue_paths=[tmp_path / "catalogue.toml"])
        try:
            second.stagings.resume()
            wait_for(lambda: second.stagings.stagings.get(job.id).state == "failed")
            error = second.stagings.stagings.get(job.id).error
            assert "held a key" in error.message
            assert "Stage it again" in error.remedy
        finally:
            second.close()


def test_a_job_of_another_living_process_is_left_alone(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits")
    other = here.platform.home / "stage.sqlite"
    with sqlite3.connect(other) as connection:
        (owner,) = connection.execute("SELECT owner FROM job").fetchone()
    assert json.loads(owner)["pid"] > 0
    assert here.desk.resume() == 0
    with pytest.raises(ConflictError, match="cannot be tried again"):
        here.desk.act(job.id, "retry")


def test_one_that_python_waited_for_ends_with_its_process(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits")
    wait_for(files.begun.is_set)
    here.desk.act(job.id, "pause")
    with sqlite3.connect(here.platform.home / "stage.sqlite") as connection:
        (body,) = connection.execute("SELECT body FROM job").fetchone()
        told = {**json.loads(body), "attended": True}
        owner = json.dumps({"host": platform.node(), "pid": 2**22 + 1, "born": "1"})
        connection.execute(
            "UPDATE job SET body = ?, owner = ?, state = 'running'",
            (json.dumps(told).encode(), owner.encode()),
        )
    (left,) = here.desk.transfers()
    assert (left.actions, "has ended" in left.message) == (["retry", "clear"], True)
    assert here.desk.resume() == 0
    ended = here.desk.stagings.get(job.id)
    assert (ended.state, ended.error.code) == ("failed", "not_available")
    files.let_go()
    here.desk.act(job.id, "retry")
    assert here.ended(job.id).state == "done"


def test_an_activity_without_a_job_is_ended(here):
    handle = here.platform.activities.start("transfer", "lost", transfer="nobody")
    handle.tell(state="queued", idle=True)
    assert here.desk.resume() == 0
    assert here.platform.activities.get(handle.id).state == "failed"


def test_a_file_of_the_workspace_is_here(here):
    here.root.joinpath("own.fits").write_bytes(SMALL)
    url = here.root.joinpath("own.fits").as_uri()
    request = StageRequest(what=[StageWhat(url=url)])
    job = here.ended(here.desk.start(TransferRequest(request=request), root=here.root).id)
    (file,) = here.details(job.id).files
    assert (file.state, file.path) == ("here", "own.fits")


def test_an_archive_is_unpacked_on_request(here, files, tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
        packed.writestr("inside.txt", "hello")
    files.bodies["/z.zip"] = (tmp_path / "z.zip").read_bytes()
    job = here.ended(here.start("z.zip", unpack=True).id)
    (file,) = here.details(job.id).files
    assert (file.kind, file.path) == ("zip", "esap-data/127.0.0.1/z.zip")
    assert (here.root / file.unpacked / "inside.txt").read_text() == "hello"


def test_no_key_is_kept_of_an_address_that_names_nothing(here, tmp_path):
    request = StageRequest(what=[StageWhat(url="gopher://h/a?token=s3cr3t")])
    job = here.desk.start(TransferRequest(request=request), root=here.root)
    assert here.ended(job.id).state == "failed"
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert b"s3cr3t" not in b"".join(kept)


def test_a_job_whose_thread_was_lost_can_be_gone_on_with(here, files, monkeypatch):
    def full(*_args):
        raise NotAvailableError("The disk is full.")

    files.held.add("/big.fits")
    job = here.start("big.fits")
    wait_for(files.begun.is_set)
    with monkeypatch.context() as broken:
        broken.setattr(JobStore, "save", full)
        broken.setattr(JobStore, "put", full)
        broken.setattr("threading.excepthook", lambda _: None)
        here.desk.stagings.runner(job.id).stop("cancel")
        wait_for(lambda: here.desk.stagings.runner(job.id) is None)
    (left,) = here.desk.transfers()
    assert "Interrupted" in left.message
    files.let_go()
    assert here.desk.resume() == 1
    assert here.ended(job.id).state == "done"
