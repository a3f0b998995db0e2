"""A log that others hold on to, or whose processes die."""

import contextlib
import sqlite3
import subprocess
import sys

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.errors import NotAvailableError

DYING = """
import os, pathlib, sys
from esap_jupyter.activities import Activities
handle = Activities(path=pathlib.Path(sys.argv[1])).start('search', 'x')
handle.update(message='asking')
print(handle.id, flush=True)
sys.stdin.readline()
os._exit(1)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.sqlite"


@pytest.fixture
def log(path):
    made = Activities(path=path)
    made._table._base._connection.execute("PRAGMA busy_timeout = 10")
    yield made
    made.close()


@contextlib.contextmanager
def held(path, *statements):
    other = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        other.execute(statement).fetchall()
    yield
    other.execute("COMMIT")
    other.close()


def told(path, key):
    """What another process would see."""
    other = Activities(path=path)
    try:
        return other.get(key).state
    finally:
        other.close()


@pytest.mark.parametrize("look", ["list", "close"])
def test_an_end_that_could_not_be_written_is_written_later(path, log, look):
    handle = log.start("search", "x")
    with held(path, "BEGIN IMMEDIATE"):
        handle.finish(rows=3)
        assert log.get(handle.id).state == "done"
        assert [one.rows for one in log.list()] == [3]
    assert told(path, handle.id) == "queued"
    getattr(log, look)()
    assert told(path, handle.id) == "done"
    assert log._live == {}


def test_a_busy_log_is_told_in_words(path, log):
    handle = log.start("search", "x")
    handle.finish()
    other = Activities(path=path).start("search", "y").id
    with held(path, "BEGIN EXCLUSIVE"):
        for ask in (log.list, lambda: log.get(handle.id), lambda: log.cancel(other)):
            with pytest.raises(NotAvailableError, match="locked") as caught:
                ask()
            assert caught.value.remedy
    with held(path, "BEGIN IMMEDIATE"), pytest.raises(NotAvailableError):
        log.cancel(other)
    log.cancel(other)


def test_a_log_that_is_busy_at_the_start_is_opened_later_with_its_locks(path, log, monkeypatch):
    log.start("search", "x").finish()
    with held(path, "BEGIN EXCLUSIVE"):
        monkeypatch.setattr("esap_jupyter.activities.database._BUSY_SECONDS", 0.01)
        other = Activities(path=path)
        handle = other.start("search", "y")
        with pytest.raises(NotAvailableError, match="locked"):
            other.list()
    handle.finish()
    assert [one.title for one in log.list()] == ["y", "x"]
    assert not other._table._base._lockless
    other.close()


def test_a_reader_in_the_way_leaves_no_transaction_open(path, log):
    handle = log.start("search", "x")
    with held(path, "BEGIN", "SELECT * FROM activity"):
        handle.update(message="asking")
    handle.update(message="reading")
    assert told(path, handle.id) == "running"


def test_a_process_that_dies_while_this_one_lives(path, log):
    command = [sys.executable, "-c", DYING, path]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        key = process.stdout.readline().strip()
        assert log.get(key).state == "running"
        process.communicate("\n")
    (listed,) = log.list()
    assert (listed.state, listed.error.code) == ("failed", "interrupted")
    assert log.get(key) == listed
