"""Notebooks of queries and copies of tutorials, written into the workspace."""

import json
from types import SimpleNamespace

import pytest

from esap_jupyter.catalogue import RepositoryEntry
from esap_jupyter.errors import NotFoundError
from esap_jupyter.models import Job
from esap_jupyter.workflows.shipped import FOLDER
from tests.support.fake_platform import store_table
from tests.support.workflows import desk_of

SEARCH = {"archives": ["sandbox"], "adql": "SELECT 1 FROM t"}


@pytest.fixture
def stored(platform):
    import pyarrow as pa

    return store_table(platform.results, pa.table({"a": pa.array([1, 2])}), name="M31 and more")


@pytest.fixture
def job(platform):
    job = Job(id="j1", archive="sandbox", url="http://127.0.0.1:1/async/1", query="SELECT 2")

    def get(key):
        if key != job.id:
            raise NotFoundError(f"There is no job {key!r}.")
        return job

    platform.jobs = SimpleNamespace(book=SimpleNamespace(get=get))
    return job


@pytest.fixture
def tutorials(platform, tmp_path):
    entry = RepositoryEntry(id="tutorials", name="Tutorials", kind="tutorials")
    with desk_of(tmp_path, entry) as desk:
        platform.workflows = desk
        yield desk


async def test_a_result_becomes_a_notebook_beside_those_that_are_there(ask, stored, jp_root_dir):
    for name in ("M31", "M31-2", "M31-3"):
        status, saved = await ask(
            "POST", "queries", "notebooks", body={"result": stored.id, "title": "M31"}
        )
        assert (status, saved["path"]) == (201, f"{name}.ipynb")
    document = json.loads((jp_root_dir / "M31.ipynb").read_text())
    assert "esap_jupyter" in document["cells"][1]["source"]


async def test_a_named_notebook_never_replaces_a_file(ask, stored, jp_root_dir):
    (jp_root_dir / "mine.ipynb").write_text("{}")
    body = {"result": stored.id, "path": "mine.ipynb"}
    status, error = await ask("POST", "queries", "notebooks", body=body)
    assert (status, error["code"]) == (409, "conflict")
    assert (jp_root_dir / "mine.ipynb").read_text() == "{}"


async def test_requests_and_jobs_become_notebooks(ask, job, jp_root_dir):
    body = {"request": SEARCH, "title": "../../A query / of 'mine'"}
    _, saved = await ask("POST", "queries", "notebooks", body=body)
    assert saved["path"] == "A-query-of-mine.ipynb"
    _, saved = await ask("POST", "queries", "notebooks", body={"job": job.id, "path": "j.ipynb"})
    assert job.url in (jp_root_dir / saved["path"]).read_text()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"result": "a", "job": "b"},
        {"request": SEARCH, "path": "../x.ipynb"},
        {"request": SEARCH, "path": "x.py"},
        {"request": SEARCH, "path": ".hidden.ipynb"},
        {"request": {"archives": []}},
    ],
)
async def test_what_makes_no_notebook_is_refused(ask, body, jp_root_dir):
    status, error = await ask("POST", "queries", "notebooks", body=body)
    assert (status, error["code"]) == (400, "bad_request")
    assert list(jp_root_dir.iterdir()) == []


async def test_a_tutorial_is_copied_and_edits_are_asked_about(ask, tutorials, jp_root_dir):
    path = jp_root_dir / "first-search.ipynb"
    original = (FOLDER / path.name).read_bytes()

    async def copy(**body):
        return await ask("POST", "tutorials", "first-search", "copies", body=body)

    assert await copy() == (201, {"path": path.name, "written": True})
    assert path.read_bytes() == original
    assert await copy() == (201, {"path": path.name, "written": False})
    path.write_text('{"mine": 1}')
    status, error = await copy()
    assert (status, error["code"]) == (409, "conflict")
    assert await copy(existing="keep") == (201, {"path": path.name, "written": False})
    _, beside = await copy(existing="beside")
    assert beside == {"path": "first-search-2.ipynb", "written": True}
    assert path.read_text() == '{"mine": 1}'
    assert await copy(existing="replace") == (201, {"path": path.name, "written": True})
    assert path.read_bytes() == original


async def test_there_are_no_other_tutorials(ask, tutorials):
    status, error = await ask("POST", "tutorials", "..%2Fsecret", "copies", body={})
    assert (status, error["code"]) == (404, "not_found")
