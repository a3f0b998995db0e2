"""Notebooks run in a process of their own: how they go, end, fail and are cancelled."""

import json
import os
import time

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.errors import BadRequestError, NotAvailableError, NotFoundError
from esap_jupyter.facilities.headless import process
from esap_jupyter.facilities.headless.placing import placed
from esap_jupyter.facilities.headless.runs import NotebookRuns
from esap_jupyter.models import NotebookRequest
from tests.support.batch import write_notebook


@pytest.fixture
def activities(tmp_path):
    made = Activities(path=tmp_path / "activities.sqlite")
    yield made
    made.close()


@pytest.fixture
def runs(activities):
    made = NotebookRuns(activities=lambda: activities)
    yield made
    made.close()


@pytest.fixture
def root(tmp_path):
    (tmp_path / "workspace").mkdir()
    return tmp_path / "workspace"


def texts(path):
    """What each cell printed."""
    cells = json.loads(path.read_text())["cells"]
    return ["".join("".join(out.get("text", "")) for out in cell["outputs"]) for cell in cells]


def test_a_notebook_is_run_with_parameters_and_its_original_stays(runs, activities, root):
    source = write_notebook(root / "a.ipynb", "x = 1", "print(x)", tags={0: ["parameters"]})
    before = source.read_bytes()
    seen = []
    activities.subscribe(seen.append)
    done = runs.run(
        NotebookRequest(path="a.ipynb", parameters={"x": 'b"\n'}, export=["html"]), root
    )
    assert (done.state, done.path, done.kind) == ("done", "a-run.ipynb", "notebook")
    assert texts(root / "a-run.ipynb") == ["", "", 'b"\n\n']
    assert source.read_bytes() == before
    assert "<html" in (root / "a-run.html").read_text()
    assert [each.message for each in seen if each.message.startswith("cell")] == [
        "cell 1 of 3",
        "cell 2 of 3",
        "cell 3 of 3",
    ]
    assert (done.done, done.total, done.unit) == (3, 3, "cells")


def test_a_notebook_as_jupyter_saves_it_is_run_and_exported(runs, root):
    source = write_notebook(root / "a.ipynb", "x = 1\nprint(x)")
    document = json.loads(source.read_text())
    document["cells"][0] |= {
        "source": ["x = 1\n", "print(x)"],
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["of before\n", "two"]}],
    }
    source.write_text(json.dumps(document))
    assert runs.run(NotebookRequest(path="a.ipynb"), root).state == "done"
    assert texts(root / "a-run.ipynb") == ["1\n"]
    exported = runs.run(NotebookRequest(path="a.ipynb", run=False, export=["html"]), root)
    assert exported.state == "done"
    assert "of before\ntwo" in (root / "a.html").read_text()


def test_a_cell_that_fails_is_named_and_all_up_to_there_is_kept(runs, root):
    write_notebook(root / "a.ipynb", "print('first')", "1 / 0", "print('never')")
    (root / "a-run.ipynb").write_text("mine")
    done = runs.run(NotebookRequest(path="a.ipynb"), root)
    assert (done.state, done.path) == ("failed", "a-run_2.ipynb")
    assert done.error.code == "notebook_failed"
    assert done.error.message == "Cell 2 of a.ipynb failed: ZeroDivisionError: division by zero."
    assert texts(root / "a-run_2.ipynb") == ["first\n", "", ""]
    assert (root / "a-run.ipynb").read_text() == "mine"


def test_a_cancel_ends_the_kernel(runs, activities, root):
    write_notebook(
        root / "a.ipynb",
        "import os, time\nopen('pid.part', 'w').write(str(os.getpid()))\n"
        "os.rename('pid.part', 'pid')\ntime.sleep(300)",
    )
    started = runs.start(NotebookRequest(path="a.ipynb"), root)
    _wait((root / "pid").exists)
    activities.cancel(started.id)
    done = runs.wait(started.id)
    assert (done.state, done.error.code) == ("cancelled", "cancelled")
    pid = int((root / "pid").read_text())
    _wait(lambda: not _is_alive(pid))


