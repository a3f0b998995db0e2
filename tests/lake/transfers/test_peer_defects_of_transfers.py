"""What rucio-jupyterlab 40.0.2 gets wrong in downloads and uploads, by its numbers."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.lake.dids import DidName
from esap_jupyter.lake.transfers.items import below
from esap_jupyter.lake.transfers.layout import path_of
from tests.support.waiting import wait_for

CONTENT = bytes(range(256)) * 40
HELD = """
import sys
from pathlib import Path
from tests.support.lakes import connected, password
from tests.support.transfers import transferring
with connected(sys.argv[1], password()) as lake:
    with transferring(lake, Path(sys.argv[2])) as here:
        here.get("test:a.dat")
"""


def test_b04_a_complete_download_is_not_thrown_away_and_repeated(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    first = here.get("test:a.dat").paths["test", "a.dat"]
    before = first.stat()
    assert here.get("test:a.dat").paths["test", "a.dat"] == first
    assert first.stat() == before
    assert len(fake.got("a.dat")) == 1


def test_b05_the_lock_is_of_who_downloads_and_ends_with_it(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.moody, fake.mood = "/storage/", "slow"
    words = [sys.executable, "-c", HELD, fake.url, str(here.root)]
    process = subprocess.Popen(words, cwd=Path(__file__).parents[3])
    try:
        assert fake.waiting.wait(60)
        wait_for(lambda: any(name.endswith(".lock") for name in here.leftovers()))
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    fake.mood = "well"
    fake.release.set()
    assert here.get("test:a.dat").paths["test", "a.dat"].read_bytes() == CONTENT
    assert here.leftovers() == []


@pytest.mark.parametrize("name", ["x" * 250, "ü" * 250, "a/" * 124 + "b"])
def test_b07_the_longest_names_have_a_file(fake, here, name, tmp_path):
    path = path_of(tmp_path, DidName("test", name))
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    fake.store(name, CONTENT, "DAV1")
    assert here.get(f"test:{name}").failed == {}


def test_b17_paths_of_uploads_are_of_the_workspace_wherever_the_server_runs(tmp_path, monkeypatch):
    workspace, elsewhere = tmp_path / "ws", tmp_path / "cwd"
    for folder in (workspace, elsewhere):
        folder.mkdir()
        (folder / "a.dat").write_text(folder.name)
    monkeypatch.chdir(elsewhere)
    assert below(workspace, "a.dat").read_text() == "ws"
    with pytest.raises(BadRequestError):
        below(workspace, str(elsewhere / "../../etc"))


def test_p07_twenty_downloads_leave_no_thread_behind(fake, here):
    for number in range(21):
        fake.store(f"{number}.dat", CONTENT, "DAV1")
    here.get("test:20.dat")
    before = threading.active_count()
    for number in range(20):
        assert here.get(f"test:{number}.dat").failed == {}
    wait_for(lambda: threading.active_count() <= before)
