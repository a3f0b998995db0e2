"""Jobs at facilities and notebooks that run here, by REST, in the server."""

import pytest

from esap_jupyter.extension import ESAP
from esap_jupyter.facilities.base import Seen
from esap_jupyter.facilities.desk import Facilities
from esap_jupyter.platform import Platform
from tests.server.test_access import Deny
from tests.support.batch import Somewhere, write_notebook
from tests.support.waiting import wait_for


@pytest.fixture
def grid():
    return Somewhere()


@pytest.fixture
def platform(tmp_path, monkeypatch, grid):
    platform = Platform(home=tmp_path / "real-home", catalogue_paths=[])
    monkeypatch.setattr(Facilities, "running", lambda _self, _key: grid)

    def build(app):
        platform.activities.subscribe(app._events.changed)
        return platform

    monkeypatch.setattr(ESAP, "_build", build)
    yield platform
    platform.close()


@pytest.fixture
def root(app, tmp_path):
    made = type(tmp_path)(app.serverapp.contents_manager._get_os_path(""))
    write_notebook(made / "fit.ipynb", "x = 1", tags={0: ["parameters"]})
    return made


async def test_a_job_from_its_plan_to_its_outputs(ask, platform, grid, root):
    body = {"path": "fit.ipynb", "parameters": [{"x": 1}, {"x": 2}]}
    status, plan = await ask("POST", "facilities", "grid", "plans", body=body)
    assert (status, plan) == (200, {"text": "run fit.ipynb x 2"})
    status, submission = await ask("POST", "facilities", "grid", "jobs", body=body)
    assert (status, submission["facility"]) == (202, "grid")
    wait_for(lambda: len(platform.batches.list()) == 2)
    status, (second, first) = await ask(
        "GET", "facilities", "grid", "jobs", sweep=submission["sweep"]
    )
    assert (status, first["remote"], first["parameters"]) == (200, "1", {"x": 1})
    status, killed = await ask("POST", "facilities", "grid", "jobs", second["id"], "kill", body={})
    assert (status, killed["state"]) == (200, "killed")
    grid.states["1"] = Seen(state="done", status="Done")
    status, done = await ask("GET", "facilities", "grid", "jobs", first["id"])
    assert (status, done["state"]) == (200, "done")
    status, fetched = await ask(
        "POST", "facilities", "grid", "jobs", first["id"], "outputs", body={"folder": "out"}
    )
    assert (status, fetched["outputs"]) == (200, ["out/out.txt"])
    assert (root / "out/out.txt").read_text() == "42"
    status, log = await ask("GET", "facilities", "grid", "jobs", first["id"], "log")
    assert (status, log["text"]) == (200, "log of 1")
    status, _ = await ask("DELETE", "facilities", "grid", "jobs", first["id"])
    assert status == 204


async def test_what_makes_no_sense_is_refused(ask, platform, root):
    for body in ({"path": "../x.py"}, {"path": "fit.ipynb", "folder": "../x"}):
        status, answer = await ask("POST", "facilities", "grid", "jobs", body=body)
        assert (status, answer["code"]) == (400, "bad_request")
    status, answer = await ask("GET", "facilities", "grid", "jobs", "nothing")
    assert (status, answer["code"]) == (404, "not_found")
    status, answer = await ask("POST", "notebooks", "runs", body={"path": "none.ipynb"})
    assert (status, answer["code"]) == (404, "not_found")


async def test_a_notebook_is_exported_here(ask, platform, root):
    body = {"path": "fit.ipynb", "run": False, "export": ["html"]}
    status, activity = await ask("POST", "notebooks", "runs", body=body)
    assert (status, activity["kind"]) == (202, "notebook")
    wait_for(lambda: platform.activities.get(activity["id"]).ended is not None)
    assert platform.activities.get(activity["id"]).path == "fit.html"
    assert (root / "fit.html").exists()


async def test_who_may_not_write_runs_nothing(ask, app, platform, root, monkeypatch):
    deny = Deny(parent=app.serverapp)
    deny.refused = "contents"
    monkeypatch.setitem(app.serverapp.web_app.settings, "authorizer", deny)
    for parts in (("notebooks", "runs"), ("facilities", "grid", "jobs")):
        status, _ = await ask("POST", *parts, body={"path": "fit.ipynb"})
        assert status == 403
    assert platform.activities.list() == []
