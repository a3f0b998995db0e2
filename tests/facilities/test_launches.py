"""Launches as activities: told, cancelled, remembered, and what became of them after a restart."""

import json
import stat
import threading

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.catalogue import FacilityEntry
from esap_jupyter.errors import (
    BadRequestError,
    CancelledError,
    ConflictError,
    NotFoundError,
    NotLoggedInError,
)
from esap_jupyter.facilities.base import ExistingFilesError, Launched, Launches
from esap_jupyter.facilities.launches import LaunchDesk
from esap_jupyter.models import LaunchRequest
from tests.support.facilities import BASKET, bundle

SECRET = "k3y-of-a-server"
REQUEST = LaunchRequest(facility="hub", notebook="a.ipynb", basket=BASKET)


class Scripted(Launches):
    """Does what the test says."""

    def __init__(self, do):
        super().__init__(
            entry=FacilityEntry(id="hub", name="The hub", kind="any", url="https://hub.example"),
            tools=None,
        )
        self.do = do

    def check(self):
        pass

    def fit(self, bundle):
        raise NotImplementedError

    def launch(self, bundle, options, tell, cancel):
        return self.do(tell, cancel)


@pytest.fixture
def activities(tmp_path):
    log = Activities(path=tmp_path / "activities.sqlite")
    yield log
    log.close()


@pytest.fixture
def desk_of(tmp_path, activities):
    def make(do, what=bundle, log=activities):
        return LaunchDesk(
            facility=lambda _key: Scripted(do),
            bundle=lambda _request, _root: what(),
            activities=lambda: log,
            home=lambda: tmp_path,
        )

    return make


def ready(tell, _cancel):
    tell("starting", progress=0.5, log="one\ntwo\n", note="Mind the gap.")
    return Launched(url="https://hub.example/user/ada/lab/tree/a.ipynb", token=SECRET)


def test_a_launch_is_told_and_remembered(desk_of, activities, tmp_path):
    desk = desk_of(ready)
    seen = []
    launch = desk.wait(desk.start(REQUEST).id, seen.append)
    assert (launch.state, launch.log, launch.notes) == ("ready", ["one", "two"], ["Mind the gap."])
    assert launch.title == "My analysis"
    activity = activities.get(launch.activity)
    assert (activity.kind, activity.state, activity.launch) == ("launch", "done", launch.id)
    assert activity.title == "My analysis at The hub"
    assert desk_of(ready).list() == [launch]
    assert desk_of(ready).list("elsewhere") == []


def test_what_opens_a_server_stands_in_no_file_and_in_nothing_that_is_listed(desk_of, tmp_path):
    desk = desk_of(ready)
    launch = desk.wait(desk.start(REQUEST).id)
    assert desk.address(launch.id).endswith(f"a.ipynb?token={SECRET}")
    assert SECRET not in str(launch)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in path.read_bytes() for path in written)
    # Another process has no such key, and opens the plain address.
    assert desk_of(ready).address(launch.id) == launch.url


def test_the_file_of_a_launch_is_for_its_owner_and_has_no_basket(desk_of, tmp_path):
    desk = desk_of(ready)
    launch = desk.wait(desk.start(REQUEST).id)
    path = tmp_path / "launches" / f"{launch.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_bytes())["request"]["basket"] is None


def test_a_failure_is_a_state_with_a_remedy(desk_of, activities):
    def fail(_tell, _cancel):
        raise NotLoggedInError("Nobody.", remedy="Log in.", service="hub")

    desk = desk_of(fail)
    launch = desk.wait(desk.start(REQUEST).id)
    assert launch.state == "failed"
    assert (launch.error.code, launch.error.remedy) == ("not_logged_in", "Log in.")
    assert activities.get(launch.activity).state == "failed"
    with pytest.raises(ConflictError):
        desk.address(launch.id)


def test_a_mistake_of_a_kind_is_a_state_too(desk_of):
    def fail(_tell, _cancel):
        raise ZeroDivisionError

    desk = desk_of(fail)
    assert "ZeroDivisionError" in desk.wait(desk.start(REQUEST).id).error.message


def test_files_that_are_there_are_named(desk_of):
    def fail(_tell, _cancel):
        raise ExistingFilesError("There are.", files=["esap/a.ipynb"])

    desk = desk_of(fail)
    launch = desk.wait(desk.start(REQUEST).id)
    assert launch.conflicts == ["esap/a.ipynb"]
    assert launch.error.code == "conflict"


def test_what_cannot_be_put_together_fails_the_launch(desk_of):
    def broken():
        raise BadRequestError("There is nothing to launch.")

    desk = desk_of(ready, what=broken)
    assert desk.wait(desk.start(REQUEST).id).error.code == "bad_request"


def test_a_launch_can_be_cancelled_and_then_forgotten(desk_of):
    begun = threading.Event()

    def wait(_tell, cancel):
        begun.set()
        assert cancel.wait(10)
        raise CancelledError("It was cancelled.")

    desk = desk_of(wait)
    launch = desk.start(REQUEST)
    assert begun.wait(5)
    with pytest.raises(ConflictError):
        desk.forget(launch.id)
    desk.cancel(launch.id)
    assert desk.wait(launch.id).state == "cancelled"
    desk.forget(launch.id)
    with pytest.raises(NotFoundError):
        desk.get(launch.id)


def test_after_the_end_of_its_process_a_launch_says_so(desk_of, activities):
    begun, release = threading.Event(), threading.Event()

    def wait(tell, _cancel):
        tell("starting")
        begun.set()
        release.wait(10)
        return Launched(url="https://hub.example/late")

    desk = desk_of(wait)
    launch = desk.start(REQUEST)
    assert begun.wait(5)
    desk.close()
    left = desk_of(ready).get(launch.id)
    release.set()
    assert (left.state, left.error.code) == ("failed", "interrupted")
    assert "launch again" in left.error.remedy


def test_another_process_sees_a_launch_that_is_under_way(desk_of):
    begun, release = threading.Event(), threading.Event()

    def wait(tell, _cancel):
        tell("the server is starting")
        begun.set()
        release.wait(10)
        return Launched(url="https://hub.example/")

    desk = desk_of(wait)
    launch = desk.start(REQUEST)
    assert begun.wait(5)
    seen = desk_of(ready).get(launch.id)
    assert (seen.state, seen.message) == ("starting", "the server is starting")
    release.set()
    assert desk.wait(launch.id).state == "ready"


@pytest.mark.parametrize("key", ["nosuch", "../../etc/passwd", "0" * 32])
def test_a_launch_that_is_not_there_is_not_found(desk_of, key):
    with pytest.raises(NotFoundError):
        desk_of(ready).get(key)
