"""Transfers come a few at a time, and wait where they can be seen and cancelled."""

import threading

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.archives.refusals import refusal
from esap_jupyter.errors import CancelledError
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.staging.engine import Engine
from esap_jupyter.staging.sources import Source
from esap_jupyter.staging.transfers import Transfers
from tests.support.links import FITS
from tests.support.servers import Reply, serve
from tests.support.waiting import wait_for

MOST = 2


class Gated:
    """Sends no file before its gate is open, and counts those who wait for one."""

    def __init__(self):
        self.gate = threading.Event()
        self.now = self.most = 0
        self._lock = threading.Lock()

    def answer(self, asked):
        del asked
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.gate.wait(60)
        with self._lock:
            self.now -= 1
        return Reply(FITS, media="image/fits")


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
def transfers(gated, activities, tmp_path_factory):
    with serve(gated.answer) as server:
        http = HttpClient(guard=AddressGuard([server.hostport]), user_agent="tests", retries=0)
        home = tmp_path_factory.mktemp("home")
        engine = Engine(http=http, home=home, refusal=refusal)
        made = Transfers(engine=engine, activities=activities, most=MOST)
        made.url = server.url
        yield made
        gated.gate.set()
        made.close()
        http.close()


@pytest.fixture
def start(transfers, tmp_path):
    def start(number):
        source = Source(url=f"{transfers.url}/{number}.fits", who="Archive")
        return transfers.start(source, root=tmp_path, archive="a", title=f"File {number}").id

    return start


def test_they_come_in_order_a_few_at_once(gated, activities, start, tmp_path):
    ids = [start(number) for number in range(6)]

    def states():
        return [activities.get(each).state for each in ids]

    wait_for(lambda: gated.now == MOST)
    assert states() == ["running"] * MOST + ["queued"] * 4
    gated.gate.set()
    wait_for(lambda: states() == ["done"] * 6)
    assert gated.most == MOST
    assert len(list((tmp_path / "esap-data/a").iterdir())) == 6


def test_one_that_waits_can_be_cancelled(gated, activities, start):
    ids = [start(number) for number in range(4)]
    wait_for(lambda: gated.now == MOST)
    activities.cancel(ids[2])
    wait_for(lambda: activities.get(ids[2]).state == "cancelled")
    assert activities.get(ids[3]).state == "queued"
    assert activities.get(ids[0]).state == "running"
    gated.gate.set()
    wait_for(lambda: activities.get(ids[3]).state == "done")


def test_closing_ends_what_runs_and_what_waits(gated, activities, transfers, start):
    ids = [start(number) for number in range(3)]
    wait_for(lambda: gated.now == MOST)
    transfers.close()
    wait_for(lambda: {activities.get(each).state for each in ids} == {"cancelled"})
    with pytest.raises(CancelledError, match="closing"):
        start(9)
    assert [one.state for one in activities.list()] == ["cancelled"] * 4
