"""A real Jupyter server in a home of its own, and a browser to look at it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

__all__ = ["ONLY_SANDBOX", "Jupyter", "find_chromium", "run_jupyter"]

# What the built-in catalogue ticks by default may need the internet; tests have none.
ONLY_SANDBOX = "[archives.astron_vo]\ndefault = false\n"

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
NO_ANNOUNCEMENTS = {
    "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True},
}
EMPTY_NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "id": "first",
            "source": "",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@dataclass(frozen=True)
class Jupyter:
    """Where a server is, the folder that it serves, and its process."""

    url: str
    token: str
    root: Path
    process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """End it as a crash does; `run_jupyter` in the same home and at its port goes on."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    def lab(self, path: str = "") -> str:
        """Tell the address of JupyterLab, with a notebook open if ``path`` names one."""
        page = f"lab/tree/{path}" if path else "lab"
        return f"{self.url}{page}?token={self.token}&reset"

    def notebook7(self, path: str) -> str:
        """Tell the address of Notebook 7 on the notebook ``path``."""
        return f"{self.url}notebooks/{path}?token={self.token}"

    def new_notebook(self, name: str) -> str:
        """Write an empty Python notebook into the served folder; its path is returned."""
        (self.root / name).write_text(json.dumps(EMPTY_NOTEBOOK))
        return name


def find_chromium() -> str | None:
    """Find a browser that Playwright can drive: ``ESAP_BROWSER``, or one on PATH."""
    if named := os.environ.get("ESAP_BROWSER"):
        return named
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def run_jupyter(
    home: Path,
    *,
    catalogue: str = ONLY_SANDBOX,
    base_url: str = "/user/alice/",
    port: int | None = None,
) -> Iterator[Jupyter]:
    """Start JupyterLab, with Notebook 7 beside it, below a path as on a hub."""
    root = home / "work"
    root.mkdir(parents=True, exist_ok=True)
    port = port or _free_port()
    url = f"http://127.0.0.1:{port}{base_url}"
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            _command(root, port, base_url),
            env=_environment(home, catalogue),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    running = Jupyter(url=url, token="test", root=root, process=server)
    try:
        _wait(running, server, home / "server.log")
        yield running
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(root: Path, port: int, base_url: str) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.base_url={base_url}"),
        *("--IdentityProvider.token=test", f"--ServerApp.root_dir={root}"),
        *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
    ]


def _environment(home: Path, catalogue: str) -> dict[str, str]:
    config = home / "config"
    (config / "labconfig").mkdir(parents=True, exist_ok=True)
    (config / "labconfig" / "page_config.json").write_text(json.dumps(NO_ANNOUNCEMENTS))
    (home / "catalogue.toml").write_text(catalogue)
    return os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(home / "ipython"),
        "ESAP_HOME": str(home / "esap"),
        "ESAP_CATALOGUE": str(home / "catalogue.toml"),
    }


def _wait(running: Jupyter, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            opener.open(f"{running.url}api/status?token={running.token}", timeout=5).close()
        except HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Jupyter did not start:\n{log.read_text()[-4000:]}")
