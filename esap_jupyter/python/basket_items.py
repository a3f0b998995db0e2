"""Items of a basket as a list: shown as a table, staged, turned into tables, saved."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..basket.words import size_words
from ..errors import BadRequestError
from ..models import BasketFormat, BasketItem, ErrorInfo, NewBasketItem

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Items"]

_SHOWN = 100
_HEADS = ("Title", "Kind", "Archive", "Group", "Tags", "Size", "Where")
_SUFFIXES: dict[str, BasketFormat] = {
    ".json": "json",
    ".vot": "votable",
    ".votable": "votable",
    ".xml": "votable",
}


class Items(list[NewBasketItem]):
    """Items, in the basket or not.

    Attributes
    ----------
    refused
        What could not be taken when they were read or made, and why.
    """

    def __init__(
        self, items: Iterable[NewBasketItem] = (), *, refused: Iterable[ErrorInfo] = ()
    ) -> None:
        super().__init__(items)
        self.refused = list(refused)

    @property
    def ids(self) -> list[str]:
        """The ids of those that are in the basket."""
        return [item.id for item in self if isinstance(item, BasketItem)]

    @property
    def size(self) -> int:
        """The bytes of those whose size is known."""
        return sum(int(item.size) for item in self if item.size is not None)

    def to_arrow(self) -> "pa.Table":
        """Return a `pyarrow.Table`: one row an item, with the columns of its archive's table.

        Cells have their types, units and UCDs; what the basket knows of an item stands in the
        columns ``basket_title``, ``basket_url``, ``basket_tags``, …
        """
        from ..basket.tables import table_of

        return table_of(self)

    def to_table(self) -> Any:
        """Return an `astropy.table.Table`; see `to_arrow`."""
        from ..results.frames import convert

        return convert(self.to_arrow(), "astropy")

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`; see `to_arrow`."""
        from ..results.frames import convert

        return convert(self.to_arrow(), "pandas")

    def stage(self, *args: Any, **options: Any) -> list[Path]:
        """Bring their files to this machine; see `esap_jupyter.stage`.

        Sizes and checksums that are known, such as those of a basket that was saved elsewhere,
        are compared with what comes.
        """
        from .. import api

        what: Any = list(self)
        return api.stage(what, *args, **options)

    def save(self, path: Path | str, format: BasketFormat | None = None) -> Path:  # noqa: A002
        """Write them to one file, which appears only when it is complete.

        Parameters
        ----------
        path
            The file; what was there is replaced.
        format
            ``json`` or ``votable``; by default the suffix says (``.json``, ``.vot``, ``.xml``).

        Raises
        ------
        BadRequestError
            The format is unknown.
        """
        from ..basket.exchange import save

        target = Path(path).expanduser()
        chosen = format or _SUFFIXES.get(target.suffix.lower())
        if chosen not in ("json", "votable"):
            raise BadRequestError(
                f"A basket cannot be saved as {format or target.suffix!r}.",
                remedy="Name the file .json or .vot, or give format=.",
            )
        save(str(target), list(self), chosen, overwrite=True)
        return target

    def document(self) -> dict[str, Any]:
        """Return them as one document, such as a notebook carries as ``esap_basket``."""
        from ..basket.exchange import document

        return document(self)

    def add_to_basket(self, **fields: Any) -> "Items":
        """Put them into the basket; see `Basket.add`."""
        from .basket import handle

        return handle.add(list(self), **fields)

    def __repr__(self) -> str:
        if not self:
            return "no items"
        rows = [_cells(item) for item in self[:_SHOWN]]
        widths = [min(50, max(map(len, column))) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, *self._notes()])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        if not self:
            return f"<p>no items</p>{notes}"
        head = "".join(f'<th scope="col">{text}</th>' for text in _HEADS)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(item)) + "</tr>"
            for item in self[:_SHOWN]
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"

    def _notes(self) -> list[str]:
        hidden = len(self) - _SHOWN
        more = [f"… and {hidden} more"] if hidden > 0 else []
        return [*more, *(error.message for error in self.refused)]


def _cells(item: NewBasketItem) -> tuple[str, ...]:
    return (
        _plain(item.title),
        item.kind,
        _plain(item.provenance.archive_name or item.archive),
        _plain(item.group),
        _plain(", ".join(item.tags)),
        size_words(item.size),
        _plain(item.did or item.url),
    )


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
