"""Jobs at facilities: followed through silence, logins, cancels and the end of processes."""

import time

import msgspec
import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.activities.owner import Owner
from esap_jupyter.errors import (
    BadRequestError,
    ConflictError,
    NotFoundError,
    NotLoggedInError,
    UnreachableError,
)
from esap_jupyter.facilities import following
from esap_jupyter.facilities.base import Seen
from esap_jupyter.facilities.batch_book import has_unfinished
from esap_jupyter.facilities.jobs import BatchDesk
from esap_jupyter.models import BatchFetch, BatchRequest
from tests.support.batch import Somewhere

DONE = Seen(state="done", status="Done")
FAILED = Seen(state="failed", status="Failed", problem="DIRAC says: no.")


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(following, "_TICK", 0.01)
    monkeypatch.setattr(following, "_LONGEST", 0.1)
    monkeypatch.setattr(following, "_AT_LOGIN", 30.0)


@pytest.fixture
def grid():
    made = Somewhere()
    yield made
    made.close()


@pytest.fixture
def activities(tmp_path):
    made = Activities(path=tmp_path / "activities.sqlite")
    yield made
    made.close()


@pytest.fixture
def root(tmp_path):
    made = tmp_path / "workspace"
    made.mkdir()
    (made / "fit.py").write_text("print(1)")
    (made / "in.csv").write_text("1")
    return made


@pytest.fixture
def desks(grid, activities, tmp_path):
    """Make desks of one home, as the processes of a person have them."""
    made = []

    def make():
        made.append(
            BatchDesk(
                facility=lambda _key: grid,
                notebook=lambda workflow, _path: (
                    f"{workflow[-1]}.ipynb",
                    {f"{workflow[-1]}.ipynb": b"{}", "helper.py": b"1"},
                ),
                store=lambda wanted, paths: [
                    f"rucio://{wanted.lake}/{wanted.scope}:{path.name}" for path in paths
                ],
                activities=lambda: activities,
                home=lambda: tmp_path / "home",
            )
        )
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def desk(desks):
    return desks()


def request(count=1, **changes):
    parameters = [{"x": n} for n in range(count)]
    given = {"facility": "grid", "path": "fit.py", "parameters": parameters}
    return BatchRequest(**{**given, **changes})


def begun(desk, root, count=1, **changes):
    return desk.submitted(desk.start(request(count, **changes), root))


def until(what):
    end = time.monotonic() + 20
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def ended(desk, submission):
    def all_ended():
        jobs = desk.list(sweep=submission.sweep)[::-1]
        return jobs if all(job.ended is not None for job in jobs) else None

    return until(all_ended)


def activity_ended(activities, submission):
    return until(lambda: _if_ended(activities.get(submission.activity)))


def _if_ended(activity):
    return activity if activity.ended is not None else None


def test_jobs_are_submitted_and_followed_to_their_end(desk, grid, activities, root):
    told = []
    activities.subscribe(told.append)
    submission = begun(desk, root, 3, inputs=["in.csv"])
    assert [job.remote for job in submission.jobs] == ["1", "2", "3"]
    assert [job.parameters for job in submission.jobs] == [{"x": 0}, {"x": 1}, {"x": 2}]
    assert grid.batches[0].inputs == {"in.csv": root / "in.csv"}
    grid.states["2"] = Seen(state="running", status="Running")
    until(lambda: any(each.message == "2 queued, 1 running" for each in told))
    grid.states |= dict.fromkeys(("1", "2", "3"), DONE)
    assert {job.state for job in ended(desk, submission)} == {"done"}
    done = activity_ended(activities, submission)
    assert (done.state, done.done, done.total, done.kind) == ("done", 3, 3, "batch")
    assert all(each.idle for each in told if each.message.startswith("2 queued"))


def test_a_failure_ends_the_activity_with_its_cause(desk, grid, activities, root):
    submission = begun(desk, root, 2)
    grid.states |= {"1": DONE, "2": FAILED}
    failed = activity_ended(activities, submission)
    assert failed.state == "failed"
    assert failed.error.message == "1 of 2 jobs failed. fit 2: DIRAC says: no."


def test_a_facility_that_is_silent_ends_no_job(desk, grid, root):
    begun(desk, root)
    grid.error = UnreachableError("Grid does not answer.", remedy="Wait.")
    silent = until(lambda: [job for job in desk.list() if job.problem])
    assert (silent[0].state, silent[0].problem) == (
        "queued",
        "Grid does not answer. It is asked again.",
    )
    grid.error = None
    grid.states["1"] = DONE
    until(lambda: desk.list()[0].state == "done")
    assert desk.list()[0].problem == ""


def test_a_login_is_waited_for(desk, grid, root):
    begun(desk, root)
    grid.error = NotLoggedInError("Your login to Grid has ended.", remedy="Log in.")
    until(lambda: [job for job in desk.list() if "login" in job.problem])
    looks = grid.looks
    grid.error = None
    grid.states["1"] = DONE
    time.sleep(0.1)
    assert grid.looks == looks
    desk.nudge()
    until(lambda: desk.list()[0].state == "done")


