"""Transfers, beside curl and aria2c, from a server on the loopback address.

``apt install curl aria2 nginx-light``. Name parts to measure only those: large, slow, many, kill.
LARGE is the size in GiB, STAGE_ROOM the folder where all goes on. The server is nginx where it is
installed; else one of Python, which is slower for all.
"""

import contextlib
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .figures import heading, spread

ROUNDS = int(os.environ.get("ROUNDS", "3"))
GIBIBYTE = 1 << 30
LARGE = int(float(os.environ.get("LARGE", "2")) * GIBIBYTE)
MANY, SMALL = 2000, 100_000
AT_ONCE = 16
SLOW_RATE = 20 << 20
SLOW_SIZE = 200 << 20
KILLS = 20
ROOM = Path(os.environ.get("STAGE_ROOM", tempfile.gettempdir()))

NGINX = """
daemon off; worker_processes 2; error_log stderr crit; pid {base}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;
  client_body_temp_path {base}/t1; proxy_temp_path {base}/t2; fastcgi_temp_path {base}/t3;
  uwsgi_temp_path {base}/t4; scgi_temp_path {base}/t5;
  server {{ listen 127.0.0.1:{port} backlog=512; root {root}; {more} }}
}}
"""

ENGINE = r"""
import json, queue, re, sys, threading, time
from pathlib import Path
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.staging.engine import Engine
from esap_jupyter.staging.wanted import Wanted
spec = json.loads(sys.argv[1])
http = HttpClient(guard=AddressGuard([spec["hostport"]]), user_agent="bench")
engine = Engine(http=http, home=Path(spec["home"]))
folder, work = Path(spec["folder"]), queue.SimpleQueue()
for each in spec["wanted"]:
    work.put(Wanted(**each))
def run():
    while True:
        try:
            wanted = work.get_nowait()
        except queue.Empty:
            return
        engine.fetch(wanted, folder)
begin = time.perf_counter()
threads = [threading.Thread(target=run) for _ in range(spec["at_once"])]
for each in threads: each.start()
for each in threads: each.join()
# The peak of this process alone; `getrusage` tells its parent's too.
most = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]
print(time.perf_counter() - begin, most)
"""


