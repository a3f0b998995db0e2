"""What travels to a facility, of workflows, of the workspace and of the basket."""

import json

import pytest

from esap_jupyter.errors import BadRequestError, NotFoundError
from esap_jupyter.models import FitRequest, LaunchRequest, WorkflowQuestion
from tests.peers.fakes.zenodo import FakeZenodo
from tests.support.facilities import notebook
from tests.support.platforms import platform_of


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


@pytest.fixture
def bundles(zenodo, tmp_path):
    with platform_of(tmp_path, f'[repositories.ossr]\nurl = "{zenodo.url}"\n') as platform:
        yield platform


def found(platform, text="", repository="ossr"):
    question = WorkflowQuestion(text=text, repositories=[repository])
    return platform.workflows.get(platform.workflows.search(question).items[0].id)


def item(**fields):
    return {"kind": "url", **fields}


def basket(*items):
    return {"esap_basket": 1, "items": list(items)}


def made(platform, root=None, **fields):
    return platform._facilities.bundles().of_launch(LaunchRequest(**fields), root)


def test_the_seeds_own_case_goes_as_its_repository(bundles):
    workflow = found(bundles, "hcg-16")
    chosen = workflow.notebooks[0]
    bundle = made(bundles, workflow=workflow.id, notebook=chosen.path)
    assert bundle.repository == "https://github.com/AMIGA-IAA/hcg-16.git"
    assert bundle.filepath.startswith("plot_scripts/")
    assert bundle.filepath.endswith(".ipynb")
    assert bundle.notebook is None
    alone = bundle.alone()
    assert alone.notebook_name == bundle.filepath.rpartition("/")[2]
    assert "general_functions.py" in alone.beside
    assert {"conda", "docker", "postbuild"} <= set(bundle.needs.environment)
    assert set(chosen.imports) == set(bundle.needs.packages)


def test_a_notebook_that_a_workflow_has_not_is_named(bundles):
    workflow = found(bundles, "hcg-16")
    with pytest.raises(NotFoundError, match="has no notebook"):
        made(bundles, workflow=workflow.id, notebook="nosuch.ipynb")


def test_of_a_record_without_a_repository_the_notebook_is_fetched(bundles):
    tutorial = found(bundles, repository="tutorials")
    bundle = made(bundles, workflow=tutorial.id, notebook=tutorial.notebooks[0].path)
    assert bundle.repository is None
    assert json.loads(bundle.notebook)["nbformat"] == 4
    assert bundle.notebook_name.endswith(".ipynb")
    assert bundle.notebook_name not in bundle.beside


def test_a_notebook_of_the_workspace_goes_with_its_basket(bundles, tmp_path):
    (tmp_path / "a.ipynb").write_bytes(notebook("1"))
    items = basket(
        item(kind="did", did="rucio://escape/test:a", size="10"),
        item(url="https://data.example.org/a.fits", size="5"),
        item(kind="row", archive="astron_vo"),
    )
    bundle = made(bundles, tmp_path, notebook="/a.ipynb", basket=items)
    assert bundle.notebook == notebook("1")
    assert bundle.needs.places == ("escape", "data.example.org", "astron_vo")
    assert bundle.needs.size == 15
    assert bundle.title == "a"


def test_a_basket_alone_can_be_launched_but_nothing_cannot(bundles):
    assert made(bundles, basket=basket()).title == "basket"
    with pytest.raises(BadRequestError, match="nothing to launch"):
        made(bundles)


@pytest.mark.parametrize("path", ["../x.ipynb", "link.ipynb"])
def test_paths_stay_in_the_workspace(bundles, tmp_path, path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "x.ipynb").write_bytes(notebook("1"))
    (root / "link.ipynb").symlink_to(tmp_path / "x.ipynb")
    with pytest.raises(BadRequestError, match="out of the workspace"):
        made(bundles, root, notebook=path)


def test_comparing_fetches_no_notebook(bundles, tmp_path):
    of_fit = bundles._facilities.bundles().of_fit
    assert of_fit(FitRequest(notebook="nosuch.ipynb"), tmp_path).notebook is None
    assert of_fit(FitRequest(), tmp_path).needs.places == ()


def test_of_a_record_without_a_repository_small_files_beside_it_come_along(bundles):
    bundle = made(bundles, workflow="ossr:1000010", notebook="cta.ipynb")
    assert bundle.notebook_name == "cta.ipynb"
    assert sorted(bundle.beside) == ["codemeta.json", "environment.yml"]
    assert bundle.doi == "10.5281/zenodo.1000010"
