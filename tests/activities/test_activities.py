"""The log of activities."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.errors import CancelledError, NotFoundError, UnreachableError


@pytest.fixture
def log(tmp_path):
    made = Activities(path=tmp_path / "home" / "a.sqlite")
    yield made
    made.close()


def test_life_of_an_activity(log):
    seen = []
    unsubscribe = log.subscribe(seen.append)
    handle = log.start("search", "M31", archive="sandbox", search="s1")
    handle.update(message="receiving", done=1, total=10, unit="bytes")
    handle.finish(result="r", rows=3, truncated=True)
    unsubscribe()
    log.start("search", "other")
    assert [one.state for one in seen] == ["queued", "running", "done"]
    assert [one.revision for one in seen] == [1, 2, 3]
    last = log.get(handle.id)
    assert (last.rows, last.truncated, last.archive, last.search) == (3, True, "sandbox", "s1")
    assert last.ended >= last.started


def test_the_newest_come_first(log):
    ids = [log.start("search", str(i)).id for i in range(5)]
    assert [one.id for one in log.list(3)] == ids[:-4:-1]


def test_failure_keeps_cause_and_remedy(log):
    handle = log.start("search", "x")
    handle.fail(UnreachableError("It is down.", remedy="Wait."))
    handle.update(done=5)
    handle.finish()
    error = log.get(handle.id).error
    assert log.get(handle.id).state == "failed"
    assert (error.code, error.message, error.remedy) == ("unreachable", "It is down.", "Wait.")


def test_cancel(log):
    handle = log.start("search", "x")
    log.cancel(handle.id)
    assert handle.cancelled
    handle.fail(CancelledError("It was cancelled."))
    assert log.get(handle.id).state == "cancelled"


def test_a_listener_that_fails_does_not_stop_the_work(log, caplog):
    def fail(_):
        raise RuntimeError("Event loop is closed")

    log.subscribe(fail)
    handle = log.start("search", "x")
    handle.finish(rows=1)
    assert log.get(handle.id).state == "done"
    assert "Event loop is closed" in caplog.text


def test_unknown_activity(log):
    with pytest.raises(NotFoundError):
        log.get("nope")
    with pytest.raises(NotFoundError):
        log.cancel("nope")


def test_progress_is_told_seldom_and_remembered_exactly(log):
    seen = []
    log.subscribe(seen.append)
    handle = log.start("search", "x")
    handle.update(message="reading")
    for done in range(1000):
        handle.update(done=done)
    assert len(seen) < 100
    assert log.get(handle.id).done == 999
    assert log.list()[0].done == 999


def test_a_new_stage_forgets_the_progress_of_the_last(log):
    handle = log.start("search", "x")
    handle.update(message="receiving", done=5, total=9, unit="bytes")
    handle.update(message="reading")
    assert (handle.activity.done, handle.activity.total, handle.activity.unit) == (None, None, "")


def test_another_process_sees_and_cancels(tmp_path, log):
    handle = log.start("search", "x")
    other = Activities(path=tmp_path / "home" / "a.sqlite")
    assert other.get(handle.id).state == "queued"
    other.cancel(handle.id)
    assert not handle.cancelled
    handle.update(message="next")
    assert handle.cancelled
    other.close()
    assert log.get(handle.id).state == "running"


def test_those_of_a_dead_process_are_interrupted(tmp_path):
    path = tmp_path / "a.sqlite"
    code = (
        "import os, sys, pathlib\n"
        "from esap_jupyter.activities import Activities\n"
        "handle = Activities(path=pathlib.Path(sys.argv[1])).start('search', 'x')\n"
        "handle.update(message='asking')\n"
        "print(handle.id, flush=True)\n"
        "os._exit(1)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True, check=False
    )
    log = Activities(path=path)
    activity = log.get(run.stdout.strip())
    assert (activity.state, activity.error.code) == ("failed", "interrupted")
    log.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_those_of_a_killed_process_that_nobody_has_buried_are_interrupted(tmp_path):
    path = tmp_path / "a.sqlite"
    code = (
        "import sys, time; from pathlib import Path;"
        "from esap_jupyter.activities import Activities;"
        "print(Activities(path=Path(sys.argv[1])).start('search', 'M31').id, flush=True);"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        found = process.stdout.readline().decode().strip()
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        log = Activities(path=path)
        activity = log.get(found)
        log.close()
    assert (activity.state, activity.error.code) == ("failed", "interrupted")


def test_files_are_the_owner_s_alone(tmp_path, log):
    path = tmp_path / "home" / "a.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_write_ahead_log(tmp_path, log):
    log.start("search", "x")
    with sqlite3.connect(tmp_path / "home" / "a.sqlite") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()


def test_a_damaged_file_is_set_aside(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    log = Activities(path=path)
    log.start("search", "x")
    assert len(log.list()) == 1
    assert len(list(tmp_path.glob("a.broken-*"))) == 1
    log.close()


@pytest.mark.parametrize("start", [0, 8192])
def test_a_file_damaged_meanwhile_is_set_aside(tmp_path, start):
    path = tmp_path / "a.sqlite"
    log = Activities(path=path)
    keys = [log.start("search", "x" * 200).id for _ in range(60)]
    log._table._base._connection.execute("PRAGMA cache_size = 0")
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xaa" * (path.stat().st_size - start))
    log.list()
    handle = log.start("search", "y")
    handle.finish()
    assert log.get(handle.id).state == "done"
    assert log.get(keys[0]).state == "queued"
    assert handle.id in {one.id for one in log.list()}
    assert len(list(tmp_path.glob("a.broken-*"))) == 1
    log.close()


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE activity (a, b)", "CREATE VIEW activity AS SELECT 1 AS a"]
)
def test_a_file_of_something_else_is_set_aside(tmp_path, statement):
    path = tmp_path / "a.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute(statement)
    log = Activities(path=path)
    log.start("search", "x").finish()
    assert [one.state for one in log.list()] == ["done"]
    log.close()


def test_rows_that_make_no_sense_are_passed_over(tmp_path):
    path = tmp_path / "a.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute(
            "CREATE TABLE activity (id PRIMARY KEY,started,ended,updated,owner,body,cancel)"
        )
        other.execute("INSERT INTO activity VALUES ('a', 1, 0, 1, NULL, NULL, 0)")
        other.execute("INSERT INTO activity VALUES ('b', 1, 0, NULL, x'ff', 5, 0)")
    log = Activities(path=path)
    assert log.list() == []
    log.close()


def test_a_busy_file_does_not_stop_the_work(tmp_path, log, monkeypatch):
    handle = log.start("search", "x")
    blocker = sqlite3.connect(tmp_path / "home" / "a.sqlite", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    log._table._base._connection.execute("PRAGMA busy_timeout = 10")
    handle.update(message="still going")
    assert log.get(handle.id).message == "still going"
    blocker.execute("COMMIT")
    blocker.close()
    handle.finish()
    assert log.list()[0].state == "done"


def test_many_threads(log):
    def work():
        handle = log.start("search", "x")
        for done in range(20):
            handle.update(done=done, message=str(done % 3))
        handle.finish(rows=1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.state for one in log.list()] == ["done"] * 8


def test_closing_cancels_what_runs(tmp_path):
    log = Activities(path=tmp_path / "a.sqlite")
    handle = log.start("search", "x")
    log.close()
    assert handle.cancelled
    again = Activities(path=tmp_path / "a.sqlite")
    assert again.get(handle.id).state == "cancelled"
    again.close()


def test_old_ones_are_forgotten(tmp_path):
    log = Activities(path=tmp_path / "a.sqlite", clock=time.time)
    running = log.start("search", "running")
    for _ in range(510):
        log._table.put(log._row(_ended(log)))
    log._table.prune(500)
    kept = log.list(1000)
    assert len(kept) <= 501
    assert running.id in {one.id for one in kept}
    log.close()


def _ended(log):
    import uuid

    from esap_jupyter.models import Activity

    return Activity(
        id=uuid.uuid4().hex,
        kind="search",
        title="",
        state="done",
        revision=1,
        started=9e9,
        ended=9e9,
    )
