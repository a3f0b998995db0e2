"""Processes that fetch, and may be killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Child", "Nursery", "nursery"]

ROOT = Path(__file__).parents[2]


class Child:
    """One that fetches; ``told`` is what it said at its end."""

    def __init__(self, pid: int, process: subprocess.Popen, told: Path) -> None:
        self.pid = pid
        self._process = process
        self._told = told

    def kill(self) -> None:
        """End it at once; it may have ended already."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Return its exit code, or minus the signal that ended it."""
        return os.waitstatus_to_exitcode(int(self._process.stdout.readline()))

    @property
    def told(self) -> str:
        return self._told.read_text() if self._told.exists() else ""


class Nursery:
    """A process that has imported everything, and forks others off."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def fetch(
        self, server, here, *, path="/a.dat", limits=None, kill_at=0, largest=0, home=None, **wanted
    ) -> Child:
        """Start one that fetches."""
        told = here.base / "told"
        told.unlink(missing_ok=True)
        spec = {
            "allow": [server.hostport],
            "limits": limits or {},
            "home": str(home or here.home),
            "folder": str(here.folder),
            "told": str(told),
            "kill_at": kill_at,
            "largest": largest,
            "wanted": {"url": server.url + path, "who": "Archive", **wanted},
        }
        self._process.stdin.write(json.dumps(spec) + "\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()), self._process, told)


@contextlib.contextmanager
def nursery() -> Iterator[Nursery]:
    """Have one within the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.fetching_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield Nursery(process)
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
