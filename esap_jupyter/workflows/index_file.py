"""The SQLite file of the index, for homes on network disks shared by several processes."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ..errors import NotAvailableError

__all__ = ["IndexFile"]

_VERSION = 1
_SCHEMA = """
CREATE TABLE record (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, repository TEXT NOT NULL,
    concept TEXT NOT NULL, published TEXT NOT NULL, title TEXT NOT NULL, keywords TEXT NOT NULL,
    people TEXT NOT NULL, runtime TEXT NOT NULL, kind TEXT NOT NULL, newer TEXT NOT NULL,
    seen INTEGER NOT NULL, asked REAL NOT NULL, words TEXT NOT NULL
);
CREATE INDEX record_concept ON record (repository, concept);
CREATE TABLE body (key INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE repository (id TEXT PRIMARY KEY NOT NULL, asked REAL NOT NULL);
"""
_BUSY_SECONDS = 5.0
_TRIES = 2

Answer = TypeVar("Answer")


class IndexFile:
    """The tables on disk. What is in them can be had again, so a damaged file is begun anew.

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
            The file is busy, or cannot be written.
        """
        reason: Exception | str = "it is closed"
        for _ in range(_TRIES):
            with self._lock:
                if self._closed:
                    break
                try:
                    connection = self._connection or self._open()
                    with _transaction(connection):
                        return work(connection)
                except sqlite3.OperationalError as error:
                    reason = error
                    self._forget()
                except sqlite3.DatabaseError as error:
                    reason = error
                    self._forget()
                    self._set_aside()
                except OSError as error:
                    reason = error.strerror or str(error)
                    self._forget()
        raise NotAvailableError(
            f"The index of workflows, {self._path}, cannot be used just now: {reason}.",
            remedy="Try again in a moment; see whether the disk is full.",
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

    def _set_aside(self) -> None:
        with contextlib.suppress(OSError):
            self._path.rename(self._path.with_suffix(f".broken-{int(time.time())}"))

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            self._connection = _connected(self._path)
        except sqlite3.OperationalError:
            self._connection = _connected(f"{self._path.absolute().as_uri()}?nolock=1")
        return self._connection


def _connected(where: Path | str) -> sqlite3.Connection:
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


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA cache_size = -32768")
    # What a loss of power takes is asked for again.
    connection.execute("PRAGMA synchronous = OFF")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == _VERSION:
        return
    with _transaction(connection):
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall():
            # Another version's tables are made again from what repositories tell.
            connection.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, _SCHEMA.split(";\n")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
