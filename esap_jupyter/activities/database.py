"""The table of activities on disk."""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from ..disk.database import Database
from ..disk.schema import Schema
from ..models import Activity
from .owner import Owner

__all__ = ["ActivityTable", "Row"]

_MAKE = """
CREATE TABLE activity (
    id TEXT PRIMARY KEY NOT NULL,
    started REAL NOT NULL,
    ended INTEGER NOT NULL,
    updated REAL NOT NULL,
    owner BLOB NOT NULL,
    body BLOB NOT NULL,
    cancel INTEGER NOT NULL DEFAULT 0
)
"""
_PROBE = "SELECT id, started, ended, updated, owner, body, cancel FROM activity LIMIT 0"
_PUT = """
INSERT INTO activity (id, started, ended, updated, owner, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE
SET ended = excluded.ended, updated = excluded.updated, owner = excluded.owner, body = excluded.body
"""
_PRUNE = """
DELETE FROM activity WHERE ended = 1 AND id NOT IN
(SELECT id FROM activity ORDER BY started DESC LIMIT ?)
"""
_BUSY_SECONDS = 2.0
_TRIES = 3


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An activity, who does it, and when that was last heard of."""

    activity: Activity
    owner: Owner
    updated: float


class ActivityTable:
    """The rows on disk. All methods raise `NotAvailableError` where the file is busy or damaged.

    Parameters
    ----------
    path
        The file; made for its owner alone, and set aside, also later, when it is damaged or holds
        something else.
    """

    def __init__(self, path: Path) -> None:
        self._base = Database(
            path,
            schema=Schema(version=1, make=_MAKE, probe=_PROBE),
            name="The log of activities",
            remedy="Try again in a moment. If it stays so, free space there, or set ESAP_HOME to a "
            "folder that you can write to.",
            tries=_TRIES,
            busy=_BUSY_SECONDS,
            sets_aside=True,
        )

    def open(self) -> bool:
        """Open the file now; see `esap_jupyter.disk.database.Database.open`."""
        return self._base.open()

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
            connection.execute(_PUT, values)
            query = "SELECT cancel FROM activity WHERE id = ?"
            return bool(connection.execute(query, (activity.id,)).fetchone()[0])

        return self._base.write(write, tries=_TRIES if ended else 1)

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
        self._base.close()

    def _read(self, clause: str, value: str | int) -> list[Row]:
        query = f"SELECT owner, updated, body FROM activity {clause}"  # noqa: S608  (constants)
        found = self._base.read(lambda connection: connection.execute(query, (value,)).fetchall())
        return [row for one in found if (row := _decode(*one)) is not None]

    def _change(self, statement: str, value: str | int) -> None:
        self._base.write(lambda connection: connection.execute(statement, (value,)))


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
