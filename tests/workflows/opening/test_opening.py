"""A record is opened here, whole, and nothing of the person's is overwritten."""

import json
import os

import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
    NotFoundError,
)
from esap_jupyter.models.openings import OpenRequest
from esap_jupyter.models.staging import StageWhat
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import CONCEPT, DATA_PATH, FITS_NAMES, TOP, data_archive
from tests.peers.fakes.zenodo_records import FakeRecord, Whole, notebook, zipped
from tests.support.platforms import platform_of
from tests.support.waiting import wait_for

HCG16 = f"ossr:{int(CONCEPT) + 1}"
FIGURE = f"{TOP}plot_scripts/Figure1.ipynb"


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


@pytest.fixture
def platform(zenodo, tmp_path):
    more = f'[repositories.ossr]\nurl = "{zenodo.url}"\n'
    with platform_of(tmp_path, more) as platform:
        yield platform


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def add(zenodo):
    """Publish a record, and return its id."""

    def add(files, **fields):
        whole = {name: Whole(body) for name, body in files.items()}
        given = {"id": "900", "concept": "899", "title": "Own analysis", "files": whole}
        zenodo.add(FakeRecord(**{**given, **fields}))
        return f"ossr:{fields.get('id', '900')}"

    return add


def opened(platform, root, workflow, **fields):
    return platform.openings.open(workflow, OpenRequest(**fields), root)


def cells(path):
    return json.loads(path.read_text())["cells"]


def tagged(path, tag):
    return [each for each in cells(path) if tag in each["metadata"].get("tags", [])]


def leftovers(root):
    return [path.name for path in root.rglob(".*")]


def test_hcg16_is_planned_without_fetching_it(platform, zenodo, root):
    plan = platform.openings.plan(HCG16, OpenRequest(notebook=FIGURE), root)
    assert plan.path.endswith("/plot_scripts/Figure1.ipynb")
    assert TOP.rstrip("/") not in plan.path
    assert [each.folder for each in plan.data] == [f"{TOP}plot_scripts"]
    assert int(plan.size) > 0
    assert plan.files[0].checksum.startswith("md5:")
    assert not plan.is_opened
    assert any("b2share.eudat.eu/records" in note for note in plan.notes)
    assert list(root.iterdir()) == []


def test_hcg16_is_opened_with_its_data_in_the_notebooks_own_folder(platform, zenodo, root):
    zenodo.elsewhere[DATA_PATH] = data_archive()
    done = opened(platform, root, HCG16, notebook=FIGURE, data=[f"{zenodo.root}{DATA_PATH}"])
    assert done.path.relative_to(root).parts[0] == "esap-notebooks"
    beside = {path.name for path in done.path.parent.iterdir()}
    assert {"general_functions.py", "Figure9.ipynb", *FITS_NAMES} <= beside
    (origin,) = tagged(done.path, "esap-provenance")
    assert "10.5281/zenodo." in origin["source"]
    assert json.loads(done.path.read_text())["metadata"]["esap"]["version"] == "v1.2.1"
    plan = platform.openings.plan(HCG16, OpenRequest(notebook=FIGURE), root)
    assert plan.is_opened
    assert plan.edited == []
    assert plan.has_data == [f"{zenodo.root}{DATA_PATH}"]
    assert leftovers(root) == []


def test_the_activity_ends_with_the_notebooks_path(platform, root):
    started = platform.openings.start(HCG16, OpenRequest(notebook=FIGURE), root)
    wait_for(lambda: platform.activities.get(started.id).state == "done")
    ended = platform.activities.get(started.id)
    assert (root / ended.path).name == "Figure1.ipynb"


def test_data_that_are_gone_are_an_error_and_the_notebook_is_there(platform, zenodo, root):
    url = f"{zenodo.root}{DATA_PATH}"
    zenodo.elsewhere.pop(DATA_PATH, None)
    started = platform.openings.start(HCG16, OpenRequest(notebook=FIGURE, data=[url]), root)
    wait_for(lambda: platform.activities.get(started.id).state == "failed")
    ended = platform.activities.get(started.id)
    assert "404" in ended.error.message
    assert (root / ended.path).is_file()


