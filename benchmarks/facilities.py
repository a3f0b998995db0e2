"""A launch at the real JupyterHub of tests/peers: what it takes beyond the start of the server.

Each round asks for a server that is not there yet. What counts as the hub's is the time from the
request for the server until the hub says that it is ready; all before and after is ours: who one
is, a token for the server, what is there already, the files. "at a server that runs" has no start.
"""

import threading
import time
from pathlib import Path

from esap_jupyter.facilities.base import LaunchOptions
from esap_jupyter.facilities.jupyterhub.facility import JupyterHub
from tests.peers.conftest import started
from tests.support.facilities import Told, bundle, made
from tests.support.hub import HubPeer

from .figures import heading, spread

__all__ = ["main"]

ROUNDS = 5
GOAL = "to reach 0.5 s"


class Watch(Told):
    """Remembers when the hub was asked, and when it had the server ready."""

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, float] = {}

    def __call__(
        self, message: str = "", *, progress: float | None = None, log: str = "", note: str = ""
    ) -> None:
        """Take the time of each first message."""
        self.times.setdefault(message, time.perf_counter())
        super().__call__(message, progress=progress, log=log, note=note)


def launched(hub: JupyterHub, server: str) -> tuple[float, float]:
    """Launch, and return the seconds that were ours and those of the hub."""
    watch = Watch()
    options = LaunchOptions(values={"server": server}, existing="overwrite")
    start = time.perf_counter()
    hub.launch(bundle(), options, watch, threading.Event())
    whole = time.perf_counter() - start
    asked = next(at for words, at in watch.times.items() if words.startswith("asking"))
    spawn = watch.times["bringing notebook and data"] - asked
    return whole - spawn, spawn


def main() -> None:
    """Launch at new servers, then at one that runs."""
    heading(f"Launch at a real JupyterHub, {ROUNDS} rounds, beyond the spawn ({GOAL})")
    peer = HubPeer(Path(started("hub/up.sh")))
    person = peer.person()
    try:
        with made(JupyterHub, peer.url, token=person.token()) as hub:
            rounds = [launched(hub, f"bench{number}") for number in range(ROUNDS)]
            print(f"  ours, new server      {spread([own for own, _ in rounds])}")
            print(f"  the hub's own spawn   {spread([spawn for _, spawn in rounds])}")
            again = [launched(hub, "bench0") for _ in range(ROUNDS)]
            print(f"  at a server that runs {spread([own + spawn for own, spawn in again])}")
    finally:
        person.leave()


if __name__ == "__main__":
    main()