def test_a_process_that_dies_is_a_failure_with_a_cause(runs, root, monkeypatch):
    write_notebook(root / "a.ipynb", "1")
    monkeypatch.setattr(process.sys, "executable", "/bin/false")
    done = runs.run(NotebookRequest(path="a.ipynb"), root)
    assert done.state == "failed"
    assert "ended unexpectedly (1)" in done.error.message


def test_an_export_needs_no_run(runs, root):
    write_notebook(root / "a.ipynb", "1 / 0")
    done = runs.run(NotebookRequest(path="a.ipynb", run=False, export=["html"]), root)
    assert (done.state, done.path) == ("done", "a.html")
    assert "1 / 0" in (root / "a.html").read_text().replace('<span class="o">', "").replace(
        "</span>", ""
    ).replace('<span class="mi">', "")
    assert sorted(path.name for path in root.iterdir()) == ["a.html", "a.ipynb"]


def test_what_cannot_be_exported_is_a_note(runs, root, monkeypatch, tmp_path):
    write_notebook(root / "a.ipynb", "1")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("ESAP_BROWSER", raising=False)
    done = runs.run(NotebookRequest(path="a.ipynb", run=False, export=["pdf", "html"]), root)
    assert done.state == "done"
    assert done.message.startswith("PDF is made by Chromium or XeLaTeX")
    assert (root / "a.html").exists()


def test_the_original_is_replaced_where_that_is_asked_for(runs, root):
    write_notebook(root / "a.ipynb", "print(1)")
    over = NotebookRequest(path="a.ipynb", output="a.ipynb", overwrite=True)
    assert runs.run(over, root).path == "a.ipynb"
    assert texts(root / "a.ipynb") == ["1\n"]


def test_a_document_lies_over_no_other_unless_that_was_asked_for(root):
    (root / "a.ipynb").write_text("mine")
    assert placed(b"new", root / "a.ipynb", over=False).name == "a_2.ipynb"
    assert (root / "a.ipynb").read_text() == "mine"
    assert placed(b"new", root / "a.ipynb", over=True).read_bytes() == b"new"
    assert sorted(path.name for path in root.iterdir()) == ["a.ipynb", "a_2.ipynb"]
    with pytest.raises(NotAvailableError, match="cannot be written"):
        placed(b"new", root / "nowhere/a.ipynb", over=False)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nothing", "is no notebook"),
        ('{"nbformat": 3, "worksheets": []}', "format 3"),
        (
            json.dumps(
                {
                    "nbformat": 4,
                    "nbformat_minor": 5,
                    "cells": [],
                    "metadata": {"kernelspec": {"name": "idl", "language": "idl"}},
                }
            ),
            "no kernel 'idl'",
        ),
    ],
)
def test_what_cannot_be_run_says_why(runs, root, content, words):
    (root / "a.ipynb").write_text(content)
    done = runs.run(NotebookRequest(path="a.ipynb"), root)
    assert done.state == "failed"
    assert words in done.error.message
    assert done.error.remedy


@pytest.mark.parametrize(
    ("request_of", "error"),
    [
        ({"path": "none.ipynb"}, NotFoundError),
        ({"path": "../a.ipynb"}, BadRequestError),
        ({"path": "a.ipynb", "output": "../b.ipynb"}, BadRequestError),
        ({"path": "a.ipynb", "output": "b.py"}, BadRequestError),
        ({"path": "a.ipynb", "output": "nowhere/b.ipynb"}, BadRequestError),
        ({"path": "a.ipynb", "run": False}, BadRequestError),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(runs, activities, root, request_of, error):
    write_notebook(root / "a.ipynb", "1")
    with pytest.raises(error):
        runs.start(NotebookRequest(**request_of), root)
    assert activities.list() == []


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