def test_other_addresses_than_those_that_are_named_are_not_fetched(platform, zenodo, root):
    with pytest.raises(BadRequestError, match="names no data"):
        opened(platform, root, HCG16, notebook=FIGURE, data=[f"{zenodo.root}/other.zip"])


def edited(path):
    """Change a notebook as a person does."""
    book = json.loads(path.read_text())
    book["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "mine"})
    path.write_text(json.dumps(book))


@pytest.mark.parametrize("existing", ["keep", "replace", "beside"])
def test_what_the_person_changed_stays_unless_they_say(platform, add, root, existing):
    workflow = add({"a.ipynb": notebook("x = 1"), "b.py": b"y = 1\n"})
    first = opened(platform, root, workflow).path
    edited(first)
    (first.parent / "b.py").write_text("y = 2\n")
    assert platform.openings.plan(workflow, OpenRequest(), root).edited == ["a.ipynb", "b.py"]
    again = opened(platform, root, workflow, existing=existing)
    mine = [each["source"] for each in cells(first)][-1] == "mine"
    assert mine == (existing != "replace")
    assert (first.parent / "b.py").read_text() == (
        "y = 1\n" if existing == "replace" else "y = 2\n"
    )
    assert again.path.name == ("a_2.ipynb" if existing == "beside" else "a.ipynb")
    assert (first.parent / "b_2.py").exists() == (existing == "beside")
    assert again.notes
    assert leftovers(root) == []


def test_files_that_were_there_before_are_the_persons(platform, add, root):
    workflow = add({"a.ipynb": notebook("x = 1"), "b.py": b"y = 1\n"})
    folder = root / "esap-notebooks" / "Own-analysis-1.0"
    folder.mkdir(parents=True)
    (folder / "b.py").write_text("mine\n")
    opened(platform, root, workflow)
    assert (folder / "b.py").read_text() == "mine\n"


def test_unchanged_files_follow_the_record(platform, add, zenodo, root):
    workflow = add({"a.ipynb": notebook("x = 1")})
    path = opened(platform, root, workflow).path
    add({"a.ipynb": notebook("x = 2")})
    platform.workflows.get(workflow, fresh=True)
    assert opened(platform, root, workflow).path == path
    assert cells(path)[-1]["source"] == "x = 2"


def test_paths_become_parameters_and_the_next_ones_take_their_place(platform, add, zenodo, root):
    zenodo.elsewhere["/one.fits"] = b"SIMPLE  = " + b" " * 2870
    workflow = add({"a.ipynb": notebook("paths = []\nn = 3", tags=("parameters",))})
    url = f"{zenodo.root}/one.fits"
    request = {"what": [StageWhat(url=url)], "values": {"n": 5}}
    assert platform.openings.plan(workflow, OpenRequest(**request), root).filled == ["paths"]
    path = opened(platform, root, workflow, **request).path
    (cell,) = tagged(path, "injected-parameters")
    values = {}
    exec(cell["source"], values)
    assert values["n"] == 5
    assert [each.rpartition("/")[2] for each in values["paths"]] == ["one.fits"]
    edited(path)
    opened(platform, root, workflow, values={"n": 7})
    (cell,) = tagged(path, "injected-parameters")
    assert "n = 7" in cell["source"]
    assert cells(path)[-1]["source"] == "mine"
    assert platform.openings.plan(workflow, OpenRequest(), root).edited == ["a.ipynb"]


def test_unknown_parameters_are_refused(platform, add, root):
    workflow = add({"a.ipynb": notebook("n = 3", tags=("parameters",))})
    with pytest.raises(BadRequestError, match="no parameter"):
        opened(platform, root, workflow, values={"m": 1})


def test_tutorials_are_opened_from_this_machine(platform, root):
    tutorial = platform.workflows.repositories()
    assert any(each.repository == "tutorials" for each in tutorial)
    found = next(each for each in platform.workflows.known() if each.repository == "tutorials")
    path = opened(platform, root, found.id, values={found.notebooks[0].parameters[0]: "M51"}).path
    (cell,) = tagged(path, "injected-parameters")
    assert "'M51'" in cell["source"]


def test_closed_and_empty_records_say_so(platform, add, root):
    closed = add({"a.ipynb": notebook("x")}, access="restricted")
    with pytest.raises(AccessDeniedError, match="restricted"):
        opened(platform, root, closed)
    empty = add({}, id="902", concept="901")
    with pytest.raises(NotFoundError, match="no files"):
        opened(platform, root, empty)
    with pytest.raises(BadRequestError, match="9 notebooks"):
        opened(platform, root, HCG16)


def test_a_file_that_is_not_what_the_record_says_is_refused(platform, add, zenodo, root):
    workflow = add({"a.ipynb": notebook("x = 1")})
    platform.workflows.get(workflow)
    record = next(each for each in zenodo.records.values() if each.id == "900")
    record.files["a.ipynb"]._body = record.files["a.ipynb"]._body.replace(b"x = 1", b"x = 2")
    with pytest.raises(BadAnswerError, match=r"(?i)md5"):
        opened(platform, root, workflow)
    assert list((root / "esap-notebooks").iterdir()) == []


def test_zips_keep_their_folders(platform, add, root):
    packed = zipped({"deep/a.ipynb": notebook("x = 1"), "deep/data/b.txt": "b", "c.txt": "c"})
    done = opened(platform, root, add({"all/of it.zip": packed}))
    assert done.path.parent.name == "deep"
    assert (done.path.parent.parent / "c.txt").read_text() == "c"
    assert (done.path.parent / "data" / "b.txt").read_text() == "b"


def test_another_notebook_of_an_archive_that_is_here_fetches_nothing(platform, zenodo, root):
    first = opened(platform, root, HCG16, notebook=FIGURE).path
    edited(first)
    other = FIGURE.replace("Figure1", "Figure2")
    plan = platform.openings.plan(HCG16, OpenRequest(notebook=other), root)
    assert (plan.files, plan.size) == ([], "0")
    before = len(zenodo.asked)
    second = opened(platform, root, HCG16, notebook=other)
    assert len(zenodo.asked) == before
    assert tagged(second.path, "esap-provenance")
    assert cells(first)[-1]["source"] == "mine"
    kept = opened(platform, root, HCG16, notebook=FIGURE)
    assert "Your own were kept: plot_scripts/Figure1.ipynb." in kept.notes
    (first.parent / "general_functions.py").unlink()
    opened(platform, root, HCG16, notebook=FIGURE)
    assert (first.parent / "general_functions.py").is_file()


def test_what_is_cancelled_leaves_nothing(platform, root, monkeypatch):
    fetching = platform.openings._opener._fetching
    fetch = fetching.file

    def cancelled(*args, cancel, **more):
        cancel.set()
        return fetch(*args, cancel=cancel, **more)

    monkeypatch.setattr(fetching, "file", cancelled)
    with pytest.raises(CancelledError):
        opened(platform, root, HCG16, notebook=FIGURE)
    assert list((root / "esap-notebooks").iterdir()) == []
    assert platform.activities.list()[0].state == "cancelled"


def test_what_killed_processes_left_is_taken_away_after_a_day(platform, add, root):
    workflow = add({"a.ipynb": notebook("x = 1")})
    old, new = (root / "esap-notebooks" / f".esap-opening-{name}" for name in ("old", "new"))
    for each in (old, new):
        each.mkdir(parents=True)
    os.utime(old, (1, 1))
    opened(platform, root, workflow)
    assert (old.exists(), new.exists()) == (False, True)


def test_one_file_that_is_in_the_way_of_a_folder_is_said(platform, add, root):
    workflow = add({"a.zip": zipped({"a.ipynb": notebook("x"), "deep/b.py": "b"})})
    folder = root / "esap-notebooks" / "Own-analysis-1.0"
    folder.mkdir(parents=True)
    (folder / "deep").write_text("mine")
    with pytest.raises(BadRequestError, match="in the way"):
        opened(platform, root, workflow)
    assert (folder / "deep").read_text() == "mine"
