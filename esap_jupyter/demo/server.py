"""The JupyterLab of the demo, as a process that ends with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from .ports import HOST
from .problem import DemoError

__all__ = ["LOG", "running"]

LOG = "server.log"
START_SECONDS = 120
STOP_SECONDS = 15


@contextmanager
def running(home: Path, *, port: int, token: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run JupyterLab on the demo's folder; inside the context it answers.

    Parameters
    ----------
    home
        The folder that `workspace.prepare` laid out.
    port, token
        Where it listens on the loopback address, and what opens it.

    Raises
    ------
    DemoError
        If it ends or says nothing for two minutes; the message has its last words.
    """
    with (home / LOG).open("w", encoding="utf-8") as log:
        # Every word of the command is our own.
        process = subprocess.Popen(  # noqa: S603
            _command(home, port),
            env=_environment(home, token),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is for us, who then end the server in good order.
            start_new_session=True,
        )
    try:
        _wait(process, home / LOG, port=port, token=token)
        yield process
    finally:
        _end(process)


def _command(home: Path, port: int) -> list[str]:
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += [f"--ServerApp.ip={HOST}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.root_dir={home / 'workspace'}"]
    if os.geteuid() == 0:
        command.append("--allow-root")
    return command


def _environment(home: Path, token: str) -> dict[str, str]:
    """Keep the person's own Jupyter and ESAP out of it, and the token off the command line."""
    catalogues = [str(home / "catalogue.toml"), os.environ.get("ESAP_CATALOGUE", "")]
    return os.environ | {
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(home / "ipython"),
        "ESAP_HOME": str(home / "esap"),
        "ESAP_CATALOGUE": os.pathsep.join(filter(None, catalogues)),
    }


def _wait(process: subprocess.Popen[bytes], log: Path, *, port: int, token: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if _answers(port, token):
            return
        time.sleep(0.1)
    last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
    raise DemoError(f"JupyterLab did not start; its last words in {log}:\n{last}")


def _answers(port: int, token: str) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/api/status", headers={"Authorization": f"token {token}"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the server shut its kernels down; what does not go by itself is killed."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
