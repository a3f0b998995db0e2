"""Brings two baskets together, by how often each item is in them; nothing here asks anybody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import takewhile

import msgspec

from ...gateways.documents import Cart, Document

__all__ = ["Held", "Wanted", "merged", "overwritten", "united"]

_MANY = 10


class Held(msgspec.Struct, kw_only=True, frozen=True):
    """An item that was on both sides when they were the same last.

    Attributes
    ----------
    text
        Its document.
    count
        How often the gateway had it.
    batch
        With which others it came: what a synchronisation has found at the gateway, or what of
        ours it has put in there. Later ones have larger numbers.
    put_back
        Whether it was put back once where it had gone from the gateway.
    """

    text: str
    count: int = 1
    batch: int = 1
    put_back: bool = False


class Wanted:
    """What is to be at the gateway: how often each item that is known, with none for those gone.

    Parameters
    ----------
    counts
        How often, by key.
    documents
        The documents of these, in the order that they are to have.
    """

    def __init__(self, counts: Mapping[str, int], documents: Iterable[Document]) -> None:
        self.counts = dict(counts)
        self._documents: dict[str, Document] = {}
        for document in documents:
            self._documents.setdefault(document.key, document)

    def seen(self, cart: Cart) -> "Wanted":
        """Return the same, with what somebody else has put in meanwhile, each once.

        It may be there twice where two writes have mixed.
        """
        new = {key: 1 for key in cart.counts if key not in self.counts}
        return Wanted({**self.counts, **new}, [*self._documents.values(), *cart.documents])

    def cart(self) -> Cart:
        """Return the basket that is to be."""
        return Cart(
            document
            for key, document in self._documents.items()
            for _ in range(self.counts.get(key, 0))
        )

    def lacking(self, cart: Cart) -> int:
        """Count what is missing in a basket."""
        return (Counter(self.counts) - cart.counts).total()


def merged(
    base: Mapping[str, int], ours: Mapping[str, int], theirs: Mapping[str, int]
) -> dict[str, int]:
    """Merge three ways: what one side has changed since they were the same counts.

    Where both have changed, the larger number does, so that nothing is lost.

    Parameters
    ----------
    base
        How often each item was there when both were the same.
    ours, theirs
        How often it is there now.

    Returns
    -------
    dict
        How often it is to be, for all items of the three; 0 for those that go.
    """
    found = {}
    for key in dict.fromkeys([*base, *theirs, *ours]):
        before, here, there = (side.get(key, 0) for side in (base, ours, theirs))
        if here == before:
            found[key] = there
        elif there == before:
            found[key] = here
        else:
            found[key] = max(here, there)
    return found


def united(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    """Add what is on one side only to the other."""
    return dict(Counter(theirs) | Counter(ours))


def overwritten(base: Mapping[str, Held], cart: Cart) -> set[str]:
    """Tell which of the items that have gone from a gateway somebody wrote over, most likely.

    A page that has read the basket earlier writes all that it has read and then what is new, and
    so takes away all that came in the last batches since; these may come again behind that, where
    another client has put them back. A write that broke off takes away most of it. What was put
    back once, and has gone again, was meant to go, unless something is new at the gateway
    besides: then it may be the same old page that goes on.

    Parameters
    ----------
    base
        What was on both sides.
    cart
        What the gateway has.
    """
    lost = {key for key in base if key not in cart}
    order = [document.key for document in cart.documents]
    stayed = set(takewhile(base.__contains__, order))
    since: set[str] = set()
    for batch in sorted({each.batch for each in base.values()}, reverse=True):
        keys = {key for key, each in base.items() if each.batch == batch}
        if keys & stayed:
            break
        since |= keys & lost
    if len(lost) >= _MANY and 2 * len(lost) > len(base):
        since = lost
    if any(key not in base for key in order):
        since |= {key for key in lost if base[key].put_back}
    else:
        since = {key for key in since if not base[key].put_back}
    return since
