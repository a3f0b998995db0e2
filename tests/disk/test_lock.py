"""Changes of one file by several processes come one after another."""

import subprocess
import sys

import pytest

from esap_jupyter.catalogue import OwnArchives
from esap_jupyter.disk.lock import locked
from esap_jupyter.errors import ConflictError
from tests.support.waiting import wait_for

ADD = """
import sys
from pathlib import Path
from esap_jupyter.catalogue import ArchiveEntry, OwnArchives
own = OwnArchives(Path(sys.argv[1]))
for number in range(10):
    key = f"{sys.argv[2]}{number}"
    own.add(ArchiveEntry(id=key, name="A", kind="tap", url="https://a.example/tap"))
"""


def test_nothing_is_lost_between_processes(tmp_path):
    path = tmp_path / "home" / "archives.toml"
    command = [sys.executable, "-c", ADD, str(path)]
    started = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [each.wait(60) for each in started] == [0, 0, 0]
    assert len(OwnArchives(path).list()) == 30
    assert [one.name for one in path.parent.iterdir()] == ["archives.toml"]


def test_a_lock_that_was_left_is_taken_away(tmp_path):
    left = tmp_path / ".x.lock"
    left.write_text("somebody")
    with locked(tmp_path / "x", stale=0.05):
        assert left.read_text() != "somebody"
    assert list(tmp_path.iterdir()) == []


def test_who_holds_it_for_long_shows_that_it_lives(tmp_path, monkeypatch):
    """The change of a large basket takes longer than a lock that was left is waited for."""
    monkeypatch.setattr("esap_jupyter.disk.lock._BEAT", 0.01)
    lock = tmp_path / ".x.lock"
    with locked(tmp_path / "x"):
        for _ in range(2):
            seen = lock.read_text()
            wait_for(lambda seen=seen: lock.read_text() != seen)
            assert lock.exists()
    assert list(tmp_path.iterdir()) == []


def test_who_lost_it_takes_nobody_elses_away(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.disk.lock._BEAT", 0.01)
    lock = tmp_path / ".x.lock"
    with locked(tmp_path / "x"):
        own = tmp_path / "own"
        lock.rename(own)
        lock.write_text("somebody")
        seen = own.read_text()
        wait_for(lambda: own.read_text() != seen)
    assert lock.read_text() == "somebody"


def test_who_waits_too_long_is_told(tmp_path):
    (tmp_path / ".x.lock").write_text("somebody")
    with (
        pytest.raises(ConflictError, match=r"\.x\.lock is held"),
        locked(tmp_path / "x", timeout=0.05),
    ):
        pytest.fail("It was held by somebody else.")
    assert (tmp_path / ".x.lock").read_text() == "somebody"
