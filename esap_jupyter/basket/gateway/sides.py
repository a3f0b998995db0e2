"""Our basket as a gateway sees it: the documents of its items, and what it has no place for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ...compute import Compute
from ...errors import BadRequestError, TooLargeError
from ...gateways.documents import Cart, Document
from ...models import BasketItem, NewBasketItem, SyncLeft
from ..store import Edit
from ..stored import fingerprint
from .merging import Held
from .shapes import Shapes

__all__ = ["OurBasket", "Ours"]

_SHOWN = 20


class OurBasket(Protocol):
    """What is needed of `esap_jupyter.basket.store.Basket`."""

    @property
    def revision(self) -> int:
        """A number that grows with each change."""

    def items(self) -> list[BasketItem]:
        """Return all items."""

    def add(self, items: Iterable[NewBasketItem], *, text: str = "") -> Edit:
        """Put items in."""

    def remove(self, ids: Iterable[str], *, text: str = "") -> Edit:
        """Take items out."""


class Ours:
    """The items of our basket and their documents, as they were when this was made.

    An item may stand for several documents, where the gateway has the same thing in two forms.

    Parameters
    ----------
    basket
        The basket.
    shapes
        Makes documents of items, and items of documents.
    base
        What was on both sides, by key.
    links
        By the id of an item, the keys of the documents that it stands for.
    compute
        Where documents are made.

    Attributes
    ----------
    known
        The keys of the documents that were there at first.
    left
        The first of those items that a gateway cannot hold, and why.
    unheld
        How many these are.
    """

    def __init__(
        self,
        *,
        basket: OurBasket,
        shapes: Shapes,
        base: Mapping[str, Held],
        links: Mapping[str, Sequence[str]],
        compute: Compute,
    ) -> None:
        self._basket = basket
        self._shapes = shapes
        self._base = base
        self._documents: dict[str, Document] = {}
        self._of: dict[str, list[str]] = {}
        self._marks: dict[bytes, str] = {}
        self._tried: set[str] = set()
        self.left: list[SyncLeft] = []
        self.unheld = 0
        self._own: set[str] = set()
        unlinked = []
        for item in basket.items():
            if item.origin != shapes.gateway:
                self._own.add(item.id)
            self._marks[fingerprint(item)] = item.id
            linked = [key for key in links.get(item.id, ()) if key in base]
            for key in linked:
                self._hold(item.id, Document(key, base[key].text))
            if not linked:
                unlinked.append(item)
        made = shapes.documents(unlinked, compute)
        for item, document in zip(unlinked, made, strict=True):
            if isinstance(document, Document):
                self._hold(item.id, document)
            else:
                self._leave(item, document)
        self.known = frozenset(self._documents)

    @property
    def keys(self) -> set[str]:
        """The keys of all documents."""
        return set(self._documents)

    @property
    def own(self) -> set[str]:
        """The keys of the documents of items that did not come from the gateway."""
        return {key for item, keys in self._of.items() if item in self._own for key in keys}

    @property
    def links(self) -> dict[str, list[str]]:
        """By the id of an item, the keys of its documents."""
        return {item: list(keys) for item, keys in self._of.items()}

    def documents(self) -> list[Document]:
        """List the documents in the order of the items."""
        return list(self._documents.values())

    def take(self, cart: Cart, wanted: Mapping[str, int], text: str) -> tuple[int, list[str]]:
        """Put into our basket what a gateway's has besides, as one step.

        Parameters
        ----------
        cart
            The gateway's basket.
        wanted
            What is to be there; what is to go is not taken.
        text
            What the step is called.

        Returns
        -------
        tuple
            How many items are new, and what could not be taken, in words.
        """
        new = {
            document.key: document
            for document in cart.documents
            if document.key not in self._tried
            and document.key not in self._documents
            and wanted.get(document.key, 1)
        }
        self._tried |= new.keys()
        made: list[tuple[Document, NewBasketItem]] = []
        for document in new.values():
            item = self._shapes.item(document)
            known = self._marks.get(fingerprint(item))
            if known is None:
                made.append((document, item))
            else:
                self._link(known, document, cart)
        notes: list[str] = []
        added = self._added([item for _, item in made], text, notes)
        for document, item in made:
            known = self._marks.get(fingerprint(item))
            if known is not None:
                self._link(known, document, cart)
        return added, notes

    def drop(self, gone: set[str], text: str) -> int:
        """Take out the items all of whose documents have gone; returns how many these are."""
        ids = [item for item, keys in self._of.items() if keys and gone.issuperset(keys)]
        for item in ids:
            del self._of[item]
        for keys in self._of.values():
            keys[:] = [key for key in keys if key not in gone]
        for key in gone:
            self._documents.pop(key, None)
        return len(self._basket.remove(ids, text=text).ids) if ids else 0

    def _added(self, items: list[NewBasketItem], text: str, notes: list[str]) -> int:
        if not items:
            return 0
        try:
            edit = self._basket.add(items, text=text)
        except (BadRequestError, TooLargeError) as error:
            if len(items) == 1:
                notes.append(f"{items[0].title[:80]!r} stays at the gateway: {error.message}")
                return 0
            half = len(items) // 2
            return self._added(items[:half], text, notes) + self._added(items[half:], text, notes)
        ids = {*edit.ids, *edit.present}
        for item in self._basket.items():
            if item.id in ids:
                self._marks[fingerprint(item)] = item.id
        return len(edit.ids)

    def _leave(self, item: BasketItem, reason: str) -> None:
        self.unheld += 1
        if len(self.left) < _SHOWN:
            self.left.append(SyncLeft(title=item.title, reason=reason))

    def _link(self, item: str, document: Document, cart: Cart) -> None:
        """Let an item stand for a document too; one that only we would write is not needed then."""
        known = self._of.get(item, [])
        for key in [key for key in known if key not in self._base and key not in cart]:
            known.remove(key)
            del self._documents[key]
        self._hold(item, document)

    def _hold(self, item: str, document: Document) -> None:
        self._documents.setdefault(document.key, document)
        keys = self._of.setdefault(item, [])
        if document.key not in keys:
            keys.append(document.key)
