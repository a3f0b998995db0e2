"""Few at a time for each host, small files first, and a rate for all."""

import threading
import time

import pytest

from esap_jupyter.errors import CancelledError
from esap_jupyter.staging.engine.rate import Rate
from esap_jupyter.staging.engine.turns import Turns
from tests.support.bytes_server import Plan, bytes_server, content
from tests.support.waiting import wait_for


def waiting(turns, order, host, size):
    """Start a thread that waits for a turn, and wait until it does."""
    before = len(turns._waiting)

    def run():
        with turns.turn(host, size, threading.Event()):
            order.append(size)

    thread = threading.Thread(target=run)
    thread.start()
    wait_for(lambda: len(turns._waiting) > before)
    return thread


def test_small_files_come_first():
    turns, order = Turns(most=1, per_host=1), []
    with turns.turn("a", 1, threading.Event()):
        threads = [waiting(turns, order, "a", size) for size in (500, 3, None, 100)]
    for each in threads:
        each.join()
    assert order == [3, 100, 500, None]


def test_a_host_that_is_full_holds_nobody_else_up():
    turns, order = Turns(most=3, per_host=1), []
    with turns.turn("a", 1, threading.Event()):
        held = waiting(turns, order, "a", 1)
        with turns.turn("b", 1000, threading.Event()):
            assert order == []
        assert not turns.spare("a")
    held.join()
    assert turns.spare("a")
    assert not turns.spare("a")
    turns.give_back("a")


def test_a_host_is_left_alone_and_waiting_is_cancelled():
    turns, cancel = Turns(most=3, per_host=3), threading.Event()
    turns.leave_alone("a", 1000)
    assert not turns.spare("a")
    cancel.set()
    with pytest.raises(CancelledError), turns.turn("a", 1, cancel):
        pass
    with turns.turn("b", 1, threading.Event()):
        pass


def test_a_rate_holds_for_all(monkeypatch):
    now, slept = [100.0], []
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    rate = Rate(1000)
    cancel = threading.Event()
    monkeypatch.setattr(cancel, "wait", slept.append)
    for _ in range(10):
        rate.take(500, cancel)
    # Five thousand bytes take five seconds; the clock stands still here.
    assert slept[-1] == pytest.approx(5, abs=0.3)
    Rate(None).take(1 << 40, cancel)
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        rate.take(1000, cancelled)


def test_no_more_connections_than_allowed(here):
    body, lock, now, most = content(40 << 16), threading.Lock(), [0], [0]

    def begin():
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.002)
        with lock:
            now[0] -= 1

    with bytes_server(Plan(body, before=begin)) as server:
        engine = here.engine(server.hostport, per_host=2, limits={"streams": 8})
        here.fetch(server, engine=engine)
    assert most[0] == 2
    assert here.visible == {"a.dat": body}
