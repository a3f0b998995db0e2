"""What of the basket is on this machine, and what is to be fetched, group by group."""

from collections.abc import Mapping, Sequence

import msgspec

from ..models import BasketHere, BasketPresence
from .finding import Named, by_name
from .limits import MOST_KEPT

__all__ = ["Tallies", "Tally"]


class _Sums(msgspec.Struct, kw_only=True):
    here: int = 0
    here_size: int = 0
    fetch: int = 0
    fetch_size: int = 0
    unsized: int = 0
    estimated: int = 0
    other: int = 0

    def add(self, item: Named) -> None:
        """Count an item that is not here."""
        if not item.address:
            self.other += 1
            return
        guess = item.estimate if item.size is None else item.size
        self.fetch += 1
        self.fetch_size += guess or 0
        self.unsized += guess is None
        self.estimated += item.size is None and guess is not None

    def arrive(self, item: Named, here: int) -> None:
        """Count an item as here that was counted as one that is not."""
        self.here += 1
        self.here_size += here
        if not item.address:
            self.other -= 1
            return
        guess = item.estimate if item.size is None else item.size
        self.fetch -= 1
        self.fetch_size -= guess or 0
        self.unsized -= guess is None
        self.estimated -= item.size is None and guess is not None

    def join(self, others: "_Sums") -> None:
        """Count what others have counted."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(others, name))

    def told(self, name: str) -> BasketPresence:
        """Return it in the words that cross boundaries."""
        sizes = {"here_size": str(self.here_size), "fetch_size": str(self.fetch_size)}
        return BasketPresence(name=name, **{**msgspec.structs.asdict(self), **sizes})


class Tally:
    """Items as if none were here, counted once for however often somebody looks.

    Parameters
    ----------
    items
        The items.
    """

    def __init__(self, items: Sequence[Named]) -> None:
        self.items = items
        self._by_id = {item.id: item for item in items}
        self._groups: dict[str, _Sums] = {}
        for item in items:
            self._groups.setdefault(item.group, _Sums()).add(item)

    def told(self, here: Mapping[str, int], *, revision: int) -> BasketHere:
        """Count what is here.

        Parameters
        ----------
        here
            The bytes of those that are here, by id.
        revision
            Of the basket that they were read from.
        """
        groups = {name: msgspec.structs.replace(sums) for name, sums in self._groups.items()}
        for key, size in here.items():
            item = self._by_id.get(key)
            if item is not None:
                groups[item.group].arrive(item, size)
        whole = _Sums()
        for sums in groups.values():
            whole.join(sums)
        return BasketHere(
            revision=revision,
            whole=whole.told(""),
            groups=[sums.told(name) for name, sums in sorted(groups.items(), key=by_name)],
        )


class Tallies:
    """Remembers the last items that were counted."""

    def __init__(self) -> None:
        self._last: Tally | None = None

    def of(self, items: Sequence[Named]) -> Tally:
        """Count items, unless they are those of the last time."""
        last = self._last
        if last is None or last.items is not items:
            last = Tally(items)
            self._last = last if len(items) <= MOST_KEPT else None
        return last
