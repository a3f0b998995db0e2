"""Worker processes: order, progress, cancel, death, and what crosses the pipe."""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from esap_jupyter.errors import BadRequestError, CancelledError, EsapError
from esap_jupyter.workers import WorkerPool
from tests.support import jobs

ROOT = Path(__file__).parent.parent


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pool = WorkerPool()
    yield pool
    pool.close()


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)


def gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def in_thread(function):
    outcome = []

    def target():
        try:
            outcome.append(function())
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            outcome.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    return thread, outcome


def test_nothing_runs_before_the_first_job(pool):
    assert pool.pids == {}


def test_answer_comes_from_another_process(pool):
    assert pool.run(jobs.add, 1, right=2) == 3
    assert pool.run(jobs.pid) not in {None, os.getpid()}
    assert pool.run(jobs.pid) == pool.pids["view"]


def test_lanes_are_two_processes(pool):
    assert pool.run(jobs.pid, lane="decode") != pool.run(jobs.pid, lane="view")
    assert len(pool.pids) == 2


def test_values_survive(pool):
    big, nan, infinity, nothing, text = pool.run(jobs.numbers)
    assert (big, infinity, nothing, text) == (2**63 - 1, math.inf, None, "ä\0")
    assert math.isnan(nan)


def test_large_messages(pool):
    text = "x" * 20_000_000
    assert pool.run(jobs.add, text, text) == text + text


def test_prints_do_not_disturb_the_pipe(pool, capfd):
    assert pool.run(jobs.noisy, "noise") == "noise"
    assert pool.run(jobs.add, 1) == 2
    assert capfd.readouterr().out == ""


def test_error_comes_back_as_what_it_is(pool):
    with pytest.raises(BadRequestError, match="no such column") as caught:
        pool.run(jobs.refuse, "no such column", "choose another")
    assert caught.value.remedy == "choose another"
    assert "jobs.py" in caught.value.__notes__[0]


def test_error_that_cannot_be_pickled_keeps_its_words(pool):
    with pytest.raises(EsapError, match="AwkwardError: cannot be pickled"):
        pool.run(jobs.awkward)
    assert pool.run(jobs.add, 1) == 2


def test_answer_that_cannot_be_pickled_is_an_error(pool):
    with pytest.raises(Exception, match="pickle"):
        pool.run(jobs.unpicklable)
    assert pool.run(jobs.add, 1) == 2


def test_progress_is_told(pool):
    told = []
    assert pool.run(jobs.count, 20, progress=told.append) == 20
    assert told == sorted(told)
    assert len(told) >= 2


def test_error_in_the_listener_leaves_the_lane_usable(pool):
    def refuse(_):
        raise KeyError("listener")

    with pytest.raises(KeyError):
        pool.run(jobs.count, 20, progress=refuse)
    assert pool.run(jobs.add, 1) == 2


def test_cancel_kills_and_the_next_job_runs(pool, tmp_path):
    cancel = threading.Event()
    mark = tmp_path / "mark"
    thread, outcome = in_thread(lambda: pool.run(jobs.sleep, 600, mark, cancel=cancel))
    until(mark.exists)
    pid = pool.pids["view"]
    behind, later = in_thread(lambda: pool.run(jobs.add, 40, 2))
    cancel.set()
    thread.join(20)
    behind.join(20)
    assert isinstance(outcome[0], CancelledError)
    assert gone(pid)
    assert later == [42]


def test_cancelled_in_the_queue_never_runs(pool, tmp_path):
    cancel = threading.Event()
    mark, never = tmp_path / "mark", tmp_path / "never"
    thread, outcome = in_thread(lambda: pool.run(jobs.sleep, 1, mark))
    until(mark.exists)
    waiting, refused = in_thread(lambda: pool.run(jobs.note, never, "x", cancel=cancel))
    cancel.set()
    waiting.join(20)
    thread.join(20)
    assert isinstance(refused[0], CancelledError)
    assert outcome == ["slept"]
    assert not never.exists()


def test_jobs_keep_their_order(pool, tmp_path):
    notes, mark = tmp_path / "notes", tmp_path / "mark"
    first, _ = in_thread(lambda: pool.run(jobs.sleep, 1, mark))
    until(mark.exists)
    threads = []
    for number in range(6):
        threads.append(in_thread(lambda n=number: pool.run(jobs.note, notes, str(n)))[0])
        until(lambda n=number: len(pool._lanes["view"]._tickets) == n + 2)
    for thread in [first, *threads]:
        thread.join(20)
    assert notes.read_text() == "012345"


def test_dead_worker_is_an_error_and_the_next_job_runs(pool):
    with pytest.raises(EsapError, match=r"ended.*in the middle") as caught:
        pool.run(jobs.die)
    assert caught.value.remedy
    assert pool.run(jobs.add, 1) == 2


def test_worker_that_died_idle_is_replaced(pool):
    first = pool.run(jobs.pid)
    os.kill(first, 9)
    until(lambda: gone(first))
    assert pool.run(jobs.pid) != first


def test_job_that_a_leaving_worker_did_not_begin_runs_in_the_next(pool):
    first = pool.run(jobs.pid)
    os.kill(first, signal.SIGSTOP)
    thread, outcome = in_thread(lambda: pool.run(jobs.pid))
    until(lambda: pool._lanes["view"]._tickets)
    os.kill(first, signal.SIGKILL)
    thread.join(20)
    assert outcome[0] not in {first, None}
    assert outcome == [pool.pids["view"]]


def test_close_ends_the_work(pool, tmp_path):
    mark = tmp_path / "mark"
    thread, outcome = in_thread(lambda: pool.run(jobs.sleep, 600, mark))
    until(mark.exists)
    pid = pool.pids["view"]
    pool.close()
    thread.join(20)
    assert isinstance(outcome[0], CancelledError)
    assert gone(pid)
    with pytest.raises(CancelledError):
        pool.run(jobs.add, 1)


def test_worker_ends_with_its_parent_even_at_work(tmp_path):
    mark = tmp_path / "mark"
    script = (
        "import sys, threading, time, pathlib\n"
        "from esap_jupyter.workers import WorkerPool\n"
        "from tests.support import jobs\n"
        "pool = WorkerPool()\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "threading.Thread(target=pool.run, args=(jobs.sleep, 600, mark), daemon=True).start()\n"
        "while not mark.exists(): time.sleep(0.01)\n"
        "print(pool.pids['view'], flush=True)\n"
        "time.sleep(600)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment
    ) as parent:
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    until(lambda: gone(pid))


def test_files_in_the_working_directory_do_not_shadow_libraries(pool, tmp_path, monkeypatch):
    (tmp_path / "pickle.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)
    assert pool.run(jobs.add, 1) == 2


def test_idle_worker_has_imported_nothing_heavy(pool):
    loaded = set(pool.run(jobs.modules))
    assert not loaded & {"numpy", "astropy", "pyarrow", "pandas", "tornado", "jupyter_server"}


def test_warming_starts_processes_and_imports(pool):
    pool.warm({"decode": "wave", "view": "no.such.module"})
    until(lambda: len(pool.pids) == 2)
    assert "wave" in pool.run(jobs.modules, lane="decode")
    assert pool.run(jobs.add, 1, lane="view") == 2


def test_worker_with_nothing_to_do_leaves():
    script = (
        "import esap_jupyter.workers.__main__ as worker\nworker.IDLE_SECONDS = 0.1\nworker.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        assert worker.wait(20) == 0
