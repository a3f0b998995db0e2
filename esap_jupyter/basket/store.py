"""The basket: items on disk that all processes of a person share, and steps to undo."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ..errors import BadRequestError, NotFoundError, TooLargeError
from ..models import BasketFilter, BasketItem, BasketSort, BasketView, NewBasketItem
from . import history
from .database import basket_database, bump, revision_of
from .finding import Named, found, matching, read_items
from .limits import MOST_ITEMS
from .looks import Looks
from .places import move
from .stored import Encoded, encode_all
from .words import counted
from .writing import Change, change, insert, known_keys, learn

__all__ = ["Basket", "Change", "Edit", "Facts"]

_WANTED = "SELECT key FROM temp.wanted"
_ALL = BasketFilter()


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an edit.

    ``ids`` are the items that it made or changed, in order; ``present`` those that were there
    already, so that they were not added again.
    """

    revision: int
    text: str
    ids: list[str]
    present: list[str] = []


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out of an item's bytes: size, checksums (hexadecimal, by name), type."""

    size: int | None = None
    checksums: dict[str, str] = {}
    content_type: str = ""


class Basket:
    """What a person has chosen.

    All methods may be called from any thread, and by several processes at once: each edit is
    whole, follows all those before it, and is a step that can be undone. All raise
    `NotAvailableError` where the file cannot be used.

    Parameters
    ----------
    path
        The SQLite file; made when it is first used.
    clock
        Unix time in seconds.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._database = basket_database(path)
        self._clock = clock
        self._listeners: list[Callable[[int], None]] = []
        self._looks = Looks()

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    @property
    def revision(self) -> int:
        """A number that grows with each change, by whichever process."""
        return self._database.read(revision_of)

    def __len__(self) -> int:
        return self._database.read(self._looks.whole).count

    def get(self, item_id: str) -> BasketItem:
        """Return one item.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self.items([item_id])[0]

    def items(
        self, ids: Iterable[str] | None = None, *, where: BasketFilter | None = None
    ) -> list[BasketItem]:
        """Return items: those of ids, in their order, or those that a filter lets through, or all.

        Raises
        ------
        NotFoundError
            There is none of one of the ids.
        """
        if ids is None:
            return self._database.read(
                lambda base: read_items(base, found(base, where or _ALL).keys)
            )
        wanted = list(ids)

        def read(base: sqlite3.Connection) -> list[BasketItem]:
            _want(base, wanted)
            return read_items(base, [key for (key,) in base.execute(_WANTED)])

        there = {item.id: item for item in self._database.read(read)}
        return [there[key] for key in wanted]

    def things(self, where: BasketFilter = _ALL) -> tuple[list[Named], int]:
        """Name the files of the items that a filter lets through, and say of which revision."""
        return self._database.read(lambda base: self._looks.things(base, where))

    def view(
        self,
        where: BasketFilter = _ALL,
        *,
        sort: BasketSort = "position",
        descending: bool = False,
        offset: int = 0,
        limit: int = 100,
    ) -> BasketView:
        """Return a page of the items that a filter lets through, and what the basket holds.

        Parameters
        ----------
        where
            Which items.
        sort, descending
            Their order.
        offset, limit
            Which of these, counted from 0.
        """
        return self._database.read(
            lambda base: self._looks.view(
                base, where, sort, descending=descending, offset=offset, limit=limit
            )
        )

    def add(self, items: Iterable[NewBasketItem], *, text: str = "") -> Edit:
        """Put items in, at the end; one that is there already stays as it is.

        Parameters
        ----------
        items
            What is to be kept.
        text
            What the step is called; by default it tells how many.

        Raises
        ------
        BadRequestError, TooLargeError
            Something cannot be kept, or is too much; then nothing is put in.
        """
        return self.put(encode_all(items), text=text)

    def put(self, items: Iterable[Encoded], *, text: str = "") -> Edit:
        """Put items in that were made ready by `encode_all`; otherwise like `add`."""
        fresh = {each.fingerprint: each for each in items}

        def write(base: sqlite3.Connection) -> Edit:
            known = known_keys(base, fresh)
            new = [each for mark, each in fresh.items() if mark not in known]
            present = [known[mark] for mark in fresh if mark in known]
            if not new:
                words = f"{counted(len(present))} there already" if present else "Nothing to add"
                return Edit(revision=revision_of(base), text=words, ids=[], present=present)
            self._check_room(base, len(new))
            words = text or f"Add {counted(len(new))}"
            step = history.begin(base, words, self._clock())
            insert(base, step, new, self._clock())
            return Edit(
                revision=bump(base), text=words, ids=[each.id for each in new], present=present
            )

        return self._told(self._database.write(write))

    def remove(self, ids: Iterable[str], *, text: str = "") -> Edit:
        """Take items out; those that are gone already are passed over."""
        wanted = list(ids)
        return self._step(
            lambda base: _want(base, wanted, strict=False),
            lambda base: base.execute(f"UPDATE item SET gone = 1 WHERE key IN ({_WANTED})"),  # noqa: S608
            lambda count: text or f"Take {counted(count)} out",
        )

    def change(self, ids: Iterable[str], wanted: Change, *, text: str = "") -> Edit:
        """Group, tag, annotate or rename items.

        Raises
        ------
        NotFoundError
            There is none of one of the ids.
        """
        chosen = list(ids)
        return self._step(
            lambda base: _want(base, chosen),
            lambda base: change(base, wanted, self._clock()),
            lambda count: text or f"{wanted.verb} {counted(count)}",
        )

    def move(self, ids: Sequence[str], *, before: str | None = None) -> Edit:
        """Put items, in this order, before another one, or at the end.

        Raises
        ------
        NotFoundError
            There is none of one of the ids.
        """
        chosen = list(dict.fromkeys(ids))
        if before in chosen:
            raise BadRequestError(
                "An item cannot be moved before itself.", remedy="Choose another place."
            )

        def write(base: sqlite3.Connection) -> Edit:
            if before is not None:
                _want(base, [before])
            _want(base, chosen)
            words = f"Move {counted(len(chosen))}"
            step = history.begin(base, words, self._clock())
            move(base, step, chosen, before)
            return Edit(revision=bump(base), text=words, ids=chosen)

        return self._told(self._database.write(write))

    def dedupe(self) -> Edit:
        """Of items that are the same bytes, by DID or address, take out all but the first."""
        return self._step(
            lambda base: _want_query(
                base,
                "SELECT key FROM (SELECT key, row_number() OVER (PARTITION BY address "
                "ORDER BY position, key) AS place FROM item WHERE gone = 0 AND address <> '') "
                "WHERE place > 1",
            ),
            lambda base: base.execute(f"UPDATE item SET gone = 1 WHERE key IN ({_WANTED})"),  # noqa: S608
            lambda count: f"Take {counted(count)} out that were there twice",
        )

    def clear(self) -> Edit:
        """Take everything out."""
        return self._step(
            lambda base: _want_query(base, "SELECT key FROM item WHERE gone = 0"),
            lambda base: base.execute("UPDATE item SET gone = 1 WHERE gone = 0"),
            lambda count: f"Empty the basket of {counted(count)}",
        )

    def ids(self, where: BasketFilter = _ALL) -> list[str]:
        """Return the ids of the items that a filter lets through, in order."""
        condition, values = matching(where)
        query = f"SELECT id FROM item WHERE {condition} ORDER BY position, key"  # noqa: S608
        return [key for (key,) in self._database.read(lambda base: _all(base, query, values))]

    def learn(self, facts: Mapping[str, Facts]) -> None:
        """Keep what was found out of items' bytes; no step, and what is known stays as it is."""
        now = self._clock()

        def write(base: sqlite3.Connection) -> int | None:
            return bump(base) if learn(base, facts, now) else None

        revision = self._database.write(write) if facts else None
        if revision is not None:
            self._tell(revision)

    def undo(self, *, revision: int | None = None) -> Edit:
        """Undo the last step, whoever made it.

        Parameters
        ----------
        revision
            The one that somebody has seen; None for whatever there is.

        Raises
        ------
        NotFoundError
            There is none.
        ConflictError
            The basket is at another revision by now.
        """
        return self._swap(undone=False, revision=revision)

    def redo(self, *, revision: int | None = None) -> Edit:
        """Do again what was undone last; otherwise like `undo`."""
        return self._swap(undone=True, revision=revision)

    def subscribe(self, listener: Callable[[int], None]) -> None:
        """Have each change by this process told, with the revision, in the thread that makes it."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Close the file; nothing can be read or written later."""
        self._database.close()

    def _swap(self, *, undone: bool, revision: int | None) -> Edit:
        def write(base: sqlite3.Connection) -> Edit:
            expected = revision, revision_of(base)
            step, text = history.swap(base, undone=undone, expected=expected, now=self._clock())
            query = (
                "SELECT id FROM item JOIN step_item ON step_item.item = item.key WHERE step = ? "
                "ORDER BY item.position"
            )
            ids = [key for (key,) in base.execute(query, (step,))]
            return Edit(revision=bump(base), text=text, ids=ids)

        return self._told(self._database.write(write))

    def _step(
        self,
        want: Callable[[sqlite3.Connection], None],
        work: Callable[[sqlite3.Connection], object],
        words: Callable[[int], str],
    ) -> Edit:
        """Change the items that ``want`` chooses, all of them or none."""

        def write(base: sqlite3.Connection) -> Edit:
            want(base)
            query = f"SELECT id FROM item WHERE key IN ({_WANTED}) ORDER BY position, key"  # noqa: S608
            ids = [key for (key,) in base.execute(query)]
            text = words(len(ids))
            if not ids:
                return Edit(revision=revision_of(base), text=text, ids=[])
            history.keep(base, history.begin(base, text, self._clock()), _WANTED)
            work(base)
            return Edit(revision=bump(base), text=text, ids=ids)

        return self._told(self._database.write(write))

    def _told(self, edit: Edit) -> Edit:
        if edit.ids:
            self._tell(edit.revision)
        return edit

    def _tell(self, revision: int) -> None:
        for listener in tuple(self._listeners):
            listener(revision)

    def _check_room(self, base: sqlite3.Connection, more: int) -> None:
        there = self._looks.whole(base).count
        if there + more > MOST_ITEMS:
            raise TooLargeError(
                f"The basket has {there} items, and takes {MOST_ITEMS} at most.",
                remedy="Take some out first, or put whole results in instead of their rows.",
            )


