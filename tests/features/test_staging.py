"""Rows 26, 33, 42 and 50 of the features of the systems around us: what is brought, and how."""

import hashlib
import json

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.archives.rest.lofar.stageit import StageIt
from esap_jupyter.archives.rest.lofar.stageit_token import StagingToken
from esap_jupyter.archives.rest.lofar.tapes import LofarTapes
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import StageWhat
from tests.peers.fakes.stageit import SURLS, TOKEN, FakeStageIt
from tests.support.bytes_server import content
from tests.support.staging import Files, staging
from tests.support.waiting import wait_for

BODY = content(2 << 20, seed=7)


@pytest.fixture
def here(tmp_path, monkeypatch):
    with staging(tmp_path, Files(a__fits=BODY)) as made:
        monkeypatch.setattr(api, "_platform", Lazy(lambda: made.platform, made.platform._core.lock))
        monkeypatch.chdir(made.root)
        yield made


def test_row_26_a_download_is_checked_resumed_and_can_be_cancelled(here):
    here.files.held.add("/a.fits")
    job = here.start("a.fits")
    wait_for(here.files.begun.is_set)
    assert here.desk.act(job.id, "cancel").state == "cancelled"
    here.files.let_go()
    (path,) = esap.stage(here.url("a.fits"))
    assert path.read_bytes() == BODY
    (line,) = (path.parent / "esap-manifest.jsonl").read_text().splitlines()
    assert json.loads(line)["checksums"]["sha256"] == hashlib.sha256(BODY).hexdigest()


def test_row_33_files_on_tape_are_asked_of_stageit(here):
    with FakeStageIt() as fake:
        fake.requests.clear()
        host = fake.root.partition("//")[2]
        here.platform.http.guard.allow(host)
        stager = StageIt(
            http=here.platform.http, token=StagingToken(TOKEN, host=host), url=fake.url
        )
        here.platform._staging.tapes = (LofarTapes(stager=lambda: stager),)
        job = here.desk.stagings.begin(
            here.desk.planner.pieces([_asked(SURLS[0])], root=here.root), root=here.root
        )
        wait_for(lambda: here.state(job.id) == "waiting" and fake.requests)
        (file,) = here.details(job.id).files
        assert (file.way, file.state) == ("tape", "waiting")
        here.desk.act(job.id, "cancel")


def test_row_42_all_under_way_is_in_one_list_with_what_can_be_done(here):
    here.files.held.add("/a.fits")
    job = here.start("a.fits")
    wait_for(here.files.begun.is_set)
    (activity,) = here.platform.activities.list()
    assert (activity.kind, activity.state, activity.transfer) == ("transfer", "running", job.id)
    assert activity.actions == ["pause", "cancel"]
    here.desk.act(job.id, "pause")
    assert here.platform.activities.get(activity.id).actions == ["resume", "cancel"]


def test_row_50_a_file_that_is_mounted_here_is_preferred_and_shown(tmp_path, monkeypatch):
    mount = tmp_path / "disk"
    mount.mkdir()
    (mount / "a.fits").write_bytes(BODY)
    files = Files(a__fits=BODY)
    more = f'[staging.mounts]\n"{{url}}/" = "{mount}"\n'
    with staging(tmp_path, files, more=lambda url: more.replace("{url}", url)) as made:
        plan = made.desk.plan(made.request("a.fits"), root=made.root)
        assert (plan.files[0].way, plan.files[0].path) == ("mounted", str(mount / "a.fits"))
        assert "this machine" in plan.files[0].why
        assert made.server.asked == []


def _asked(surl):
    from esap_jupyter.staging.desk import asked_of

    (one,) = asked_of(StageWhat(url=surl), lambda _: [])
    return one
