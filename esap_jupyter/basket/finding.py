"""Which items a filter lets through, and what the basket holds as a whole."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from ..errors import BadRequestError
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

__all__ = [
    "Facets",
    "Found",
    "Named",
    "by_name",
    "facets",
    "found",
    "matching",
    "page_keys",
    "read_items",
    "things",
]

_MOST_WORDS = 200
_ROW = (
    'item.id, item.position, item.title, item."group", item.tags, item.note, item.kind, '
    "item.archive, item.size, item.estimate, item.added, item.changed"
)
_ORDERS: dict[BasketSort, str] = {
    "title": "title COLLATE NOCASE",
    "archive": "archive COLLATE NOCASE",
    "kind": "kind",
    "size": "coalesce(size, estimate)",
    "added": "added",
}


class Found(msgspec.Struct, frozen=True):
    """The keys of items, in order, their bytes, how many have no size, and how many a guess."""

    keys: list[int]
    size: int
    unsized: int
    estimated: int


class Named(msgspec.Struct, frozen=True, gc=False):
    """An item as far as its file is concerned; ``address`` is empty where it names none."""

    id: str
    group: str
    address: str
    archive: str
    size: int | None
    estimate: int | None


class Facets(msgspec.Struct, frozen=True):
    """What the whole basket holds."""

    count: int
    size: int
    unsized: int
    estimated: int
    groups: list[BasketGroup]
    tags: list[BasketCount]
    kinds: list[BasketCount]
    archives: list[BasketCount]


def matching(where: BasketFilter) -> tuple[str, list[Any]]:
    """Return the condition, and its values, that items of a filter meet.

    Raises
    ------
    BadRequestError
        It has more words than can be looked for at once.
    """
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
    words = dict.fromkeys(where.text.casefold().split())
    if len(words) > _MOST_WORDS:
        raise BadRequestError(
            f"{len(words)} words cannot be looked for at once; {_MOST_WORDS} can.",
            remedy="Leave some out.",
        )
    for word in words:
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
    query = f"SELECT key, size, estimate FROM item WHERE {condition} ORDER BY "  # noqa: S608
    rows = connection.execute(query + _order(sort, descending), values).fetchall()
    known = [size for _, size, _ in rows if size is not None]
    guessed = [guess for _, size, guess in rows if size is None and guess is not None]
    return Found(
        keys=[key for key, _, _ in rows],
        size=sum(known) + sum(guessed),
        unsized=len(rows) - len(known) - len(guessed),
        estimated=len(guessed),
    )


def things(connection: sqlite3.Connection, where: BasketFilter) -> list[Named]:
    """Name the files of the items that a filter lets through, in no order."""
    condition, values = matching(where)
    query = f'SELECT id, "group", address, archive, size, estimate FROM item WHERE {condition}'  # noqa: S608
    return [Named(*row) for row in connection.execute(query, values)]


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
    missing = "size IS NULL AND estimate IS NULL, " if sort == "size" else ""
    return f"{missing}{_ORDERS[sort]} {direction}, position, key"


def facets(connection: sqlite3.Connection) -> Facets:
    """Count groups, tags, kinds and archives of the whole basket."""
    rows = connection.execute(
        'SELECT "group", tags, kind, archive, count(*), total(coalesce(size, estimate)), '
        "count(*) - count(coalesce(size, estimate)), count(estimate) FILTER (WHERE size IS NULL) "
        'FROM item WHERE gone = 0 GROUP BY "group", tags, kind, archive'
    ).fetchall()
    groups: dict[str, list[int]] = {}
    tags, kinds, archives = Counter[str](), Counter[str](), Counter[str]()
    for group, joined, kind, archive, count, size, unsized, estimated in rows:
        sums = groups.setdefault(group, [0, 0, 0, 0])
        for at, value in enumerate((count, int(size), unsized, estimated)):
            sums[at] += value
        for tag in split(joined):
            tags[tag] += count
        kinds[kind] += count
        archives[archive] += count
    return Facets(
        count=sum(sums[0] for sums in groups.values()),
        size=sum(sums[1] for sums in groups.values()),
        unsized=sum(sums[2] for sums in groups.values()),
        estimated=sum(sums[3] for sums in groups.values()),
        groups=[
            BasketGroup(
                name=name, count=count, size=str(size), unsized=unsized, estimated=estimated
            )
            for name, (count, size, unsized, estimated) in sorted(groups.items(), key=by_name)
        ],
        tags=_counts(tags),
        kinds=_counts(kinds),
        archives=_counts(archives),
    )


def by_name(entry: tuple[str, Any]) -> tuple[bool, str]:
    """Order groups by name; those in no group come last."""
    return not entry[0], entry[0].casefold()


def _counts(counter: Counter[str]) -> list[BasketCount]:
    names = sorted(filter(None, counter), key=str.casefold)
    return [BasketCount(name=name, count=counter[name]) for name in names]
