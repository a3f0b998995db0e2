"""Events of activities: how often, what they hold, and that the end is never lost."""

import heapq
import itertools

from esap_jupyter.events.activity import HEARTBEAT, ActivityEvents
from esap_jupyter.models import Activity


class Timer:
    def __init__(self):
        self.cancelled = False

    def cancel(self):
        self.cancelled = True


class Loop:
    """An event loop whose time passes when the test says so."""

    def __init__(self):
        self.now = 1000.0
        self.closed = False
        self._waiting = []
        self._count = itertools.count()

    def time(self):
        return self.now

    def call_soon_threadsafe(self, function, *arguments):
        if self.closed:
            raise RuntimeError("Event loop is closed")
        function(*arguments)

    def call_later(self, delay, function, *arguments):
        timer = Timer()
        entry = (self.now + delay, next(self._count), timer, function, arguments)
        heapq.heappush(self._waiting, entry)
        return timer

    def pass_time(self, seconds):
        end = self.now + seconds
        while self._waiting and self._waiting[0][0] <= end:
            when, _, timer, function, arguments = heapq.heappop(self._waiting)
            self.now = when
            if not timer.cancelled:
                function(*arguments)
        self.now = end


class Scene:
    def __init__(self):
        self.loop = Loop()
        self.told = []
        self.settings = {}
        self.events = ActivityEvents(
            emit=lambda payload: self.told.append((self.loop.now, payload)),
            settings=self.settings,
            loop=self.loop,
        )

    def change(self, revision, state="running", name="a", search=None):
        self.events.changed(
            Activity(
                id=name,
                kind="search",
                title="secret target",
                state=state,
                revision=revision,
                started=0.0,
                search=search,
            )
        )

    @property
    def revisions(self):
        return [payload["revision"] for _, payload in self.told]


def test_first_change_is_told_at_once():
    scene = Scene()
    scene.change(1, "queued", search="s")
    assert scene.told == [(1000.0, {"id": "a", "revision": 1, "state": "queued", "search": "s"})]


def test_at_most_four_a_second_and_the_newest_wins():
    scene = Scene()
    for revision in range(1, 101):
        scene.change(revision)
        scene.loop.pass_time(0.02)
    scene.loop.pass_time(1)
    times = [when for when, _ in scene.told]
    assert all(later - earlier >= 0.25 for earlier, later in itertools.pairwise(times))
    assert scene.revisions == sorted(scene.revisions)
    assert scene.revisions[-1] == 100


def test_the_end_is_told_at_once_and_last():
    scene = Scene()
    scene.change(1)
    scene.change(2)
    scene.change(3, "done")
    assert scene.revisions == [1, 3]
    scene.loop.pass_time(10)
    assert scene.revisions == [1, 3]


def test_changes_that_overtake_each_other_end_with_the_newest():
    scene = Scene()
    scene.change(1)
    scene.change(3)
    scene.change(2)
    scene.loop.pass_time(1)
    assert scene.revisions == [1, 3]


def test_activities_do_not_wait_for_each_other():
    scene = Scene()
    scene.change(1, name="a")
    scene.change(1, name="b")
    assert [payload["id"] for _, payload in scene.told] == ["a", "b"]


def test_nothing_of_the_question_is_told():
    scene = Scene()
    scene.change(1)
    assert "secret" not in str(scene.told)


def test_server_is_in_use_for_as_long_as_something_runs():
    scene = Scene()
    scene.change(1)
    noted = scene.settings.pop("esap_last_activity")
    assert noted.tzinfo is not None
    scene.loop.pass_time(HEARTBEAT * 2.5)
    assert "esap_last_activity" in scene.settings
    scene.change(2, "failed")
    scene.settings.clear()
    scene.loop.pass_time(HEARTBEAT * 3)
    assert scene.settings == {}


def test_nothing_after_closing_nor_after_the_loop():
    scene = Scene()
    scene.change(1)
    scene.change(2)
    scene.events.close()
    scene.loop.pass_time(HEARTBEAT * 3)
    assert scene.revisions == [1]
    scene.loop.closed = True
    scene.change(3)
    assert scene.revisions == [1]


def test_a_change_after_closing_is_not_told():
    scene = Scene()
    scene.events.close()
    scene.change(1)
    scene.loop.pass_time(HEARTBEAT * 3)
    assert scene.revisions == []
    assert scene.settings == {}
