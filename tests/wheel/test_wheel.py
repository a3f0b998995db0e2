"""The built wheel enables everything, in a clean environment that has no Node."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

ROOT = Path(__file__).parent.parent.parent


def run(*command, env=None, **options):
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False, **options)
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("build")
    if not (ROOT / "esap_jupyter/labextension/static/style.js").exists():
        pytest.skip("the front end is not built: make install")
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(dist), str(ROOT))
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def venv(wheel, tmp_path_factory):
    """An environment with the wheel and its ``lab`` extra."""
    venv = tmp_path_factory.mktemp("clean") / "venv"
    run(sys.executable, "-m", "venv", str(venv))
    run(*pip(venv), f"{wheel}[lab]", env=environment(venv))
    return venv


def pip(venv):
    return (str(venv / "bin/python"), "-m", "pip", "install", "-qq")


def environment(venv):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")}
    home = venv.parent / "home"
    # Only the environment's own programs are on PATH: Node is not.
    return kept | {
        "PATH": str(venv / "bin"),
        "HOME": str(home),
        "ESAP_HOME": str(home / "esap"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def test_front_end_and_server_are_enabled(venv):
    env = environment(venv)
    jupyter = str(venv / "bin/jupyter")
    assert "esap-jupyter" in run(jupyter, "labextension", "list", env=env)
    server = run(jupyter, "server", "extension", "list", env=env)
    lines = [line for line in server.splitlines() if "esap_jupyter" in line]
    assert any("enabled" in line for line in lines)
    assert any("OK" in line for line in lines)


def test_shared_files_are_installed_once(venv):
    package = next(venv.glob("lib/python*/site-packages/esap_jupyter"))
    assert not (package / "labextension").exists()
    assert (package / "widgets/static/archiveSearch.js").stat().st_size
    assert (package / "demo/files/Welcome.ipynb").exists()
    shared = venv / "share/jupyter/labextensions/esap-jupyter"
    assert json.loads((shared / "package.json").read_text())["name"] == "esap-jupyter"


def test_kernel_side_needs_no_jupyterlab(wheel):
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    needed = [
        line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    names = {re.match(r"Requires-Dist: ([\w.-]+)", line)[1].lower() for line in needed}
    assert {"astropy", "pyarrow", "anywidget"} <= names
    assert not {"jupyterlab", "jupyter-server", "notebook", "duckdb", "sqlglot"} & names


def test_server_answers(venv, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "server.log").open("w")
    server = subprocess.Popen(
        [
            *(str(venv / "bin/jupyter"), "server", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
            *("--IdentityProvider.token=test", f"--ServerApp.root_dir={tmp_path}"),
        ],
        env=environment(venv),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        archives = json.loads(wait_for(f"http://127.0.0.1:{port}/esap/archives", server))
    finally:
        server.terminate()
        server.wait(20)
    assert "sandbox" in json.dumps(archives)


def wait_for(url, server):
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + 60
    while True:
        try:
            return opener.open(Request(url, headers={"Authorization": "token test"})).read()
        except HTTPError:
            raise
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
