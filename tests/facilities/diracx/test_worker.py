"""What runs where DIRAC has put a job: with nothing but the standard library."""

import contextlib
import json
import os
import subprocess
import sys
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from esap_jupyter.facilities.diracx.work import work_of
from tests.support.batch import batch


@pytest.fixture
def run(tmp_path):
    """Unpack a job in a folder of its own and run it, as a pilot does; gives what came of it."""

    def run(program, number=0, python=f"{sys.executable} -S", **request):
        folder = tmp_path / "job"
        folder.mkdir()
        for piece in work_of(batch(program, **request), python=python).pieces:
            path = folder / piece.name
            content = piece.content
            if content is None:
                content = Path(piece.path).read_bytes()
            path.write_bytes(content)
            path.chmod(0o755 if piece.is_program else 0o644)
        done = subprocess.run(
            ["./esap-run.sh", str(number)], cwd=folder, capture_output=True, text=True, check=False
        )
        with tarfile.open(folder / "esap-outputs.tar") as archive:
            archive.extractall(tmp_path / "out", filter="data")
        return done, json.loads((tmp_path / "out/esap-result.json").read_text())

    return run


def write(path, text):
    path.write_text(text)
    return path


def test_a_script_gets_its_arguments_and_parameters_as_they_were(run, tmp_path):
    program = write(
        tmp_path / "a.py",
        "import json, os, sys\n"
        "given = json.load(open(os.environ['ESAP_PARAMETERS']))\n"
        "json.dump([sys.argv[1:], given], open('told.json', 'w'))\n",
    )
    arguments = ['"; rm -rf /', "two\nlines", "$HOME", "é"]
    done, result = run(program, 1, arguments=arguments, parameters=[{"x": 1}, {"x": "b;"}])
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "out/told.json").read_text()) == [arguments, {"x": "b;"}]
    assert (result["code"], result["problem"], result["number"]) == (0, "", 1)


def test_a_script_of_the_shell_is_run_by_the_shell(run, tmp_path):
    done, _ = run(write(tmp_path / "a.sh", 'echo "$1" > said; echo seen'), arguments=["hello"])
    assert done.stdout == "seen\n"
    assert (tmp_path / "out/said").read_text() == "hello\n"


def test_a_failure_is_the_jobs_failure_and_what_there_is_comes_back(run, tmp_path):
    program = write(tmp_path / "a.py", "open('half.txt', 'w').write('x')\nraise SystemExit(3)\n")
    done, result = run(program)
    assert done.returncode == 3
    assert "exit code 3" in done.stderr
    assert result["problem"] == "It ended with exit code 3."
    assert (tmp_path / "out/half.txt").exists()


def test_only_what_is_new_comes_back_or_what_was_asked_for(run, tmp_path):
    program = write(
        tmp_path / "a.py",
        "import os\nos.mkdir('r')\nfor n in ('r/a.txt', 'r/b.fits', 'c.txt'):\n"
        "    open(n, 'w').write(n)\n",
    )
    run(program, outputs=["r/*.txt"])
    found = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*"))
    assert found == ["esap-result.json", "r/a.txt"]


def test_what_does_not_fit_is_named(run, tmp_path):
    program = write(
        tmp_path / "a.py",
        "with open('huge', 'wb') as f:\n    f.truncate(200 << 20)\nopen('small', 'w').write('x')\n",
    )
    done, result = run(program)
    assert result["left_out"] == ["huge"]
    assert "Too large to come back: huge" in done.stderr
    assert (tmp_path / "out/small").exists()


def test_without_esap_a_did_cannot_be_had_and_that_is_said(run, tmp_path):
    done, result = run(write(tmp_path / "a.py", "1"), dids=["rucio://escape/test:f.dat"])
    assert done.returncode == 1
    assert "esap_jupyter is not installed where the job ran" in result["problem"]


def test_without_a_runner_a_notebook_cannot_be_run_and_that_is_said(run, tmp_path):
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
    done, result = run(write(tmp_path / "a.ipynb", text))
    assert done.returncode == 1
    assert "Neither papermill nor nbclient" in result["problem"]
    assert os.fspath(tmp_path) not in result["problem"]


def test_what_a_job_reads_is_brought_by_esap_where_it_is_installed(run, tmp_path, monkeypatch):
    (tmp_path / "served").mkdir()
    (tmp_path / "served/a.fits").write_bytes(b"SIMPLE  = pixels")
    catalogue = tmp_path / "esap.toml"
    with serving(tmp_path / "served") as root:
        catalogue.write_text(f'[network]\nallow = ["{root.partition("//")[2]}"]\n')
        monkeypatch.setenv("ESAP_CATALOGUE", str(catalogue))
        monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home"))
        program = write(
            tmp_path / "a.py",
            "import json, os\n"
            "((did, (path,)),) = json.load(open(os.environ['ESAP_INPUTS'])).items()\n"
            "open('copy', 'wb').write(open(path, 'rb').read())\n",
        )
        done, result = run(program, python=sys.executable, dids=[f"{root}/a.fits"])
        assert (result["problem"], done.returncode) == ("", 0)
        assert (tmp_path / "out/copy").read_bytes() == b"SIMPLE  = pixels"
        assert not (tmp_path / "out/esap-data").exists()


@contextlib.contextmanager
def serving(folder):
    """Serve a folder on the loopback address."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
