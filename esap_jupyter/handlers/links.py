"""What belongs to a row of a result: links, preview, cutouts, and files for the workspace."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..errors import BadRequestError, NotFoundError
from ..models import (
    Activity,
    CutoutRequest,
    FetchRequest,
    Links,
    StageRequest,
    StageWhat,
    TransferRequest,
)
from ..staging.names import safe_name
from ..staging.template import FOLDER
from .base import EsapHandler
from .operation import IMAGE, operation
from .positions import OrderQuery, row_filter
from .workspace import WorkspaceHandler

if TYPE_CHECKING:
    from ..archives.vo.rows.previews import Preview
    from ..archives.vo.rows.services import Order
    from ..platform import Platform

__all__ = ["RowCutoutHandler", "RowFilesHandler", "RowLinksHandler", "RowPreviewHandler"]

_DIGITS = 12


class RowLinksHandler(EsapHandler):
    """The links of a row."""

    path = "results/{result}/rows/{row}/links"

    @operation("Tell what belongs to a row", answer=Links, query=OrderQuery)
    async def get(self, result: str, row: str, query: OrderQuery) -> Links:
        """Tell what belongs to a row, asking its archive."""
        number, order = _number(row), _order(query)
        return await self.run(
            lambda esap: esap.row_services.links(esap.results.get(result), number, order),
            online=True,
        )


class RowPreviewHandler(EsapHandler):
    """The preview of a row."""

    path = "results/{result}/rows/{row}/preview"

    @operation("Give the preview of a row", answer=IMAGE, query=OrderQuery)
    async def get(self, result: str, row: str, query: OrderQuery) -> "Preview":
        """Give a PNG, JPEG, GIF or WebP image that this server has fetched."""
        number, order = _number(row), _order(query)
        return await self.run(
            lambda esap: esap.row_services.preview(esap.results.get(result), number, order),
            online=True,
        )

    def send(self, answer: Any, status: HTTPStatus) -> None:
        """Send the image as nothing but an image."""
        content = getattr(answer, "content", None)
        if content is None:
            super().send(answer, status)
            return
        self.set_status(status)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.set_header("Cache-Control", "private, max-age=300")
        self.finish(content, set_content_type=answer.content_type)


class _Bringing(WorkspaceHandler):
    """What brings a file into the workspace."""

    async def bring(
        self, what: StageWhat, words: str, check: "Callable[[Platform], Any]"
    ) -> Activity:
        """Begin a transfer, unless ``check`` refuses what is asked for."""
        root = await self.workspace("write")

        def begin(esap: "Platform") -> Activity:
            stored = esap.results.get(what.result)
            check(esap)
            request = StageRequest(what=[what], folder=f"{FOLDER}/{safe_name(stored.archive)}")
            wanted = TransferRequest(request=request, title=f"{words} from {stored.title}")
            return esap.activities.get(esap.stagings.start(wanted, root=root).activity)

        return await self.run(begin, online=True)


class RowFilesHandler(_Bringing):
    """Files of a row."""

    path = "results/{result}/rows/{row}/files"

    @operation(
        "Bring a file into the workspace",
        answer=Activity,
        body=FetchRequest,
        query=OrderQuery,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, result: str, row: str, body: FetchRequest, query: OrderQuery) -> Activity:
        """Begin to fetch what a link leads to; the activity tells the file's path at last."""
        number, order = _number(row), _order(query)
        return await self.bring(
            _what(result, number, order, link=body.link),
            "File",
            lambda esap: esap.row_services.source(
                esap.results.get(result), number, body.link, order
            ),
        )


class RowCutoutHandler(_Bringing):
    """Cutouts of a row."""

    path = "results/{result}/rows/{row}/cutout"

    @operation(
        "Bring a cutout into the workspace",
        answer=Activity,
        body=CutoutRequest,
        query=OrderQuery,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, result: str, row: str, body: CutoutRequest, query: OrderQuery) -> Activity:
        """Begin to fetch what a service makes; the values are checked first."""
        number, order = _number(row), _order(query)
        return await self.bring(
            _what(result, number, order, link=body.link, parameters=body.parameters),
            "Cutout",
            lambda esap: esap.row_services.cutout(
                esap.results.get(result), number, body.link, body.parameters, order=order
            ),
        )


def _what(result: str, row: int, order: "Order", **more: Any) -> StageWhat:
    return StageWhat(
        result=result,
        rows=[row],
        sort=order.sort,
        direction=order.direction,
        where=order.where,
        **more,
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise BadRequestError(f"{text[:40]!r} is no row.", remedy="Count rows from 0.")
    if len(text) > _DIGITS:
        raise NotFoundError(f"There is no row {text[:40]}.", remedy="Count rows from 0.")
    return int(text)


def _order(query: OrderQuery) -> "Order":
    from ..archives.vo.rows.services import Order

    return Order(
        sort=query.sort if query.direction != "none" else None,
        direction=query.direction,
        where=row_filter(query.where),
    )