class Bench:
    """A folder, a server of it, and places for what is fetched."""

    def __init__(self, base: Path, url: str) -> None:
        self.base, self.url = base, url

    def empty(self) -> Path:
        target = self.base / "target"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        return target

    def engine(self, wanted: list[dict], at_once: int) -> subprocess.Popen:
        spec = {
            "hostport": self.url.removeprefix("http://"),
            "home": str(self.base / "home"),
            "folder": str(self.base / "target"),
            "wanted": wanted,
            "at_once": at_once,
        }
        return subprocess.Popen(
            [sys.executable, "-c", ENGINE, json.dumps(spec)], stdout=subprocess.PIPE, text=True
        )

    def timed(self, wanted: list[dict], at_once: int = 1) -> tuple[float, int]:
        """Fetch by the engine; returns seconds, without Python's start, and the peak in kB."""
        self.forget()
        self.empty()
        said, _ = self.engine(wanted, at_once).communicate()
        seconds, most = said.split()
        return float(seconds), int(most)

    def forget(self) -> None:
        shutil.rmtree(self.base / "home", ignore_errors=True)

    def by(self, command: list[str]) -> float:
        target = self.empty()
        begin = time.perf_counter()
        subprocess.run(command, check=True, cwd=target, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begin


@contextlib.contextmanager
def serving(more: str = "") -> Iterator[Bench]:
    """Serve a folder below a new one, which is removed at the end."""
    base = Path(tempfile.mkdtemp(prefix="esap-stage-", dir=ROOM))
    base.chmod(0o755)
    (base / "root").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    if nginx := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"):
        (base / "conf").write_text(
            NGINX.format(base=base, port=port, root=base / "root", more=more)
        )
        command = [nginx, "-c", str(base / "conf"), "-e", "stderr"]
        if os.getuid() == 0:
            command += ["-g", "user root;"]
    else:
        command = [sys.executable, "-m", "http.server", str(port), "-b", "127.0.0.1", "-p"]
        command = [*command, "HTTP/1.1", "-d", str(base / "root")]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield Bench(base, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(base, ignore_errors=True)


def make(path: Path, size: int) -> str:
    """Write random bytes; returns their SHA-256."""
    digest, chance = hashlib.sha256(), random.Random(size)
    with path.open("wb") as file:
        while size > 0:
            block = chance.randbytes(min(size, 8 << 20))
            digest.update(block)
            size -= file.write(block)
    long_ago = time.time() - 1e6
    os.utime(path, (long_ago, long_ago))
    return digest.hexdigest()


def adler32(path: Path) -> str:
    import zlib

    value = 1
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            value = zlib.adler32(block, value)
    return f"{value:08x}"


def processor() -> float:
    """Seconds that the processes which have ended so far took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def weighed(what: Callable[[], float]) -> tuple[float, float]:
    """Return seconds of the clock, and of the processor, with the start of the program."""
    before = processor()
    return what(), processor() - before


def compared(what: str, ours: Callable[[], float], theirs: Callable[[], float]) -> None:
    """Take turns, and print the ratio of rates of each pair.

    Where others use the machine too, seconds of the processor tell more than those of the clock.
    """
    pairs = [(weighed(ours), weighed(theirs)) for _ in range(ROUNDS)]
    ratios = [other[0] / mine[0] for mine, other in pairs]
    seconds = [(round(mine[0], 2), round(other[0], 2)) for mine, other in pairs]
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"  {what}: ratio of rates {middle:.2f} ({low:.2f} to {high:.2f}); seconds {seconds}")
    mine, other = (statistics.median(each[i][1] for each in pairs) for i in (0, 1))
    print(f"  seconds of the processor: {mine:.2f}, beside {other:.2f}")


def large() -> None:
    heading(f"one file of {LARGE / GIBIBYTE:g} GiB, beside curl -o")
    with serving() as bench:
        sha256 = make(bench.base / "root/large.bin", LARGE)
        url = f"{bench.url}/large.bin"
        curl = ["curl", "-s", "-o", "large.bin", url]
        sums = {"adler32": adler32(bench.base / "root/large.bin"), "sha256": sha256}
        for name, value in sums.items():
            wanted = {"url": url, "checksums": {name: value}}
            memory: list[int] = []

            def ours(wanted: dict = wanted, memory: list[int] = memory) -> float:
                seconds, kilobytes = bench.timed([wanted])
                memory.append(kilobytes)
                return seconds

            compared(f"with {name}", ours, lambda: bench.by(curl))
            print(f"  memory of the whole process: {max(memory) / 1024:.0f} MB")


def slow() -> None:
    heading(f"{SLOW_SIZE >> 20} MB at {SLOW_RATE >> 20} MB/s a connection, beside curl -o")
    with serving(f"limit_rate {SLOW_RATE};") as bench:
        sha256 = make(bench.base / "root/slow.bin", SLOW_SIZE)
        url = f"{bench.url}/slow.bin"
        wanted = {"url": url, "checksums": {"sha256": sha256}}
        curl = ["curl", "-s", "-o", "slow.bin", url]
        compared("throttled", lambda: bench.timed([wanted])[0], lambda: bench.by(curl))


def many() -> None:
    heading(f"{MANY} files of {SMALL // 1000} kB, beside aria2c -j{AT_ONCE}")
    with serving() as bench:
        names = [f"{number:04}.bin" for number in range(MANY)]
        for name in names:
            make(bench.base / "root" / name, SMALL)
        urls = [f"{bench.url}/{name}" for name in names]
        (bench.base / "list").write_text("\n".join(urls))
        aria = ["aria2c", "-q", f"-j{AT_ONCE}", "-i", str(bench.base / "list")]
        wanted = [{"url": url} for url in urls]
        compared("many", lambda: bench.timed(wanted, AT_ONCE)[0], lambda: bench.by(aria))


def kill() -> None:
    heading(f"bytes fetched again after kill -9 at {KILLS} random moments")
    chance = random.Random(1)
    with serving(f"limit_rate {SLOW_RATE};") as bench:
        size = 100 << 20
        sha256 = make(bench.base / "root/kill.bin", size)
        wanted = [{"url": f"{bench.url}/kill.bin", "checksums": {"sha256": sha256}}]
        lost = []
        for _ in range(KILLS):
            bench.forget()
            bench.empty()
            process = bench.engine(wanted, 1)
            time.sleep(0.5 + chance.random() * 1.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
            lost.append(written(bench) - journalled(bench))
        print(f"  written and not taken up: {spread(lost, 'kB', 1 / 1024)}; a segment has 16384 kB")


def written(bench: Bench) -> int:
    """Bytes that reached the disk."""
    return sum(path.stat().st_blocks * 512 for path in (bench.base / "target/.esap").glob("*.part"))


def journalled(bench: Bench) -> int:
    """Bytes that the next try takes up."""
    total = 0
    for path in (bench.base / "target/.esap").glob("*.journal"):
        marks = {
            index: done for index, done, _ in map(json.loads, path.read_text().splitlines()[1:])
        }
        total += sum(marks.values())
    return total


def main() -> None:
    parts = {"large": large, "slow": slow, "many": many, "kill": kill}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    main()
