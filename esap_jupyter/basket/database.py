"""The SQLite file of the basket."""

import sqlite3
from pathlib import Path

from ..disk.database import Database
from ..disk.schema import Schema

__all__ = ["basket_database", "bump", "revision_of"]

_MAKE = """
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
_PROBE = 'SELECT estimate, "group", said, body FROM item, content LIMIT 0'
_PRAGMAS = ("cache_size = -65536", "temp_store = MEMORY")


def basket_database(path: Path) -> Database:
    """Describe the file; it is not opened before it is needed."""
    return Database(
        path,
        schema=Schema(version=2, make=_MAKE, probe=_PROBE, steps={1: _FROM_1}, pragmas=_PRAGMAS),
        name="The basket",
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