def test_it_is_asked_ever_less_while_nothing_changes(desk, grid, root):
    (job,) = begun(desk, root).jobs
    desk.close()
    visit, pauses = desk._follower._visit, []
    desk._follower._pauses.clear()
    for state in (*["queued"] * 6, "running"):
        grid.states["1"] = Seen(state=state)
        visit("grid", [desk.book.get(job.id).job])
        pauses.append(round(desk._follower._pauses["grid"], 4))
    assert pauses == [0.02, 0.03, 0.045, 0.0675, 0.1, 0.1, 0.02]
    grid.error = UnreachableError("Grid does not answer.")
    visit("grid", [job])
    assert desk._follower._pauses["grid"] > 0.02


def test_a_job_is_lost_when_it_is_missing_twice(desk, grid, root):
    submission = begun(desk, root)
    del grid.states["1"]
    (lost,) = ended(desk, submission)
    assert (lost.state, lost.problem) == ("lost", "Nobody knows it.")
    assert grid.looks >= 2


def test_a_job_that_was_lost_may_be_found_again(desk, grid, root):
    submission = begun(desk, root)
    there = grid.states.pop("1")
    (lost,) = ended(desk, submission)
    assert desk.look(lost.id).state == "lost"
    grid.states["1"] = there
    found = desk.look(lost.id)
    assert (found.state, found.ended, found.problem) == ("queued", None, "")
    grid.states["1"] = DONE
    assert ended(desk, submission)[0].state == "done"


def test_what_is_missing_once_is_not_lost(desks, grid, root):
    desk = desks()
    (job,) = begun(desk, root).jobs
    desk.close()
    grid.states, kept = {}, grid.states
    assert desk.look(job.id).state == "queued"
    grid.states = kept
    assert desk.look(job.id).state == "queued"


def test_a_cancel_of_the_activity_ends_all_jobs(desk, grid, activities, root):
    submission = begun(desk, root, 2)
    grid.states["1"] = DONE
    until(lambda: desk.list()[-1].state == "done")
    activities.cancel(submission.activity)
    assert [job.state for job in ended(desk, submission)] == ["done", "killed"]
    assert set(grid.killed) == {"2"}
    assert activity_ended(activities, submission).message == "1 were ended."


def test_one_job_is_killed(desk, grid, activities, root):
    submission = begun(desk, root)
    assert desk.kill(submission.jobs[0].id).state == "killed"
    assert activity_ended(activities, submission).state == "cancelled"
    with pytest.raises(ConflictError, match="ended already"):
        desk.kill(submission.jobs[0].id)


def test_jobs_of_a_process_that_has_died_are_taken_over(desks, grid, activities, root):
    before = desks()
    submission = begun(before, root, 2)
    before.close()
    gone = Owner(host=Owner.current().host, pid=2**22 + 1, born="0")
    for job in submission.jobs:
        record = before.book.get(job.id)
        before.book.put(msgspec.structs.replace(record, owner=gone))
    after = desks()
    grid.states |= {"1": DONE, "2": DONE}
    after.resume()
    assert [job.state for job in ended(after, submission)] == ["done", "done"]
    assert activity_ended(activities, submission).state == "done"


def test_jobs_of_another_process_that_lives_are_left_to_it(desks, grid, root):
    before = desks()
    (job,) = begun(before, root).jobs
    before.close()
    other = Owner(host="another-machine", pid=1, born="0")
    before.book.put(msgspec.structs.replace(before.book.get(job.id), owner=other))
    looks = grid.looks
    after = desks()
    after.resume()
    time.sleep(0.1)
    assert grid.looks == looks


def test_a_submission_that_is_refused_says_so(desk, grid, activities, root):
    grid.error = NotLoggedInError("You are not logged in to Grid.", remedy="Log in.")
    submission = desk.start(request(), root)
    with pytest.raises(NotLoggedInError, match="not logged in"):
        desk.submitted(submission)
    assert activities.get(submission.activity).error.code == "not_logged_in"
    assert desk.list() == []


def test_outputs_come_by_themselves_where_that_was_asked_for(desk, grid, root):
    (root / "results").mkdir()
    (root / "results/out.txt").write_text("mine")
    submission = begun(desk, root, folder="results")
    grid.states["1"] = DONE
    (job,) = until(lambda: [job for job in desk.list() if job.outputs])
    assert (job.folder, job.outputs) == ("results", ["results/out_2.txt"])
    assert (root / "results/out.txt").read_text() == "mine"
    assert sorted(path.name for path in (root / "results").iterdir()) == ["out.txt", "out_2.txt"]
    assert submission.jobs[0].id == job.id


def test_outputs_are_fetched_where_one_wants_them(desk, grid, activities, root):
    (job,) = begun(desk, root).jobs
    grid.gives["deep/x.fits"] = b"x"
    fetched = desk.fetch(job.id, root=root)
    assert fetched.outputs == ["esap-jobs/fit_1-1/out.txt", "esap-jobs/fit_1-1/deep/x.fits"]
    assert desk.fetch(job.id, root=root).outputs == fetched.outputs
    assert activities.list()[0].path == "esap-jobs/fit_1-1"
    grid.gives = {}
    with pytest.raises(NotFoundError, match="given nothing"):
        desk.fetch(job.id, BatchFetch(folder="other"), root)
    with pytest.raises(BadRequestError, match="leads out"):
        desk.fetch(job.id, BatchFetch(folder="../out"), root)


