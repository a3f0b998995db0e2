"""A process that is killed at any moment loses nothing and leaves nothing half done."""

import hashlib
import random
import signal
import time

import pytest

from tests.support.bytes_server import Plan, bytes_server, content
from tests.support.fetching import nursery
from tests.support.waiting import wait_for

SEGMENT = 1 << 16
STREAMS = 3
BODY = content(40 * SEGMENT + 12345)
SHA256 = hashlib.sha256(BODY).hexdigest()
KILLS = 100
STEPS = 400


@pytest.fixture(scope="module")
def children():
    with nursery() as made:
        yield made


def waits_for(server, count, child):
    """Wait until a server has sent so much, or for a moment."""
    end = time.monotonic() + 0.5
    while server.sent < count and time.monotonic() < end:
        time.sleep(0.0005)
    return child


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_a_hundred_random_moments(here, children, seed):
    chance = random.Random(seed)
    kills = KILLS // 4
    limits = {"streams": STREAMS, "segment": SEGMENT}
    with bytes_server(Plan(BODY, pause=0.002, chunk=1 << 14)) as server:
        number = done = killed = spent = ended = 0
        while done < kills:
            sent, path = server.sent, f"/{number}.dat"
            child = children.fetch(server, here, path=path, limits=limits)
            waits_for(server, sent + chance.randrange(len(BODY) // 3), child)
            time.sleep(chance.random() * 0.01)
            child.kill()
            code = child.wait()
            wait_for(lambda: not server.open)
            done += 1
            spent += server.sent - sent
            killed += code == -signal.SIGKILL
            ended += code == -signal.SIGKILL
            assert all(each == BODY for each in here.visible.values())
            if f"{number}.dat" in here.visible:
                assert spent <= len(BODY) + killed * STREAMS * SEGMENT
                number, spent, killed = number + 1, 0, 0
        child = children.fetch(server, here, path=path, limits=limits, checksums={"sha256": SHA256})
        assert child.wait() == 0, child.told
        assert here.visible[path[1:]] == BODY
        # One that was killed when its file had a name may leave what the next one removes.
        for whole in list(here.visible):
            assert children.fetch(server, here, path=f"/{whole}", limits=limits).wait() == 0
    assert all(each == BODY for each in here.visible.values())
    assert here.hidden == []
    # The others were whole before the signal came.
    assert ended > kills / 2


def test_killed_at_each_step(here, children):
    """All that is done to the disk is tried, one after the other, writes half way."""
    limits = {"streams": 1, "segment": 1 << 14}
    small = BODY[: 5 << 14]
    with bytes_server(Plan(small)) as server:
        for step in range(1, STEPS):
            path = f"/{step}.dat"
            code = children.fetch(server, here, path=path, limits=limits, kill_at=step).wait()
            assert all(each == small for each in here.visible.values())
            if code == 0:
                break
            assert code == -signal.SIGKILL
            # What the server sent to the one that is dead is counted when it has noticed.
            wait_for(lambda: not server.open)
            sent = server.sent
            assert children.fetch(server, here, path=path, limits=limits).wait() == 0
            assert server.sent - sent <= len(small)
            assert here.visible[path[1:]] == small
            assert here.hidden == []
    assert 20 < step < STEPS - 1
    assert len(here.visible) == step
