"""Which items a filter lets through, and what the basket holds as a whole."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from ..models import (
    BasketCount,
    BasketFilter,
    BasketGroup,
    BasketItem,
    BasketProvenance,
    BasketSort,
    Column,
)
from .stored import item_of, split

__all__ = ["Facets", "Found", "facets", "found", "matching", "page_keys", "read_items"]

_ROW = (
    'item.id, item.position, item.title, item."group", item.tags, item.note, item.kind, '
    "item.archive, item.size, item.added, item.changed"
)
_ORDERS: dict[BasketSort, str] = {
    "title": "title COLLATE NOCASE",
    "archive": "archive COLLATE NOCASE",
    "kind": "kind",
    "size": "size",
    "added": "added",
}


class Found(msgspec.Struct, frozen=True):
    """The keys of items, in order, their bytes, and how many have no size."""

    keys: list[int]
    size: int
    unsized: int


class Facets(msgspec.Struct, frozen=True):
    """What the whole basket holds."""

    count: int
    size: int
    unsized: int
    groups: list[BasketGroup]
    tags: list[BasketCount]
    kinds: list[BasketCount]
    archives: list[BasketCount]


def matching(where: BasketFilter) -> tuple[str, list[Any]]:
    """Return the condition, and its values, that items of a filter meet."""
    parts, values = ["gone = 0"], list[Any]()
    if where.group is not None:
        parts.append('"group" = ?')
        values.append(where.group)
    if where.kind is not None:
        parts.append("kind = ?")
        values.append(where.kind)
    if where.archive:
        parts.append("archive = ?")
        values.append(where.archive)
    if where.tag:
        parts.append("instr(tags, ?) > 0")
        values.append(f"\n{where.tag}\n")
    for word in where.text.casefold().split():
        parts.append("(instr(said, ?) > 0 OR instr(words, ?) > 0)")
        values += [word, word]
    return " AND ".join(parts), values


def found(
    connection: sqlite3.Connection,
    where: BasketFilter,
    sort: BasketSort = "position",
    *,
    descending: bool = False,
) -> Found:
    """Look through all items for those that a filter lets through."""
    condition, values = matching(where)
    # The order of the table is that in which items came, which is nearly that of positions.
    query = f"SELECT key, size FROM item WHERE {condition} ORDER BY {_order(sort, descending)}"  # noqa: S608
    rows = connection.execute(query, values).fetchall()
    sizes = [size for _, size in rows if size is not None]
    return Found(keys=[key for key, _ in rows], size=sum(sizes), unsized=len(rows) - len(sizes))


def page_keys(
    connection: sqlite3.Connection,
    where: BasketFilter,
    sort: BasketSort,
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> list[int]:
    """Return the keys of a page of the items that a filter lets through."""
    condition, values = matching(where)
    order = _order(sort, descending)
    query = f"SELECT key FROM item WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608
    return [key for (key,) in connection.execute(query, [*values, limit, offset])]


def read_items(connection: sqlite3.Connection, keys: Iterable[int]) -> list[BasketItem]:
    """Read items by their keys."""
    columns: dict[int, list[Column]] = {}
    provenances: dict[int, BasketProvenance] = {}
    query = (
        f"SELECT {_ROW}, content.body, content.columns, content.provenance "  # noqa: S608
        "FROM item JOIN content ON content.key = item.key WHERE item.key = ?"
    )
    items = []
    for key in keys:
        *row, body, described, told = connection.execute(query, (key,)).fetchone()
        if described not in columns:
            columns[described] = _shared(connection, described, list[Column])
        if told not in provenances:
            provenances[told] = _shared(connection, told, BasketProvenance)
        items.append(item_of(tuple(row), body, columns[described], provenances[told]))
    return items


def _shared(connection: sqlite3.Connection, key: int, kind: Any) -> Any:
    """Read a document that items share."""
    (body,) = connection.execute("SELECT body FROM shared WHERE key = ?", (key,)).fetchone()
    return msgspec.json.decode(body, type=kind)


def _order(sort: BasketSort, descending: bool) -> str:
    direction = "DESC" if descending else "ASC"
    if sort == "position":
        return f"position {direction}, key {direction}"
    # Sizes that nobody knows come last both ways.
    missing = "size IS NULL, " if sort == "size" else ""
    return f"{missing}{_ORDERS[sort]} {direction}, position, key"


def facets(connection: sqlite3.Connection) -> Facets:
    """Count groups, tags, kinds and archives of the whole basket."""
    rows = connection.execute(
        'SELECT "group", tags, kind, archive, count(*), total(size), count(*) - count(size) '
        'FROM item WHERE gone = 0 GROUP BY "group", tags, kind, archive'
    ).fetchall()
    groups: dict[str, list[int]] = {}
    tags, kinds, archives = Counter[str](), Counter[str](), Counter[str]()
    for group, joined, kind, archive, count, size, unsized in rows:
        sums = groups.setdefault(group, [0, 0, 0])
        for at, value in enumerate((count, int(size), unsized)):
            sums[at] += value
        for tag in split(joined):
            tags[tag] += count
        kinds[kind] += count
        archives[archive] += count
    return Facets(
        count=sum(sums[0] for sums in groups.values()),
        size=sum(sums[1] for sums in groups.values()),
        unsized=sum(sums[2] for sums in groups.values()),
        groups=[
            BasketGroup(name=name, count=count, size=str(size), unsized=unsized)
            for name, (count, size, unsized) in sorted(groups.items(), key=_by_name)
        ],
        tags=_counts(tags),
        kinds=_counts(kinds),
        archives=_counts(archives),
    )


def _by_name(entry: tuple[str, Any]) -> tuple[bool, str]:
    """Those in no group come last."""
    return not entry[0], entry[0].casefold()


def _counts(counter: Counter[str]) -> list[BasketCount]:
    names = sorted(filter(None, counter), key=str.casefold)
    return [BasketCount(name=name, count=counter[name]) for name in names]
