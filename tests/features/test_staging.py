"""Rows 26, 33, 42 and 50 of the features of the systems around us: what is brought, and how."""

import hashlib
import json

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import EsapError
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import SearchRequest, StageRequest, StageWhat, TransferRequest
from tests.peers.fakes.stageit import SURLS
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.bytes_server import content
from tests.support.lakes import lake_toml
from tests.support.platforms import platform_of
from tests.support.staging import Files, staging
from tests.support.tapes import Tapes, homes
from tests.support.waiting import wait_for

BODY = content(3 << 20, seed=7)


@pytest.fixture
def here(tmp_path, monkeypatch):
    archive = '[archives.mine]\nname = "Mine"\nkind = "tap"\nurl = "{url}/tap"\n'
    files = Files(a__fits=BODY)
    with staging(tmp_path, files, more=lambda url: archive.replace("{url}", url)) as made:
        monkeypatch.setattr(api, "_platform", Lazy(lambda: made.platform, made.platform._core.lock))
        monkeypatch.chdir(made.root)
        yield made


def begun(here):
    """Begin to bring a file, of which a third has come when this returns."""
    here.files.held.add("/a.fits")
    job = here.start("a.fits")
    wait_for(lambda: int(here.desk.stagings.get(job.id).done) >= 1 << 20)
    return job


def test_row_26_a_download_shows_how_far_it_is_is_cancelled_resumed_and_checked(here):
    job = begun(here)
    wait_for(lambda: here.platform.activities.get(job.activity).done)
    activity = here.platform.activities.get(job.activity)
    assert 0 < activity.done < activity.total == len(BODY)
    assert here.desk.act(job.id, "cancel").state == "cancelled"
    assert not here.path("a.fits").exists()
    here.files.let_go()
    before = here.server.sent
    here.desk.act(job.id, "retry")
    assert here.ended(job.id).state == "done"
    assert here.server.sent - before < len(BODY)
    assert here.path("a.fits").read_bytes() == BODY
    (line,) = here.path("esap-manifest.jsonl").read_text().splitlines()
    assert json.loads(line)["checksums"]["sha256"] == hashlib.sha256(BODY).hexdigest()


def test_row_26_bytes_that_are_not_what_was_promised_are_not_kept(here):
    right = hashlib.md5(BODY).hexdigest()
    wrong = hashlib.md5(b"another").hexdigest()
    item = {"kind": "url", "title": "A", "url": here.url("a.fits")}
    esap.basket.add({**item, "checksums": {"md5": wrong}})
    with pytest.raises(EsapError) as caught:
        esap.basket.stage()
    assert right in str(caught.value)
    assert wrong in str(caught.value)
    assert [path for path in here.root.rglob("a.fits") if ".esap" not in path.parts] == []
    esap.basket.clear()
    esap.basket.add({**item, "checksums": {"md5": right}})
    (path,) = esap.basket.stage()
    assert path.read_bytes() == BODY
    (line,) = (path.parent / "esap-manifest.jsonl").read_text().splitlines()
    assert "md5" in json.loads(line)["verified"]


def test_row_33_files_on_tape_are_asked_of_stageit_and_come_with_a_macaroon(tmp_path):
    root = tmp_path / "ws"
    root.mkdir()
    with Tapes() as fake, homes(fake, tmp_path) as make:
        fake.requests.clear()
        first = make()
        wanted = StageRequest(what=[StageWhat(url=SURLS[0])])
        plan = first.stagings.plan(wanted, root=root)
        assert (plan.wait, plan.files[0].way) == (1, "tape")
        job = first.stagings.start(TransferRequest(plan=plan.id), root=root)
        wait_for(lambda: fake.requests and first.stagings.stagings.get(job.id).state == "waiting")
        first.close()

        # The server was culled, and tape took a night.
        ((number, _),) = fake.requests.items()
        fake.finish(number, SURLS[0])
        second = make()
        second.stagings.resume()
        wait_for(lambda: second.stagings.stagings.get(job.id).state == "done")
        (file,) = second.stagings.details(job.id, offset=0, limit=9).files
        assert (root / file.path).read_bytes() == b"a tar"
        assert list(fake.requests) == [number]


