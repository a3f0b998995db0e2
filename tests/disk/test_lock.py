"""Changes of one file by several processes come one after another."""

import subprocess
import sys

import pytest

from esap_jupyter.catalogue import OwnArchives
from esap_jupyter.disk.lock import locked
from esap_jupyter.errors import ConflictError

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


def test_who_waits_too_long_is_told(tmp_path):
    (tmp_path / ".x.lock").write_text("somebody")
    with (
        pytest.raises(ConflictError, match=r"\.x\.lock is held"),
        locked(tmp_path / "x", timeout=0.05),
    ):
        pytest.fail("It was held by somebody else.")
    assert (tmp_path / ".x.lock").read_text() == "somebody"
