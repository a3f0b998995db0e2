"""The demo starts, answers where it says, keeps what is the person's, and leaves nothing behind."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.request import ProxyHandler, build_opener

import pytest

from esap_jupyter import demo
from esap_jupyter.demo import ports, workspace
from esap_jupyter.demo.problem import DemoError

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/lab/tree/Welcome\.ipynb\?token=[0-9a-f]{48}")


@pytest.fixture
def start(tmp_path):
    """Start the demo as a process; what is left of it at the end is a failure."""
    processes = []

    def begin(*arguments):
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", "import sys, esap_jupyter.demo as d; sys.exit(d.main())"),
                *("--no-browser", "--dir", str(tmp_path / "demo"), *arguments),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        process.stdout.close()


def address_of(process):
    for line in process.stdout:
        if found := ADDRESS.search(line):
            return found
    raise AssertionError("the demo named no address")


def living():
    """The parent of each process; one that is dead and waits for its parent does not count."""
    command = ["ps", "-eo", "pid=,ppid=,stat="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = map(str.split, listed.stdout.splitlines())
    return {int(pid): int(parent) for pid, parent, state in lines if not state.startswith("Z")}


def children(pid):
    """All processes that a process started, and theirs."""
    parents = living()
    found, new = set(), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_demo_answers_and_ends_with_everything_it_started(start, number):
    process = start()
    found = address_of(process)
    root = f"http://127.0.0.1:{found[1]}"
    token = found[0].rpartition("=")[2]
    opener = build_opener(ProxyHandler({}))
    assert opener.open(found[0]).status == 200
    opener.addheaders = [("Authorization", f"token {token}"), ("Content-Type", "application/json")]
    opener.open(f"{root}/api/kernels", data=b"{}").close()
    archives = json.loads(opener.open(f"{root}/esap/archives").read())
    by_id = {archive["id"]: archive for archive in archives}
    assert by_id["sandbox"]["default"]
    assert not by_id["astron_vo"]["default"]

    started = children(process.pid)
    assert len(started) >= 2  # the server and the kernel
    process.send_signal(number)
    assert process.wait(30) == 0
    deadline = time.monotonic() + 10  # a worker notices the end of its pipe, then goes
    while started & set(living()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not started & set(living())


def test_second_run_keeps_the_notebook(tmp_path):
    workspace.prepare(tmp_path)
    notebook = tmp_path / "workspace" / "Welcome.ipynb"
    packaged = notebook.read_text()
    assert json.loads(packaged)["nbformat"] == 4
    notebook.write_text("mine")
    workspace.prepare(tmp_path)
    assert notebook.read_text() == "mine"


def test_folder_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert demo.main(["--no-browser", "--dir", str(tmp_path / "file" / "demo")]) == 1
    assert "--dir" in capsys.readouterr().err


def test_taken_port():
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        with pytest.raises(DemoError, match="is not free"):
            ports.choose(taken.getsockname()[1])
    with pytest.raises(DemoError, match="is not free"):
        ports.choose(70000)


def test_next_port_with_a_word(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        monkeypatch.setattr(ports, "FIRST", taken.getsockname()[1])
        chosen = ports.choose(None)
    assert chosen != ports.FIRST
    assert f"{ports.FIRST} is taken" in capsys.readouterr().out


@pytest.fixture(autouse=True)
def own_signals():
    """Give back the signal handlers that `demo.main` sets in this process."""
    before = {number: signal.getsignal(number) for number in demo.SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