def test_outputs_become_dids_where_that_is_wanted(desk, grid, root):
    (job,) = begun(desk, root).jobs
    grid.gives = {"std.out": b"", "map.fits": b"x", "esap-result.json": b"{}"}
    wanted = BatchFetch(folder="out", lake="escape", scope="user.alice")
    assert desk.fetch(job.id, wanted, root).dids == ["rucio://escape/user.alice:map.fits"]
    assert desk.fetch(job.id, wanted, root).dids == ["rucio://escape/user.alice:map.fits"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"path": "../fit.py"}, BadRequestError),
        ({"path": "none.py"}, NotFoundError),
        ({"path": ""}, NotFoundError),
        ({"path": "in.csv"}, BadRequestError),
        ({"inputs": ["/etc/passwd"]}, NotFoundError),
        ({"inputs": ["../../etc/passwd"]}, BadRequestError),
        ({"folder": "../out"}, BadRequestError),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_sent(desk, grid, root, changes, error):
    with pytest.raises(error):
        desk.start(request(**changes), root)
    assert grid.batches == []


def test_a_notebook_of_a_workflow_is_fetched(desk, grid, root):
    begun(desk, root, workflow="ossr:7", path="a.ipynb")
    assert grid.batches[0].program.name == "7.ipynb"
    assert list(grid.batches[0].inputs) == ["helper.py"]
    assert desk.plan(request(2), root).text == "run fit.py x 2"


def test_a_job_that_has_ended_is_forgotten_on_request(desk, grid, root):
    (job,) = begun(desk, root).jobs
    with pytest.raises(ConflictError, match="not ended"):
        desk.forget(job.id)
    desk.kill(job.id)
    desk.forget(job.id)
    assert desk.list() == []
    with pytest.raises(NotFoundError):
        desk.look(job.id)
    with pytest.raises(NotFoundError):
        desk.log("../../etc")


def test_whether_jobs_are_left_is_seen_without_making_anything(desk, grid, root, tmp_path):
    home = tmp_path / "home"
    assert not has_unfinished(home)
    (job,) = begun(desk, root).jobs
    assert has_unfinished(home)
    desk.kill(job.id)
    assert not has_unfinished(home)


def test_a_cancel_that_comes_while_others_are_killed_is_not_lost(desk, grid, activities, root):
    first, second = begun(desk, root), begun(desk, root)
    kill = grid.kill

    def kill_slowly(job):
        if job.remote == "1":
            activities.cancel(second.activity)
        kill(job)

    grid.kill = kill_slowly
    activities.cancel(first.activity)
    assert [job.state for job in ended(desk, first)] == ["killed"]
    assert [job.state for job in ended(desk, second)] == ["killed"]


def test_two_who_look_at_once_fetch_the_outputs_once(desk, grid, root):
    (job,) = begun(desk, root, folder="results").jobs
    desk.close()
    grid.states["1"] = DONE
    desk._follower.look("grid", [job])
    grid.gives = {"out.txt": b"43"}
    grid.states["1"] = Seen(state="running")
    desk._follower.look("grid", [job])
    assert desk.book.get(job.id).job.state == "done"
    grid.states["1"] = DONE
    desk._follower.look("grid", [job])
    assert [path.name for path in (root / "results").iterdir()] == ["out.txt"]


def test_outputs_that_cannot_be_written_stop_nobody_else(desk, grid, root):
    (root / "results").mkdir()
    (root / "results/deep").write_text("a file where a folder should be")
    grid.gives = {"deep/x.fits": b"x"}
    first, second = begun(desk, root, folder="results"), begun(desk, root)
    grid.states["1"] = DONE
    until(lambda: [job for job in desk.list() if "could not be fetched" in job.problem])
    grid.states["2"] = DONE
    assert ended(desk, second)[0].state == "done"
    assert ended(desk, first)[0].outputs == []


def test_a_facility_that_breaks_is_asked_again(desk, grid, root):
    submission = begun(desk, root)
    grid.error = KeyError("JobID")
    until(lambda: [job for job in desk.list() if "asked again" in job.problem])
    grid.error = None
    grid.states["1"] = DONE
    assert ended(desk, submission)[0].state == "done"


def test_two_inputs_of_one_name_are_refused(desk, root):
    (root / "other").mkdir()
    (root / "other/in.csv").write_text("2")
    with pytest.raises(BadRequestError, match=r"Two files of the job are called 'in.csv'"):
        desk.start(request(inputs=["in.csv", "other/in.csv"]), root)


@pytest.mark.parametrize("path", ["a\0b.py", "a" * 5000 + ".py", "round/x.py"])
def test_what_is_no_path_is_refused(desk, root, path):
    (root / "round").symlink_to("round")
    with pytest.raises(BadRequestError, match="is no path"):
        desk.start(request(path=path), root)
