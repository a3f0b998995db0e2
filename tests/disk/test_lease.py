"""The right to write a file."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from esap_jupyter.disk.lease import leased
from esap_jupyter.errors import CancelledError
from tests.support.waiting import wait_for

HOLD = """
import sys, time
from pathlib import Path
from esap_jupyter.disk.lease import leased
with leased(Path(sys.argv[1])):
    Path(sys.argv[2]).touch()
    time.sleep(600)
"""


def test_one_thread_at_a_time_has_it_and_nothing_is_left(tmp_path):
    inside, most = [], []

    def work():
        for _ in range(20):
            with leased(tmp_path / "a.lock") as held:
                assert held
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 60
    assert max(most) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_was_killed_does_not_hold_it(tmp_path):
    lock, sign = tmp_path / "a.lock", tmp_path / "held"
    process = subprocess.Popen([sys.executable, "-c", HOLD, lock, sign])
    wait_for(sign.exists)
    told = threading.Event()
    got = threading.Event()

    def work():
        with leased(lock, waiting=told.set):
            got.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert told.wait(30)
    assert not got.is_set()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert got.wait(30)
    thread.join()


def test_waiting_can_be_cancelled(tmp_path):
    cancel = threading.Event()
    with (
        leased(tmp_path / "a.lock"),
        pytest.raises(CancelledError),
        leased(tmp_path / "a.lock", cancel=cancel, waiting=cancel.set),
    ):
        pass
