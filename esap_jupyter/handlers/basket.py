"""The basket: what is in it, edits, and documents in and out."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from .. import models
from ..basket.telling import told
from .base import EsapHandler
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = [
    "BasketDocumentHandler",
    "BasketHandler",
    "BasketHereHandler",
    "BasketItemHandler",
    "BasketRedoHandler",
    "BasketRemovalsHandler",
    "BasketUndoHandler",
]


class WhichQuery(msgspec.Struct, kw_only=True):
    """Which items; see ``BasketFilter``. ``group`` left out means any, and empty those in none."""

    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    group: str | None = None
    tag: str = ""
    kind: models.BasketKind | None = None
    archive: str = ""

    def where(self) -> models.BasketFilter:
        """Return them as a filter."""
        return models.BasketFilter(
            text=self.text,
            group=self.group,
            tag=self.tag,
            kind=self.kind,
            archive=self.archive,
        )


class BasketQuery(WhichQuery, kw_only=True):
    """Which items, in which order, and which of these."""

    sort: models.BasketSort = "position"
    descending: bool = False
    offset: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 100


class BasketHandler(EsapHandler):
    """The basket."""

    path = "basket"

    @operation("Show a page of the basket", answer=models.BasketView, query=BasketQuery)
    async def get(self, query: BasketQuery) -> models.BasketView:
        """Show items, groups, tags, sizes, and what can be undone."""
        return await self.run(lambda esap: _view(esap, query))

    @operation(
        "Put something in",
        answer=models.BasketEdit,
        body=models.BasketAddition,
        status=HTTPStatus.CREATED,
    )
    async def post(self, body: models.BasketAddition) -> models.BasketEdit:
        """Put rows, results, DIDs, files or items in; what is there already stays as it is."""
        return await self.run(lambda esap: esap.basket_desk.put(body), online=bool(body.links))

    @operation("Change items", answer=models.BasketEdit, body=models.BasketChange)
    async def patch(self, body: models.BasketChange) -> models.BasketEdit:
        """Group, tag, annotate, rename or move items."""
        return await self.run(lambda esap: esap.basket_desk.change(body))

    @operation("Take everything out", answer=models.BasketEdit)
    async def delete(self) -> models.BasketEdit:
        """Take everything out, which can be undone."""
        return await self.run(lambda esap: told(esap.basket.clear()))


class BasketHereHandler(EsapHandler):
    """What of the basket is here."""

    path = "basket/here"

    @operation(
        "Count what of the basket is here, and what is to be fetched",
        answer=models.BasketHere,
        query=WhichQuery,
    )
    async def get(self, query: WhichQuery) -> models.BasketHere:
        """Count items and bytes that are on this machine, of all that is asked for and by group."""
        return await self.run(lambda esap: esap.basket_desk.presence(query.where()))


class BasketItemHandler(EsapHandler):
    """One item."""

    path = "basket/items/{item}"

    @operation("Show an item", answer=models.BasketItem)
    async def get(self, item: str) -> models.BasketItem:
        """Show an item with all that is known of it."""
        return await self.run(lambda esap: esap.basket.get(item))


class BasketRemovalsHandler(EsapHandler):
    """Taking out."""

    path = "basket/removals"

    @operation("Take items out", answer=models.BasketEdit, body=models.BasketRemoval)
    async def post(self, body: models.BasketRemoval) -> models.BasketEdit:
        """Take items out, which can be undone."""
        return await self.run(lambda esap: esap.basket_desk.take_out(body))


class BasketUndoHandler(EsapHandler):
    """Undoing."""

    path = "basket/undo"

    @operation("Undo the last step", answer=models.BasketEdit, body=models.BasketStep)
    async def post(self, body: models.BasketStep) -> models.BasketEdit:
        """Undo the last step, whoever made it."""
        return await self.run(lambda esap: told(esap.basket.undo(revision=body.revision)))


class BasketRedoHandler(EsapHandler):
    """Doing again."""

    path = "basket/redo"

    @operation("Do the last undone step again", answer=models.BasketEdit, body=models.BasketStep)
    async def post(self, body: models.BasketStep) -> models.BasketEdit:
        """Do again what was undone last."""
        return await self.run(lambda esap: told(esap.basket.redo(revision=body.revision)))


class BasketDocumentHandler(EsapHandler):
    """The basket as one document."""

    path = "basket/document"

    @operation("Write items into a document", answer=dict, body=models.BasketDocumentRequest)
    async def post(self, body: models.BasketDocumentRequest) -> dict[str, Any]:
        """Give a document with items, for a notebook's metadata or another ESAP."""
        return await self.run(lambda esap: esap.basket_desk.document(body))


def _view(esap: "Platform", query: BasketQuery) -> models.BasketView:
    return esap.basket_desk.view(
        query.where(),
        sort=query.sort,
        descending=query.descending,
        offset=query.offset,
        limit=query.limit,
    )
