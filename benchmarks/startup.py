"""How much the extension adds to the start of ``jupyter server``: paired runs, first answer."""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

import psutil

from .figures import heading, spread

PAIRS = int(os.environ.get("PAIRS", "11"))


def main() -> None:
    heading(f"Start of jupyter server until /api/status answers, {PAIRS} pairs (goal: +50 ms)")
    with tempfile.TemporaryDirectory() as folder:
        homes = {enabled: home(Path(folder) / str(enabled), enabled) for enabled in (False, True)}
        for environment in homes.values():  # byte code and disk caches, not counted
            first_answer(environment)
        taken: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for pair in range(PAIRS):
            # The order changes, so that neither always comes second.
            for enabled in (False, True) if pair % 2 else (True, False):
                taken[enabled].append(first_answer(homes[enabled]))
    # The processor's time is disturbed less by what else the machine does.
    for what, index in (("waiting", 0), ("processor", 1)):
        bare, full = ([run[index] for run in taken[enabled]] for enabled in (False, True))
        added = [with_it - without for with_it, without in zip(full, bare, strict=True)]
        print(f"  {what:9}  without  {spread(bare)}")
        print(f"  {what:9}  with     {spread(full)}")
        print(f"  {what:9}  added    {spread(added)}, mean {statistics.mean(added) * 1000:.0f} ms")


def home(folder: Path, enabled: bool) -> dict[str, str]:
    """Write a configuration with or without the extension; its environment is returned."""
    config = folder / "config"
    config.mkdir(parents=True)
    server = {"ServerApp": {"jpserver_extensions": {"esap_jupyter": enabled}}}
    (config / "jupyter_server_config.json").write_text(json.dumps(server))
    return os.environ | {
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(config),
        # Else the environment's own configuration, which enables the extension, would win.
        "JUPYTER_PREFER_ENV_PATH": "0",
        "EXPECTED": "200" if enabled else "404",
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "ESAP_HOME": str(folder / "esap"),
    }


def first_answer(environment: dict[str, str]) -> tuple[float, float]:
    """Start a server; the seconds until it answered, and those of the processor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=bench"]
    begin = time.perf_counter()
    server = subprocess.Popen(
        command,
        env=environment,
        cwd=environment["HOME"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while status(port, "/api/status") != "200":
            if server.poll() is not None:
                raise RuntimeError("the server ended")
            time.sleep(0.01)
        seconds = time.perf_counter() - begin
        used = psutil.Process(server.pid).cpu_times()
        assert status(port, "/esap/archives") == environment["EXPECTED"]
        return seconds, used.user + used.system
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def status(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": "token bench"})
        return str(connection.getresponse().status)
    except OSError:
        return ""
    finally:
        connection.close()


if __name__ == "__main__":
    main()
