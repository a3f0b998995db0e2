"""The SQLite file beneath the log, for homes on network disks shared by several processes."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..errors import NotAvailableError
from ..models import Activity
from .owner import Owner

__all__ = ["Database", "Row"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS activity (
    id TEXT PRIMARY KEY NOT NULL,
    started REAL NOT NULL,
    ended INTEGER NOT NULL,
    updated REAL NOT NULL,
    owner BLOB NOT NULL,
    body BLOB NOT NULL,
    cancel INTEGER NOT NULL DEFAULT 0
)
"""
_PUT = """
INSERT INTO activity (id, started, ended, updated, owner, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE
SET ended = excluded.ended, updated = excluded.updated, owner = excluded.owner, body = excluded.body
"""
_PRUNE = """
DELETE FROM activity WHERE ended = 1 AND id NOT IN
(SELECT id FROM activity ORDER BY started DESC LIMIT ?)
"""
_COLUMNS = frozenset({"id", "started", "ended", "updated", "owner", "body", "cancel"})
_BUSY_SECONDS = 2.0
_TRIES = 3

Answer = TypeVar("Answer")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An activity, who does it, and when that was last heard of."""

    activity: Activity
    owner: Owner
    updated: float


class Database:
    """The rows on disk. All methods raise `NotAvailableError` where the file is busy or damaged.

    SQLite's write-ahead log needs shared memory, which network disks lack, so it is not used;
    where the disk has no locks at all, none are asked for.

    Parameters
    ----------
    path
        The file; made for its owner alone, and set aside, also later, when it is damaged or holds
        something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = self._open()

    def put(self, row: Row) -> bool:
        """Write a row and return whether somebody asked to cancel that activity.

        What has not ended is tried once only, as its next state is written again.
        """
        activity = row.activity
        ended = activity.ended is not None
        values = (
            activity.id,
            activity.started,
            ended,
            row.updated,
            msgspec.json.encode(row.owner),
            msgspec.json.encode(activity),
        )

        def write(connection: sqlite3.Connection) -> bool:
            with _transaction(connection):
                connection.execute(_PUT, values)
                query = "SELECT cancel FROM activity WHERE id = ?"
                return bool(connection.execute(query, (activity.id,)).fetchone()[0])

        return self._do(write, tries=_TRIES if ended else 1)

    def ask_to_cancel(self, activity_id: str) -> None:
        """Leave word for the process that does it."""
        self._change("UPDATE activity SET cancel = 1 WHERE id = ?", activity_id)

    def unask(self, activity_id: str) -> None:
        """Forget that somebody asked to cancel, as it begins again."""
        self._change("UPDATE activity SET cancel = 0 WHERE id = ?", activity_id)

    def forget(self, activity_id: str) -> None:
        """Remove an activity that has ended."""
        self._change("DELETE FROM activity WHERE ended = 1 AND id = ?", activity_id)

    def get(self, activity_id: str) -> Row | None:
        """Read one row."""
        rows = self._read("WHERE id = ?", activity_id)
        return rows[0] if rows else None

    def newest(self, limit: int) -> list[Row]:
        """Read the newest rows."""
        return self._read("ORDER BY started DESC, rowid DESC LIMIT ?", limit)

    def unfinished(self) -> list[Row]:
        """Read the rows of activities that have not ended."""
        return self._read("WHERE ended = ?", 0)

    def prune(self, kept: int) -> None:
        """Forget all but the newest rows and those that have not ended."""
        self._change(_PRUNE, kept)

    def close(self) -> None:
        """Close the file; nothing can be read or written later."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _read(self, clause: str, value: str | int) -> list[Row]:
        query = f"SELECT owner, updated, body FROM activity {clause}"  # noqa: S608  (constants)
        found = self._do(lambda connection: connection.execute(query, (value,)).fetchall())
        return [row for one in found if (row := _decode(*one)) is not None]

    def _change(self, statement: str, value: str | int) -> None:
        def write(connection: sqlite3.Connection) -> None:
            with _transaction(connection):
                connection.execute(statement, (value,))

        self._do(write)

    def _do(self, work: Callable[[sqlite3.Connection], Answer], *, tries: int = _TRIES) -> Answer:
        reason: sqlite3.Error | str = "it is closed"
        for _ in range(tries):
            with self._lock:
                if self._connection is None:
                    break
                try:
                    return work(self._connection)
                except sqlite3.Error as error:
                    reason = error
                    if not isinstance(error, sqlite3.OperationalError):
                        self._connection.close()
                        self._connection = self._open()
        raise NotAvailableError(
            f"The log of activities, {self._path}, cannot be used just now: {reason}.",
            remedy="Try again in a moment.",
        )

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return self._connect(self._path)
        except sqlite3.OperationalError:
            return self._connect_without_locks()
        except sqlite3.DatabaseError:
            self._set_aside()
            return self._connect(self._path)

    def _set_aside(self) -> None:
        try:
            self._path.rename(self._path.with_suffix(f".broken-{int(time.time())}"))
        except OSError as error:
            raise NotAvailableError(
                f"The log of activities, {self._path}, is damaged.",
                remedy="Remove it, or set ESAP_HOME to a folder that you can write to.",
            ) from error

    def _connect_without_locks(self) -> sqlite3.Connection:
        try:
            return self._connect(f"{self._path.absolute().as_uri()}?nolock=1")
        except sqlite3.OperationalError as error:
            raise NotAvailableError(
                f"The log of activities, {self._path}, cannot be written: {error}.",
                remedy="Free space there or set ESAP_HOME to a folder that you can write to.",
            ) from error

    def _connect(self, where: Path | str) -> sqlite3.Connection:
        with contextlib.suppress(OSError):
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(
            where,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=isinstance(where, str),
        )
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            _check(connection)
            connection.execute("COMMIT")
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection


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


def _check(connection: sqlite3.Connection) -> None:
    found = {name for _, name, *_ in connection.execute("PRAGMA table_info(activity)")}
    if not found >= _COLUMNS:
        raise sqlite3.DatabaseError("it holds something else")
    (words,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if words != "ok":
        raise sqlite3.DatabaseError(words)


def _decode(owner: Any, updated: Any, body: Any) -> Row | None:
    try:
        return Row(
            activity=msgspec.json.decode(body, type=Activity),
            owner=msgspec.json.decode(owner, type=Owner),
            updated=msgspec.convert(updated, float),
        )
    except (msgspec.DecodeError, TypeError, UnicodeError):
        # A newer version wrote it, or something else; this one cannot show it.
        return None
