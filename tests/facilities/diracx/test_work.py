"""What a job takes along."""

import json

import pytest

from esap_jupyter.errors import BadRequestError, NotAvailableError
from esap_jupyter.facilities.diracx.work import work_of
from tests.support.batch import batch, write_notebook


def document(work):
    piece = next(each for each in work.pieces if each.name == "esap-job.json")
    return json.loads(piece.content)


def names(work):
    return [piece.name for piece in work.pieces]


def test_a_notebook_travels_with_a_cell_for_each_set_of_parameters(tmp_path):
    path = write_notebook(tmp_path / "fit.ipynb", "x = 1", "print(x)", tags={0: ["parameters"]})
    work = work_of(batch(path, parameters=[{"x": 'a"\n;'}, {"x": None}]), python="python3")
    job = document(work)
    assert (work.count, job["at"], job["replaces"]) == (2, 1, False)
    assert job["cells"] == ["# Parameters\nx = 'a\"\\n;'", "# Parameters\nx = None"]
    assert job["results"] == ["fit_1.ipynb", "fit_2.ipynb"]
    assert names(work) == ["esap-run.sh", "esap-run.py", "esap-job.json", "fit.ipynb"]


def test_outputs_of_a_notebook_stay_here(tmp_path):
    path = write_notebook(tmp_path / "big.ipynb", "1")
    whole = json.loads(path.read_text())
    whole["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 9999}]
    path.write_text(json.dumps(whole))
    sent = next(
        each for each in work_of(batch(path), python="p").pieces if each.name == "big.ipynb"
    )
    assert len(sent.content) < 1000


def test_a_script_travels_with_its_arguments_as_they_are(tmp_path):
    path = tmp_path / "my; script.py"
    path.write_text("print(1)")
    (tmp_path / "in.csv").write_text("1")
    arguments = ['--name="x"; rm', "two\nlines", "é"]
    work = work_of(
        batch(path, arguments=arguments, inputs={"in.csv": tmp_path / "in.csv"}, basket={"a": 1}),
        python="python3 -u",
    )
    assert document(work)["arguments"] == arguments
    assert names(work)[3:] == ["my; script.py", "in.csv", "esap-basket.json"]
    shell = next(each for each in work.pieces if each.name == "esap-run.sh")
    assert shell.content == b'#!/bin/sh\nexec python3 -u esap-run.py "$@"\n'


def test_what_is_read_goes_to_dirac_by_lfn_and_else_to_the_job(tmp_path):
    path = write_notebook(tmp_path / "a.ipynb", "1")
    dids = ["LFN:/escape/a", "test:f.dat", "rucio://other/test:g", "https://x.example/a.fits"]
    work = work_of(batch(path, dids=dids), python="p", lake="escape")
    assert work.input_data == ["LFN:/escape/a"]
    assert document(work)["dids"] == [
        "rucio://escape/test:f.dat",
        "rucio://other/test:g",
        "https://x.example/a.fits",
    ]


@pytest.mark.parametrize(
    ("request_of", "words"),
    [
        ({"dids": ["test:f.dat"]}, "in which lake"),
        ({"dids": ["nothing"]}, "is no DID"),
        ({"outputs": ["../../etc/*"]}, "leads out"),
        ({"outputs": ["/etc/passwd"]}, "leads out"),
        ({"parameters": [{"not a name": 1}]}, "name of a parameter"),
        ({"parameters": [{"import": 1}]}, "name of a parameter"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, request_of, words):
    path = write_notebook(tmp_path / "a.ipynb", "1")
    with pytest.raises(BadRequestError, match=words):
        work_of(batch(path, **request_of), python="p")


@pytest.mark.parametrize("python", ["python3; rm -rf /", "$(x)", "a`b`", "", "py\nthon"])
def test_the_command_of_python_is_a_command(tmp_path, python):
    with pytest.raises(BadRequestError, match="command of a Python"):
        work_of(batch(write_notebook(tmp_path / "a.ipynb", "1")), python=python)


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"not json", BadRequestError, "is no notebook"),
        (b"[]", BadRequestError, "is no notebook"),
        (b'{"nbformat": 4}', BadRequestError, "is no notebook"),
        (b'{"nbformat": 4, "cells": [1]}', BadRequestError, "is no notebook"),
        (b"[" * 100_000, BadRequestError, "is no notebook"),
        (b'{"nbformat": 3, "worksheets": []}', NotAvailableError, "format 3"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path, content, kind, words):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(kind, match=words):
        work_of(batch(path), python="p")


def test_parameters_are_for_python_only(tmp_path):
    path = write_notebook(tmp_path / "a.ipynb", "1", metadata={"kernelspec": {"language": "R"}})
    with pytest.raises(NotAvailableError, match="in r"):
        work_of(batch(path, parameters=[{"x": 1}]), python="p")
    assert document(work_of(batch(path), python="p"))["cells"] == [""]


def test_names_of_the_jobs_own_files_are_taken(tmp_path):
    path = write_notebook(tmp_path / "esap-job.json.ipynb", "1")
    with pytest.raises(BadRequestError, match="own files"):
        work_of(batch(path), python="p")
