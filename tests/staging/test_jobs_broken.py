"""Jobs in odd moments: two hands at once, lists that cannot be written, a workspace that moved."""

import shutil
import threading

import msgspec
import pytest

from esap_jupyter.errors import ConflictError, NotAvailableError
from esap_jupyter.staging.jobs.runner import Runner
from esap_jupyter.staging.pieces import Piece
from esap_jupyter.staging.wanted import Wanted
from tests.support.bytes_server import content
from tests.support.staging import Files, staging
from tests.support.waiting import wait_for

SMALL = content(5000, seed=2)
TABS = 6


# The thread of a job that breaks off says why in the log, too.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture
def files():
    return Files(small__fits=SMALL, big__fits=content(3 << 20, seed=1))


@pytest.fixture
def here(tmp_path, files):
    with staging(tmp_path, files) as made:
        yield made


@pytest.fixture
def full(here, monkeypatch):
    """Have the list of jobs refuse to be written, as on a disk that is full."""

    def refuse(*_):
        raise NotAvailableError("The disk is full.", remedy="Make room.")

    def fill(method):
        monkeypatch.setattr(here.desk.stagings._store, method, refuse)

    return fill


def test_a_job_that_several_tabs_try_again_at_once_is_done_once(here, files, monkeypatch):
    job = here.ended(here.start("none.fits", "small.fits").id)
    files.bodies["/none.fits"] = SMALL
    files.held.add("/none.fits")
    stagings, begun, told = here.desk.stagings, [], []
    launch = stagings._launch
    monkeypatch.setattr(stagings, "_launch", lambda *each: (begun.append(1), launch(*each)))
    together = threading.Barrier(TABS)

    def press():
        together.wait()
        try:
            told.append(here.desk.act(job.id, "retry").id)
        except ConflictError as error:
            told.append(error.code)

    tabs = [threading.Thread(target=press) for _ in range(TABS)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    files.let_go()
    assert here.ended(job.id).state == "done"
    assert (len(begun), sorted(told)) == (1, sorted([job.id] + ["conflict"] * (TABS - 1)))
    assert here.platform.activities.get(job.activity).state == "done"


def test_a_job_that_cannot_be_kept_leaves_no_activity_that_never_ends(here, full):
    full("add")
    with pytest.raises(NotAvailableError, match="full"):
        here.start("small.fits")
    (activity,) = here.platform.activities.list()
    assert (activity.state, activity.actions) == ("failed", ["clear"])


def test_a_job_that_cannot_be_tried_again_says_so_and_can_be_later(here, full, monkeypatch, files):
    job = here.ended(here.start("none.fits").id)
    files.bodies["/none.fits"] = SMALL
    full("put")
    with pytest.raises(NotAvailableError, match="full"):
        here.desk.act(job.id, "retry")
    activity = here.platform.activities.get(job.activity)
    assert (activity.state, activity.actions) == ("failed", ["retry", "clear"])
    monkeypatch.undo()
    here.desk.act(job.id, "retry")
    assert here.ended(job.id).state == "done"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("methods", [["put"], ["put", "save"]])
def test_python_is_told_of_a_job_that_went_wrong_and_given_no_paths(here, full, methods):
    for method in methods:
        full(method)
    pieces = [Piece(wanted=Wanted(url=here.url("small.fits")), way="https")]
    with pytest.raises(NotAvailableError, match="full"):
        here.desk.stagings.attend(
            pieces, root=here.root, copy=True, unpack=False, follow=lambda _: None
        )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_job_that_goes_wrong_stops_what_its_threads_bring(here, files, monkeypatch):
    files.held.add("/big.fits")
    look = Runner._look

    def broken(runner):
        if files.begun.is_set():
            raise ZeroDivisionError
        return look(runner)

    monkeypatch.setattr(Runner, "_look", broken)
    job = here.start("big.fits")
    wait_for(lambda: here.desk.stagings.runner(job.id) is None)
    wait_for(lambda: "esap-stage" not in {thread.name for thread in threading.enumerate()})
    assert here.platform.activities.get(job.activity).state == "failed"
    assert not here.path("big.fits").exists()


def test_a_job_that_breaks_off_as_its_list_is_full_goes_on_when_it_is_resumed(
    here, full, monkeypatch
):
    full("put")
    job = here.start("small.fits")
    wait_for(lambda: here.desk.stagings.runner(job.id) is None)
    assert here.desk.stagings.get(job.id).actions == ["resume", "cancel"]
    activity = here.platform.activities.get(job.activity)
    assert (activity.state, activity.actions) == ("failed", ["resume", "cancel"])
    assert "full" in activity.error.message
    monkeypatch.undo()
    here.desk.act(job.id, "resume")
    assert here.ended(job.id).state == "done"


def test_a_workspace_that_was_moved_is_not_made_anew(here, files):
    files.held.add("/big.fits")
    job = here.start("big.fits")
    assert files.begun.wait(10)
    here.desk.act(job.id, "pause")
    wait_for(lambda: here.state(job.id) == "paused")
    moved = here.root.with_name("moved")
    shutil.move(here.root, moved)
    files.let_go()
    here.desk.act(job.id, "resume")
    failed = here.ended(job.id)
    assert failed.state == "failed"
    assert "no longer there" in failed.error.message
    assert not here.root.exists()
    shutil.move(moved, here.root)
    here.desk.act(job.id, "retry")
    assert here.ended(job.id).state == "done"


def test_a_data_set_without_files_is_told_and_not_called_done(here, monkeypatch):
    lakes = here.desk.stagings._bringer._lakes
    monkeypatch.setattr(lakes, "pieces", lambda *_: [])
    later = Wanted(url="rucio://lake/scope:empty", name="scope:empty")
    pieces = [Piece(wanted=later, way="lake", later=True)]
    job = here.desk.stagings.begin(pieces, root=here.root)
    failed = here.ended(job.id)
    assert (failed.state, failed.failed) == ("failed", 1)
    assert "scope:empty holds no files" in failed.error.message


def test_a_job_that_cannot_be_gone_on_with_keeps_no_other_from_it(here, files):
    stagings = here.desk.stagings
    files.held |= {"/big.fits", "/small.fits"}
    jobs = [here.start(name).id for name in ("big.fits", "small.fits")]
    for job in jobs:
        stagings.runner(job).stop("close")
    wait_for(lambda: not any(map(stagings.runner, jobs)))
    files.let_go()
    newest = "UPDATE file SET body = '{}' WHERE job = ?"
    stagings._store._database.write(lambda base: base.execute(newest, jobs[1:]))
    with pytest.raises(msgspec.ValidationError, match="number"):
        stagings.resume()
    assert here.ended(jobs[0]).state == "done"
