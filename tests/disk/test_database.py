"""A SQLite file is shared by processes, on disks with locks and without, and told when it cannot."""

import contextlib
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from esap_jupyter.disk.database import Database, peek
from esap_jupyter.disk.schema import Schema
from esap_jupyter.errors import NotAvailableError

FIRST = Schema(
    version=1,
    make="CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);\n",
    probe="SELECT id, text FROM note LIMIT 0",
)
SECOND = Schema(
    version=2,
    make="CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, size INTEGER);\n",
    probe="SELECT id, text, size FROM note LIMIT 0",
    steps={1: "ALTER TABLE note ADD COLUMN size INTEGER;\n"},
)


@pytest.fixture
def make(tmp_path):
    made = []

    def make(path=None, **fields):
        options = {"schema": FIRST, "name": "The notes", "busy": 0.05, **fields}
        made.append(Database(path or tmp_path / "home" / "notes.sqlite", **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def add(base, text="a"):
    base.write(lambda rows: rows.execute("INSERT INTO note (text) VALUES (?)", (text,)))


def texts(base):
    return [text for (text,) in base.read(lambda rows: rows.execute("SELECT text FROM note"))]


def failing(kind, times):
    """Stand in for `sqlite3.connect` on a disk whose locks fail, for a while or for ever."""
    connect, left = sqlite3.connect, [times]

    def connected(where, **options):
        if not options["uri"] and left[0]:
            left[0] -= 1
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = kind
            raise error
        return connect(where, **options)

    return connected


def test_nothing_is_made_before_it_is_needed_and_then_for_its_owner_alone(make):
    base = make()
    assert base.stamp() is None
    assert not base.path.parent.exists()
    add(base)
    assert texts(base) == ["a"]
    assert stat.S_IMODE(base.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(base.path.parent.stat().st_mode) == 0o700


def test_the_stamp_tells_of_a_change_that_another_made(make):
    here, there = make(), make()
    add(here)
    before = here.stamp()
    assert texts(there) == ["a"]
    assert here.stamp() == before
    add(there, "b" * 10_000)
    assert here.stamp() != before


def test_work_that_raises_does_nothing(make):
    base = make()
    add(base)

    def work(rows):
        rows.execute("DELETE FROM note")
        raise KeyError

    with pytest.raises(KeyError):
        base.write(work)
    assert texts(base) == ["a"]


def test_a_closed_file_is_told(make):
    base = make()
    add(base)
    base.close()
    with pytest.raises(NotAvailableError, match=r"The notes, .*: it is closed"):
        texts(base)


@pytest.mark.parametrize("begin", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_busy_file_is_told_and_never_taken_for_one_without_locks(make, begin):
    holder, other = make(), make(tries=2)
    add(holder)
    holder._connection.execute(f"BEGIN {begin}")
    assert other.open() is False
    with pytest.raises(NotAvailableError, match="database is locked"):
        add(other)
    assert not other._lockless
    holder._connection.execute("ROLLBACK")
    assert other.open() is True
    add(other, "b")
    assert texts(holder) == ["a", "b"]


def test_opening_here_takes_no_locks_of_this_process_away(make):
    holder = make()
    add(holder)
    holder._connection.execute("BEGIN IMMEDIATE")
    assert make().open() is False
    holder._connection.execute("ROLLBACK")


@pytest.mark.parametrize("kind", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL])
def test_where_the_disk_has_no_locks_a_file_is_the_lock(make, monkeypatch, kind):
    monkeypatch.setattr("esap_jupyter.disk.database.sqlite3.connect", failing(kind, -1))
    bases = [make(), make()]

    def work(base):
        for _ in range(5):
            add(base)

    threads = [threading.Thread(target=work, args=(base,)) for base in bases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts(bases[0])) == 10
    assert all(base._lockless for base in bases)
    assert not list(bases[0].path.parent.glob(".*.lock"))


def test_one_failure_of_a_disk_says_nothing_of_its_locks(make, monkeypatch):
    monkeypatch.setattr(
        "esap_jupyter.disk.database.sqlite3.connect", failing(sqlite3.SQLITE_IOERR, 1)
    )
    base = make()
    add(base)
    assert not base._lockless


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_file_is_told_and_kept_or_set_aside(make, tmp_path, content):
    path = tmp_path / "notes.sqlite"
    path.write_bytes(content)
    with pytest.raises(NotAvailableError, match=r"notes\.sqlite"):
        add(make(path))
    assert path.read_bytes() == content
    add(make(path, sets_aside=True))
    (aside,) = tmp_path.glob("notes.broken-*")
    assert aside.read_bytes() == content


@pytest.mark.parametrize("table", ["CREATE TABLE mine (x)", "CREATE TABLE note (a, b)"])
def test_a_file_of_something_else_is_left_alone_or_set_aside(make, tmp_path, table):
    path = tmp_path / "notes.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute(table)
    before = path.read_bytes()
    with pytest.raises(NotAvailableError, match="something else"):
        add(make(path))
    assert path.read_bytes() == before
    base = make(path, sets_aside=True)
    add(base)
    assert texts(base) == ["a"]


def test_a_file_of_the_version_before_is_gone_on_with_and_a_newer_one_refused(make):
    old = make()
    add(old)
    old.close()
    new = make(schema=SECOND)
    new.write(lambda rows: rows.execute("UPDATE note SET size = 5"))
    assert new.read(lambda rows: rows.execute("SELECT text, size FROM note").fetchall()) == [
        ("a", 5)
    ]
    for sets_aside in (False, True):
        with pytest.raises(NotAvailableError, match="a newer version of ESAP wrote it"):
            texts(make(sets_aside=sets_aside))
    assert texts(new) == ["a"]


def test_a_folder_that_cannot_be_made_is_told(make, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotAvailableError, match=r"The notes, .* cannot be used"):
        add(make(tmp_path / "file" / "notes.sqlite"))


def test_a_look_makes_nothing_and_in_doubt_finds(make):
    base = make()
    assert not peek(base.path, "SELECT 1 FROM note")
    assert not base.path.parent.exists()
    base.open()
    assert not peek(base.path, "SELECT 1 FROM note")
    add(base)
    assert peek(base.path, "SELECT 1 FROM note")
    Path(base.path).write_bytes(b"no database at all")
    assert peek(base.path, "SELECT 1 FROM note")
