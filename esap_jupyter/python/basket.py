"""The basket as Python sees it: ``esap.basket``."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ..basket.store import Basket as Store
from ..basket.store import Change
from ..errors import BadRequestError, NotFoundError
from ..models import (
    BasketFilter,
    BasketFormat,
    BasketGateway,
    BasketItem,
    BasketKind,
    NewBasketItem,
    SyncMode,
    SyncReport,
)
from .basket_items import Items
from .basket_making import items_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Basket", "handle"]


class Basket:
    """What you have chosen, the same in the panel, in widgets, and in every kernel of yours.

    It is a sequence of items. Each change is a step that `undo` takes back.
    """

    def add(
        self,
        *what: Any,
        rows: Any = None,
        lake: str = "",
        group: str = "",
        tags: Iterable[str] | str = (),
        note: str = "",
    ) -> Items:
        """Put something in; what is there already stays as it is.

        Parameters
        ----------
        *what
            Results (whole), rows of them (``result[:5]``), links of rows (``result.links(0)``),
            tables or rows of astropy or pandas, ``rucio://lake/scope:name``, addresses of the
            web, what a lake listed, items (also of another basket), fields of an item as a
            dictionary, or lists of these.
        rows
            Which rows of a result to put in, one by one, instead of the whole: numbers, a slice,
            or True for all.
        lake
            The id of the lake that listed what is given.
        group, tags, note
            What to say of all of it.

        Returns
        -------
        Items
            The items, whether they are new or were there.

        Raises
        ------
        BadRequestError
            Nothing can be made of something; then nothing is put in.
        """
        given = {"group": group, "tags": _tags(tags), "note": note}
        fields = {name: value for name, value in given.items() if value}
        items = list(items_of(list(what), rows=rows, lake=lake))
        if fields:
            items = [_with(item, fields) for item in items]
        edit = _store().add(items)
        return Items(_store().items([*edit.ids, *edit.present]))

    def remove(self, what: Any) -> int:
        """Take items out, and return how many.

        Parameters
        ----------
        what
            Items, their ids, or several of these.
        """
        return len(_store().remove(_ids(what)).ids)

    def find(
        self,
        text: str = "",
        *,
        group: str | None = None,
        tag: str = "",
        kind: BasketKind | None = None,
        archive: str = "",
    ) -> Items:
        """Find items: all words of a text anywhere, in a group, with a tag, of a kind.

        Parameters
        ----------
        text
            Words, in any order, in titles, notes, tags, addresses and cells.
        group
            The name of a group; empty for those in none, None for any.
        tag, kind, archive
            What they have to have.
        """
        where = BasketFilter(text=text, group=group, tag=tag, kind=kind, archive=archive)
        return Items(_store().items(where=where))

    @property
    def groups(self) -> dict[str, int]:
        """How many items each group has; the name of those in none is empty."""
        return {group.name: group.count for group in _store().view(limit=0).groups}

    @property
    def tags(self) -> dict[str, int]:
        """How many items each tag has."""
        return {tag.name: tag.count for tag in _store().view(limit=0).tags}

    def change(
        self,
        what: Any,
        *,
        group: str | None = None,
        tags: Iterable[str] | str | None = None,
        add_tags: Iterable[str] | str = (),
        remove_tags: Iterable[str] | str = (),
        note: str | None = None,
        title: str | None = None,
    ) -> Items:
        """Group, tag, annotate or rename items; what is None stays as it is.

        Parameters
        ----------
        what
            Items, their ids, or several of these.
        group, tags, note, title
            What they are to have; an empty group takes them out of theirs.
        add_tags, remove_tags
            What is to be added to, or taken from, the tags that they have.

        Raises
        ------
        NotFoundError
            One is not in the basket any more.
        """
        change = Change(
            group=group,
            tags=None if tags is None else _tags(tags),
            add_tags=_tags(add_tags),
            remove_tags=_tags(remove_tags),
            note=note,
            title=title,
        )
        return Items(_store().items(_store().change(_ids(what), change).ids))

    def move(self, what: Any, before: Any = None) -> None:
        """Put items, in this order, before another one, or at the end."""
        _store().move(_ids(what), before=None if before is None else _ids(before)[0])

    def dedupe(self) -> int:
        """Of items that are the same bytes, by DID or address, keep the first; returns how many."""
        return len(_store().dedupe().ids)

    def undo(self) -> str:
        """Take the last step back, whoever made it, and say which it was.

        Raises
        ------
        NotFoundError
            There is none.
        """
        return _store().undo().text

    def redo(self) -> str:
        """Do again what was undone last; otherwise like `undo`."""
        return _store().redo().text

    def clear(self) -> int:
        """Take everything out, and return how many items that were; `undo` brings them back."""
        return len(_store().clear().ids)

    @property
    def items(self) -> Items:
        """All items, in order."""
        return Items(_store().items())

    def to_table(self) -> Any:
        """Return all items as an `astropy.table.Table`; see `Items.to_table`."""
        return self.items.to_table()

    def to_pandas(self) -> Any:
        """Return all items as a `pandas.DataFrame`; see `Items.to_table`."""
        return self.items.to_pandas()

    def to_arrow(self) -> "pa.Table":
        """Return all items as a `pyarrow.Table`; see `Items.to_table`."""
        return self.items.to_arrow()

    def stage(self, *args: Any, **options: Any) -> list[Path]:
        """Bring the files of all items to this machine; see `Items.stage`."""
        return self.items.stage(*args, **options)

    def save(self, path: Path | str, format: BasketFormat | None = None) -> Path:  # noqa: A002
        """Write all items to one file; see `Items.save`."""
        return self.items.save(path, format)

    def load(self, source: Path | str | dict[str, Any]) -> Items:
        """Read a basket that was saved, here or elsewhere, without putting it into yours.

        Parameters
        ----------
        source
            A file (JSON or VOTable), a notebook that carries a basket, or a document.

        Returns
        -------
        Items
            With ``stage()``, which fetches the same bytes, and ``add_to_basket()``; ``refused``
            says what could not be taken.

        Raises
        ------
        NotFoundError
            There is no such file.
        BadAnswerError
            It holds no basket.
        """
        from ..basket.exchange import read, read_document

        if isinstance(source, dict):
            found = read_document(source)
        else:
            found = read(_content(Path(source).expanduser()))
        return Items(found.items, refused=found.refused)

    def gateways(self) -> list[BasketGateway]:
        """List the ESAP gateways that keep a basket; see `sync`."""
        from .basket_gateways import gateways

        return gateways()

    def sync(self, gateway: str, mode: SyncMode = "add") -> SyncReport:
        """Synchronise with the basket that an ESAP gateway keeps for you.

        Parameters
        ----------
        gateway
            Its id in the catalogue.
        mode
            ``add`` adds on both sides what is on one only; ``merge`` takes away, too, what was
            taken away on the other side since the last time; ``read`` writes nothing there.

        Returns
        -------
        SyncReport
            What came of it, and which items a gateway cannot hold.

        Raises
        ------
        NotFoundError
            There is no such gateway.
        EsapError
            You are not logged in, it does not answer, or others write there all the time.
        """
        from .basket_gateways import sync

        return sync(gateway, mode)

    def restore(self, gateway: str, name: str) -> Items:
        """Put in what an ESAP gateway's basket had before it was written over.

        Parameters
        ----------
        gateway
            Its id in the catalogue.
        name
            One of ``kept`` of `gateways`.

        Raises
        ------
        NotFoundError
            There is no such gateway, or nothing of that name is kept.
        """
        from .basket_gateways import restore

        return Items(_store().items(restore(gateway, name)))

    def document(self) -> dict[str, Any]:
        """Return all items as one document; see `Items.document`."""
        return self.items.document()

    def __len__(self) -> int:
        return len(_store())

    def __bool__(self) -> bool:
        # An empty basket is still a basket.
        return True

    def __iter__(self) -> Iterator[NewBasketItem]:
        return iter(self.items)

    def __contains__(self, what: object) -> bool:
        key = what.id if isinstance(what, BasketItem) else what
        try:
            return isinstance(key, str) and bool(_store().get(key))
        except NotFoundError:
            return False

    @overload
    def __getitem__(self, key: int | str) -> NewBasketItem: ...
    @overload
    def __getitem__(self, key: slice) -> Items: ...
    def __getitem__(self, key: int | str | slice) -> NewBasketItem | Items:
        if isinstance(key, str):
            return _store().get(key)
        ids = _store().ids()
        if isinstance(key, slice):
            return Items(_store().items(ids[key]))
        return _store().get(ids[key])

    def __repr__(self) -> str:
        view = _store().view(limit=0)
        groups = ", ".join(f"{group.name or '(none)'}: {group.count}" for group in view.groups)
        return f"<Basket of {view.count} items; groups: {groups or 'none'}>"

    def _repr_html_(self) -> str:
        view = _store().view(limit=100)
        more = view.total - len(view.items)
        note = f"<p>… and {more} more</p>" if more > 0 else ""
        return Items(view.items)._repr_html_() + note


handle = Basket()
"""The basket of this process's platform."""


def _store() -> Store:
    from .. import api

    return api.platform().basket


def _ids(what: Any) -> Sequence[str]:
    if isinstance(what, BasketItem):
        return [what.id]
    if isinstance(what, str):
        return [what]
    if isinstance(what, Iterable):
        return [key for each in what for key in _ids(each)]
    raise BadRequestError(
        f"{type(what).__name__} is no item of the basket.",
        remedy="Give items of esap.basket, or their ids.",
    )


def _tags(tags: Iterable[str] | str) -> list[str]:
    return [tags] if isinstance(tags, str) else list(tags)


def _with(item: NewBasketItem, fields: dict[str, Any]) -> NewBasketItem:
    import msgspec

    return msgspec.structs.replace(item, **fields)


def _content(path: Path) -> bytes:
    from ..basket.limits import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFoundError(
            f"{path} cannot be read: {error.strerror}.", remedy="Look at the path."
        ) from error
