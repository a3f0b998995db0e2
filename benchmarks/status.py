"""How long ``/api/status`` takes while a million rows are read, decoded, sorted and paged."""

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from tests.support.jupyter import ONLY_SANDBOX, Jupyter, run_jupyter

from .figures import heading, percentile
from .million import ADQL, ROWS, serve

IDLE_SECONDS = float(os.environ.get("IDLE_SECONDS", "5"))
PAGES = 200
CATALOGUE = ONLY_SANDBOX + '[archives.million]\nname = "Million"\nkind = "tap"\nurl = "{url}"\n'


class Client:
    """Ask a server with its token."""

    def __init__(self, jupyter: Jupyter) -> None:
        self.url = jupyter.url
        self.opener = build_opener(ProxyHandler({}))
        self.headers = {"Authorization": f"token {jupyter.token}"}

    def ask(self, path: str, body: object = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        headers = self.headers | {"Content-Type": "application/json"}
        request = Request(self.url + path, data=data, headers=headers)
        with self.opener.open(request, timeout=300) as answer:
            return json.loads(answer.read())


@contextmanager
def watched(client: Client, what: str) -> Iterator[None]:
    """Ask for the status all the time, and print how long that took."""
    times: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            begin = time.perf_counter()
            client.ask("api/status")
            times.append(time.perf_counter() - begin)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begin = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - begin
        done.set()
        watcher.join()
    p50, p99, most = (percentile(times, share) * 1000 for share in (0.5, 0.99, 1))
    print(
        f"  {what:34} {seconds:6.1f} s; /api/status p50 {p50:.1f}, p99 {p99:.1f}, "
        f"at most {most:.0f} ms (n={len(times)})",
        flush=True,
    )


def main() -> None:
    heading(f"/api/status while {ROWS:,} rows of 6 columns come (goal: p99 of 50 ms)")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve() as url,
        run_jupyter(Path(folder) / "home", catalogue=CATALOGUE.format(url=url)) as jupyter,
    ):
        measure(Client(jupyter))


def measure(client: Client) -> None:
    client.ask("api/status")
    with watched(client, "idle"):
        time.sleep(IDLE_SECONDS)
    with watched(client, "searching, fetching and decoding"):
        result = search(client)
    rows = f"esap/results/{result}/rows?columns=0,1,2,3,4,5"
    with watched(client, "sorting by a column, first page"):
        client.ask(f"{rows}&start=0&stop=100&sort=3&direction=descending")
    with watched(client, f"{PAGES} pages of 100 rows, sorted"):
        for page in range(PAGES):
            start = page * 4999
            client.ask(f"{rows}&start={start}&stop={start + 100}&sort=3&direction=descending")


def search(client: Client) -> str:
    request = {"archives": ["million"], "adql": ADQL, "maxrec": ROWS}
    started = client.ask("esap/searches", request)
    assert isinstance(started, dict)
    while True:
        state = client.ask(f"esap/searches/{started['id']}")
        assert isinstance(state, dict)
        activity = state["activities"][0]
        if activity["state"] == "done":
            assert activity["rows"] == ROWS, activity
            return str(activity["result"])
        if activity["state"] in {"failed", "cancelled"}:
            raise RuntimeError(activity)
        time.sleep(0.2)


if __name__ == "__main__":
    main()
