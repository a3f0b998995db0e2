"""The real DiracX that `tests/peers/diracx/up.sh` starts, as tests see it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import urllib3

__all__ = ["DiracPeer"]

PILOT = Path(__file__).parents[1] / "peers/diracx/pilot.py"


class DiracPeer:
    """One DiracX.

    Parameters
    ----------
    state
        The folder that ``up.sh`` named.
    """

    def __init__(self, state: Path) -> None:
        self.state = state
        self.url: str = json.loads((state / "peer.json").read_text())["url"]

    def token(self, who: str = "user") -> str:
        """Give a token of the user alice, or of an admin or a pilot."""
        return (self.state / f"run/token-{who}").read_text()

    def toml(self, **options: Any) -> str:
        """Write a catalogue with this facility."""
        values = {"vo": "escape", "python": sys.executable, **options}
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        return "\n".join(
            [
                "[facilities.dirac]",
                'name = "DIRAC"',
                'kind = "diracx"',
                f'url = "{self.url}"',
                "[facilities.dirac.options]",
                *lines,
                "",
                "",
            ]
        )

    def run(self, job: str) -> subprocess.CompletedProcess[str]:
        """Play the pilot for a job, to its end."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [sys.executable, PILOT, self.state, job],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    def ask(self, method: str, path: str, body: Any = None, who: str = "user") -> Any:
        """Ask DiracX without any of our code."""
        answer = urllib3.request(
            method,
            self.url + path,
            body=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token(who)}",
                "Content-Type": "application/json",
            },
        )
        assert answer.status < 300, answer.data
        return answer.json() if answer.data else None

    def job(self, job: str) -> dict[str, Any]:
        """Return all that DiracX knows of a job."""
        condition = {"parameter": "JobID", "operator": "eq", "value": int(job)}
        return self.ask("POST", "/api/jobs/search", {"search": [condition]})[0]

    def lose(self, job: str) -> None:
        """Take a job out of the database, as operators clean up."""
        with sqlite3.connect(self.state / "run/JobDB.db", timeout=30) as database:
            for table in ("JobJDLs", "Jobs"):
                database.execute(f"DELETE FROM {table} WHERE JobID = ?", (int(job),))

    @staticmethod
    def approve(url: str) -> str:
        """Follow a login by device code as a browser does; gives the page that it ends at."""
        jar: dict[str, str] = {}
        for _ in range(12):
            cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
            answer = urllib3.request("GET", url, redirect=False, headers={"Cookie": cookies})
            for line in answer.headers.getlist("set-cookie"):
                name, _, value = line.partition(";")[0].partition("=")
                jar[name] = value
            if "location" not in answer.headers:
                assert answer.status == 200, answer.data
                return answer.data.decode()
            url = urljoin(url, answer.headers["location"])
        raise AssertionError("too many redirects")
