"""What of the basket is on this machine, and what is to be fetched, group by group."""

from collections.abc import Iterable, Mapping

import msgspec

from ..models import BasketHere, BasketPresence
from .finding import Named, by_name

__all__ = ["presence"]


class _Sums(msgspec.Struct, kw_only=True):
    here: int = 0
    here_size: int = 0
    fetch: int = 0
    fetch_size: int = 0
    unsized: int = 0
    estimated: int = 0
    other: int = 0

    def add(self, item: Named, here: int | None) -> None:
        """Count an item, of which so many bytes are here."""
        if here is not None:
            self.here += 1
            self.here_size += here
        elif not item.address:
            self.other += 1
        else:
            self.fetch += 1
            guess = item.estimate if item.size is None else item.size
            self.fetch_size += guess or 0
            self.unsized += guess is None
            self.estimated += item.size is None and guess is not None

    def told(self, name: str) -> BasketPresence:
        """Return it in the words that cross boundaries."""
        sizes = {"here_size": str(self.here_size), "fetch_size": str(self.fetch_size)}
        return BasketPresence(name=name, **{**msgspec.structs.asdict(self), **sizes})


def presence(items: Iterable[Named], here: Mapping[str, int], *, revision: int) -> BasketHere:
    """Count what is here.

    Parameters
    ----------
    items
        The items.
    here
        The bytes of those that are here, by id.
    revision
        Of the basket that they were read from.
    """
    whole, groups = _Sums(), dict[str, _Sums]()
    for item in items:
        size = here.get(item.id)
        whole.add(item, size)
        groups.setdefault(item.group, _Sums()).add(item, size)
    return BasketHere(
        revision=revision,
        whole=whole.told(""),
        groups=[sums.told(name) for name, sums in sorted(groups.items(), key=by_name)],
    )
