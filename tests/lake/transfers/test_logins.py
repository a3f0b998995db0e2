"""Files of a lake whose login has ended: they wait, over restarts, and go on after a login."""

import pytest

from esap_jupyter.models import LoginRequest, StageRequest, StageWhat, TransferRequest
from esap_jupyter.platform import Platform
from tests.peers.fakes.base import Answer
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import lake_toml
from tests.support.waiting import wait_for

CONTENT = b"0123456789" * 100


class Denying(StoringRucio):
    """Rucio whose storage may want to know who one is."""

    denies = False

    def answer(self, asked):
        if self.denies and "/storage/" in asked.target:
            return Answer(b"who are you?", status=401)
        return super().answer(asked)


@pytest.fixture
def fake():
    with Denying() as fake:
        fake.store("a.dat", CONTENT, "DAV1")
        yield fake


@pytest.fixture
def make(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    (tmp_path / "ws").mkdir()
    made = []

    def make():
        path = tmp_path / "lakes.toml"
        path.write_text(lake_toml(fake.url, account="alice"))
        platform = Platform(home=tmp_path / "home", catalogue_paths=[path])
        made.append(platform)
        return platform

    yield make
    for platform in made:
        platform.close()


def log_in(platform):
    login = LoginRequest(kind="userpass", username="alice", password="alicepw", account="alice")
    platform.identities.login("lake", login)


def waits(platform, job):
    """Wait until a job waits for a login, and return it."""
    wait_for(lambda: platform.stagings.stagings.get(job).login == "lake")
    wait_for(lambda: platform.stagings.stagings.get(job).state == "waiting")
    return platform.stagings.stagings.get(job)


def ended(platform, job):
    wait_for(lambda: platform.stagings.stagings.get(job).ended is not None)
    return platform.stagings.stagings.get(job)


def test_a_download_waits_for_a_login_and_goes_on_after_it(make, tmp_path):
    platform = make()
    job = platform.stagings.download("lake", ["test:a.dat"], root=tmp_path / "ws")
    waiting = waits(platform, job.id)
    assert (waiting.needs_server, waiting.actions) == (False, ["pause", "cancel"])
    (file,) = platform.stagings.details(job.id, offset=0, limit=9).files
    assert (file.state, file.login, file.error) == ("waiting", "lake", None)
    assert file.message == "You are not logged in to Lake. Log in to go on."
    activity = platform.activities.get(job.activity)
    wait_for(lambda: platform.activities.get(job.activity).message == file.message)
    assert (activity.kind, platform.activities.get(job.activity).idle) == ("download", True)
    log_in(platform)
    assert ended(platform, job.id).state == "done"
    assert (tmp_path / "ws/esap-data/lake/test/a.dat").read_bytes() == CONTENT


def test_after_a_restart_without_a_login_it_waits_and_does_not_fail(fake, make, tmp_path):
    platform = make()
    log_in(platform)
    fake.moody, fake.mood = "/storage/", "slow"
    what = [StageWhat(did="rucio://lake/test:a.dat")]
    request = TransferRequest(request=StageRequest(what=what))
    job = platform.stagings.start(request, root=tmp_path / "ws")
    assert fake.waiting.wait(30)
    platform.close()
    fake.mood = "well"
    again = make()
    again.identities.logout("lake")
    assert again.stagings.resume() == 1
    waits(again, job.id)
    again.close()
    last = make()
    assert last.stagings.resume() == 1
    waits(last, job.id)
    log_in(last)
    assert ended(last, job.id).state == "done"


def test_a_login_of_another_process_is_noticed(make, tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.staging.jobs.logins._FIRST", 0.05)
    platform = make()
    job = platform.stagings.download("lake", ["test:a.dat"], root=tmp_path / "ws")
    waits(platform, job.id)
    log_in(make())
    assert ended(platform, job.id).state == "done"


def test_what_waits_is_cancelled_or_paused(make, tmp_path):
    platform = make()
    job = platform.stagings.download("lake", ["test:a.dat"], root=tmp_path / "ws")
    waits(platform, job.id)
    assert platform.stagings.act(job.id, "pause").state == "paused"
    assert platform.stagings.act(job.id, "resume").state in ("queued", "running", "waiting")
    waits(platform, job.id)
    assert platform.stagings.act(job.id, "cancel").state == "cancelled"


def test_storage_that_refuses_after_a_login_has_ended_is_waited_for_too(fake, make, tmp_path):
    platform = make()
    log_in(platform)
    what = [StageWhat(did="rucio://lake/test:a.dat")]
    plan = platform.stagings.plan(StageRequest(what=what), root=tmp_path / "ws")
    platform.identities.logout("lake")
    fake.denies = True
    job = platform.stagings.start(TransferRequest(plan=plan.id), root=tmp_path / "ws")
    waits(platform, job.id)
    fake.denies = False
    log_in(platform)
    assert ended(platform, job.id).state == "done"
