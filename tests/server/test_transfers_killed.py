"""A real server that is killed while it brings files, and goes on when it is started again."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.support.bytes_server import bytes_server, content
from tests.support.staging import Files
from tests.support.waiting import wait_for

SEGMENT = 16 << 20
BIG = content(2 * SEGMENT + 12345, seed=3)
SMALL = content(9000, seed=4)


class Server:
    """`jupyter server` with ESAP, which can be killed."""

    def __init__(self, folder, hostport):
        (folder / "ws").mkdir()
        (folder / "catalogue.toml").write_text(f'[network]\nallow = ["{hostport}"]\n')
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.opener = build_opener(ProxyHandler({}))

    def start(self):
        folder = self.folder
        environment = os.environ | {
            "HOME": str(folder),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "ESAP_HOME": str(folder / "esap"),
            "ESAP_CATALOGUE": str(folder / "catalogue.toml"),
        }
        options = [
            *("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={self.port}"),
            *("--ServerApp.port_retries=0", "--IdentityProvider.token=test"),
            f"--ServerApp.root_dir={folder / 'ws'}",
            "--ServerApp.jpserver_extensions={'esap_jupyter': True}",
        ]
        with (folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter_server", *options],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        asked = Request(f"http://127.0.0.1:{self.port}/{path}", data=data, method=method)
        asked.add_header("Authorization", "token test")
        with self.opener.open(asked, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def is_up(self):
        assert self.process.poll() is None, (self.folder / "server.log").read_text()[-3000:]
        try:
            self.ask("GET", "api/status")
        except OSError:
            return False
        return True


@pytest.fixture
def files():
    return Files(big__fits=BIG, small__fits=SMALL)


@pytest.fixture
def archive(files):
    with bytes_server(files.plan) as server:
        yield server
        files.let_go()


@pytest.fixture
def server(tmp_path, archive):
    made = Server(tmp_path, archive.hostport)
    made.start()
    yield made
    made.kill()


def test_a_killed_server_goes_on_by_itself(server, archive, files, tmp_path):
    files.held.add("/big.fits")
    wait_for(server.is_up)
    what = [{"url": f"{archive.url}/{name}"} for name in ("big.fits", "small.fits")]
    plan = server.ask("POST", "esap/transfers/plans", {"what": what})
    job = server.ask("POST", "esap/transfers", {"plan": plan["id"]})
    small = tmp_path / "ws/esap-data/127.0.0.1/small.fits"
    wait_for(lambda: files.begun.is_set() and small.exists())
    server.kill()
    assert not small.with_name("big.fits").exists()
    sent = archive.sent

    files.let_go()
    server.start()
    wait_for(server.is_up)
    # Nobody asks for it: the server goes on by itself, and tells only afterwards.
    big = small.with_name("big.fits")
    wait_for(big.exists)
    wait_for(lambda: _state(server, job) == "done")
    assert hashlib.sha256(big.read_bytes()).digest() == hashlib.sha256(BIG).digest()
    assert archive.sent - sent <= len(BIG)
    details = server.ask("GET", f"esap/transfers/{job['id']}")
    assert [file["path"] for file in details["files"]] == [
        "esap-data/127.0.0.1/big.fits",
        "esap-data/127.0.0.1/small.fits",
    ]
    activities = server.ask("GET", "esap/activities")
    assert [(one["id"], one["state"]) for one in activities] == [(job["activity"], "done")]


def _state(server, job):
    return server.ask("GET", f"esap/transfers/{job['id']}")["transfer"]["state"]
