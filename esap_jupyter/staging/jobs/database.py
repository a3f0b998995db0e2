"""The SQLite file of the jobs."""

from pathlib import Path

from ...disk.database import Database, peek
from ...disk.schema import Schema

__all__ = ["FILE", "has_unfinished", "job_database"]

FILE = "stage.sqlite"
_MAKE = """
CREATE TABLE job (
    id TEXT PRIMARY KEY NOT NULL, started REAL NOT NULL, state TEXT NOT NULL,
    ask TEXT NOT NULL DEFAULT '', owner BLOB, updated REAL NOT NULL, body BLOB NOT NULL
);
CREATE TABLE file (
    job TEXT NOT NULL, number INTEGER NOT NULL, position REAL NOT NULL, state TEXT NOT NULL,
    size INTEGER, done INTEGER NOT NULL, address TEXT NOT NULL, item TEXT NOT NULL,
    path TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE INDEX file_place ON file (job, position);
CREATE INDEX file_address ON file (address) WHERE path != '';
CREATE INDEX file_item ON file (item) WHERE path != '' AND item != '';
"""
_PROBE = "SELECT job.body, job.ask, file.position FROM job, file LIMIT 0"
_OPEN = "SELECT 1 FROM job WHERE state IN ('queued', 'running', 'waiting') LIMIT 1"


def job_database(path: Path) -> Database:
    """Describe the file; it is not opened before it is needed."""
    return Database(
        path,
        schema=Schema(version=1, make=_MAKE, probe=_PROBE),
        name="The list of transfers",
        tries=3,
        busy=5.0,
    )


def has_unfinished(home: Path) -> bool:
    """Tell whether there is a job to go on with; makes nothing where there is none."""
    return peek(home / FILE, _OPEN)
