"""Pages of the basket; what was counted or looked through for one serves those after it."""

import sqlite3
from typing import Any

from ..models import BasketFilter, BasketSort, BasketView
from . import history
from .database import revision_of
from .finding import Facets, Found, Named, facets, found, page_keys, read_items, things
from .limits import MOST_KEPT

__all__ = ["Looks"]

_ALL = BasketFilter()


class Looks:
    """Looks at the tables, and remembers what it saw until they change."""

    def __init__(self) -> None:
        self._counted: tuple[int, Facets] | None = None
        self._things: tuple[int, BasketFilter, list[Named]] | None = None
        self._found: tuple[tuple[Any, ...], Found] | None = None

    def whole(self, base: sqlite3.Connection) -> Facets:
        """Count what the whole basket holds."""
        revision = revision_of(base)
        if self._counted is None or self._counted[0] != revision:
            self._counted = revision, facets(base)
        return self._counted[1]

    def things(self, base: sqlite3.Connection, where: BasketFilter) -> tuple[list[Named], int]:
        """Name the files of items, and say of which revision; see `finding.things`.

        It is the same list as long as nothing has changed.
        """
        revision = revision_of(base)
        known = self._things
        if known is not None and known[:2] == (revision, where):
            return known[2], revision
        named = things(base, where)
        self._things = (revision, where, named) if len(named) <= MOST_KEPT else None
        return named, revision

    def view(
        self,
        base: sqlite3.Connection,
        where: BasketFilter,
        sort: BasketSort,
        *,
        descending: bool,
        offset: int,
        limit: int,
    ) -> BasketView:
        """Make a page; see `esap_jupyter.basket.store.Basket.view`."""
        whole = self.whole(base)
        sums: Facets | Found
        if where == _ALL:
            total, sums = whole.count, whole
            # What is further on than there are items need not be a number of SQLite.
            offset = min(offset, total)
            keys = page_keys(base, where, sort, descending=descending, offset=offset, limit=limit)
        else:
            chosen = self._through(base, where, sort, descending=descending)
            total, sums = len(chosen.keys), chosen
            keys = chosen.keys[offset : offset + limit]
        undo, redo = (history.last(base, undone=undone) for undone in (False, True))
        return BasketView(
            items=read_items(base, keys),
            total=total,
            size=str(sums.size),
            unsized=sums.unsized,
            estimated=sums.estimated,
            count=whole.count,
            groups=whole.groups,
            tags=whole.tags,
            kinds=whole.kinds,
            archives=whole.archives,
            revision=revision_of(base),
            can_undo=undo is not None,
            can_redo=redo is not None,
            undo_text=undo[1] if undo else "",
            redo_text=redo[1] if redo else "",
        )

    def _through(
        self, base: sqlite3.Connection, where: BasketFilter, sort: BasketSort, *, descending: bool
    ) -> Found:
        question = revision_of(base), where, sort, descending
        if self._found is None or self._found[0] != question:
            self._found = question, found(base, where, sort, descending=descending)
        return self._found[1]
