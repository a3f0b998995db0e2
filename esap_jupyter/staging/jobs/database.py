"""The SQLite file of the jobs, for homes on network disks shared by several processes."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ...errors import NotAvailableError

__all__ = ["FILE", "JobDatabase", "has_unfinished"]

FILE = "stage.sqlite"
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY NOT NULL, started REAL NOT NULL, state TEXT NOT NULL,
    ask TEXT NOT NULL DEFAULT '', owner BLOB, updated REAL NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS file (
    job TEXT NOT NULL, number INTEGER NOT NULL, position REAL NOT NULL, state TEXT NOT NULL,
    size INTEGER, done INTEGER NOT NULL, address TEXT NOT NULL, item TEXT NOT NULL,
    path TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_place ON file (job, position);
CREATE INDEX IF NOT EXISTS file_address ON file (address) WHERE path != '';
CREATE INDEX IF NOT EXISTS file_item ON file (item) WHERE path != '' AND item != '';
"""
_BUSY_SECONDS = 5.0
_TRIES = 3
_OPEN = "SELECT 1 FROM job WHERE state IN ('queued', 'running', 'waiting') LIMIT 1"

Answer = TypeVar("Answer")


class JobDatabase:
    """The tables on disk; work on them is done whole or not at all.

    SQLite's write-ahead log needs shared memory, which network disks lack, so it is not used;
    where the disk has no locks at all, none are asked for.

    Parameters
    ----------
    path
        The file; made for its owner alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._closed = False
        self._connection: sqlite3.Connection | None = None

    def do(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Do something in one transaction.

        Raises
        ------
        NotAvailableError
            The file is busy, damaged, of a newer version, or cannot be written.
        """
        reason: Exception | str = "it is closed"
        for _ in range(_TRIES):
            with self._lock:
                if self._closed:
                    break
                try:
                    self._connection = self._connection or self._open()
                    with _transaction(self._connection):
                        return work(self._connection)
                except (sqlite3.Error, OSError) as error:
                    reason = error
                    self._forget()
        raise NotAvailableError(
            f"The list of transfers, {self._path}, cannot be used just now: {reason}.",
            remedy="Try again in a moment, and see that the disk is not full.",
        )

    def close(self) -> None:
        """Close the file; nothing can be read or written later."""
        with self._lock:
            self._closed = True
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            return _connect(self._path)
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise
            return _connect(f"{self._path.absolute().as_uri()}?nolock=1")


def has_unfinished(home: Path) -> bool:
    """Tell whether there is a job to go on with; makes nothing where there is none."""
    path = home / FILE
    if not path.is_file():
        return False
    address = f"{path.absolute().as_uri()}?mode=ro"
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection,
    ):
        return connection.execute(_OPEN).fetchone() is not None
    # Who cannot read it looks again with more patience.
    return True


def _connect(where: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        where,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=isinstance(where, str),
    )
    try:
        with _transaction(connection):
            _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise sqlite3.DatabaseError("a newer version of ESAP wrote it")
    for statement in filter(str.strip, _SCHEMA.split(";\n")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_VERSION}")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        # This too can meet a busy file, and must not leave the transaction open then.
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
