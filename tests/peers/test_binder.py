"""Builds and starts what `binder/` describes, as a BinderHub would, in a fresh environment."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.peers

ROOT = Path(__file__).parents[2]
TOKEN = "binder-test"
WELCOME = "demo/workspace/Welcome.ipynb"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout in a home of its own, after its postBuild has run in a fresh environment."""
    home = tmp_path_factory.mktemp("binder") / "jovyan"
    copy_checkout(home)
    venv.create(home.parent / "env", with_pip=True)
    link_node(home.parent / "node")
    run(home, ["binder/postBuild"])
    return home


def copy_checkout(home: Path) -> None:
    """Copy what git knows, as a clone has it; what was built here is left behind."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        if (ROOT / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, home / name)


def link_node(folder: Path) -> None:
    """Offer Node as conda does, and no Python beside it."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    folder.mkdir()
    for name in ("node", "npm", "npx"):
        found = shutil.which(name, path=path)
        assert found is not None, f"{name} is not installed"
        (folder / name).symlink_to(Path(found).resolve())


def environment(home: Path) -> dict[str, str]:
    """Tell what the commands see: as little of this machine as they can do with."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ESAP", "JUPYTER", "PYTHON"))}
    # The cache of pip and npm may be used again, or this would take long.
    caches = {
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache/pip")),
        "NPM_CONFIG_CACHE": os.environ.get("NPM_CONFIG_CACHE", str(Path.home() / ".npm")),
    }
    folders = [home.parent / "env" / "bin", home.parent / "node"]
    path = os.pathsep.join([*map(str, folders), "/usr/local/bin", "/usr/bin", "/bin"])
    config = (
        {"PIP_CONFIG_FILE": str(Path.home() / ".config/pip/pip.conf")}
        if (Path.home() / ".config/pip/pip.conf").is_file()
        else {}
    )
    if (Path.home() / ".npmrc").is_file():
        config["NPM_CONFIG_USERCONFIG"] = str(Path.home() / ".npmrc")
    own = {"HOME": str(home), "REPO_DIR": str(home), "PATH": path}
    return {
        **kept,
        **caches,
        **config,
        **own,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PIP_NO_COMPILE": "1",
    }


def run(home: Path, command: list[str]) -> None:
    done = subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, check=False,
        timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@contextmanager
def started(home: Path) -> Iterator[str]:
    """Start the server through binder/start; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = ["binder/start", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    options = [
        f"--port={port}",
        "--ServerApp.base_url=/user/x/",
        f"--IdentityProvider.token={TOKEN}",
    ]
    with (home.parent / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, *options], cwd=home, env=environment(home), stdout=log, stderr=log,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}/user/x/"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def get(address: str) -> bytes:
    """Ask until the server is there."""
    request = urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"})
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def test_the_environment_has_what_the_package_needs():
    described = yaml.safe_load((ROOT / "binder" / "environment.yml").read_text())
    names = {str(each).split("=")[0] for each in described["dependencies"]}
    assert {"python", "nodejs", "pip"} <= names
    for name in ("postBuild", "start"):
        assert os.access(ROOT / "binder" / name, os.X_OK), f"{name} cannot be run"


def test_binder_builds_and_opens_the_demo(built: Path):
    with started(built) as url:
        welcome = json.loads(get(f"{url}api/contents/{WELCOME}"))
        assert welcome["type"] == "notebook"
        page = get(f"{url}lab/tree/{WELCOME}").decode()
        assert '"esap-jupyter"' in page, "the lab loads the extension"
        archives = {each["id"]: each for each in json.loads(get(f"{url}esap/archives"))}
        assert archives["sandbox"]["default"]
        assert not archives["astron_vo"]["default"], "the demo's own catalogue is read"
        assert (built / "demo" / "esap").is_dir() or not (
            built / ".local/share/jupyter/esap"
        ).exists()
