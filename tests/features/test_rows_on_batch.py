"""Rows 38 and 45 of facts/features.md: jobs at DIRAC, notebooks run with nobody in front."""

import json
import shutil

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import CancelledError
from esap_jupyter.facilities import following
from esap_jupyter.facilities.diracx.facility import DiracFacility
from esap_jupyter.facilities.headless.process import NotebookError
from esap_jupyter.platform import Platform
from tests.peers.fakes.diracx import TOKEN, FakeDiracX, FakeStore
from tests.support.batch import packed, write_notebook


@pytest.fixture
def fake():
    with FakeStore() as store, FakeDiracX(store) as made:
        yield made


@pytest.fixture
def platform(fake, tmp_path, monkeypatch):
    catalogue = tmp_path / "esap.toml"
    catalogue.write_text(
        f'[facilities.dirac]\nname = "DIRAC"\nkind = "diracx"\nurl = "{fake.root}"\n'
        '[facilities.dirac.options]\nvo = "escape"\nsites = ["LCG.CERN.ch"]\n'
    )
    monkeypatch.setattr(following, "_TICK", 0.01)
    monkeypatch.setattr(DiracFacility, "poll", 0.05)
    made = Platform(home=tmp_path / "home", catalogue_paths=[catalogue])
    monkeypatch.setattr(api, "platform", lambda: made)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    monkeypatch.chdir(workspace)
    yield made
    made.close()


def test_row_38_a_notebook_is_swept_at_dirac_followed_killed_and_fetched(platform, fake, tmp_path):
    write_notebook(tmp_path / "workspace/fit.ipynb", "x = 1", tags={0: ["parameters"]})
    dirac = esap.facility("dirac")
    assert dirac.options["site"]["enum"] == ["", "LCG.CERN.ch"]
    esap.login("dirac", token=TOKEN)
    assert 'Site = "LCG.CERN.ch";' in dirac.plan(
        "fit.ipynb", {"x": 1}, options={"site": "LCG.CERN.ch"}
    )
    first, second = dirac.submit("fit.ipynb", [{"x": 1}, {"x": 2}])
    assert (first.state, first.remote, first.parameters) == ("queued", "1", {"x": 1})
    second.kill()
    with pytest.raises(CancelledError, match="was killed"):
        second.wait()
    inner = packed({"fit_1.ipynb": b"{}"}, mode="w")
    fake.give(1, packed({"std.out": b"hello", "esap-outputs.tar": inner}))
    first.wait(timeout=30)
    assert [path.name for path in first.outputs("out")] == ["fit_1.ipynb", "std.out"]
    assert (tmp_path / "workspace/out/std.out").read_text() == "hello"
    assert "hello" in first.log
    assert [job.state for job in dirac.jobs()] == ["killed", "done"]
    kinds = {each.kind for each in platform.activities.list()}
    assert kinds == {"batch", "transfer"}


def test_row_45_a_notebook_runs_with_nobody_in_front_and_is_exported(platform, tmp_path):
    path = write_notebook(
        tmp_path / "workspace/a.ipynb", "x = 0", "print(1 / x)", tags={0: ["parameters"]}
    )
    kinds = ["html", "pdf"] if shutil.which("chromium") else ["html"]
    done = esap.run_notebook(path, {"x": 4}, export=kinds)
    cells = json.loads(done.read_text())["cells"]
    assert "".join(cells[2]["outputs"][0]["text"]) == "0.25\n"
    assert "0.25" in done.with_suffix(".html").read_text()
    if "pdf" in kinds:
        assert done.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    with pytest.raises(NotebookError, match=r"Cell 2 of a.ipynb failed: ZeroDivisionError"):
        esap.run_notebook(path)
