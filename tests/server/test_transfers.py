"""Plans and transfers by REST, in the server, on a real platform and a server of files."""

import pytest

from esap_jupyter.extension import ESAP
from tests.server.test_access import Deny
from tests.support.bytes_server import content
from tests.support.staging import Files, staging
from tests.support.waiting import wait_for

BODY = content(40_000, seed=5)


@pytest.fixture
def files():
    return Files(a__fits=BODY, b__fits=BODY[::-1])


@pytest.fixture
def here(tmp_path, files):
    with staging(tmp_path, files) as made:
        yield made


@pytest.fixture
def platform(here, monkeypatch):
    def build(app):
        here.platform.activities.subscribe(app._events.changed)
        here.platform.activities.on_clear(app._events.cleared)
        return here.platform

    monkeypatch.setattr(ESAP, "_build", build)
    return here.platform


@pytest.fixture
def root(app, here):
    here.root = type(here.root)(app.serverapp.contents_manager._get_os_path(""))
    return here.root


def what(here, *names):
    return [{"url": here.url(name)} for name in names]


async def test_plan_start_look_and_clear(here, ask, root):
    status, plan = await ask("POST", "transfers", "plans", body={"what": what(here, "a.fits")})
    assert status == 200
    (file,) = plan["files"]
    assert (file["name"], file["state"], file["way"]) == ("a.fits", "fetch", "https")
    assert (plan["total"], plan["fits"], int(plan["free"]) > 0) == (1, True, True)
    assert (await ask("GET", "transfers", "plans", plan["id"], limit="0"))[1]["files"] == []
    status, job = await ask("POST", "transfers", body={"plan": plan["id"]})
    assert status == 202
    here.ended(job["id"])
    status, details = await ask("GET", "transfers", job["id"])
    assert (status, details["transfer"]["state"], details["total"]) == (200, "done", 1)
    (file,) = details["files"]
    assert (root / file["path"]).read_bytes() == BODY
    assert (await ask("GET", "transfers", job["id"], state="failed"))[1]["files"] == []
    assert [one["id"] for one in (await ask("GET", "transfers"))[1]] == [job["id"]]
    assert await ask("DELETE", "transfers", job["id"]) == (204, None)
    assert (await ask("GET", "transfers"))[1] == []
    assert (await ask("GET", "transfers", job["id"]))[0] == 404


async def test_pause_resume_and_cancel(here, ask, files, root):
    files.held |= {"/a.fits", "/b.fits"}
    body = {"request": {"what": what(here, "a.fits", "b.fits"), "folder": "data/run 1"}}
    job = (await ask("POST", "transfers", body=body))[1]["id"]
    status, paused = await ask("POST", "transfers", job, "pause")
    assert (status, paused["state"], paused["actions"]) == (200, "paused", ["resume", "cancel"])
    assert (await ask("POST", "transfers", job, "pause"))[0] == 409
    status, resumed = await ask("POST", "transfers", job, "resume")
    assert (status, resumed["state"] in ("queued", "running")) == (200, True)
    assert (await ask("POST", "transfers", job, "cancel"))[1]["state"] == "cancelled"
    files.let_go()
    assert (await ask("POST", "transfers", job, "retry"))[0] == 200
    here.ended(job)
    assert (root / "data/run 1/b.fits").read_bytes() == BODY[::-1]
    assert (await ask("POST", "transfers", job, "explode"))[0] == 404


async def test_an_activity_is_cancelled_and_cleared_with_its_transfer(here, ask, files, root):
    files.held.add("/a.fits")
    job = (await ask("POST", "transfers", body={"request": {"what": what(here, "a.fits")}}))[1]
    assert await ask("DELETE", "activities", job["activity"]) == (204, None)
    assert (await ask("GET", "transfers", job["id"]))[1]["transfer"]["state"] == "cancelled"
    assert await ask("DELETE", "activities", job["activity"], forget="true") == (204, None)
    assert (await ask("GET", "transfers"))[1] == []
    assert (await ask("GET", "activities"))[1] == []


async def test_what_has_ended_is_cleared_with_its_transfers_and_what_goes_on_stays(
    here, ask, files, root
):
    ended = (await ask("POST", "transfers", body={"request": {"what": what(here, "b.fits")}}))[1]
    here.ended(ended["id"])
    files.held.add("/a.fits")
    going = (await ask("POST", "transfers", body={"request": {"what": what(here, "a.fits")}}))[1]
    assert await ask("DELETE", "activities") == (204, None)
    assert [one["id"] for one in (await ask("GET", "transfers"))[1]] == [going["id"]]
    assert [one["id"] for one in (await ask("GET", "activities"))[1]] == [going["activity"]]
    files.let_go()
    here.ended(going["id"])
    assert await ask("DELETE", "transfers", going["id"]) == (204, None)
    assert (await ask("GET", "activities"))[1] == []


@pytest.mark.parametrize(
    "body",
    [
        {"what": []},
        {"what": [{}]},
        {"what": [{"url": "https://h/a"}], "folder": "../out"},
        {"what": [{"url": "https://h/a"}], "folder": ".hidden"},
        {"what": [{"url": "https://h/a"}], "which": "some"},
        {"what": [{"url": "https://h/a"}], "token": "x"},
    ],
)
async def test_what_makes_no_sense_is_refused(ask, root, body):
    assert (await ask("POST", "transfers", "plans", body=body))[0] == 400


async def test_what_names_no_data_is_told_of_each(ask, root, here):
    names = ["gopher://h/a", "file:///etc/passwd", "rucio://nolake/a:b", here.url("a.fits")]
    body = {"what": [{"url": name} for name in names]}
    status, plan = await ask("POST", "transfers", "plans", body=body)
    assert (status, plan["failed"], plan["fetch"]) == (200, 3, 1)
    assert [bool(file["error"]) for file in plan["files"]] == [True, True, True, False]
    assert "no file of the workspace" in plan["files"][1]["error"]["message"]


async def test_a_transfer_needs_the_right_to_contents(app, ask, root, here, monkeypatch):
    deny = Deny(parent=app.serverapp)
    deny.refused = "contents"
    monkeypatch.setitem(app.serverapp.web_app.settings, "authorizer", deny)
    request = {"what": what(here, "a.fits")}
    assert (await ask("POST", "transfers", "plans", body=request))[0] == 403
    assert (await ask("POST", "transfers", body={"request": request}))[0] == 403
    assert here.server.asked == []


async def test_a_paused_transfer_does_not_keep_the_server_alive(app, ask, here, files, root):
    files.held.add("/a.fits")
    job = (await ask("POST", "transfers", body={"request": {"what": what(here, "a.fits")}}))[1]
    wait_for(lambda: here.state(job["id"]) == "running")
    await ask("GET", "activities")
    wait_for(files.begun.is_set)
    await ask("POST", "transfers", job["id"], "pause")
    # What is told is told on the loop, a moment later.
    while app._events._told:
        await ask("GET", "activities")
    assert "esap_last_activity" in app.serverapp.web_app.settings
