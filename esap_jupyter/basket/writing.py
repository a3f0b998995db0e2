"""Writes items into the basket's tables, in a transaction that somebody else has begun."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from .history import keep
from .stored import Encoded, joined, said, split

if TYPE_CHECKING:
    from .store import Facts

__all__ = ["Change", "change", "insert", "known_keys", "learn"]

_STEP = 1024.0
_INSERT = """
INSERT INTO item (id, fingerprint, gone, position, title, "group", tags, note, said, kind,
archive, size, estimate, address, words, added, changed)
VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What to change of items; what is None stays as it is."""

    group: str | None = None
    tags: list[str] | None = None
    add_tags: list[str] = []
    remove_tags: list[str] = []
    note: str | None = None
    title: str | None = None

    @property
    def verb(self) -> str:
        """What it does, for people."""
        if self.group is not None:
            return f"Move to {self.group!r}:" if self.group else "Take out of groups:"
        if self.note is not None:
            return "Annotate"
        return "Rename" if self.title is not None else "Tag"


def known_keys(connection: sqlite3.Connection, fingerprints: Iterable[bytes]) -> dict[bytes, str]:
    """Return the ids of those items that are there, by fingerprint."""
    query = "SELECT id FROM item WHERE fingerprint = ? AND gone = 0 LIMIT 1"
    known = {}
    for mark in fingerprints:
        found = connection.execute(query, (mark,)).fetchone()
        if found:
            known[mark] = found[0]
    return known


def insert(connection: sqlite3.Connection, step: int, items: Sequence[Encoded], now: float) -> None:
    """Write new items at the end, as those of a step."""
    (end,) = connection.execute("SELECT coalesce(max(position), 0) FROM item").fetchone()
    (top,) = connection.execute("SELECT coalesce(max(key), 0) FROM item").fetchone()
    documents: dict[bytes, int] = {}
    contents = []
    rows = []
    for place, item in enumerate(items, start=1):
        rows.append((item.id, item.fingerprint, end + place * _STEP, *item.row, now, now))
        shared = [
            _document(connection, documents, each) for each in (item.columns, item.provenance)
        ]
        contents.append((top + place, *shared, item.body))
    connection.executemany(_INSERT, rows)
    connection.executemany("INSERT INTO content VALUES (?, ?, ?, ?)", contents)
    new = f"SELECT key FROM item WHERE key > {int(top)}"  # noqa: S608 (a number)
    # As they are kept before they are there, to undo the step takes them out.
    keep(connection, step, new)
    connection.execute("UPDATE item SET gone = 0 WHERE key > ?", (top,))


def change(connection: sqlite3.Connection, wanted: Change, now: float) -> None:
    """Change the items whose keys stand in ``temp.wanted``."""
    rows = connection.execute(
        'SELECT key, title, "group", tags, note FROM item WHERE key IN '
        "(SELECT key FROM temp.wanted)"
    ).fetchall()
    removed = set(wanted.remove_tags)
    changed = []
    for key, title, group, tags, note in rows:
        own = split(tags) if wanted.tags is None else wanted.tags
        kept = joined([*(tag for tag in own if tag not in removed), *wanted.add_tags])
        fields = (
            title if wanted.title is None else wanted.title,
            group if wanted.group is None else wanted.group,
            kept,
            note if wanted.note is None else wanted.note,
        )
        changed.append((*fields, said(*fields), now, key))
    connection.executemany(
        'UPDATE item SET title = ?, "group" = ?, tags = ?, note = ?, said = ?, changed = ? '
        "WHERE key = ?",
        changed,
    )


def learn(connection: sqlite3.Connection, facts: "Mapping[str, Facts]", now: float) -> bool:
    """Keep what was found out of items' bytes, and say whether anything of it was new."""
    query = (
        "SELECT item.key, size, body FROM item JOIN content ON content.key = item.key WHERE id = ?"
    )
    anything = False
    for item_id, told in facts.items():
        found = connection.execute(query, (item_id,)).fetchone()
        if found is None:
            continue
        key, size, body = found
        known = json.loads(body)
        checksums = {**told.checksums, **known.get("checksums", {})}
        content_type = known.get("content_type") or told.content_type
        fresh = {**known, "checksums": checksums, "content_type": content_type}
        # A size that no checksum went with was not compared, and must not bind with that of now.
        length = size if known.get("checksums") and size is not None else (told.size or size)
        if fresh == known and length == size:
            continue
        anything = True
        connection.execute(
            "UPDATE content SET body = ? WHERE key = ?", (msgspec.json.encode(fresh), key)
        )
        connection.execute(
            "UPDATE item SET size = ?, changed = ? WHERE key = ?", (length, now, key)
        )
    return anything


def _document(connection: sqlite3.Connection, known: dict[bytes, int], content: bytes) -> int:
    """Return the key of a document that items share, writing it where it is new."""
    if content not in known:
        digest = hashlib.sha256(content).digest()
        found = connection.execute("SELECT key FROM shared WHERE digest = ?", (digest,)).fetchone()
        if found is None:
            cursor = connection.execute(
                "INSERT INTO shared (digest, body) VALUES (?, ?)", (digest, content)
            )
            found = (cursor.lastrowid,)
        known[content] = int(found[0])
    return known[content]
