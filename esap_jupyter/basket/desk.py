"""What the basket's faces ask for: things put in, items by filter, documents in and out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import msgspec

from ..compute import Compute
from ..errors import EsapError, NotFoundError, TooLargeError
from ..models import (
    BasketAddition,
    BasketChange,
    BasketDocumentRequest,
    BasketEdit,
    BasketFilter,
    BasketHere,
    BasketItem,
    BasketLink,
    BasketRemoval,
    BasketRows,
    BasketSaveRequest,
    BasketSort,
    BasketView,
    Did,
    NewBasketItem,
    Result,
)
from ..results.store import ResultStore
from ..wording import describe_error
from . import exchange
from .finding import Named
from .making import of_address, of_did, of_link, of_result, tidied
from .presence import Tallies
from .rows import encoded_rows, row_texts
from .store import Basket, Change
from .stored import Encoded, encode_all
from .telling import told
from .words import counted

__all__ = ["BasketDesk", "Here"]

_MOST_ROWS = 100_000
_PIECE = 2_000
Here = Callable[[list[BasketItem]], dict[str, Path]]
Present = Callable[[list[Named]], dict[str, int]]


class Rows(Protocol):
    """What tells of rows; see `esap_jupyter.archives.vo.rows.services.RowServices`."""

    def links(self, result: Any, row: int, order: Any, /) -> Any:
        """Tell what belongs to a row."""


class BasketDesk:
    """Takes what people choose, and gives documents.

    Parameters
    ----------
    basket
        Where it goes.
    results
        The stored results.
    rows
        What tells of rows.
    compute
        Where tables are read.
    lake_name
        What people call a lake, by its id.
    here
        Which items' files are on this machine, by id.
    present
        The bytes of those items that are on this machine, by id; of very many at once.
    """

    def __init__(
        self,
        *,
        basket: Callable[[], Basket],
        results: Callable[[], ResultStore],
        rows: Callable[[], Rows],
        compute: Compute,
        lake_name: Callable[[str], str],
        here: Here,
        present: Present = lambda _: {},
    ) -> None:
        self._basket = basket
        self._results = results
        self._rows = rows
        self._compute = compute
        self._lake_name = lake_name
        self._here = here
        self._present = present
        self._tallies = Tallies()

    def view(
        self,
        where: BasketFilter,
        *,
        sort: BasketSort = "position",
        descending: bool = False,
        offset: int = 0,
        limit: int = 100,
    ) -> BasketView:
        """Show a page of the basket, and which of its files are here; see `Basket.view`."""
        view = self._basket().view(
            where, sort=sort, descending=descending, offset=offset, limit=limit
        )
        here = {key: str(path) for key, path in self._here(view.items).items()}
        return msgspec.structs.replace(view, here=here)

    def presence(self, where: BasketFilter) -> BasketHere:
        """Count what of the items that a filter lets through is here; nobody is contacted."""
        items, revision = self._basket().things(where)
        return self._tallies.of(items).told(self._present(items), revision=revision)

    def put(self, addition: BasketAddition) -> BasketEdit:
        """Put things in; what nothing can be made of is told, and the rest is put in.

        Raises
        ------
        EsapError
            Nothing could be made of anything: why not of the first.
        """
        own = {"group": addition.group, "tags": addition.tags, "note": addition.note}
        given = {name: value for name, value in own.items() if value}
        ready: list[Encoded] = []
        errors: list[EsapError] = []
        for make in self._makers(addition, given):
            try:
                ready += make()
            except EsapError as error:
                errors.append(error)
            _check_count(len(ready))
        if errors and not ready:
            raise errors[0]
        refused = [describe_error(each) for each in errors]
        return told(self._basket().put(ready), refused=refused)

    def change(self, wanted: BasketChange) -> BasketEdit:
        """Group, tag, annotate, rename or move items; see `Basket.change` and `Basket.move`."""
        ids = self._chosen(wanted.ids, wanted.where)
        if wanted.move:
            return told(self._basket().move(ids, before=wanted.before))
        fields = {name: getattr(wanted, name) for name in Change.__struct_fields__}
        return told(self._basket().change(ids, Change(**fields)))

    def take_out(self, removal: BasketRemoval) -> BasketEdit:
        """Take items, or all those that are there twice, out."""
        if removal.duplicates:
            return told(self._basket().dedupe())
        return told(self._basket().remove(self._chosen(removal.ids, removal.where)))

    def document(self, wanted: BasketDocumentRequest) -> dict[str, Any]:
        """Write items into one document; see `esap_jupyter.basket.exchange.document`."""
        return exchange.document(self._wanted(wanted.ids, wanted.where))

    def save(self, path: Path, wanted: BasketSaveRequest, *, overwrite: bool) -> int:
        """Write items to a file, which appears only when it is complete; returns its size.

        Raises
        ------
        ConflictError
            There is such a file, and it is not to be overwritten.
        """
        items = self._wanted(wanted.ids, wanted.where)
        return self._compute.run(
            exchange.save, str(path), items, wanted.format, overwrite=overwrite, lane="decode"
        )

    def put_document(self, document: dict[str, Any], group: str | None = None) -> BasketEdit:
        """Put in what a document holds, as `put_file` does."""
        read = self._compute.run(exchange.read_document, document, lane="decode")
        return self._put_read(read, group)

    def put_file(self, content: bytes, group: str | None = None) -> BasketEdit:
        """Put in what a file holds, and tell what of it could not be taken.

        Raises
        ------
        BadAnswerError
            It holds no basket.
        TooLargeError
            It is larger than what is read.
        """
        return self._put_read(self._compute.run(exchange.read, content, lane="decode"), group)

    def _put_read(self, read: "exchange.Read", group: str | None) -> BasketEdit:
        items = read.items
        if group is not None:
            items = [msgspec.structs.replace(item, group=group) for item in items]
        edit = self._basket().add(items, text=f"Import {counted(len(items))}")
        return told(edit, refused=read.refused)

    def _wanted(self, ids: list[str], where: BasketFilter | None) -> list[BasketItem]:
        return self._basket().items(ids or None, where=where)

    def _chosen(self, ids: list[str], where: BasketFilter | None) -> list[str]:
        return ids if where is None else self._basket().ids(where)

    def _makers(
        self, wanted: BasketAddition, given: dict[str, Any]
    ) -> Iterator[Callable[[], list[Encoded]]]:
        yield from (partial(self._of_rows, rows, given) for rows in wanted.rows)
        makers: Iterable[Callable[[], NewBasketItem]] = chain(
            (partial(self._of_result, result) for result in wanted.results),
            (partial(self._of_did, did, wanted.about.get(did)) for did in wanted.dids),
            (partial(self._of_link, link) for link in wanted.links),
            (partial(of_address, url) for url in wanted.urls),
            (partial(tidied, item) for item in wanted.items),
        )
        yield from (partial(_ready, make, given) for make in makers)

    def _of_result(self, result: str) -> NewBasketItem:
        return of_result(self._results().get(result))

    def _of_rows(self, rows: BasketRows, given: dict[str, Any]) -> list[Encoded]:
        result = self._results().get(rows.result)
        selection = rows.selection
        ranges = [(first, last) for first, last in selection.ranges]
        _check_count(sum(max(0, last + 1 - first) for first, last in ranges))
        ready: list[Encoded] = []
        for part in _pieces(ranges):
            ready += self._compute.run(
                encoded_rows,
                result,
                part,
                given,
                sort=selection.sort if selection.direction != "none" else None,
                direction=selection.direction,
                where=selection.where,
                lane="view",
            )
        return ready

    def _of_did(self, did: str, facts: Did | None) -> NewBasketItem:
        item = tidied(of_did(did, facts=facts))
        name = self._lake_name(item.archive)
        named = msgspec.structs.replace(item.provenance, archive_name=name)
        return msgspec.structs.replace(item, provenance=named)

    def _of_link(self, wanted: BasketLink) -> NewBasketItem:
        from ..archives.vo.rows.services import Order

        result = self._results().get(wanted.result)
        order = Order(
            sort=wanted.sort if wanted.direction != "none" else None,
            direction=wanted.direction,
            where=wanted.where,
        )
        for link in self._rows().links(result, wanted.row, order).links:
            if link.id == wanted.link:
                return of_link(result, self._stored_row(result, wanted), link)
        raise NotFoundError(
            "The row has no such link any more.", remedy="Look at the row's files again."
        )

    def _stored_row(self, result: Result, wanted: BasketLink) -> int:
        """Return the number of a row as it is stored, whatever order it was counted in."""
        if wanted.direction == "none" and wanted.where is None:
            return wanted.row
        texts = self._compute.run(
            row_texts,
            result.path,
            [(wanted.row, wanted.row)],
            sort=wanted.sort if wanted.direction != "none" else None,
            direction=wanted.direction,
            where=wanted.where,
            lane="view",
        )
        return texts.rows[0]


def _ready(make: Callable[[], NewBasketItem], given: dict[str, Any]) -> list[Encoded]:
    return list(encode_all([msgspec.structs.replace(make(), **given)]))


def _pieces(ranges: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Cut ranges into pieces of so few rows that what comes back of each holds nobody up."""
    piece, count = list[tuple[int, int]](), 0
    for first, last in ranges:
        for start in range(first, last + 1, _PIECE):
            stop = min(last, start + _PIECE - 1)
            piece.append((start, stop))
            count += stop + 1 - start
            if count >= _PIECE:
                yield piece
                piece, count = [], 0
    if piece:
        yield piece


def _check_count(count: int) -> None:
    if count > _MOST_ROWS:
        raise TooLargeError(
            f"{count} items at once are too many; {_MOST_ROWS} can be put in.",
            remedy="Put the whole result in, or fewer rows.",
        )