def test_row_42_all_under_way_is_in_one_list_as_it_goes_with_what_can_be_done(here):
    told = []
    here.platform.activities.subscribe(told.append)
    job = begun(here)
    wait_for(lambda: here.platform.activities.get(job.activity).done)
    search = here.platform.search(SearchRequest(archives=["mine"], adql="SELECT 1 AS one"))
    here.platform.wait(search.id)
    kinds = {activity.kind: activity for activity in here.platform.activities.list()}
    assert set(kinds) == {"search", "transfer"}
    assert "Mine" in kinds["search"].error.message
    transfer = kinds["transfer"]
    assert (transfer.state, transfer.transfer) == ("running", job.id)
    assert transfer.actions == ["pause", "cancel"]
    partly = range(1, len(BODY))
    wait_for(lambda: any(each.done in partly for each in told if each.id == transfer.id))
    here.desk.act(job.id, "pause")
    assert here.platform.activities.get(transfer.id).actions == ["resume", "cancel"]
    here.files.let_go()
    here.desk.act(job.id, "resume")
    here.ended(job.id)
    states = [each.state for each in told if each.id == transfer.id]
    assert states[-1] == "done"
    assert {"running", "queued"} <= set(states)
    here.platform.activities.clear()
    assert here.platform.activities.list() == []


def test_row_50_a_file_that_is_mounted_here_is_preferred_shown_and_opened(tmp_path, monkeypatch):
    mount = tmp_path / "disk"
    mount.mkdir()
    (mount / "a.fits").write_bytes(BODY)
    more = f'[staging.mounts]\n"{{url}}/" = "{mount}"\n'
    files = Files(a__fits=BODY)
    with staging(tmp_path, files, more=lambda url: more.replace("{url}", url)) as made:
        monkeypatch.setattr(api, "_platform", lambda: made.platform)
        monkeypatch.chdir(made.root)
        (file,) = made.desk.plan(made.request("a.fits"), root=made.root).files
        assert (file.way, file.path) == ("mounted", str(mount / "a.fits"))
        assert "this machine" in file.why
        assert esap.stage(made.url("a.fits")) == [mount / "a.fits"]
        (copied,) = esap.stage(made.url("a.fits"), copy=True)
        assert copied.is_relative_to(made.root)
        assert copied.read_bytes() == BODY
        assert made.server.asked == []


def test_row_50_an_rse_that_is_mounted_here_is_preferred_and_shown(tmp_path, monkeypatch):
    lying = tmp_path / "disk/test/a.fits"
    lying.parent.mkdir(parents=True)
    lying.write_bytes(BODY)
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    with StoringRucio() as rucio:
        rucio.store("a.fits", BODY, "DAV1", "DAV2")
        near = {"rse": "DAV2", "mount": str(tmp_path / "disk"), "path_begins_at": "2"}
        lake = lake_toml(rucio.url, **near).replace('"2"', "2")
        with platform_of(tmp_path, lake) as platform:
            monkeypatch.setattr(api, "_platform", lambda: platform)
            monkeypatch.chdir(tmp_path)
            esap.login("lake", username="alice", password="alicepw", account="alice")
            wanted = StageRequest(what=[StageWhat(did="rucio://lake/test:a.fits")], copy=False)
            (file,) = platform.stagings.plan(wanted, root=tmp_path / "ws").files
            assert (file.way, file.state, file.path) == ("mounted", "here", str(lying))
            assert "mounted here" in file.why
            assert esap.stage("rucio://lake/test:a.fits") == [lying]
        assert [each for each in rucio.asked if each.path.startswith("/storage")] == []
