"""Twenty archives at once, eight of them dead and one slow: who waits for whom."""

import contextlib
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.jupyter import ONLY_SANDBOX, run_jupyter
from tests.support.servers import Asked, Reply, black_hole, closed_port, serve
from tests.support.tap import tap, votable

from .figures import heading
from .status import Client, watched

SLOW = float(os.environ.get("SLOW", "10"))
RUNS = int(os.environ.get("RUNS", "3"))
GOOD = 11
ROWS = 2000
GOAL = 1.1
OPTIONS = "options = { timeout = 120 }\n"


def main() -> None:
    heading(
        f"20 archives in parallel, 8 dead, one {SLOW:g} s slow: time to all the others / time of "
        f"the slowest of them alone (goal: {GOAL}); /api/status meanwhile (goal: p99 of 50 ms)"
    )
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        archives = stack.enter_context(twenty())
        text = ONLY_SANDBOX + "".join(
            f'[archives.{name}]\nname = "{name}"\nkind = "tap"\nurl = "{url}"\n{OPTIONS}'
            for name, url in archives.items()
        )
        jupyter = stack.enter_context(run_jupyter(folder / "home", catalogue=text))
        measure(Client(jupyter), list(archives))


def measure(client: Client, archives: list[str]) -> None:
    good = [name for name in archives if name.startswith(("good", "slow"))]
    # Whoever is asked first starts the worker processes.
    search(client, [good[0]], [good[0]])
    for _ in range(RUNS):
        with watched(client, "the slow one alone"):
            alone = search(client, ["slow"], ["slow"])
        with watched(client, "all twenty, until all that live are there"):
            together = search(client, archives, good)
        print(
            f"  slowest alone {alone:.2f} s, all that live {together:.2f} s: "
            f"{together / alone:.3f}",
            flush=True,
        )


def search(client: Client, archives: list[str], awaited: list[str]) -> float:
    """Search, and return the seconds until the awaited archives have given their rows."""
    begin = time.perf_counter()
    started = client.ask("esap/searches", {"archives": archives, "target": "10 +20"})
    assert isinstance(started, dict)
    while True:
        state = client.ask(f"esap/searches/{started['id']}")
        assert isinstance(state, dict)
        states = {one["archive"]: one["state"] for one in state["activities"]}
        wrong = [one for one in awaited if states[one] in {"failed", "cancelled"}]
        if wrong:
            raise RuntimeError([one for one in state["activities"] if one["archive"] in wrong])
        if all(states[one] == "done" for one in awaited):
            return time.perf_counter() - begin
        time.sleep(0.05)


@contextlib.contextmanager
def twenty() -> Iterator[dict[str, str]]:
    """Serve them; give their addresses by name."""
    body = votable(ROWS)

    def late(_: Asked) -> Reply:
        time.sleep(SLOW)
        return Reply(body)

    with contextlib.ExitStack() as stack:
        good = stack.enter_context(serve(tap(body))).url
        slow = stack.enter_context(serve(tap(late))).url
        broken = stack.enter_context(serve(lambda _: Reply(b"no", status=500))).url
        page = stack.enter_context(serve(b"<html><title>Login</title></html>")).url
        cut = stack.enter_context(serve(tap(lambda _: Reply(body[:-300])))).url
        refused = stack.enter_context(serve(tap(votable(status="ERROR", text="No.")))).url
        holes = [stack.enter_context(black_hole()) for _ in range(2)]
        silent = stack.enter_context(unspoken())
        yield {
            **{f"good{number}": f"{good}/tap" for number in range(GOOD)},
            "slow": f"{slow}/tap",
            "dead_refused": closed_port(),
            "dead_hole": holes[0],
            "dead_hole_too": holes[1],
            "dead_tls": silent,
            "dead_500": f"{broken}/tap",
            "dead_html": page,
            "dead_cut": f"{cut}/tap",
            "dead_error": f"{refused}/tap",
        }


@contextlib.contextmanager
def unspoken() -> Iterator[str]:
    """Take connections for TLS, and never say hello."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield f"https://127.0.0.1:{sock.getsockname()[1]}/tap"


if __name__ == "__main__":
    main()