def _want(base: sqlite3.Connection, ids: Sequence[str], *, strict: bool = True) -> None:
    """Write down which items are meant, by their keys."""
    _want_none(base)
    base.executemany(
        "INSERT OR IGNORE INTO temp.wanted SELECT key FROM item WHERE id = ? AND gone = 0",
        ((key,) for key in ids),
    )
    (count,) = base.execute("SELECT count(*) FROM temp.wanted").fetchone()
    if not strict or count == len(set(ids)):
        return
    for key in ids:
        if not base.execute("SELECT 1 FROM item WHERE id = ? AND gone = 0", (key,)).fetchone():
            raise NotFoundError(
                f"There is no item {str(key)[:80]!r} in the basket.",
                remedy="It may have been taken out meanwhile; look at the basket again.",
            )


def _want_query(base: sqlite3.Connection, query: str) -> None:
    _want_none(base)
    base.execute(f"INSERT INTO temp.wanted {query}")


def _want_none(base: sqlite3.Connection) -> None:
    base.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key INTEGER PRIMARY KEY)")
    base.execute("DELETE FROM temp.wanted")


def _all(base: sqlite3.Connection, query: str, values: Iterable[object]) -> Iterator[tuple[str]]:
    return iter(base.execute(query, tuple(values)).fetchall())
