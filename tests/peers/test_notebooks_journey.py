"""From rows of an archive to a published notebook that runs here, at a hub and at DIRAC.

Real are the sandbox, the kernels, JupyterHub and DiracX; the repository is a fake of Zenodo.
"""

import json
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.facilities.diracx.facility import DiracFacility
from esap_jupyter.lazy import Lazy
from esap_jupyter.platform import Platform
from tests.peers.fakes.zenodo import FakeZenodo
from tests.support.diracx import DiracPeer
from tests.support.hub import HubPeer, Person
from tests.support.imaging_record import NOTEBOOK, TITLE, code, imaging_record, measured, printed
from tests.support.waiting import wait_for

pytestmark = pytest.mark.peers

CATALOGUE = """
[repositories.ossr]
name = "OSSR"
kind = "zenodo"
url = "{zenodo.url}"
community = "escape2020"

[facilities.hub]
name = "The hub"
kind = "jupyterhub"
url = "{hub.url}"
near = ["127.0.0.1"]

[network]
allow = ["{zenodo.hostport}"]

"""


@pytest.fixture
def zenodo():
    with FakeZenodo() as made:
        made.add(imaging_record())
        yield made


@pytest.fixture
def person(jupyter_hub: HubPeer):
    person = jupyter_hub.person()
    yield person
    person.leave()


@pytest.fixture
def catalogue(zenodo: FakeZenodo, jupyter_hub: HubPeer, diracx: DiracPeer) -> str:
    return CATALOGUE.format(zenodo=zenodo, hub=jupyter_hub) + diracx.toml()


@pytest.fixture
def platform(catalogue, tmp_path, monkeypatch):
    (tmp_path / "catalogue.toml").write_text(catalogue)
    monkeypatch.setattr(DiracFacility, "poll", 0.2)
    made = Platform(home=tmp_path / "esap", catalogue_paths=[tmp_path / "catalogue.toml"])
    monkeypatch.setattr(api, "_platform", Lazy(lambda: made, threading.RLock()))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    yield made
    made.close()


def test_the_whole_way_in_python(platform: Platform, person: Person, diracx: DiracPeer) -> None:
    rows = esap.search(
        "M31", radius=5, archives=["sandbox"], collections={"sandbox": "ivoa.obscore"}
    )["sandbox"][:2]
    reading = platform.workflows.collect("ossr").id
    wait_for(lambda: platform.activities.get(reading).ended is not None)
    best = esap.notebooks_for(rows)[0]
    assert (best.title, best.notebook) == (TITLE, NOTEBOOK)
    assert "Its keywords name image, the type of the data." in best.why

    path = best.open(notebook=best.notebook, what=rows)
    files = [Path(each) for each in esap.stage(rows)]
    truth = measured(files)
    assert len(truth) == 2
    assert printed(esap.run_notebook(path)) == truth
    assert (path.parent / "peaks.csv").read_text().count("\n") == 2

    esap.basket.add(rows)
    there = at_the_hub(best, rows, person)
    assert measured(there) == truth

    esap.login("dirac", token=diracx.token())
    (job,) = esap.facility("dirac").submit(
        best,
        {"paths": [each.name for each in files]},
        notebook=best.notebook,
        inputs=files,
        folder="results",
    )
    assert diracx.run(job.remote).returncode == 0
    job.wait(30)
    assert printed(Path("results/peaks.ipynb")) == truth
    assert Path("results/peaks.csv").read_bytes() == (path.parent / "peaks.csv").read_bytes()


def at_the_hub(best, rows, person: Person) -> list[Path]:
    """Launch the notebook with the basket, run it there, and return the data there."""
    served = urlsplit(str(rows.to_table()["access_url"][0])).netloc
    person.configure(f'[network]\nallow = ["{served}"]\n')
    esap.login("hub", token=person.token())
    launched = esap.facility("hub").launch(best, best.notebook, basket=esap.basket)
    assert launched.url.startswith(f"{person.hub.url}/user/{person.name}/esap/lab/tree/")
    (notebook,) = person.home.glob("esap/*/**/peaks.ipynb")
    assert unquote(launched.url).endswith(str(notebook.relative_to(person.home)))
    assert json.loads(notebook.with_name("esap-basket.json").read_text())["items"]
    folder = str(notebook.parent.relative_to(person.home))
    said = person.run("esap", folder, code(notebook))
    assert "2 images:" in said, said
    return sorted(person.home.rglob("NGC22*.fits"), key=lambda each: said.index(each.name))
