"""The data lake on the real Rucio of ``tests/peers/rucio``, beside its own clients.

``tests/peers/rucio/up.sh --install`` must have been run, and ``fill.sh first --many`` and
``--bench``. Name parts to measure only those: listing, screen, download, resume, slow, start.
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from tests.support.jupyter import ONLY_SANDBOX, run_jupyter
from tests.support.rucio import ALICE, RucioPeer

from . import lake_screen
from .figures import heading, spread
from .status import Client, watched

ROUNDS = int(os.environ.get("ROUNDS", "3"))
STATE = Path(os.environ.get("ESAP_PEERS_STATE", "/var/lib/esap-peers")) / "rucio"
CACHE = Path(os.environ.get("ESAP_PEERS_CACHE", "~/.cache/esap-peers")).expanduser()
CLIENTS = CACHE / "rucio-clients/bin"
DELAY = 4.0
MANY, BENCH, SLOW = "ds.many", "test:ds.bench", "test:slow.dat"
QUESTION = {"scope": "test", "name": "many_*", "type": "file"}
LIST = """
import time
from rucio.client import Client
client = Client()
client.ping()
begin = time.perf_counter()
count, first = 0, 0.0
for _ in client.list_dids("test", [{"name": "many_*"}], did_type="file", long=True):
    first = first or time.perf_counter() - begin
    count += 1
print(first, time.perf_counter() - begin, count)
"""


def catalogue(peer: RucioPeer) -> str:
    lake = f'[lakes.first]\nname = "First"\nurl = "{peer.url}"\nca = "{peer.ca}"\n'
    return f'{ONLY_SANDBOX}{lake}account = "alice"\n'


def log_in(client: Client) -> None:
    body = {"kind": "userpass", "account": "alice", "username": "alice", "password": "alicepw"}
    send(client, "PUT", "esap/identity/first", body)


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = client.headers | {"Content-Type": "application/json"}
    request = Request(client.url + path, data=data, headers=headers, method=method)
    with build_opener(ProxyHandler({})).open(request, timeout=600) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def clients(*words: str, **options: Any) -> subprocess.Popen[str]:
    """Run a program of rucio-clients as Alice."""
    environment = {
        **os.environ,
        "RUCIO_CONFIG": str(STATE / "first/alice.cfg"),
        "X509_USER_PROXY": str(STATE / "tls/alice-proxy.pem"),
    }
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(
        [str(CLIENTS / words[0]), *words[1:]], env=environment, **pipe, **options
    )


def listing(client: Client) -> None:
    ours_first, ours_all, theirs_first, theirs_all = [], [], [], []
    for _ in range(ROUNDS):
        first, every, count = list_here(client)
        ours_first.append(first)
        ours_all.append(every)
        said, _ = clients("python", "-c", LIST).communicate()
        begin, end, theirs = said.split()[-3:]
        theirs_first.append(float(begin))
        theirs_all.append(float(end))
        assert count == int(theirs) == 10_000, (count, theirs)
    print(f"  first 100 over REST   {spread(ours_first)} (goal 300 ms)")
    print(f"  all 10 000 over REST  {spread(ours_all)}")
    print(f"  rucio-clients, first  {spread(theirs_first)}")
    print(f"  rucio-clients, all    {spread(theirs_all)}")
    ratio = statistics.median(a / b for a, b in zip(ours_all, theirs_all, strict=True))
    print(f"  all, ratio            {ratio:.2f} (goal 1.2)", flush=True)


def list_here(client: Client) -> tuple[float, float, int]:
    begin = time.perf_counter()
    made = send(client, "POST", "esap/lakes/first/listings", QUESTION)
    path = f"esap/lakes/first/listings/{made['id']}"
    page = send(client, "GET", f"{path}?offset=0&limit=100&wait=10")
    assert len(page["rows"]) > 0
    first = time.perf_counter() - begin
    while not page["ended"]:
        page = send(client, "GET", f"{path}?offset=9900&limit=100&wait=10")
    every = time.perf_counter() - begin
    send(client, "DELETE", path)
    return first, every, page["count"]


def download(client: Client, root: Path) -> None:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        shutil.rmtree(root / "esap-data", ignore_errors=True)
        begin = time.perf_counter()
        fetch_here(client, BENCH)
        ours.append(time.perf_counter() - begin)
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            process = clients("rucio", "download", "--dir", folder, BENCH)
            said, _ = process.communicate()
            theirs.append(time.perf_counter() - begin)
            assert len(list(Path(folder).rglob("*.dat"))) == 200, said[-2000:]
    print(f"  ours            {spread(ours, 's', 1)}")
    print(f"  rucio download  {spread(theirs, 's', 1)}")
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    print(f"  rate, ratio     {ratio:.1f} (goal 2)", flush=True)


def fetch_here(client: Client, did: str) -> None:
    activity = send(client, "POST", "esap/lakes/first/downloads", {"dids": [did]})
    while activity["ended"] is None:
        time.sleep(0.05)
        activity = send(client, "GET", f"esap/activities/{activity['id']}")
    assert activity["state"] == "done", activity


def resume(peer: RucioPeer) -> None:
    """Kill the download of a file of 1 MB at 64 kB/s, and do it again."""
    ours = """
        import sys
        from pathlib import Path
        from tests.support.lakes import connected, password
        from tests.support.transfers import transferring
        url, ca, root, did = sys.argv[1:]
        with connected(url, password(), ca=ca) as lake, transferring(lake, Path(root)) as here:
            assert not here.get(did).failed
    """
    program = "\n".join(line[8:] for line in ours.splitlines())
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-c", program, peer.url, str(peer.ca), folder, SLOW]
        killed("ours", lambda: subprocess.Popen(words), Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        killed(
            "rucio download",
            lambda: clients("rucio", "download", "--dir", folder, SLOW, start_new_session=True),
            Path(folder),
        )


def killed(who: str, begin: Callable[[], subprocess.Popen[Any]], folder: Path) -> None:
    process = begin()
    while largest(folder) < 600_000:
        time.sleep(0.05)
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    had = largest(folder)
    start = time.perf_counter()
    assert begin().wait() == 0
    seconds = time.perf_counter() - start
    print(f"  {who:15} had {had / 1e6:.2f} MB; the second try took {seconds:.1f} s", flush=True)


def largest(folder: Path) -> int:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return max((size for size in sizes if size <= 1_100_000), default=0)


def slow(client: Client, peer: RucioPeer) -> None:
    body = {"scope": "test", "name": "events_02.dat", "rse_expression": "DAV2", "lifetime": 600}
    with watched(client, "idle"):
        time.sleep(DELAY)
    with (
        peer.fault("^/rules/?\\??$", delay=DELAY),
        watched(client, f"a rule, answered in {DELAY:g} s"),
    ):
        rule = send(client, "POST", "esap/lakes/first/rules", body)
    peer.remove_rule(rule["id"], copies=False)


def start() -> None:
    program = """
