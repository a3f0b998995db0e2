"""Activities that are gone on with, cleared away, and say how fast they are."""

import msgspec
import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.activities.database import ActivityTable, Row
from esap_jupyter.activities.owner import Owner
from esap_jupyter.activities.pace import Pace
from esap_jupyter.errors import ConflictError, NotFoundError, UnreachableError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.sqlite"


@pytest.fixture
def log(path):
    made = Activities(path=path)
    yield made
    made.close()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_rate_and_time_left_are_those_of_the_last_seconds(clock):
    pace = Pace(clock)
    assert pace.add(0) is None
    clock.now = 2.0
    assert pace.add(100) == 50.0
    for second in range(3, 40):
        clock.now = float(second)
        rate = pace.add(100 + 1000 * (second - 2))
    assert rate == pytest.approx(1000.0)
    assert Pace.left(500, 1500, 100.0) == 10.0
    assert Pace.left(500, None, 100.0) is None
    assert Pace.left(500, 1500, 0.0) is None


def test_what_begins_anew_is_measured_anew(clock):
    pace = Pace(clock)
    pace.add(1000)
    clock.now = 1.0
    assert pace.add(10) is None
    clock.now = 2.0
    assert pace.add(20) == 10.0
    pace.restart()
    assert pace.add(20) is None


def test_an_activity_says_what_can_be_done_with_it(log):
    handle = log.start("search", "x")
    assert handle.activity.actions == ["cancel"]
    handle.tell(actions=["pause", "cancel"], idle=True)
    assert (handle.activity.actions, handle.activity.idle) == (["pause", "cancel"], True)
    handle.fail(UnreachableError("It is down."))
    assert (handle.activity.actions, handle.activity.idle) == (["clear"], False)


def test_what_has_ended_is_cleared_away_and_nothing_else(log):
    ended, other, running = (log.start("search", name) for name in "abc")
    ended.finish()
    other.finish()
    with pytest.raises(ConflictError, match="not ended"):
        log.forget(running.id)
    log.forget(ended.id)
    with pytest.raises(NotFoundError):
        log.forget(ended.id)
    assert [one.title for one in log.list()] == ["c", "b"]
    log.clear()
    assert [one.title for one in log.list()] == ["c"]


def dead(path, activity):
    """Have an activity belong to a process that has died."""
    owner = msgspec.structs.replace(Owner.current(), pid=2**22 + 1)
    database = ActivityTable(path)
    database.put(Row(activity=activity, owner=owner, updated=1.0))
    database.close()


def test_a_transfer_whose_process_died_waits_for_the_next_server(path):
    with_job = Activities(path=path)
    handle = with_job.start("transfer", "files", transfer="j1")
    handle.update(message="receiving", done=3, total=9, unit="bytes")
    activity = handle.activity
    with_job.close()
    dead(path, activity)
    log = Activities(path=path)
    seen = log.get(activity.id)
    assert (seen.state, seen.ended, seen.idle) == ("queued", None, True)
    assert "goes on when the server starts" in seen.message
    taken = log.take_over(activity.id, "transfer", "files", transfer="j1", idle=False)
    assert (taken.id, taken.activity.revision > activity.revision) == (activity.id, True)
    taken.update(message="receiving", done=9)
    taken.finish()
    assert [one.state for one in log.list()] == ["done"]
    log.close()


def test_one_that_failed_is_gone_on_with_and_one_that_is_forgotten_begun_anew(log):
    handle = log.start("transfer", "files", transfer="j1")
    log.cancel(handle.id)
    handle.fail(UnreachableError("It is down."))
    again = log.take_over(handle.id, "transfer", "files", transfer="j1")
    assert (again.id, again.activity.error, again.cancelled) == (handle.id, None, False)
    assert log.take_over(handle.id, "transfer", "files") is again
    again.finish()
    log.clear()
    anew = log.take_over(handle.id, "transfer", "files", transfer="j1")
    assert anew.id != handle.id
