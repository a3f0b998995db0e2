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

from .figures import heading, spread

PAIRS = int(os.environ.get("PAIRS", "11"))


def main() -> None:
    heading(f"Start of jupyter server until /api/status answers, {PAIRS} pairs (goal: +50 ms)")
    with tempfile.TemporaryDirectory() as folder:
        homes = {enabled: home(Path(folder) / str(enabled), enabled) for enabled in (False, True)}
        for environment in homes.values():  # byte code and disk caches, not counted
            first_answer(environment)
        times: dict[bool, list[float]] = {False: [], True: []}
        for pair in range(PAIRS):
            # The order changes, so that neither always comes second.
            for enabled in (False, True) if pair % 2 else (True, False):
                times[enabled].append(first_answer(homes[enabled]))
    added = [with_it - bare for with_it, bare in zip(times[True], times[False], strict=True)]
    print(f"  without the extension  {spread(times[False])}")
    print(f"  with the extension     {spread(times[True])}")
    print(f"  added, pair by pair    {spread(added)}, mean {statistics.mean(added) * 1000:.0f} ms")


def home(folder: Path, enabled: bool) -> dict[str, str]:
    """Write a configuration with or without the extension; its environment is returned."""
    config = folder / "config"
    config.mkdir(parents=True)
    server = {"ServerApp": {"jpserver_extensions": {"esap_jupyter": enabled}}}
    (config / "jupyter_server_config.json").write_text(json.dumps(server))
    return os.environ | {
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "ESAP_HOME": str(folder / "esap"),
    }


def first_answer(environment: dict[str, str]) -> float:
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
        while not answers(port):
            if server.poll() is not None:
                raise RuntimeError("the server ended")
            time.sleep(0.002)
        return time.perf_counter() - begin
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/status", headers={"Authorization": "token bench"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