import sys, time
from esap_jupyter.platform import Platform
from esap_jupyter.extension import ESAP
platform = Platform()
platform.archives()
rooms = [name for name in sys.modules if name.startswith("esap_jupyter.lake.")]
begin = time.perf_counter()
platform.lakes
print(f"{', '.join(rooms)}; the others take {(time.perf_counter() - begin) * 1000:.0f} ms then")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    print(f"  modules loaded before it is used: {done.stdout.strip()}")


def main() -> None:
    parts = sys.argv[1:] or ["listing", "screen", "download", "resume", "slow", "start"]
    peer = RucioPeer(STATE)
    if not (STATE / "peer.json").is_file() or peer.log_in(ALICE).status != 200:
        print("\nThe data lake: not measured, as tests/peers/rucio/up.sh was not run")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        run_jupyter(Path(folder) / "home", catalogue=catalogue(peer)) as jupyter,
    ):
        client = Client(jupyter)
        log_in(client)
        if "listing" in parts:
            heading("10 000 DIDs of a real Rucio, listed with sizes")
            listing(client)
        if "screen" in parts:
            heading("10 000 DIDs of a real Rucio, from the click in Chromium")
            lake_screen.measure(jupyter, ROUNDS)
        if "download" in parts:
            heading("200 files of 1 MB from WebDAV over TLS on this machine")
            download(client, jupyter.root)
        if "slow" in parts:
            heading("/api/status while Rucio takes its time (goal: p99 of 50 ms)")
            slow(client, peer)
    if "resume" in parts:
        heading("a file of 1 MB at 64 kB/s, killed beyond 0.6 MB")
        resume(peer)
    if "start" in parts:
        heading("what the lake adds to a start")
        start()


if __name__ == "__main__":
    main()
