"""The SQLite file of the basket, for homes on network disks shared by several processes."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ..disk.lock import locked
from ..errors import NotAvailableError

__all__ = ["BasketDatabase", "bump", "revision_of"]

_VERSION = 2
_SCHEMA = """
CREATE TABLE item (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fingerprint BLOB NOT NULL,
    gone INTEGER NOT NULL, position REAL NOT NULL, title TEXT NOT NULL, "group" TEXT NOT NULL,
    tags TEXT NOT NULL, note TEXT NOT NULL, said TEXT NOT NULL,
    kind TEXT NOT NULL, archive TEXT NOT NULL, size INTEGER, estimate INTEGER,
    address TEXT NOT NULL, added REAL NOT NULL, changed REAL NOT NULL, words TEXT NOT NULL
);
CREATE INDEX item_once ON item (fingerprint, gone);
CREATE INDEX item_address ON item (gone, address) WHERE address <> '';
CREATE INDEX item_place ON item (gone, position, key);
CREATE INDEX item_facets ON item (gone, "group", tags, kind, archive, size, estimate);
CREATE TABLE shared (key INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE TABLE content (
    key INTEGER PRIMARY KEY, columns INTEGER NOT NULL, provenance INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE step (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, made REAL NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE step_item (
    step INTEGER NOT NULL, item INTEGER NOT NULL, gone INTEGER NOT NULL, position REAL NOT NULL,
    title TEXT NOT NULL, "group" TEXT NOT NULL, tags TEXT NOT NULL, note TEXT NOT NULL,
    said TEXT NOT NULL, PRIMARY KEY (step, item)
) WITHOUT ROWID;
CREATE INDEX step_item_item ON step_item (item);
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO state VALUES ('revision', 0);
"""
_FROM_1 = """
ALTER TABLE item ADD COLUMN estimate INTEGER;
DROP INDEX item_facets;
CREATE INDEX item_facets ON item (gone, "group", tags, kind, archive, size, estimate);
"""
_BUSY_SECONDS = 10.0
_APPLICATION = 0x45534250
# A disk without locks answers with one of these; one that is busy only must not be taken for it.
_LOCKLESS = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS})
_LOW_BYTE = 0xFF
_TRIES = 3
_PAUSE = 0.1

Answer = TypeVar("Answer")


class BasketDatabase:
    """The tables on disk; work on them is done whole or not at all, one process after another.

    SQLite's write-ahead log needs shared memory, which network disks lack, so it is not used.
    Where the disk has no locks at all, a file beside it is the lock.

    Parameters
    ----------
    path
        The file; made for its owner alone when it is first written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._closed = False
        self._lockless = False
        self._connection: sqlite3.Connection | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def read(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Do something that sees one state of the tables, and changes none.

        Raises
        ------
        NotAvailableError
            The file is busy, damaged, of a newer version, or cannot be written.
        """
        return self._do(work, begin="BEGIN")

    def write(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Do something that may change the tables; otherwise like `read`.

        When it raises, or this process dies, nothing of it is done.
        """
        return self._do(work, begin="BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close the file; nothing can be read or written later."""
        with self._lock:
            self._closed = True
            self._forget()

    def _do(self, work: Callable[[sqlite3.Connection], Answer], *, begin: str) -> Answer:
        with self._lock:
            if self._closed:
                raise self._refusal("it is closed")
            try:
                connection = self._connection or self._open()
                with self._alone(), _transaction(connection, begin):
                    return work(connection)
            except sqlite3.DatabaseError as error:
                self._forget()
                raise self._refusal(str(error)) from error
            except OSError as error:
                self._forget()
                raise self._refusal(error.strerror or str(error)) from error

    def _alone(self) -> contextlib.AbstractContextManager[None]:
        return locked(self._path) if self._lockless else contextlib.nullcontext()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        for left in reversed(range(_TRIES)):
            try:
                self._connection = self._connect(self._path)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & _LOW_BYTE not in _LOCKLESS:
                    raise
                # What fails once only says nothing of the disk's locks, which others may hold.
                time.sleep(_PAUSE if left else 0.0)
            else:
                return self._connection
        self._lockless = True
        with locked(self._path):
            self._connection = self._connect(f"{self._path.absolute().as_uri()}?nolock=1")
        return self._connection

    def _connect(self, where: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            where,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=isinstance(where, str),
        )
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refusal(self, reason: str) -> NotAvailableError:
        return NotAvailableError(
            f"The basket, {self._path}, cannot be used just now: {reason}.",
            remedy="Try again in a moment. If it stays so, see whether the disk is full; move the "
            "file aside to begin with an empty basket.",
        )


def revision_of(connection: sqlite3.Connection) -> int:
    """Read the number that grows with each change."""
    (revision,) = connection.execute("SELECT value FROM state WHERE name = 'revision'").fetchone()
    return int(revision)


def bump(connection: sqlite3.Connection) -> int:
    """Let the revision grow, and return it."""
    connection.execute("UPDATE state SET value = value + 1 WHERE name = 'revision'")
    return revision_of(connection)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        # This too can meet a busy file, and must not leave the transaction open then.
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    with _transaction(connection, "BEGIN IMMEDIATE"):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version == 0 and not tables:
            _script(connection, _SCHEMA)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        elif application != _APPLICATION:
            raise sqlite3.DatabaseError("it holds something else")
        elif version > _VERSION:
            raise sqlite3.DatabaseError("a newer version of ESAP wrote it")
        elif version < _VERSION:
            _script(connection, _FROM_1)


def _script(connection: sqlite3.Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_VERSION}")
