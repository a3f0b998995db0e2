"""Work comes a few at a time, and waits where it can be seen and cancelled."""

import threading

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.errors import CancelledError
from esap_jupyter.staging.queue import WorkQueue
from tests.support.waiting import wait_for

MOST = 2


class Gated:
    """Work that ends when its gate is open, and counts how much of it goes on."""

    def __init__(self):
        self.gate = threading.Event()
        self.now = self.most = 0
        self._lock = threading.Lock()

    def do(self, handle):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        handle.update(message="working")
        while not (self.gate.wait(0.01) or handle.cancelled):
            pass
        with self._lock:
            self.now -= 1
        if handle.cancelled:
            handle.fail(CancelledError("It was cancelled."))
        else:
            handle.finish()


@pytest.fixture
def gated():
    gated = Gated()
    yield gated
    gated.gate.set()


@pytest.fixture
def activities(tmp_path):
    log = Activities(path=tmp_path / "activities.sqlite")
    yield log
    log.close()


@pytest.fixture
def queue(gated):
    made = WorkQueue(most=MOST)
    yield made
    gated.gate.set()
    made.close()


@pytest.fixture
def start(queue, gated, activities):
    def start(number):
        handle = activities.start("download", f"Work {number}")
        queue.add(handle, lambda: gated.do(handle))
        return handle.id

    return start


def test_it_comes_in_order_a_few_at_once(gated, activities, start):
    ids = [start(number) for number in range(6)]

    def states():
        return [activities.get(each).state for each in ids]

    wait_for(lambda: states() == ["running"] * MOST + ["queued"] * 4)
    gated.gate.set()
    wait_for(lambda: states() == ["done"] * 6)
    assert gated.most == MOST


def test_one_that_waits_can_be_cancelled(gated, activities, start):
    ids = [start(number) for number in range(4)]
    wait_for(lambda: gated.now == MOST)
    activities.cancel(ids[2])
    wait_for(lambda: activities.get(ids[2]).state == "cancelled")
    assert activities.get(ids[3]).state == "queued"
    gated.gate.set()
    wait_for(lambda: activities.get(ids[3]).state == "done")


def test_closing_ends_what_runs_and_what_waits(gated, activities, queue, start):
    ids = [start(number) for number in range(3)]
    wait_for(lambda: gated.now == MOST)
    queue.close()
    wait_for(lambda: {activities.get(each).state for each in ids} == {"cancelled"})
    with pytest.raises(CancelledError, match="closing"):
        start(9)
